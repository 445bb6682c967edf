//! `/login/upstream`: signing in with an account at another provider.

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::domain::oauth::track::TrackId;
use crate::domain::session::Session;
use crate::domain::upstream::{Identity, Waiting, WaitingId, Wish};
use crate::domain::user::UserId;
use crate::http::refusal::Refusal;
use crate::service::authorize::View;
use crate::service::sessions::SignedIn;
use crate::service::upstream::link::{self, Join, JoinError};
use crate::service::upstream::{self, Arrival, Arrived, Begin, Finish, UpstreamRefusal};
use crate::web::account::guard;
use crate::web::authorize::{Via, go_on};
use crate::web::cards;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::{entered, turned_away};
use crate::web::pages::account::Act;
use crate::web::pages::upstream::{ChoicePage, LeavePage, LinkIdentityPage, UpstreamEndPage, Why};
use crate::web::time::clock;
use crate::web::visit::{Visit, at};

/// Where the list in the account console is.
pub(super) const CONSOLE: &str = "/account/security/connections";
const CHOICE: &str = "/login/upstream";
/// Where both accounts are named before they are linked.
pub(super) const LINK: &str = "/account/security/connections/link";

/// `POST /login/upstream/{id}`: to the provider.
pub(super) async fn begin(
    Path(id): Path<String>,
    Posted { visit, form, only_language }: Posted,
) -> Result<Response, Stop> {
    let (visit, view) = visit.take(form.get("track_id")).await?;
    if only_language {
        return Ok(visit.redirect(&at("/login", view.as_ref())));
    }
    leave(visit, view, id, None).await
}

/// Sends the browser to a provider. `linker`: who wants to link the account there.
pub(super) async fn leave(
    mut visit: Visit,
    view: Option<View>,
    id: String,
    linker: Option<UserId>,
) -> Result<Response, Stop> {
    let track = view.as_ref().map(|view| view.track.id);
    let begin = Begin {
        upstream: id.clone(),
        browser: visit.bound(),
        track,
        linker,
        locale: visit.locale(view.as_ref()).await?,
    };
    match upstream::begin(&visit.core, begin).await {
        Ok(url) => {
            let upstream = upstream::name_of(&visit.core, &id).unwrap_or_default();
            let page = |chrome| LeavePage { chrome, upstream, url: url.into() };
            visit.page(StatusCode::OK, None, page).await
        }
        Err(refusal) => refused(visit, &id, track, linker.is_some(), refusal).await,
    }
}

/// `GET /login/upstream/{id}/callback`: back from the provider.
pub(super) async fn callback(method: Method, Path(id): Path<String>, visit: Visit) -> Result<Response, Stop> {
    // An answer counts once, and not for a look ahead.
    if method == Method::HEAD {
        return Err(Refusal::MethodNotAllowed.into_response().into());
    }
    let device = visit.device()?;
    let finish = Finish {
        upstream: id.clone(),
        answer: visit.query.clone(),
        browser: visit.bound(),
        device: Some(device.digest()),
        origin: visit.origin.clone(),
    };
    let Arrived { track, console, end } = upstream::finish(&visit.core, finish).await?;
    match end {
        Ok(Arrival::Known(how)) => {
            let (visit, view) = serves(visit, track).await?;
            entered(visit, view, how, &device, None).await
        }
        Ok(Arrival::Waits) if console => Ok(kept(visit, LINK, None)),
        Ok(Arrival::Waits) => Ok(kept(visit, CHOICE, track)),
        Err(UpstreamRefusal::Already) => Ok(visit.redirect(&format!("{CONSOLE}?done=already"))),
        Err(refusal) => refused(visit, &id, track, console, refusal).await,
    }
}

/// The authorization of a trip. One that has ended meanwhile has a page of its own.
async fn serves(visit: Visit, track: Option<TrackId>) -> Result<(Visit, Option<View>), Stop> {
    let track = track.map(TrackId::text);
    visit.look(track.as_deref()).await
}

fn kept(mut visit: Visit, path: &str, track: Option<TrackId>) -> Response {
    visit.keep_binding();
    let to = track.map_or_else(|| path.to_owned(), |track| format!("{path}?track_id={track}"));
    visit.redirect(&to)
}

