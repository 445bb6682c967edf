//! A grant: what one person gave one client at one time. Every token belongs to one and ends with
//! it.

use crate::base::{Id, Micros};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::scope::Scopes;
use crate::domain::session::{Amr, SessionId};
use crate::domain::user::UserId;

/// Tag of grant ids.
pub enum GrantTag {}
/// A grant's id; also the stable id of its token family.
pub type GrantId = Id<GrantTag>;

/// One authorization.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The id.
    pub id: GrantId,
    /// Who gave.
    pub user: UserId,
    /// Who got.
    pub client: ClientId,
    /// By which entrance it was asked for: its code is redeemed there.
    pub entrance: Entrance,
    /// In which session.
    pub session: SessionId,
    /// What.
    pub scopes: Scopes,
    /// When the person had proved who they are.
    pub auth_time: Micros,
    /// How.
    pub amr: Vec<Amr>,
    /// The request's nonce, for ID tokens.
    pub nonce: Option<String>,
    /// Claims about the person that its ID tokens carry (OIDC Core §5.5).
    pub claims: Vec<String>,
    /// RFC 8707: the resource servers that were asked for.
    pub resources: Vec<String>,
    /// When.
    pub created_at: Micros,
    /// No token of it lives longer.
    pub expires_at: Micros,
    /// When it was taken back.
    pub revoked_at: Option<Micros>,
}

impl Grant {
    /// Whether tokens of it count.
    pub fn is_live(&self, now: Micros) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}
