//! An authorization code: redeemed once; a second try ends what the first one brought.

use crate::base::{Digest, Micros};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::grant::GrantId;

/// What is stored of a code.
#[derive(Clone, Debug)]
pub struct AuthorizationCode {
    /// Digest of the code.
    pub digest: Digest,
    /// What it stands for.
    pub grant: GrantId,
    /// For whom it was made.
    pub client: ClientId,
    /// The redirect URI of its request, to the letter.
    pub redirect_uri: String,
    /// PKCE challenge, S256.
    pub challenge: Option<String>,
    /// RFC 9449 §10: the key that must redeem it.
    pub dpop_jkt: Option<String>,
    /// When it was made.
    pub created_at: Micros,
    /// Good until then.
    pub expires_at: Micros,
    /// When it was redeemed.
    pub redeemed_at: Option<Micros>,
}