async fn refused(
    visit: Visit,
    id: &str,
    track: Option<TrackId>,
    console: bool,
    refusal: UpstreamRefusal,
) -> Result<Response, Stop> {
    let (status, why) = match refusal {
        UpstreamRefusal::Unknown => return Err(Refusal::NotFound.into_response().into()),
        UpstreamRefusal::NoTrip => (StatusCode::BAD_REQUEST, Why::NoTrip),
        UpstreamRefusal::Foreign => (StatusCode::BAD_REQUEST, Why::Foreign),
        UpstreamRefusal::Declined => (StatusCode::OK, Why::Declined),
        UpstreamRefusal::Failed => (StatusCode::BAD_GATEWAY, Why::Failed),
        UpstreamRefusal::Taken | UpstreamRefusal::Already => (StatusCode::CONFLICT, Why::Taken),
        UpstreamRefusal::Barred(why) => {
            let (visit, view) = serves(visit, track).await?;
            return turned_away(visit, view, why).await;
        }
        UpstreamRefusal::Fault(fault) => return Err(fault.into()),
    };
    ended(visit, id, track, console, status, why).await
}

async fn ended(
    visit: Visit,
    id: &str,
    track: Option<TrackId>,
    console: bool,
    status: StatusCode,
    why: Why,
) -> Result<Response, Stop> {
    let (mut visit, view) = serves(visit, track).await?;
    let back = if console { CONSOLE.to_owned() } else { at("/login?other=1", None) };
    let back = match &view {
        Some(view) if !console => format!("{back}&track_id={}", view.track.id),
        _ => back,
    };
    // What the provider wrote into the address is not drawn again by a change of the language.
    visit.now_at(if console { CONSOLE } else { "/login" });
    let upstream = upstream::name_of(&visit.core, id).unwrap_or_default();
    visit.page(status, view.as_ref(), |chrome| UpstreamEndPage { chrome, upstream, why, back, console }).await
}

/// `GET /login/upstream`: an account elsewhere opens nothing yet.
pub(super) async fn choice(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, view) = visit.look(track.as_deref()).await?;
    match link::waiting(&visit.core, &visit.bound()).await? {
        Some(waiting) if waiting.linker.is_none() => ask(visit, view, waiting).await,
        _ => Ok(visit.redirect(&at("/login", view.as_ref()))),
    }
}

async fn ask(visit: Visit, view: Option<View>, waiting: Waiting) -> Result<Response, Stop> {
    let upstream = upstream::name_of(&visit.core, &waiting.upstream).unwrap_or_default();
    let email = shown(&waiting.identity);
    let until = clock(waiting.expires_at);
    let waiting = waiting.id.text();
    visit.page(StatusCode::OK, view.as_ref(), |chrome| ChoicePage { chrome, upstream, email, waiting, until }).await
}

/// How its owner recognises an account elsewhere: by its address, else by the name there.
fn shown(identity: &Identity) -> Option<String> {
    let names = [identity.firstname.as_deref(), identity.lastname.as_deref()];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let email = identity.email.as_ref().map(ToString::to_string);
    email.or_else(|| (!name.is_empty()).then_some(name))
}

/// `POST /login/upstream`: what it is to do.
pub(super) async fn chosen(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, view) = visit.take(form.get("track_id")).await?;
    let found = link::waiting(&visit.core, &visit.bound()).await?;
    let Some(waiting) = found.filter(|waiting| waiting.linker.is_none()) else {
        return Ok(visit.redirect(&at("/login", view.as_ref())));
    };
    let wish = match form.get("choice") {
        Some("link") => Some(Wish::Link),
        Some("register") => Some(Wish::Register),
        _ => None,
    };
    // Drawn for another one than waits now: it is shown again.
    let shown = form.get("waiting") == Some(waiting.id.text().as_str());
    let (Some(wish), true, false) = (wish, shown, only_language) else { return ask(visit, view, waiting).await };
    if !link::choose(&visit.core, waiting.id, &visit.bound(), wish).await? {
        return Ok(visit.redirect(&at("/login", view.as_ref())));
    }
    let to = match (wish, &view) {
        (Wish::Register, view) => at("/register", view.as_ref()),
        (_, Some(view)) => format!("/login?other=1&track_id={}", view.track.id),
        (_, None) => "/login?other=1".into(),
    };
    Ok(visit.redirect(&to))
}

