//! Tokens: what is stored of them and when they count.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::base::{Digest, Micros};
use crate::domain::UnknownWord;
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::grant::GrantId;
use crate::domain::oauth::scope::Scopes;

/// What a token is bound to (RFC 7800 `cnf`): whoever presents it proves that they hold the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// RFC 9449 §6: the thumbprint (RFC 7638) of a `DPoP` key.
    Jkt(String),
    /// RFC 8705 §3.1: the SHA-256 of a certificate, base64url.
    X5t(String),
}

impl fmt::Display for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jkt(thumbprint) => write!(f, "jkt:{thumbprint}"),
            Self::X5t(thumbprint) => write!(f, "x5t:{thumbprint}"),
        }
    }
}

impl FromStr for Confirmation {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text.split_once(':') {
            Some(("jkt", thumbprint)) => Ok(Self::Jkt(thumbprint.to_owned())),
            Some(("x5t", thumbprint)) => Ok(Self::X5t(thumbprint.to_owned())),
            _ => Err(UnknownWord),
        }
    }
}

/// `token_type`: how a token with this binding is presented (RFC 6750, RFC 9449 §5).
pub const fn token_type(bound: Option<&Confirmation>) -> &'static str {
    match bound {
        Some(Confirmation::Jkt(_)) => "DPoP",
        Some(Confirmation::X5t(_)) | None => "Bearer",
    }
}

/// An access token: opaque outside, a row inside.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// Digest of the token.
    pub digest: Digest,
    /// The grant it belongs to; a client's own token has none.
    pub grant: Option<GrantId>,
    /// Who holds it.
    pub client: ClientId,
    /// What it opens.
    pub scopes: Scopes,
    /// The key it is bound to.
    pub confirmation: Option<Confirmation>,
    /// When it was made.
    pub created_at: Micros,
    /// Good until then.
    pub expires_at: Micros,
}

/// A refresh token: one link in the chain of a grant.
#[derive(Clone, Debug)]
pub struct RefreshToken {
    /// Digest of the token.
    pub digest: Digest,
    /// The grant it belongs to.
    pub grant: GrantId,
    /// Who holds it.
    pub client: ClientId,
    /// What it can renew.
    pub scopes: Scopes,
    /// The key it is bound to: that of a public client (RFC 9449 §5).
    pub confirmation: Option<Confirmation>,
    /// When it was made.
    pub created_at: Micros,
    /// Good until then, if unused.
    pub expires_at: Micros,
    /// When it was used.
    pub rotated_at: Option<Micros>,
    /// The next link.
    pub successor: Option<Digest>,
    /// The answer that its use gave, sealed, for as long as it may be repeated.
    pub answer: Option<String>,
}

/// What presenting a refresh token means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// First use: make the next link.
    Rotate,
    /// The first answer was lost on its way: give the same one again.
    Repeat,
    /// Somebody else used it: the grant ends.
    Reuse,
    /// Too old.
    Expired,
}

impl RefreshToken {
    /// RFC 9700 §4.14.2, with a short grace for an answer that was lost. `successor_used` ends the
    /// grace: whoever holds the successor has had the answer.
    pub fn judge(&self, successor_used: bool, grace: Duration, now: Micros) -> Rotation {
        match self.rotated_at {
            Some(at) if !successor_used && self.answer.is_some() && now < at.plus(grace) => Rotation::Repeat,
            Some(_) => Rotation::Reuse,
            None if now >= self.expires_at => Rotation::Expired,
            None => Rotation::Rotate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;

    #[test]
    fn a_lost_answer_is_repeated_for_a_moment_and_reuse_is_told_apart() {
        let fresh = RefreshToken {
            digest: Digest::of("a"),
            grant: Id::ordered(),
            client: "shop".parse().unwrap_or_else(|_| unreachable!()),
            scopes: Scopes::default(),
            confirmation: None,
            created_at: Micros(0),
            expires_at: Micros::from_seconds(100),
            rotated_at: None,
            successor: None,
            answer: None,
        };
        let grace = Duration::from_secs(10);
        assert_eq!(fresh.judge(false, grace, Micros(1)), Rotation::Rotate);
        assert_eq!(fresh.judge(false, grace, Micros::from_seconds(100)), Rotation::Expired);
        let used = RefreshToken { rotated_at: Some(Micros(0)), answer: Some("sealed".into()), ..fresh };
        assert_eq!(used.judge(false, grace, Micros::from_seconds(9)), Rotation::Repeat);
        assert_eq!(used.judge(true, grace, Micros::from_seconds(9)), Rotation::Reuse);
        assert_eq!(used.judge(false, grace, Micros::from_seconds(10)), Rotation::Reuse);
        let blanked = RefreshToken { answer: None, ..used };
        assert_eq!(blanked.judge(false, grace, Micros::from_seconds(1)), Rotation::Reuse);
    }
}
