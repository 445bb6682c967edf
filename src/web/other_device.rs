//! `/login/device`: a browser that waits to be let in from another device, and the page there that does so.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::domain::agent::Agent;
use crate::domain::device_sign_in::DeviceSignIn;
use crate::domain::oauth::device::UserCode;
use crate::domain::policy::Method;
use crate::protocol::params::Params;
use crate::service::authorize::View;
use crate::service::device_sign_in::{self as service, PickUp, PickUpError, Waits};
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::{entered, turned_away};
use crate::web::page::{FieldError, Issue};
use crate::web::pages::account::Act;
use crate::web::pages::other_device::{LetInPage, OtherEnd, OtherEndPage, WaitPage};
use crate::web::qr;
use crate::web::time::clock;
use crate::web::visit::{Visit, at};
use crate::web::{cards, device};

const PAGE: &str = "/login/device";

/// Whether this way in is offered here at all.
pub(super) fn is_offered(visit: &Visit) -> bool {
    visit.core.config.sign_in.methods.contains(&Method::Device)
}

/// `POST /login` with `action=device`.
pub(super) async fn start(mut visit: Visit, view: Option<View>) -> Result<Response, Stop> {
    if !is_offered(&visit) {
        return Ok(visit.redirect(&at("/login", view.as_ref())));
    }
    let track = view.as_ref().map(|view| view.track.id);
    service::start(&visit.core, visit.bound(), track, visit.origin.clone()).await?;
    visit.keep_binding();
    Ok(visit.redirect(&at(PAGE, view.as_ref())))
}

/// `GET /login/device`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, view) = visit.look(track.as_deref()).await?;
    wait(visit, view, StatusCode::OK, Vec::new()).await
}

async fn wait(mut visit: Visit, view: Option<View>, status: StatusCode, issues: Vec<Issue>) -> Result<Response, Stop> {
    visit.now_at(&at(PAGE, view.as_ref()));
    match service::look(&visit.core, &visit.bound()).await?.0 {
        Waits::Pending { code, until } => {
            let address = format!("{}/device", visit.core.issuer());
            let code = code.expose().to_owned();
            let (path, side) = qr::path(&format!("{address}?user_code={code}")).unwrap_or_default();
            let until = clock(until);
            let page = |chrome| WaitPage { chrome, path, side, address, code, until, issues };
            visit.page(status, view.as_ref(), page).await
        }
        Waits::Approved => end(visit, view, StatusCode::OK, OtherEnd::Ready).await,
        Waits::Denied => end(visit, view, StatusCode::OK, OtherEnd::TurnedAway).await,
        Waits::Over => end(visit, view, StatusCode::GONE, OtherEnd::Over).await,
    }
}

async fn end(visit: Visit, view: Option<View>, status: StatusCode, end: OtherEnd) -> Result<Response, Stop> {
    visit.page(status, view.as_ref(), |chrome| OtherEndPage { chrome, end }).await
}

/// `GET /login/device/state`: how it stands, for the script of the page. Says nothing to another browser.
pub(super) async fn state(visit: Visit) -> Result<Response, Stop> {
    let state = match service::look(&visit.core, &visit.bound()).await?.0 {
        Waits::Pending { .. } => "pending",
        Waits::Approved => "approved",
        Waits::Denied | Waits::Over => "over",
    };
    let kind = HeaderValue::from_static("application/json");
    Ok(([(CONTENT_TYPE, kind)], format!("{{\"state\":\"{state}\"}}")).into_response())
}

/// `POST /login/device`: goes in if somebody let this browser in.
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, view) = visit.take(form.get("track_id")).await?;
    match form.get("action").filter(|_| !only_language) {
        Some("new") => start(visit, view).await,
        Some("continue") => go_in(visit, view).await,
        _ => wait(visit, view, StatusCode::OK, Vec::new()).await,
    }
}

async fn go_in(visit: Visit, view: Option<View>) -> Result<Response, Stop> {
    let device = visit.device()?;
    let input = PickUp { browser: visit.bound(), device: Some(device.digest()), origin: visit.origin.clone() };
    match service::pick_up(&visit.core, input).await {
        Ok(how) => entered(visit, view, how, &device, None).await,
        Err(PickUpError::NotYet) => {
            let issues = vec![Issue::form(FieldError::NotAllowedYet)];
            wait(visit, view, StatusCode::UNPROCESSABLE_ENTITY, issues).await
        }
        Err(PickUpError::Ended) => end(visit, view, StatusCode::CONFLICT, OtherEnd::Ended).await,
        Err(PickUpError::Barred(why)) => turned_away(visit, view, why).await,
        Err(PickUpError::Fault(fault)) => Err(fault.into()),
    }
}

/// `POST /device` with the code of a browser that waits. The device that decides is one where somebody is signed
/// in and proved themselves lately.
pub(super) async fn decide(
    visit: Visit,
    form: &Params,
    code: &UserCode,
    waits: DeviceSignIn,
    only_language: bool,
) -> Result<Response, Stop> {
    let mut visit = visit;
    visit.now_at(&format!("/device?user_code={}", code.shown()));
    let (mut visit, person) = guard::signed_in(visit).await?;
    let confirmed = form.get("step") == Some("confirm") && guard::is_for(form, &person) && !only_language;
    let decision = form.get("decision").filter(|_| confirmed);
    if decision == Some("deny") {
        service::deny(&visit.core, waits.id, &person.session, visit.origin.clone()).await?;
        return end(visit, None, StatusCode::OK, OtherEnd::Denied).await;
    }
    visit.now_at("/device");
    let (visit, person) = guard::fresh(visit, Act::SignInElsewhere, Some(form)).await?;
    if decision == Some("allow") {
        let done = service::approve(&visit.core, waits.id, &person.session, visit.origin.clone()).await?;
        if !done {
            let issues = vec![Issue::of("user_code", FieldError::DeviceUsed)];
            return device::enter(visit, String::new(), StatusCode::UNPROCESSABLE_ENTITY, issues).await;
        }
        return end(visit, None, StatusCode::OK, OtherEnd::Allowed).await;
    }
    let now = visit.core.clock.now();
    let elsewhere = waits.origin.network() != visit.origin.network();
    let card = cards::account(&person.person);
    visit
        .page(StatusCode::OK, None, |chrome| LetInPage {
            chrome,
            card,
            code: code.shown(),
            at: clock(waits.created_at),
            minutes: waits.created_at.until(now).as_secs() / 60,
            address: waits.origin.ip.map(|ip| ip.to_string()),
            platform: waits.origin.agent.as_deref().and_then(|agent| Agent::read(agent).system),
            elsewhere,
        })
        .await
}
