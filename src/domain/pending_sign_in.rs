//! A sign-in that waits for a second proof.

use std::time::Duration;

use crate::base::{Digest, Id, Micros};
use crate::domain::policy::Class;
use crate::domain::session::Amr;
use crate::domain::user::UserId;

/// Tag of pending sign-ins' ids.
pub enum PendingTag {}
/// A pending sign-in's id.
pub type PendingId = Id<PendingTag>;

/// Life of a pending sign-in (LIMITS 5.1, login transaction).
pub const LIFE: Duration = Duration::from_secs(600);

/// Somebody who proved who they are in part.
#[derive(Clone, Debug)]
pub struct PendingSignIn {
    /// The id.
    pub id: PendingId,
    /// Who.
    pub user: UserId,
    /// What was proved so far.
    pub amr: Vec<Amr>,
    /// Whether the person chose to stay signed in.
    pub remembered: bool,
    /// Digest of the cookie that makes this browser known.
    pub device: Option<Digest>,
    /// The page of ours that follows, where no authorization does.
    pub next: Option<String>,
    /// When the person proved themselves for the session that it raises; none for a sign-in from the beginning.
    pub auth_time: Option<Micros>,
    /// The class that it has to reach.
    pub wanted: Class,
    /// When it began.
    pub created_at: Micros,
    /// Ends then.
    pub expires_at: Micros,
}
