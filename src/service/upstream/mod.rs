//! Signing in with an account at another provider.
//!
//! An account elsewhere is known by issuer and subject and opens the account here that it was linked to by
//! hand; what it says of itself, a verified e-mail address included, joins nobody. One that opens nothing yet
//! waits in the browser for what its owner wants ([`link`]).

pub mod link;

use std::time::Duration;

use url::Url;

use crate::base::{Digest, Fault, Id, Locale, Secret, random};
use crate::domain::activity::Origin;
use crate::domain::oauth::track::TrackId;
use crate::domain::policy::Method;
use crate::domain::session::Amr;
use crate::domain::upstream::{Identity, Trip, Waiting, Wish};
use crate::domain::user::UserId;
use crate::gateways::upstream::{self as gateway, Upstream, UpstreamError};
use crate::protocol::params::Params;
use crate::protocol::upstream::{NoCode, code};
use crate::service::Core;
use crate::service::sign_in::{self, Barred, Entered, Proved, enter_within};
use crate::store::{Tx, upstream_links, upstream_trips, upstream_waiting, users};

/// How long somebody may be away at a provider, and how long a proved account waits for a choice.
const LIFE: Duration = Duration::from_secs(600);

/// A provider that can be chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The word in its addresses.
    pub id: String,
    /// What people know it by.
    pub name: String,
    /// Its issuer.
    pub issuer: String,
}

/// Whether this way in is offered here at all.
fn is_offered(core: &Core) -> bool {
    core.config.sign_in.methods.contains(&Method::Upstream)
}

/// Every provider that is offered, in the order of the configuration.
pub fn choices(core: &Core) -> Vec<Choice> {
    let all = core.gateways.upstreams.iter().filter(|_| is_offered(core));
    all.map(|u| Choice { id: u.id().into(), name: u.name().into(), issuer: u.issuer().into() }).collect()
}

/// What people know a provider by.
pub fn name_of(core: &Core, id: &str) -> Option<String> {
    core.gateways.upstreams.find(id).map(|upstream| upstream.name().into())
}

/// A trip to a provider.
#[derive(Clone, Debug)]
pub struct Begin {
    /// Which.
    pub upstream: String,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The authorization it serves.
    pub track: Option<TrackId>,
    /// Who wants to link an account, from the account console.
    pub linker: Option<UserId>,
    /// The language of the pages there, if they have it.
    pub locale: Locale,
}

/// Why a trip ended without anybody.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamRefusal {
    /// There is no such provider.
    #[error("there is no such provider")]
    Unknown,
    /// The trip did not begin in this browser, ended, or took too long.
    #[error("no such trip")]
    NoTrip,
    /// The answer came from somebody else.
    #[error("the answer is not from whom it was asked of")]
    Foreign,
    /// The person or the provider does not want to.
    #[error("declined")]
    Declined,
    /// The provider failed.
    #[error("the provider failed")]
    Failed,
    /// It opens the account of somebody else.
    #[error("it opens the account of somebody else")]
    Taken,
    /// It opens the account it was to be linked to.
    #[error("it is linked already")]
    Already,
    /// The person is not let in.
    #[error("the person is not let in")]
    Barred(Barred),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<NoCode> for UpstreamRefusal {
    fn from(answer: NoCode) -> Self {
        match answer {
            NoCode::Foreign => Self::Foreign,
            NoCode::Denied => Self::Declined,
            NoCode::Error(_) => Self::Failed,
        }
    }
}

fn failed(upstream: &Upstream, error: &UpstreamError) -> UpstreamRefusal {
    tracing::warn!(upstream = upstream.id(), %error, "an upstream provider failed");
    UpstreamRefusal::Failed
}

fn place(state: &Digest) -> String {
    format!("upstream_trips.secrets/{}", state.text())
}

/// Begins a trip; gives the address to send the browser to.
pub async fn begin(core: &Core, input: Begin) -> Result<Url, UpstreamRefusal> {
    let upstream = core.gateways.upstreams.find(&input.upstream).filter(|_| is_offered(core));
    let upstream = upstream.ok_or(UpstreamRefusal::Unknown)?;
    let (now, state) = (core.clock.now(), random::token()?);
    let secrets = gateway::Trip { nonce: random::token()?, verifier: random::token()? };
    let to = upstream.request(&state, &secrets, input.locale, now).await;
    let to = to.map_err(|error| failed(&upstream, &error))?;
    let plain = format!("{} {}", secrets.nonce.expose(), secrets.verifier.expose());
    let trip = Trip {
        state: state.digest(),
        upstream: input.upstream,
        browser: input.browser,
        secrets: core.keyring.seal(&place(&state.digest()), &plain)?,
        track: input.track,
        linker: input.linker,
        expires_at: now.plus(LIFE),
    };
    core.db
        .write_one::<_, Fault, _>(move |tx| Box::pin(async move { upstream_trips::insert(tx, &trip).await }))
        .await?;
    Ok(to)
}

/// An answer that a browser brought.
#[derive(Clone, Debug)]
pub struct Finish {
    /// The provider whose address it came to.
    pub upstream: String,
    /// The answer.
    pub answer: Params,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// Digest of the cookie that makes this browser known, old or new.
    pub device: Option<Digest>,
    /// From where.
    pub origin: Origin,
}

/// The end of a trip.
#[derive(Debug)]
pub struct Arrived {
    /// The authorization it served.
    pub track: Option<TrackId>,
    /// Whether it began in the account console.
    pub console: bool,
    /// What came of it.
    pub end: Result<Arrival, UpstreamRefusal>,
}

