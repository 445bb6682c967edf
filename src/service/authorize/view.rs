//! Looking at an authorization in progress: whose it is, whether it still counts, what it asks.

use std::sync::Arc;
use std::time::Duration;

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::contact::Address;
use crate::domain::oauth::client::{Client, ValidatedRedirect};
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::track::{AuthorizationRequest, Stage, Track, TrackId};
use crate::domain::oauth::vocab::{ResponseMode, SubjectType};
use crate::domain::session::SessionId;
use crate::domain::user::UserId;
use crate::protocol::authorize;
use crate::protocol::error::OAuthError;
use crate::protocol::id_token::HintClaims;
use crate::protocol::params::Params;
use crate::protocol::redirect::{Answer, ReturnAddress};
use crate::service::subjects::subject;
use crate::service::{Core, clients, keys};
use crate::store::sessions::Owned;
use crate::store::{contacts, sessions, tracks};

use super::{device, issue};

/// The browser that asks.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Digest of its binding cookie.
    pub binding: Digest,
    /// Its sign-ins, the active one first.
    pub sessions: Vec<SessionId>,
}

/// An authorization that can go on.
#[derive(Clone, Debug)]
pub struct View {
    /// The record.
    pub track: Track,
    /// Who asks.
    pub client: Arc<Client>,
    /// What is asked.
    pub request: AuthorizationRequest,
}

/// Why an authorization cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// There is none such.
    #[error("no such authorization")]
    Unknown,
    /// It belongs to another browser.
    #[error("the authorization belongs to another browser")]
    OtherBrowser,
    /// It ended unanswered.
    #[error("the authorization has expired")]
    Expired {
        /// Who asked.
        client: Arc<Client>,
        /// Where the answer would have gone.
        redirect: ValidatedRedirect,
        /// How it would have travelled.
        mode: ResponseMode,
        /// When it ended.
        at: Micros,
    },
    /// It was answered; the answer is known for a moment longer, for a second click.
    #[error("the authorization was answered")]
    Repeat(Box<Answer>),
    /// It was answered.
    #[error("the authorization was answered")]
    Answered {
        /// Who asked.
        client: Arc<Client>,
        /// Where the answer went.
        redirect: ValidatedRedirect,
        /// How it travelled.
        mode: ResponseMode,
        /// Whether the client got what it asked for.
        allowed: bool,
        /// When; known for a while.
        at: Option<Micros>,
    },
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// How long an answer may be repeated after a second click on Allow.
const REPEAT: Duration = Duration::from_secs(10);

/// Opens an authorization for a browser that has sent a form of it; one that has no browser yet becomes
/// this one's.
pub async fn view(core: &Core, id: TrackId, binding: &Digest) -> Result<View, TrackError> {
    open(core, id, binding, true, true).await
}

/// The same for a step between two forms: a login link stays free until it is answered or a form is sent, so
/// that a preview of it takes it from nobody.
pub(super) async fn pass(core: &Core, id: TrackId, binding: &Digest) -> Result<View, TrackError> {
    open(core, id, binding, true, false).await
}

/// The same for a page that is only looked at: an answer is not given a second time. Somebody who goes
/// back from the client at once would otherwise bring it a code that was used, which ends the grant. Where no
/// page was shown there is none to go back to, and the second time is a double click on the link.
pub async fn look(core: &Core, id: TrackId, binding: &Digest) -> Result<View, TrackError> {
    open(core, id, binding, false, false).await
}

async fn open(core: &Core, id: TrackId, binding: &Digest, repeat: bool, sent: bool) -> Result<View, TrackError> {
    let now = core.clock.now();
    let track = tracks::find(&mut core.db.read().await?, id).await?.ok_or(TrackError::Unknown)?;
    if track.browser.as_ref().is_some_and(|own| !own.matches(binding)) {
        return Err(TrackError::OtherBrowser);
    }
    let client = clients::find(core, &track.client).await?.ok_or(TrackError::Unknown)?;
    // The client may have changed since: the request passes the same checks again.
    let text = core.keyring.open(&place(id), &track.request).ok_or(TrackError::Unknown)?;
    let request = match track.device {
        Some(device) => device::read_request(core, text.expose(), &client, device),
        None => read_request(core, text.expose(), &client, track.entrance).await?,
    };
    let request = request.map_err(|_| TrackError::Unknown)?;
    if track.is_over() {
        return Err(over(core, &track, client, request, repeat).await?);
    }
    if let Some(answer) = device::overtaken(core, &track).await? {
        return Err(TrackError::Repeat(Box::new(answer)));
    }
    if now >= track.expires_at {
        let AuthorizationRequest { redirect, mode, .. } = request;
        return Err(TrackError::Expired { client, redirect, mode, at: track.expires_at });
    }
    if track.browser.is_none() && (sent || track.entrance != Entrance::Link) {
        let (binding, own) = (binding.clone(), binding.clone());
        let bound = core.db.write(move |tx| Box::pin(async move { tracks::bind(tx, id, &binding).await }));
        if !bound.await.map_err(|fault: Fault| fault)? {
            return Err(TrackError::OtherBrowser);
        }
        return Ok(View { track: Track { browser: Some(own), ..track }, client, request });
    }
    Ok(View { track, client, request })
}

