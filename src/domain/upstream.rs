//! Accounts at other providers that open an account here. They are known by issuer and subject; an e-mail
//! address is for showing and never joins anybody.

use crate::base::{Digest, Email, Id, Micros};
use crate::domain::oauth::track::TrackId;
use crate::domain::user::UserId;
use crate::domain::words;

/// Whom an upstream provider names.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The provider's issuer.
    pub issuer: String,
    /// The person there.
    pub subject: String,
    /// To be shown.
    pub email: Option<Email>,
    /// To be filled in.
    pub firstname: Option<String>,
    /// To be filled in.
    pub lastname: Option<String>,
}

/// Tag of the ids of links.
pub enum LinkTag {}
/// The id of a link.
pub type LinkId = Id<LinkTag>;

/// An account elsewhere that opens an account here.
#[derive(Clone, Debug)]
pub struct Link {
    /// The id.
    pub id: LinkId,
    /// Whose account it opens.
    pub user: UserId,
    /// The provider's issuer.
    pub issuer: String,
    /// The person there.
    pub subject: String,
    /// To be shown.
    pub email: Option<String>,
    /// Since when.
    pub linked_at: Micros,
    /// When it was used last.
    pub used_at: Option<Micros>,
}

/// A browser that is on its way to a provider and back.
#[derive(Clone, Debug)]
pub struct Trip {
    /// Digest of `state`.
    pub state: Digest,
    /// The id of the provider in the configuration.
    pub upstream: String,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The nonce and the PKCE verifier, sealed.
    pub secrets: String,
    /// The authorization it serves.
    pub track: Option<TrackId>,
    /// Who wants to link the account, from the account console.
    pub linker: Option<UserId>,
    /// Ends then.
    pub expires_at: Micros,
}

/// What somebody wants with an account elsewhere that opens nothing here yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Nothing was said.
    Open,
    /// To link it to an account of theirs.
    Link,
    /// To open an account that it opens.
    Register,
}
words!(Wish { Open = "open", Link = "link", Register = "register" });

/// Tag of the ids of waiting identities.
pub enum WaitingTag {}
/// The id of a waiting identity.
pub type WaitingId = Id<WaitingTag>;

/// Somebody proved an account elsewhere that opens nothing here yet; it waits in their browser for what they
/// want. It gives nothing by itself.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The id.
    pub id: WaitingId,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The id of the provider in the configuration.
    pub upstream: String,
    /// Who they are there.
    pub identity: Identity,
    /// What they want.
    pub wish: Wish,
    /// The only one it may be linked to; anybody if none.
    pub linker: Option<UserId>,
    /// The authorization it serves.
    pub track: Option<TrackId>,
    /// When it was proved.
    pub proved_at: Micros,
    /// Ends then.
    pub expires_at: Micros,
}