/// Where somebody who signed in goes on first, if an account elsewhere waits to be linked.
pub(super) async fn detour(visit: &Visit, session: &Session) -> Result<Option<String>, Stop> {
    let waits = link::waiting_to(&visit.core, &visit.bound(), Wish::Link).await?;
    let theirs = waits.filter(|waiting| waiting.linker.is_none_or(|linker| linker == session.user));
    Ok(theirs.map(|waiting| waiting.track.map_or_else(|| LINK.to_owned(), |track| format!("{LINK}?track_id={track}"))))
}

/// What is to be linked, by whom.
struct Both {
    visit: Visit,
    view: Option<View>,
    waiting: Waiting,
    person: SignedIn,
}

/// Both accounts, each proved; other browsers are led to what is missing.
async fn both(visit: Visit, view: Option<View>) -> Result<Both, Stop> {
    let Some(waiting) = link::waiting_to(&visit.core, &visit.bound(), Wish::Link).await? else {
        return Err(onward(visit, view).await?.into());
    };
    let (visit, person) = guard::signed_in(visit).await?;
    if !link::proves(&person.session, &waiting) {
        let track = view.as_ref().map(|view| format!("&track_id={}", view.track.id)).unwrap_or_default();
        return Err(visit.redirect(&format!("/login?other=1{track}")).into());
    }
    // Also for a browser that is spared the second step, and for one that was left alone since.
    let (visit, person) = guard::fresh(visit, Act::LinkIdentity, None).await?;
    Ok(Both { visit, view, waiting, person })
}

/// Where somebody goes on who links nothing, or has linked.
async fn onward(mut visit: Visit, view: Option<View>) -> Result<Response, Stop> {
    match view {
        Some(view) => go_on(visit, view.track.id, Via::Post).await,
        None if visit.person().await?.is_some() => Ok(visit.redirect("/account")),
        None => Ok(visit.redirect("/login")),
    }
}

/// `GET /account/security/connections/link`
pub(super) async fn link_page(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, view) = visit.look(track.as_deref()).await?;
    let both = both(visit, view).await?;
    confirm(both).await
}

async fn confirm(Both { visit, view, waiting, person }: Both) -> Result<Response, Stop> {
    let upstream = upstream::name_of(&visit.core, &waiting.upstream).unwrap_or_default();
    let email = shown(&waiting.identity);
    let (card, waiting) = (cards::account(&person.person), waiting.id.text());
    let page = |chrome| LinkIdentityPage { chrome, upstream, email, card, waiting };
    visit.page(StatusCode::OK, view.as_ref(), page).await
}

/// `POST /account/security/connections/link`
pub(super) async fn link_post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, view) = visit.take(form.get("track_id")).await?;
    let both = both(visit, view).await?;
    let drawn = form.get("waiting") == Some(both.waiting.id.text().as_str())
        && form.get("account") == Some(both.person.session.user.text().as_str());
    let decision = form.get("decision").filter(|_| drawn && !only_language);
    match decision {
        Some("link") => join(both).await,
        Some("cancel") => {
            link::forget(&both.visit.core, &both.visit.bound()).await?;
            let console = both.waiting.linker.is_some();
            if console { Ok(both.visit.redirect(CONSOLE)) } else { onward(both.visit, both.view).await }
        }
        _ => confirm(both).await,
    }
}

async fn join(Both { visit, view, waiting, person }: Both) -> Result<Response, Stop> {
    let console = waiting.linker.is_some();
    let id: WaitingId = waiting.id;
    let join = Join { waiting: id, browser: visit.bound(), session: person.session, origin: visit.origin.clone() };
    let track = view.as_ref().map(|view| view.track.id);
    match link::join(&visit.core, join).await {
        Ok(()) if view.is_some() => onward(visit, view).await,
        Ok(()) => Ok(visit.redirect(&format!("{CONSOLE}?done=linked"))),
        Err(JoinError::Gone | JoinError::Unproved) => onward(visit, view).await,
        Err(JoinError::Taken) => {
            ended(visit, &waiting.upstream, track, console, StatusCode::CONFLICT, Why::Taken).await
        }
        Err(JoinError::TooMany) => {
            ended(visit, &waiting.upstream, track, console, StatusCode::CONFLICT, Why::TooMany).await
        }
        Err(JoinError::Fault(fault)) => Err(fault.into()),
    }
}
