//! Tokens: what is stored of them and when they count.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

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

/// RFC 8693 §4.1: who acts on behalf of the subject, the latest outermost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The subject that acts: of a person, or a client's id.
    pub sub: String,
    /// Who acted before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Box<Actor>>,
}

/// The chain of actors would be longer than we carry.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many actors in a row")]
pub struct ChainTooLong;

impl Actor {
    /// The most actors in a row.
    pub const MOST: usize = 4;

    /// A new actor in front of those who acted before.
    pub fn before(sub: String, prior: Option<Self>) -> Result<Self, ChainTooLong> {
        let actor = Self { sub, act: prior.map(Box::new) };
        if actor.depth() > Self::MOST { Err(ChainTooLong) } else { Ok(actor) }
    }

    fn depth(&self) -> usize {
        std::iter::successors(Some(self), |actor| actor.act.as_deref()).count()
    }
}

/// An access token: a text outside, a row inside.
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
    /// RFC 8707: the resource servers it is for; our own user info if there are none.
    pub audience: Vec<String>,
    /// RFC 8693: who acts with it on behalf of its subject.
    pub actor: Option<Actor>,
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
    fn a_chain_of_actors_has_an_end() {
        let chain = (0..Actor::MOST).try_fold(None, |prior, n| Actor::before(format!("a{n}"), prior).map(Some));
        let chain = chain.ok().flatten();
        assert_eq!(chain.as_ref().map(|outermost| outermost.sub.as_str()), Some("a3"));
        assert_eq!(Actor::before("a4".into(), chain), Err(ChainTooLong));
    }

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