/// Where a request is sealed for: it may carry an ID token and names of people.
pub(super) fn place(id: TrackId) -> String {
    format!("tracks.request/{id}")
}

async fn over(
    core: &Core,
    track: &Track,
    client: Arc<Client>,
    request: AuthorizationRequest,
    repeat: bool,
) -> Result<TrackError, Fault> {
    let now = core.clock.now();
    let kept = tracks::answer(&mut core.db.read().await?, track.id).await?;
    let at = kept.as_ref().map(|(_, at)| *at);
    if let Some((sealed, at)) = kept
        && now < at.plus(REPEAT)
        && let Some((answer, silent)) = issue::unseal(core, track.id, &sealed)
        && (repeat || silent)
    {
        return Ok(TrackError::Repeat(Box::new(answer)));
    }
    let allowed = track.stage == Stage::Issued;
    Ok(TrackError::Answered { client, redirect: request.redirect, mode: request.mode, allowed, at })
}

async fn read_request(
    core: &Core,
    text: &str,
    client: &Client,
    entrance: Entrance,
) -> Result<Result<AuthorizationRequest, OAuthError>, Fault> {
    let read = |text: &str| -> Result<_, OAuthError> {
        let params = Params::parse(text)?;
        let to = authorize::return_address(&params, client, entrance)?;
        Ok((params, to))
    };
    let (params, to) = match read(text) {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    check(core, &params, client, to).await
}

/// [`authorize::check`] with everything it has to be told.
pub(super) async fn check(
    core: &Core,
    params: &Params,
    client: &Client,
    to: ReturnAddress,
) -> Result<Result<AuthorizationRequest, OAuthError>, Fault> {
    let hint = hinted_user(core, params, client).await?;
    // A pairwise subject cannot be turned back: it is nobody's. And a client that knows people by such may
    // not find out by what others know them.
    let public = client.options.subject_type == SubjectType::Public;
    let named = |sub: &str| sub.parse().ok().filter(|_| public).unwrap_or_else(Id::opaque);
    Ok(authorize::check(params, client, to, core.config.profiles.front_channel_tokens, |_| hint, named))
}

/// Whom `id_token_hint` names, if it is an ID token of ours. An expired one will do (OIDC Core
/// §3.1.2.1: the hint is about a past session). Where the subject is pairwise the session tells the person.
async fn hinted_user(core: &Core, params: &Params, client: &Client) -> Result<Option<UserId>, Fault> {
    let Some(token) = params.get("id_token_hint") else { return Ok(None) };
    let claims: Option<HintClaims> = keys::current(core).await?.verify(token);
    let Some(claims) = claims.filter(|c| c.iss == core.issuer()) else { return Ok(None) };
    if client.options.subject_type == SubjectType::Public {
        return Ok(claims.sub.parse().ok());
    }
    let Some(session) = claims.sid.and_then(|sid| sid.parse().ok()) else { return Ok(None) };
    let found = sessions::of_ids(&mut core.db.read().await?, &[session]).await?;
    let user = found.into_iter().map(|found| found.session.user).next();
    Ok(user.filter(|user| subject(core, client, *user) == claims.sub))
}

/// The browser's live sessions in its order, and the one that `login_hint` names.
pub(super) async fn people(
    core: &Core,
    request: &AuthorizationRequest,
    ids: &[SessionId],
) -> Result<(Vec<Owned>, Option<SessionId>), Fault> {
    if ids.is_empty() {
        return Ok((Vec::new(), None));
    }
    let now = core.clock.now();
    let mut reader = core.db.read().await?;
    let found = sessions::of_ids(&mut reader, ids).await?;
    let mut live: Vec<Owned> = found.into_iter().filter(|s| s.session.is_live(now) && s.standing.may_use()).collect();
    live.sort_by_key(|s| ids.iter().position(|id| *id == s.session.id));
    let hinted = request.login_hint.as_deref().and_then(|hint| Address::parse(hint).ok());
    let expected = match hinted {
        Some(address) => contacts::find_user(&mut reader, &address).await?,
        None => None,
    };
    let expected = expected.and_then(|user| live.iter().find(|s| s.session.user == user)).map(|s| s.session.id);
    Ok((live, expected))
}