/// Whom a trip brought.
#[derive(Debug)]
pub enum Arrival {
    /// Somebody whose account it opens.
    Known(Entered),
    /// An account that opens nothing yet: it waits in the browser.
    Waits,
}

/// Ends a trip.
pub async fn finish(core: &Core, input: Finish) -> Result<Arrived, Fault> {
    let nowhere = |refusal| Arrived { track: None, console: false, end: Err(refusal) };
    let Some(upstream) = core.gateways.upstreams.find(&input.upstream) else {
        return Ok(nowhere(UpstreamRefusal::Unknown));
    };
    let Some(trip) = take(core, &input).await? else { return Ok(nowhere(UpstreamRefusal::NoTrip)) };
    let (track, linker) = (trip.track, trip.linker);
    let end = match proved(core, &upstream, &trip, &input.answer).await {
        Ok(identity) => arrive(core, identity, trip, input).await,
        Err(refusal) => Err(refusal),
    };
    Ok(Arrived { track, console: linker.is_some(), end })
}

/// The trip of an answer, once: an answer that is brought again finds none.
async fn take(core: &Core, input: &Finish) -> Result<Option<Trip>, Fault> {
    let Some(state) = input.answer.get("state").filter(|_| !input.answer.is_repeated("state")) else {
        return Ok(None);
    };
    let (state, upstream, browser, now) =
        (Digest::of(state), input.upstream.clone(), input.browser.clone(), core.clock.now());
    core.db
        .write(move |tx| Box::pin(async move { upstream_trips::take(tx, &state, &upstream, &browser, now).await }))
        .await
}

/// Whom the provider names.
async fn proved(core: &Core, upstream: &Upstream, trip: &Trip, answer: &Params) -> Result<Identity, UpstreamRefusal> {
    let now = core.clock.now();
    let promised = upstream.promises_issuer(now).await.map_err(|error| failed(upstream, &error))?;
    let code = code(answer, upstream.issuer(), promised).inspect_err(|why| {
        tracing::info!(upstream = upstream.id(), %why, "an upstream provider gave nobody");
    })?;
    let opened = core.keyring.open(&place(&trip.state), &trip.secrets);
    let opened = opened.ok_or(Fault::Crypto("the secrets of a trip do not open"))?;
    let (nonce, verifier) = opened.expose().split_once(' ').unwrap_or_default();
    let secrets = gateway::Trip { nonce: Secret::new(nonce), verifier: Secret::new(verifier) };
    upstream.redeem(&Secret::new(code), &secrets, now).await.map_err(|error| failed(upstream, &error))
}

async fn arrive(core: &Core, identity: Identity, trip: Trip, input: Finish) -> Result<Arrival, UpstreamRefusal> {
    let inner = core.clone();
    core.db
        .write::<_, UpstreamRefusal, _>(move |tx| {
            Box::pin(async move {
                match trip.linker {
                    Some(linker) => to_link(&inner, tx, linker, identity, trip).await.map(Ok),
                    None => to_enter(&inner, tx, identity, trip, input).await,
                }
            })
        })
        .await?
}

/// Somebody in the account console proved an account elsewhere.
async fn to_link(
    core: &Core,
    tx: &mut Tx,
    linker: UserId,
    identity: Identity,
    trip: Trip,
) -> Result<Arrival, UpstreamRefusal> {
    match upstream_links::holder(tx, &identity.issuer, &identity.subject).await? {
        Some(holder) if holder == linker => Err(UpstreamRefusal::Already),
        Some(_) => Err(UpstreamRefusal::Taken),
        None => Ok(wait(core, tx, identity, trip).await?),
    }
}

/// Somebody who is not signed in proved an account elsewhere.
async fn to_enter(
    core: &Core,
    tx: &mut Tx,
    identity: Identity,
    trip: Trip,
    input: Finish,
) -> Result<Result<Arrival, UpstreamRefusal>, UpstreamRefusal> {
    let shown = identity.email.as_ref().map(ToString::to_string);
    let (issuer, subject, now) = (&identity.issuer, &identity.subject, core.clock.now());
    // The person's row first, as whoever unlinks it holds them.
    if let Some(holder) = upstream_links::holder(tx, issuer, subject).await? {
        users::hold(tx, holder).await?;
    }
    let Some(user) = upstream_links::used(tx, issuer, subject, shown.as_deref(), now).await? else {
        return Ok(Ok(wait(core, tx, identity, trip).await?));
    };
    let proved = Proved {
        user,
        by: vec![Amr::Upstream],
        remembered: false,
        device: input.device,
        browser: input.browser,
        next: None,
        anew: false,
        origin: input.origin,
    };
    match enter_within(core, tx, &proved).await? {
        Ok(entered) => Ok(Ok(Arrival::Known(entered))),
        Err(why) => {
            sign_in::barred(core, tx, user, &proved.origin).await?;
            Ok(Err(UpstreamRefusal::Barred(why)))
        }
    }
}

async fn wait(core: &Core, tx: &mut Tx, identity: Identity, trip: Trip) -> Result<Arrival, Fault> {
    let now = core.clock.now();
    let waiting = Waiting {
        id: Id::opaque(),
        browser: trip.browser,
        upstream: trip.upstream,
        identity,
        wish: if trip.linker.is_some() { Wish::Link } else { Wish::Open },
        linker: trip.linker,
        track: trip.track,
        proved_at: now,
        expires_at: now.plus(LIFE),
    };
    upstream_waiting::put(tx, &waiting).await?;
    Ok(Arrival::Waits)
}
