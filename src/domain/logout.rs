//! What the end of a session means for the clients that have something of it.

use crate::base::{Id, Micros};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::grant::GrantId;
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
    /// Whether it has an address that we call: of its own (OIDC Back-Channel Logout 1.0 §2.2), or one named for
    /// the tokens that end.
    pub called: bool,
    /// The page of it that the browser loads (OIDC Front-Channel Logout 1.0 §2).
    pub page: Option<String>,
}

/// A token family that ended while it was live, and whom its client wants to be called then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedFamily {
    /// The family.
    pub id: GrantId,
    /// Whose tokens they were.
    pub client: ClientId,
}

/// What a notice says, and in which way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The session ended: a logout token (OIDC Back-Channel Logout 1.0).
    SessionEnded,
    /// A token family ended: the session-end callback of the partner API.
    FamilyEnded {
        /// The family.
        family: GrantId,
        /// Where to call, if the client may still have that called.
        address: String,
    },
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
    /// What.
    pub message: Message,
    /// When it ended.
    pub created_at: Micros,
    /// Not tried after that.
    pub expires_at: Micros,
    /// Tries to tell, the present one included.
    pub attempts: u32,
}
