//! `/account/confirm`: a fresh proof before something that cannot be taken back; `/account/resume`: the form that
//! waited for it.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Secret;
use crate::protocol::params::Params;
use crate::service::passkeys::Purpose;
use crate::service::sessions::SignedIn;
use crate::service::sign_in::{self, SignInError, WithPasskey, WithPassword, again};
use crate::web::account::guard;
use crate::web::cards;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::{barred, entered};
use crate::web::page::{FieldError, Issue};
use crate::web::pages::account::{Act, ConfirmPage, ResumePage};
use crate::web::passkey;
use crate::web::time::clock;
use crate::web::visit::Visit;

/// What the proof is for, and where it leads.
struct For {
    act: Act,
    next: String,
}

/// Read from the address. Only pages of the account can follow.
fn wanted(visit: &Visit) -> Option<For> {
    let act = visit.query.get("act")?.parse().ok()?;
    if let Some(form) = visit.query.get("form") {
        let id = form.parse::<crate::base::Id<()>>().ok()?;
        return Some(For { act, next: format!("/account/resume?form={id}") });
    }
    let next = visit.query.get("next").filter(|next| own_page(next))?.to_owned();
    Some(For { act, next })
}

/// Whether a text is the address of a page of the console: a path and a query of ours, nothing else.
pub(in crate::web) fn own_page(text: &str) -> bool {
    let path = text.split('?').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '\\' | '#' | '"' | '<' | '>');
    text.len() <= 500
        && (path == "/account" || path.starts_with("/account/") || path == "/device")
        && !path.contains("//")
        && !path.contains("..")
        && text.chars().all(plain)
}

/// `GET /account/confirm`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let Some(wanted) = wanted(&visit) else { return Ok(visit.redirect("/account")) };
    let (visit, person) = guard::signed_in(visit).await?;
    draw(visit, &person, wanted, StatusCode::OK, Vec::new()).await
}

/// `POST /account/confirm`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let Some(wanted) = wanted(&visit) else { return Ok(visit.redirect("/account")) };
    let (visit, person) = guard::signed_in(visit).await?;
    if only_language {
        return draw(visit, &person, wanted, StatusCode::OK, Vec::new()).await;
    }
    if form.get("action") == Some("passkey") {
        return by_passkey(visit, &person, wanted, &form).await;
    }
    let Some(password) = form.get("password").map(Secret::new) else {
        let issues = vec![Issue::of("password", FieldError::PasswordEmpty)];
        return draw(visit, &person, wanted, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let device = visit.device()?;
    let input = WithPassword {
        identifier: identifier(&person),
        password,
        remembered: person.session.remembered,
        device: Some(device.digest()),
        browser: visit.bound(),
        next: Some(wanted.next.clone()),
        only: Some(person.session.user),
        origin: visit.origin.clone(),
    };
    let (status, error) = match sign_in::with_password(&visit.core, input).await {
        Ok(how) => return entered(visit, None, how, &device, Some(wanted.next)).await,
        Err(SignInError::Mismatch) => (StatusCode::UNAUTHORIZED, FieldError::PasswordWrong),
        Err(SignInError::Wait { until }) => (StatusCode::TOO_MANY_REQUESTS, FieldError::TooMany { time: clock(until) }),
        Err(SignInError::Barred(why)) => (StatusCode::FORBIDDEN, barred(why)),
        Err(SignInError::Fault(fault)) => return Err(fault.into()),
    };
    draw(visit, &person, wanted, status, vec![Issue::of("password", error)]).await
}

async fn by_passkey(visit: Visit, person: &SignedIn, wanted: For, form: &Params) -> Result<Response, Stop> {
    let Some(answer) = passkey::answer(&visit, Purpose::Confirm(person.session.user), form) else {
        let issues = vec![Issue::form(FieldError::PasskeyStale)];
        return draw(visit, person, wanted, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let device = visit.device()?;
    let input = WithPasskey {
        answer,
        remembered: person.session.remembered,
        device: Some(device.digest()),
        next: Some(wanted.next.clone()),
    };
    let (status, error) = match sign_in::with_passkey(&visit.core, input).await {
        Ok(how) => return entered(visit, None, how, &device, Some(wanted.next)).await,
        Err(error) => passkey::refused(error)?,
    };
    draw(visit, person, wanted, status, vec![Issue::form(error)]).await
}

/// A contact that identifies the person.
fn identifier(person: &SignedIn) -> String {
    let contact = person.person.contacts.iter().find(|contact| contact.confirmed_at.is_some());
    contact.map(|contact| contact.address.as_str().to_owned()).unwrap_or_default()
}

async fn draw(
    visit: Visit,
    person: &SignedIn,
    wanted: For,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let card = cards::account(&person.person);
    let action = visit.here().to_owned();
    let passkey = passkey::ask(&visit, Purpose::Confirm(person.session.user)).await?;
    visit.page(status, None, |chrome| ConfirmPage { chrome, card, act: wanted.act, action, passkey, issues }).await
}

/// `GET /account/resume`
pub(super) async fn resume(visit: Visit) -> Result<Response, Stop> {
    let id = visit.query.get("form").and_then(|id| id.parse().ok());
    let (visit, person) = guard::signed_in(visit).await?;
    let Some(id) = id else { return Ok(visit.redirect("/account")) };
    let held = again::held(&visit.core, id, person.session.user, &visit.bound()).await?;
    let Some(held) = held.filter(|held| own_page(&held.path)) else { return Ok(visit.redirect("/account")) };
    let Ok(act) = held.act.parse() else { return Ok(visit.redirect("/account")) };
    let (action, fields) = (held.path, held.fields);
    visit.page(StatusCode::OK, None, |chrome| ResumePage { chrome, act, action, fields }).await
}
