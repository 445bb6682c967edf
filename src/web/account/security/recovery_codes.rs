//! `/account/security/recovery-codes`: how many are left, new ones, and the one time they are shown.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::base::Secret;
use crate::service::authorize::View;
use crate::service::sessions::SignedIn;
use crate::service::{recovery_codes, security};
use crate::web::account::guard;
use crate::web::authorize::{Via, go_on};
use crate::web::cards;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue};
use crate::web::pages::account::Act;
use crate::web::pages::security::{CodesPage, ShownCodesPage};
use crate::web::time::date;
use crate::web::visit::Visit;

const HERE: &str = "/account/security/recovery-codes";

/// `GET /account/security/recovery-codes`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, person) = guard::signed_in(visit).await?;
    let (visit, view) = visit.look(track.as_deref()).await?;
    draw(visit, view, &person).await
}

async fn draw(mut visit: Visit, view: Option<View>, person: &SignedIn) -> Result<Response, Stop> {
    let standing = security::of(&visit.core, person.session.user).await?;
    let locale = visit.locale(view.as_ref()).await?;
    let since = standing.codes_since.map(|at| date(at, locale));
    let (left, possible) = (standing.factors.recovery_left, standing.factors.two_step());
    visit.page(StatusCode::OK, view.as_ref(), |chrome| CodesPage { chrome, left, since, possible }).await
}

/// `POST /account/security/recovery-codes`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    if form.get("action") == Some("done") {
        return done(visit, &form, only_language).await;
    }
    if only_language {
        let (visit, person) = guard::signed_in(visit).await?;
        let (visit, view) = visit.take(form.get("track_id")).await?;
        return draw(visit, view, &person).await;
    }
    let (visit, person) = guard::fresh(visit, Act::RecoveryCodes, Some(&form)).await?;
    let (visit, view) = visit.take(form.get("track_id")).await?;
    match recovery_codes::make(&visit.core, person.session.user, visit.origin.clone()).await? {
        Some(codes) => shown(visit, view, &codes, StatusCode::OK, Vec::new()).await,
        None => Ok(visit.redirect("/account/security")),
    }
}

/// The person leaves the page that showed the codes: with the tick only. What the page says is in its own form, so
/// that nothing of it has to be kept.
async fn done(visit: Visit, form: &crate::protocol::params::Params, only_language: bool) -> Result<Response, Stop> {
    let (visit, _) = guard::signed_in(visit).await?;
    let (visit, view) = visit.take(form.get("track_id")).await?;
    if form.get("saved").is_some() && !only_language {
        return match view {
            Some(view) => go_on(visit, view.track.id, Via::Post).await,
            None => Ok(visit.redirect("/account/security?done=codes")),
        };
    }
    let Some(codes) = form.get("codes").and_then(recovery_codes::read_shown) else { return Ok(visit.redirect(HERE)) };
    let (status, issues) = if only_language {
        (StatusCode::OK, Vec::new())
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, vec![Issue::of("saved", FieldError::NotSaved)])
    };
    shown(visit, view, &codes, status, issues).await
}

/// Draws codes in clear. Always the answer to a form: no address shows them again.
pub(super) async fn shown(
    mut visit: Visit,
    view: Option<View>,
    codes: &[Secret],
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    visit.now_at(HERE);
    visit.came_by(view.as_ref().map(|view| view.track.id.text()).as_deref());
    let locale = visit.locale(view.as_ref()).await?;
    // A date and a number stay in one piece at the end of a line.
    let whole = |text: &str| text.replace(' ', "\u{a0}");
    let on = whole(&date(visit.core.clock.now(), locale));
    let account = visit.person().await?.map(|person| cards::account(&person.person));
    let account = account.map(|card| {
        let contact = whole(&card.contact);
        if card.name == card.contact { contact } else { format!("{}, {contact}", card.name) }
    });
    let account = account.unwrap_or_default();
    let codes = codes.iter().map(|code| code.expose().to_owned()).collect();
    visit.page(status, view.as_ref(), |chrome| ShownCodesPage { chrome, codes, account, on, issues }).await
}

/// `POST /account/security/recovery-codes/file`: the codes that the page shows, as a file.
pub(super) async fn file(Posted { visit, form, .. }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    let Some(codes) = form.get("codes").and_then(recovery_codes::read_shown) else { return Ok(visit.redirect(HERE)) };
    let card = cards::account(&person.person);
    let lines: Vec<&str> = codes.iter().map(Secret::expose).collect();
    let text = format!("Freedom ID\r\n{}\r\n\r\n{}\r\n", card.contact, lines.join("\r\n"));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"freedom-id-recovery-codes.txt\"")),
    ];
    Ok(visit.finish((StatusCode::OK, headers, text).into_response()))
}
