//! What the end of a session means for the clients that have something of it.

use crate::base::{Id, Micros};
use crate::domain::oauth::client::ClientId;
use crate::domain::session::SessionId;
use crate::domain::user::UserId;

/// Tag of notice ids.
pub enum NoticeTag {}
/// A notice's id: the `jti` of its logout token, so it is a version 4 UUID.
pub type NoticeId = Id<NoticeTag>;

/// A client that holds a live grant of a session, with the ways in which it can be told of its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// The session.
    pub session: SessionId,
    /// The client.
    pub client: ClientId,
    /// The name people see.
    pub name: String,
    /// Whether it has an address that we call (OIDC Back-Channel Logout 1.0 §2.2).
    pub called: bool,
    /// The page of it that the browser loads (OIDC Front-Channel Logout 1.0 §2).
    pub page: Option<String>,
}

/// What one client has to be told about the end of one session.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The id.
    pub id: NoticeId,
    /// Whom to tell.
    pub client: ClientId,
    /// Whose session.
    pub user: UserId,
    /// Which session.
    pub session: SessionId,
    /// When it ended.
    pub created_at: Micros,
    /// Not tried after that.
    pub expires_at: Micros,
    /// Tries to tell, the present one included.
    pub attempts: u32,
}
