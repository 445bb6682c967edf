//! `/device`: the code that a device shows, and where the person's part ends (RFC 8628 §3.3).

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::agent::Agent;
use crate::domain::oauth::device::UserCode;
use crate::protocol::params::Params;
use crate::service::authorize::TrackError;
use crate::service::authorize::device::{self as road, DeviceEnd};
use crate::service::device::{self, OpenError, Opened, Waiting};
use crate::service::limits::UserCodeTry;
use crate::web::authorize::{Via, go_on};
use crate::web::cards;
use crate::web::error::{Stop, lost};
use crate::web::form::Posted;
use crate::web::other_device;
use crate::web::page::{FieldError, Issue};
use crate::web::pages::device::{ConfirmPage, DonePage, EnterPage};
use crate::web::time::clock;
use crate::web::visit::Visit;

/// `GET /device`. A code in the address is only filled in: a link must not do what a person did not.
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let typed = shown(&visit.query);
    enter(visit, typed, StatusCode::OK, Vec::new()).await
}

/// A code that could be one, as it is shown; other text is not drawn again.
fn shown(params: &Params) -> String {
    params.get("user_code").and_then(UserCode::read).map(|code| code.shown()).unwrap_or_default()
}

/// Draws the page where a code is typed.
pub(super) async fn enter(
    visit: Visit,
    typed: String,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    visit.page(status, None, |chrome| EnterPage { chrome, typed, issues }).await
}

/// `POST /device`: first the code, then the look at what asks for it. Going on gives nothing away yet: the
/// consent page always follows.
pub(super) async fn post(Posted { mut visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let at_confirm = form.get("step") == Some("confirm");
    if only_language && !at_confirm {
        return enter(visit, shown(&form), StatusCode::OK, Vec::new()).await;
    }
    let typed = form.get("user_code").unwrap_or_default();
    let Some(code) = UserCode::read(typed) else {
        let error = if typed.trim().is_empty() { FieldError::CodeEmpty } else { FieldError::DeviceUnknown };
        let issues = vec![Issue::of("user_code", error)];
        return enter(visit, String::new(), StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let user = visit.person().await?.map(|person| person.session.user);
    let by = UserCodeTry { browser: visit.bound(), user, origin: visit.origin.clone() };
    let waiting = match device::open(&visit.core, &code, by).await {
        Ok(Opened::Device(waiting)) => waiting,
        Ok(Opened::SignIn(waits)) => return other_device::decide(visit, &form, &code, waits, only_language).await,
        Err(error) => return refused(visit, error).await,
    };
    if !at_confirm || only_language {
        return confirm(visit, &code, waiting).await;
    }
    if form.get("decision") == Some("deny") {
        device::deny(&visit.core, &waiting, user, visit.origin.clone()).await?;
        return end(visit, &waiting.client.name, DeviceEnd::Denied).await;
    }
    let track = road::begin(&visit.core, &waiting.device, visit.bound()).await?;
    go_on(visit, track, Via::Post).await
}

async fn refused(visit: Visit, error: OpenError) -> Result<Response, Stop> {
    let (status, error) = match error {
        OpenError::Unknown => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::DeviceUnknown),
        OpenError::Expired => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::DeviceExpired),
        OpenError::Used => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::DeviceUsed),
        OpenError::TooMany { until } => {
            // Not before the clock shows it.
            let time = clock(until.plus(std::time::Duration::from_secs(59)));
            (StatusCode::TOO_MANY_REQUESTS, FieldError::DeviceTooMany { time })
        }
        OpenError::Fault(fault) => return Err(fault.into()),
    };
    enter(visit, String::new(), status, vec![Issue::of("user_code", error)]).await
}

async fn confirm(visit: Visit, code: &UserCode, waiting: Waiting) -> Result<Response, Stop> {
    let Waiting { device, client } = waiting;
    let now = visit.core.clock.now();
    let elsewhere = device.origin.network() != visit.origin.network();
    visit
        .page(StatusCode::OK, None, |chrome| ConfirmPage {
            chrome,
            app: client.name.clone(),
            standing: cards::standing(&client),
            code: code.shown(),
            at: clock(device.created_at),
            minutes: device.created_at.until(now).as_secs() / 60,
            address: device.origin.ip.map(|ip| ip.to_string()),
            platform: device.origin.agent.as_deref().and_then(|agent| Agent::read(agent).system),
            elsewhere,
        })
        .await
}

/// `GET /device/done`: the person's part is over.
pub(super) async fn done(mut visit: Visit) -> Result<Response, Stop> {
    let Some(track) = visit.query.get("track_id").and_then(|id| id.parse().ok()) else {
        return Ok(visit.redirect("/device"));
    };
    match road::outcome(&visit.core, track, &visit.bound()).await {
        Ok((client, Some(how))) => {
            visit.app = Some(client.name.clone());
            end(visit, &client.name, how).await
        }
        Ok((_, None)) => go_on(visit, track, Via::Get).await,
        // Also after signing out: the binding of the browser is a new one then.
        Err(TrackError::Fault(fault)) => Err(fault.into()),
        Err(error) => lost(visit, error).await,
    }
}

async fn end(visit: Visit, app: &str, how: DeviceEnd) -> Result<Response, Stop> {
    let status = match how {
        DeviceEnd::Allowed | DeviceEnd::Denied => StatusCode::OK,
        DeviceEnd::Expired => StatusCode::GONE,
        DeviceEnd::Used => StatusCode::CONFLICT,
    };
    let app = app.to_owned();
    visit.page(status, None, |chrome| DonePage { chrome, app, end: how }).await
}
