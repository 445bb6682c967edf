//! An authorization in progress: the validated request and how far it has come.

use std::time::Duration;

use crate::base::{Digest, Id, Locale, Micros};
use crate::domain::oauth::claims::ClaimsRequest;
use crate::domain::oauth::client::{ClientId, ValidatedRedirect};
use crate::domain::oauth::device::DeviceId;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::vocab::{Prompt, ResponseMode, ResponseType};
use crate::domain::session::SessionId;
use crate::domain::user::UserId;

/// Tag of track ids.
pub enum TrackTag {}
/// A track's id. It stands in addresses, so it is a version 4 UUID.
pub type TrackId = Id<TrackTag>;

/// A request that passed every check. It cannot be built without a [`ValidatedRedirect`].
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client: ClientId,
    /// By which entrance it came.
    pub entrance: Entrance,
    /// Where the answer goes.
    pub redirect: ValidatedRedirect,
    /// What the answer has.
    pub response: ResponseType,
    /// How the answer travels.
    pub mode: ResponseMode,
    /// Returned unchanged.
    pub state: Option<String>,
    /// Bound into the ID token.
    pub nonce: Option<String>,
    /// What is asked for; only scopes the client may have.
    pub scopes: Scopes,
    /// RFC 8707: the resource servers that tokens are wanted for.
    pub resources: Vec<String>,
    /// PKCE challenge, S256.
    pub challenge: Option<String>,
    /// RFC 9449 §10: the key that must redeem the code.
    pub dpop_jkt: Option<String>,
    /// What must be shown.
    pub prompts: Vec<Prompt>,
    /// How old the proof of identity may be.
    pub max_age: Option<Duration>,
    /// What is asked for claim by claim.
    pub claims: ClaimsRequest,
    /// Scopes that stand for claims the client can do without: a person may decline them.
    pub voluntary: Scopes,
    /// Whom the client expects, in its words.
    pub login_hint: Option<String>,
    /// Whom the client expects, by an ID token of ours or by `sub` in `claims`.
    pub hinted_user: Option<UserId>,
    /// The language the client prefers.
    pub locale: Option<Locale>,
    /// RFC 8628: the device that waits for the answer; nobody is sent back to the client then.
    pub device: Option<DeviceId>,
}

impl AuthorizationRequest {
    /// Whether `prompt` has a value.
    pub fn wants(&self, prompt: Prompt) -> bool {
        self.prompts.contains(&prompt)
    }
}

/// How far a track has come. Forward only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The request is stored.
    Started,
    /// A person was chosen or signed in for it.
    Identified(SessionId),
    /// That person allowed it.
    Approved(SessionId),
    /// The code is out.
    Issued,
    /// The client was told no.
    Refused,
}

/// An authorization in progress.
#[derive(Clone, Debug)]
pub struct Track {
    /// The id.
    pub id: TrackId,
    /// The browser it belongs to; the first one that opens it.
    pub browser: Option<Digest>,
    /// Who asks.
    pub client: ClientId,
    /// By which entrance the request came.
    pub entrance: Entrance,
    /// The pushed request it came from (RFC 9126): answered once.
    pub pushed: Option<Digest>,
    /// RFC 8628: the device on whose behalf.
    pub device: Option<DeviceId>,
    /// The request's parameters, form-encoded and sealed. They pass the same checks at each reading.
    pub request: String,
    /// How far it has come.
    pub stage: Stage,
    /// When it began.
    pub created_at: Micros,
    /// Ends then.
    pub expires_at: Micros,
}

/// The step does not follow from the stage the track is at.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the track is past this step")]
pub struct WrongStage;

impl Track {
    /// Whether it was answered.
    pub const fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Issued | Stage::Refused)
    }

    /// A person was chosen or signed in. Choosing again before the end takes back an approval.
    pub fn identify(self, session: SessionId) -> Result<Self, WrongStage> {
        if self.is_over() { Err(WrongStage) } else { Ok(Self { stage: Stage::Identified(session), ..self }) }
    }

    /// The person who is identified allowed the request.
    pub fn approve(self, session: SessionId) -> Result<Self, WrongStage> {
        if self.is_over() { Err(WrongStage) } else { Ok(Self { stage: Stage::Approved(session), ..self }) }
    }

    /// The code is made.
    pub fn issue(self) -> Result<Self, WrongStage> {
        if self.is_over() { Err(WrongStage) } else { Ok(Self { stage: Stage::Issued, ..self }) }
    }

    /// The client is told no.
    pub fn refuse(self) -> Result<Self, WrongStage> {
        if self.is_over() { Err(WrongStage) } else { Ok(Self { stage: Stage::Refused, ..self }) }
    }
}

impl Stage {
    /// The session the track is at, if any.
    pub const fn session(self) -> Option<SessionId> {
        match self {
            Self::Identified(session) | Self::Approved(session) => Some(session),
            Self::Started | Self::Issued | Self::Refused => None,
        }
    }

    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Identified(_) => "identified",
            Self::Approved(_) => "approved",
            Self::Issued => "issued",
            Self::Refused => "refused",
        }
    }

    /// Reads the stored word and session.
    pub fn read(word: &str, session: Option<SessionId>) -> Option<Self> {
        match (word, session) {
            ("started", _) => Some(Self::Started),
            ("identified", Some(session)) => Some(Self::Identified(session)),
            ("approved", Some(session)) => Some(Self::Approved(session)),
            ("issued", _) => Some(Self::Issued),
            ("refused", _) => Some(Self::Refused),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answered_track_does_not_move() {
        let track = Track {
            id: Id::opaque(),
            browser: None,
            client: "shop".parse().unwrap_or_else(|_| unreachable!()),
            entrance: Entrance::Standard,
            pushed: None,
            device: None,
            request: String::new(),
            stage: Stage::Started,
            created_at: Micros(0),
            expires_at: Micros(1),
        };
        let session = Id::opaque();
        let issued = track.identify(session).and_then(|t| t.approve(session)).and_then(Track::issue);
        let over = issued.as_ref().is_ok_and(Track::is_over);
        assert!(over);
        assert_eq!(issued.and_then(|t| t.identify(session)).err(), Some(WrongStage));
    }
}
