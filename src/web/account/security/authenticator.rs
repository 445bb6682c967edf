//! `/account/security/authenticator`: the key of an app as a picture and as text, and the code that proves it.

use axum::http::StatusCode;
use axum::response::Response;

use crate::service::authorize::View;
use crate::service::sessions::SignedIn;
use crate::service::totp::{self, Confirm, RemoveError, TotpError};
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue};
use crate::web::pages::account::Act;
use crate::web::pages::security::SetUpPage;
use crate::web::qr;
use crate::web::second::totp_refused;
use crate::web::time::clock;
use crate::web::visit::{Visit, at};

use super::{home, recovery_codes};

const HERE: &str = "/account/security/authenticator";

/// `GET /account/security/authenticator`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, person) = guard::fresh(visit, Act::SetUpTotp, None).await?;
    let (visit, view) = visit.look(track.as_deref()).await?;
    draw(visit, view, &person, StatusCode::OK, Vec::new()).await
}

/// `POST /account/security/authenticator`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::fresh(visit, Act::SetUpTotp, Some(&form)).await?;
    let (visit, view) = visit.take(form.get("track_id")).await?;
    if only_language {
        return draw(visit, view, &person, StatusCode::OK, Vec::new()).await;
    }
    let code = form.get("code").unwrap_or_default().to_owned();
    if code.trim().is_empty() {
        let issues = vec![Issue::of("code", FieldError::CodeEmpty)];
        return draw(visit, view, &person, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    }
    confirm(visit, view, person, code).await
}

async fn confirm(mut visit: Visit, view: Option<View>, person: SignedIn, code: String) -> Result<Response, Stop> {
    let device = visit.device()?;
    let input = Confirm {
        session: person.session.clone(),
        browser: visit.bound(),
        code,
        device: Some(device.digest()),
        origin: visit.origin.clone(),
    };
    match totp::confirm(&visit.core, input).await {
        Ok(done) => {
            visit.enter(&done.session, &device).await?;
            let (visit, view) = match view {
                Some(view) => {
                    let track = view.track.id.text();
                    visit.identify(view, &done.session).await?.take(Some(&track)).await?
                }
                None => (visit, None),
            };
            recovery_codes::shown(visit, view, &done.codes, StatusCode::OK, Vec::new()).await
        }
        // Too old, or sent twice: the page shows the key that is set up now, or that all is done.
        Err(TotpError::Gone) => Ok(visit.redirect(&at(HERE, view.as_ref()))),
        Err(error) => {
            let (status, issue) = totp_refused(error)?;
            draw(visit, view, &person, status, vec![issue]).await
        }
    }
}

async fn draw(
    visit: Visit,
    view: Option<View>,
    person: &SignedIn,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let setup = totp::setup(&visit.core, &person.person, &visit.bound()).await?;
    let picture = qr::path(setup.url.expose());
    let until = clock(setup.until);
    visit.page(status, view.as_ref(), |chrome| SetUpPage { chrome, setup, picture, until, issues }).await
}

/// `POST /account/security/authenticator/off`
pub(super) async fn off(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    if only_language {
        return Ok(visit.redirect("/account/security"));
    }
    let (visit, person) = guard::fresh(visit, Act::RemoveTotp, Some(&form)).await?;
    match totp::remove(&visit.core, person.session.user, visit.origin.clone()).await {
        Ok(()) => Ok(visit.redirect("/account/security?done=totp")),
        Err(RemoveError::Gone) => Ok(visit.redirect("/account/security")),
        Err(RemoveError::Needed) => home::needed(visit).await,
        Err(RemoveError::Fault(fault)) => Err(fault.into()),
    }
}
