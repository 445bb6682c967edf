//! The last step: a code, or a refusal, and the end of the track, in one transaction.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{Digest, Fault, Id, Secret, random};
use crate::domain::activity::{Activity, Origin, Outcome, Topic};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::code::AuthorizationCode;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::token::{AccessToken, token_type};
use crate::domain::oauth::track::{AuthorizationRequest, Stage, Track, TrackId};
use crate::domain::oauth::vocab::Profile;
use crate::domain::session::SessionId;
use crate::protocol::dress::Dress;
use crate::protocol::error::OAuthError;
use crate::protocol::redirect::{Answer, ReturnAddress};
use crate::service::token::mint;
use crate::service::{Core, activity, logout, sessions as verbs};
use crate::store::{access_tokens, codes, devices, grants, pushed_requests, sessions, tracks};

use super::advance::Decided;
use super::device;

pub(super) fn return_address(request: &AuthorizationRequest) -> ReturnAddress {
    let AuthorizationRequest { redirect, mode, entrance, state, .. } = request;
    ReturnAddress { redirect: redirect.clone(), mode: *mode, entrance: *entrance, state: state.clone() }
}

/// What the answer ends.
pub(super) enum Ending {
    /// A track.
    Track(Track),
    /// Nothing that was kept, but perhaps a pushed request.
    Silent(Option<Digest>),
}

impl Ending {
    /// Whether no page came before it.
    fn is_silent(&self) -> bool {
        match self {
            Self::Track(track) => is_silent(track),
            Self::Silent(_) => true,
        }
    }

    const fn track(&self) -> Option<TrackId> {
        match self {
            Self::Track(track) => Some(track.id),
            Self::Silent(_) => None,
        }
    }
}

/// Makes the code. `None` if the track was answered meanwhile, because there is one answer only, or if
/// the session or the consent has ended: neither a block nor a withdrawal leaves a grant behind.
pub(super) async fn code(
    core: &Core,
    client: &Client,
    request: &AuthorizationRequest,
    decided: Decided,
    ending: Ending,
    origin: &Origin,
) -> Result<Option<Answer>, Fault> {
    let Decided { session: Some(session), consent: Some(consent), held: signed_in, .. } = decided else {
        return Err(Fault::Bug("a code is issued in a session, with consent"));
    };
    let now = core.clock.now();
    let secret = random::token()?;
    let grant = Grant {
        id: Id::ordered(),
        user: session.user,
        client: client.id.clone(),
        entrance: request.entrance,
        session: session.id,
        scopes: consent.allowed_of(&request.scopes),
        auth_time: session.auth_time,
        amr: session.amr.clone(),
        nonce: request.nonce.clone(),
        claims: request.claims.in_id_token().map(str::to_owned).collect(),
        resources: request.resources.clone(),
        created_at: now,
        expires_at: mint::grant_until(core, client, request.entrance, now),
        revoked_at: None,
    };
    let row = AuthorizationCode {
        digest: secret.digest(),
        grant: grant.id,
        client: client.id.clone(),
        redirect_uri: request.redirect.as_str().to_owned(),
        challenge: request.challenge.clone(),
        dpop_jkt: request.dpop_jkt.clone(),
        created_at: now,
        expires_at: now.plus(code_life(core, client)),
        redeemed_at: None,
    };
    let device = request.device;
    let (answer, access) = match device::answer(request, ending.track()) {
        Some(told) => (told, None),
        None => success(core, client, request, &signed_in, (&grant, &secret)).await?,
    };
    let has_code = request.response.has_code();
    let silent = ending.is_silent();
    let (ending, pushed) = match ending {
        Ending::Silent(pushed) => (None, pushed),
        Ending::Track(track) => {
            let pushed = track.pushed.clone();
            (Some(end(core, track, true, &answer)?), pushed)
        }
    };
    let held = session.id;
    let touch = session.touch(verbs::life(core, session.remembered), now).map(|times| (session.id, times));
    let line = Activity {
        user: Some(session.user),
        client: Some(client.id.to_string()),
        topic: Topic::Consent,
        action: "sign_in_to_client",
        outcome: Outcome::Succeed,
        at: now,
    };
    // A silent repeat within a live session leaves no line: the grant itself is the record.
    let line = (!silent).then(|| (line, origin.clone()));
    let written = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                let held = sessions::hold(tx, held).await?;
                let answered = match &ending {
                    Some((track, sealed)) => tracks::advance(tx, track, Some(sealed), now).await?,
                    None => true,
                };
                let first = match &pushed {
                    Some(digest) => pushed_requests::answer(tx, digest, now).await?,
                    None => true,
                };
                if !(held && answered && first && grants::insert(tx, &grant, consent.decided_at).await?) {
                    return Err(Unmade::Overtaken);
                }
                match device {
                    Some(device) if !devices::approve(tx, device, grant.id, now).await? => {
                        return Err(Unmade::Overtaken);
                    }
                    None if has_code => codes::insert(tx, &row).await?,
                    Some(_) | None => {}
                }
                if let Some(access) = &access {
                    access_tokens::insert(tx, access).await?;
                }
                if let Some((id, (seen_at, idle))) = touch {
                    sessions::touch(tx, id, seen_at, idle).await?;
                }
                if let Some((line, origin)) = &line {
                    activity::write(tx, line, origin).await?;
                }
                Ok(())
            })
        })
        .await;
    match written {
        Ok(()) => Ok(Some(answer)),
        Err(Unmade::Overtaken) => Ok(None),
        Err(Unmade::Fault(fault)) => Err(fault),
    }
}

