//! The one dispatcher: gathers the situation, asks the interaction policy, acts on its answer.

use crate::base::{Fault, Micros};
use crate::domain::activity::Origin;
use crate::domain::consent::Consent;
use crate::domain::oauth::track::{AuthorizationRequest, Stage, Track, TrackId};
use crate::domain::policy::{Class, Method, Whom};
use crate::domain::session::{Session, SessionId};
use crate::domain::user::Role;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::prompt::{Demand, Situation, Step};
use crate::service::Core;
use crate::store::{consents, factors, tracks};

use super::issue::Ending;
use super::view::{Browser, TrackError, View, pass, people};
use super::{Next, issue};

/// What the policy decided, with what acting on it needs.
pub(super) struct Decided {
    pub step: Step,
    /// The session that the answer is about.
    pub session: Option<Session>,
    /// What its person decided about the client before.
    pub consent: Option<Consent>,
    /// Every sign-in of the browser, the active one first.
    pub held: Vec<SessionId>,
}

/// Asks the policy.
pub(super) async fn decide(
    core: &Core,
    request: &AuthorizationRequest,
    stage: Stage,
    started_at: Micros,
    sessions: &[SessionId],
) -> Result<Decided, Fault> {
    let held = sessions.to_vec();
    let (owned, expected) = people(core, request, sessions).await?;
    let sessions: Vec<Session> = owned.iter().map(|owned| owned.session.clone()).collect();
    let (now, demand) = (core.clock.now(), Demand::default());
    let mut situation =
        Situation { request, stage, started_at, sessions: &sessions, expected, consent: None, demand, now };
    let candidate = situation.candidate().cloned();
    let mut consent = None;
    if let Some(session) = &candidate {
        let role = owned.iter().find(|owned| owned.session.id == session.id).map(|owned| owned.role);
        situation.demand = demanded(core, request, session, role.unwrap_or(Role::Member)).await?;
        consent = consents::find(&mut core.db.read().await?, session.user, &request.client).await?;
    }
    situation.consent = consent.as_ref();
    let step = situation.next_step();
    Ok(Decided { step, session: candidate, consent, held })
}

/// What the operator's rules ask of somebody for a client. What the person could reach is looked up only where a
/// client wishes for more than was reached.
async fn demanded(core: &Core, request: &AuthorizationRequest, session: &Session, role: Role) -> Result<Demand, Fault> {
    let policy = core.config.sign_in.policy();
    let whom = Whom { role, client: Some(request.client.as_str()) };
    let mut ways = session.amr.iter().copied().filter_map(Method::of).peekable();
    let barred = ways.peek().is_some() && !ways.any(|method| policy.allows(method, whom));
    let reached = Class::reached(&session.amr);
    let reachable = if request.claims.acr().is_some() && reached < Class::PhishingResistant {
        factors::of(&mut core.db.read().await?, session.user).await?.reachable(&session.amr)
    } else {
        reached
    };
    Ok(Demand { class: policy.demand(whom), barred, reachable })
}

/// What comes next in an authorization: every page returns here.
pub async fn advance(core: &Core, id: TrackId, browser: &Browser, origin: &Origin) -> Result<Next, TrackError> {
    match pass(core, id, &browser.binding).await {
        Err(TrackError::Repeat(answer)) => Ok(Next::Answer(*answer)),
        seen => advance_from(core, &seen?, browser, origin).await,
    }
}

/// The same for an authorization that was opened just now.
pub async fn advance_from(core: &Core, view: &View, browser: &Browser, origin: &Origin) -> Result<Next, TrackError> {
    if let Some(next) = take_step(core, view, browser, origin).await? {
        return Ok(next);
    }
    // An answer that another request prevented is looked at once more: a twin was faster, and its answer
    // is repeated, or the session ended, and somebody has to sign in again.
    match pass(core, view.track.id, &browser.binding).await {
        Err(TrackError::Repeat(answer)) => Ok(Next::Answer(*answer)),
        seen => take_step(core, &seen?, browser, origin).await?.ok_or(TrackError::Unknown),
    }
}

/// Asks the policy and acts on its answer; `None` if another request prevented that.
async fn take_step(core: &Core, view: &View, browser: &Browser, origin: &Origin) -> Result<Option<Next>, TrackError> {
    let View { track, client, request } = view;
    let decided = decide(core, request, track.stage, track.created_at, &browser.sessions).await?;
    // The answer is this browser's, and nobody else's to have again.
    let own = || Track { browser: Some(browser.binding.clone()), ..track.clone() };
    let answer = match decided.step {
        Step::Issue(_) => issue::code(core, client, request, decided, Ending::Track(own()), origin).await?,
        Step::Refuse(error) => issue::refuse(core, request, own(), &error).await?,
        step => return Ok(Some(Next::Page { track: track.id, step, mode: request.mode })),
    };
    Ok(answer.map(Next::Answer))
}

/// Somebody who cannot prove what is wanted goes back to the client. A client that asked for a class itself is told
/// that it was not reached (OpenID Connect Core Unmet Authentication Requirements 1.0).
pub async fn give_up(core: &Core, view: View, browser: &Browser, origin: &Origin) -> Result<Next, TrackError> {
    let id = view.track.id;
    let error = match view.request.claims.acr() {
        Some(_) => OAuthError::new(
            ErrorCode::UnmetAuthenticationRequirements,
            "the person cannot reach the requested authentication class",
        ),
        None => OAuthError::new(ErrorCode::AccessDenied, "the person did not prove themselves once more"),
    };
    issue::refuse(core, &view.request, view.track, &error).await?;
    advance(core, id, browser, origin).await
}

/// A person was chosen or has signed in for an authorization.
pub async fn identify(core: &Core, view: View, session: SessionId) -> Result<(), TrackError> {
    let now = core.clock.now();
    let track = view.track.identify(session).map_err(|_| TrackError::Unknown)?;
    core.db
        .write(move |tx| {
            Box::pin(async move {
                // Lost to an answer meanwhile: the dispatcher says so.
                tracks::advance(tx, &track, None, now).await?;
                Ok::<_, Fault>(())
            })
        })
        .await?;
    Ok(())
}