/// The answer to the client: the code, or what else it asked for, and what it watches the sign-in by (OIDC
/// Session Management 1.0 §2).
async fn success(
    core: &Core,
    client: &Client,
    request: &AuthorizationRequest,
    signed_in: &[SessionId],
    (grant, code): (&Grant, &Secret),
) -> Result<(Answer, Option<AccessToken>), Fault> {
    let mut gifts = Vec::new();
    let code = request.response.has_code().then(|| code.expose());
    let to = return_address(request);
    gifts.extend(code.map(|code| (to.code_name(), code.to_owned())));
    let access = if request.response.is_front_channel() {
        front_channel(core, client, request, grant, code, &mut gifts).await?
    } else {
        None
    };
    let answer = to.success(gifts, core.issuer());
    if request.entrance == Entrance::Link || !request.scopes.contains("openid") {
        return Ok((answer, access));
    }
    let state = logout::session_state(core, signed_in, &client.id, request.redirect.url())?;
    Ok((answer.with("session_state", state), access))
}

/// Tokens that go through the browser (OIDC Core §3.2.2.5, §3.3.2.5): for clients that were switched on.
async fn front_channel(
    core: &Core,
    client: &Client,
    request: &AuthorizationRequest,
    grant: &Grant,
    code: Option<&str>,
    gifts: &mut Vec<(&'static str, String)>,
) -> Result<Option<AccessToken>, Fault> {
    let now = grant.created_at;
    let minted = if request.response.has_token() {
        let life = Duration::from_secs(core.config.tokens.access_seconds);
        let draft = mint::Draft {
            client,
            grant: Some(grant),
            scopes: grant.scopes.clone(),
            audience: grant.resources.clone(),
            confirmation: None,
            actor: None,
            expires_at: now.plus(life).min(grant.expires_at),
            dress: Dress::Standard,
        };
        Some(mint::access(core, draft, now).await?)
    } else {
        None
    };
    if let Some((secret, row)) = &minted {
        gifts.push(("access_token", secret.expose().to_owned()));
        gifts.push(("token_type", token_type(None).to_owned()));
        gifts.push(("expires_in", now.until(row.expires_at).as_secs().to_string()));
        gifts.push(("scope", grant.scopes.to_string()));
    }
    if request.response.has_id_token() {
        let access_token = minted.as_ref().map(|(secret, _)| secret.expose());
        let alone = code.is_none() && access_token.is_none();
        let beside = mint::Beside { access_token, code, with_nonce: true, alone, dress: Dress::Standard };
        gifts.push(("id_token", mint::id_token(core, client, grant, &grant.scopes, &beside, now).await?));
    }
    Ok(minted.map(|(_, row)| row))
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
enum Unmade {
    /// Another request was faster.
    #[error("another request was faster")]
    Overtaken,
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Tells the client no and ends the track. `None` if it was answered meanwhile.
pub(super) async fn refuse(
    core: &Core,
    request: &AuthorizationRequest,
    track: Track,
    error: &OAuthError,
) -> Result<Option<Answer>, Fault> {
    let now = core.clock.now();
    let device = request.device;
    let answer =
        device::answer(request, Some(track.id)).unwrap_or_else(|| return_address(request).error(error, core.issuer()));
    let pushed = track.pushed.clone();
    let (track, sealed) = end(core, track, false, &answer)?;
    let written = core.db.write(move |tx| {
        Box::pin(async move {
            if let Some(digest) = &pushed {
                pushed_requests::answer(tx, digest, now).await?;
            }
            let written = tracks::advance(tx, &track, Some(&sealed), now).await?;
            if let Some(device) = device.filter(|_| written) {
                devices::deny(tx, device).await?;
            }
            Ok(written)
        })
    });
    let written = written.await.map_err(|fault: Fault| fault)?;
    Ok(written.then_some(answer))
}

/// FAPI 2.0 §5.3.2.1: a code lives a minute at most.
fn code_life(core: &Core, client: &Client) -> Duration {
    let seconds = core.config.tokens.code_seconds;
    Duration::from_secs(if client.options.profile == Profile::Fapi2 { seconds.min(60) } else { seconds })
}

fn is_silent(track: &Track) -> bool {
    track.stage == Stage::Started
}

fn end(core: &Core, track: Track, issued: bool, answer: &Answer) -> Result<(Track, String), Fault> {
    let (id, silent) = (track.id, is_silent(&track));
    let over = if issued { track.issue() } else { track.refuse() };
    let over = over.map_err(|_| Fault::Bug("an answered track was looked at"))?;
    Ok((over, seal(core, id, answer, silent)?))
}

/// How an answer is kept for a second click.
#[derive(Serialize, Deserialize)]
enum Kept {
    Location(String),
    /// One that no page came before: its second click is one on the link itself.
    Silent(String),
    FormPost {
        action: String,
        fields: Vec<(String, String)>,
    },
    Message {
        origin: String,
        fields: Vec<(String, String)>,
        otherwise: String,
    },
}

fn seal(core: &Core, id: TrackId, answer: &Answer, silent: bool) -> Result<String, Fault> {
    let named = |fields: Vec<(&'static str, String)>| {
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    };
    let kept = match answer.clone() {
        Answer::Location(to) if silent => Kept::Silent(to),
        Answer::Location(to) => Kept::Location(to),
        Answer::FormPost { action, fields } => Kept::FormPost { action, fields: named(fields) },
        Answer::Message { origin, fields, otherwise } => Kept::Message { origin, fields: named(fields), otherwise },
    };
    let json = serde_json::to_string(&kept).map_err(|_| Fault::Bug("texts are JSON"))?;
    core.keyring.seal(&place(id), &json)
}

/// What was answered, and whether no page came before.
pub(super) fn unseal(core: &Core, id: TrackId, sealed: &str) -> Option<(Answer, bool)> {
    const NAMES: [&str; 13] = [
        "code",
        "authorization_code",
        "error_code",
        "access_token",
        "token_type",
        "expires_in",
        "scope",
        "id_token",
        "error",
        "error_description",
        "state",
        "iss",
        "session_state",
    ];
    let known = |name: &str| NAMES.into_iter().find(|known| *known == name);
    let named = |fields: Vec<(String, String)>| {
        fields.into_iter().filter_map(|(name, value)| Some((known(&name)?, value))).collect()
    };
    let json = core.keyring.open(&place(id), sealed)?;
    Some(match serde_json::from_str(json.expose()).ok()? {
        Kept::Location(to) => (Answer::Location(to), false),
        Kept::Silent(to) => (Answer::Location(to), true),
        Kept::FormPost { action, fields } => (Answer::FormPost { action, fields: named(fields) }, false),
        Kept::Message { origin, fields, otherwise } => {
            (Answer::Message { origin, fields: named(fields), otherwise }, false)
        }
    })
}

fn place(id: TrackId) -> String {
    format!("tracks/{id}")
}
