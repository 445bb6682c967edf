//! `/account/data/delete`: the end of an account that its owner asks for.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::closing::{COOLING_OFF, Reason};
use crate::domain::session::SessionId;
use crate::protocol::params::Params;
use crate::service::accounts::closing::{self, Ask, AskError, Close};
use crate::service::authorize::consent;
use crate::service::otp::Pending;
use crate::service::sessions::SignedIn;
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::{Act, ClosedPage, DeletePage};
use crate::web::visit::Visit;
use crate::web::{otp, time};

const PAGE: &str = "/account/data/delete";
const CODE: &str = "/account/data/delete/code";

/// `GET /account/data/delete`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    draw(visit, &person, &Params::default(), StatusCode::OK, Vec::new()).await
}

/// `POST /account/data/delete`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    if only_language || form.get("decision") == Some("review") {
        return draw(visit, &person, &form, StatusCode::OK, Vec::new()).await;
    }
    if form.get("understand").is_none() {
        let issues = vec![Issue::of("understand", FieldError::NotUnderstood)];
        return draw(visit, &person, &form, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    }
    let (mut visit, person) = guard::fresh(visit, Act::Delete, Some(&form)).await?;
    match ask(&mut visit, &person, reason(&form)).await {
        Ok(_) => Ok(visit.redirect(CODE)),
        Err(AskError::NoContact) => {
            let issues = vec![Issue::form(FieldError::NoContact)];
            draw(visit, &person, &form, StatusCode::UNPROCESSABLE_ENTITY, issues).await
        }
        Err(AskError::Wait { until }) => {
            let (status, issue) = otp::wait(until);
            draw(visit, &person, &form, status, vec![Issue::form(issue.error)]).await
        }
        Err(AskError::Fault(fault)) => Err(fault.into()),
    }
}

fn reason(form: &Params) -> Option<Reason> {
    form.get("reason").and_then(|word| word.parse().ok())
}

async fn ask(visit: &mut Visit, person: &SignedIn, reason: Option<Reason>) -> Result<Pending, AskError> {
    let input = Ask {
        user: person.session.user,
        reason,
        browser: visit.bound(),
        locale: visit.locale(None).await?,
        origin: visit.origin.clone(),
    };
    closing::ask(&visit.core, input).await
}

async fn draw(
    mut visit: Visit,
    person: &SignedIn,
    form: &Params,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let locale = visit.locale(None).await?;
    let until = time::day_of(visit.core.clock.now().plus(COOLING_OFF), locale);
    let apps = consent::of_user(&visit.core, person.session.user).await?;
    let apps = apps.into_iter().map(|(_, name, _)| name).collect();
    let (reason, understood) = (reason(form), form.get("understand").is_some());
    visit.page(status, None, |chrome| DeletePage { chrome, until, apps, reason, understood, issues }).await
}

/// `GET /account/data/delete/code`
pub(super) async fn code(visit: Visit) -> Result<Response, Stop> {
    let (visit, _) = guard::signed_in(visit).await?;
    draw_code(visit, StatusCode::OK, Vec::new()).await
}

async fn draw_code(visit: Visit, status: StatusCode, issues: Vec<Issue>) -> Result<Response, Stop> {
    let Some(pending) = closing::pending(&visit.core, &visit.bound()).await? else {
        return Ok(visit.redirect(PAGE));
    };
    let change = PAGE.to_owned();
    let ask = otp::Ask { pending, action: CODE, step: None, progress: None, certain: true, change };
    otp::draw(visit, None, ask, status, issues).await
}

/// `POST /account/data/delete/code`
pub(super) async fn verify(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    if only_language {
        return draw_code(visit, StatusCode::OK, Vec::new()).await;
    }
    if form.get("action") == Some("resend") {
        // Sending one more is asking anew: the proof has to be fresh again.
        visit.now_at(PAGE);
        let (visit, person) = guard::fresh(visit, Act::Delete, None).await?;
        return resend(visit, &person).await;
    }
    let code = form.get("code").unwrap_or_default().to_owned();
    let input =
        Close { user: person.session.user, browser: visit.bound(), code: code.clone(), origin: visit.origin.clone() };
    match closing::close(&visit.core, input).await {
        Ok(erase_at) => {
            let locale = visit.locale(None).await?;
            leave(&mut visit, &person).await?;
            visit.now_at("/login");
            let until = Some(time::day_of(erase_at, locale));
            visit.page(StatusCode::OK, None, |chrome| ClosedPage { chrome, until }).await
        }
        Err(error) => {
            let (status, issue) = otp::refused(error, &code)?;
            draw_code(visit, status, vec![issue]).await
        }
    }
}

async fn resend(mut visit: Visit, person: &SignedIn) -> Result<Response, Stop> {
    visit.now_at(CODE);
    match ask(&mut visit, person, None).await {
        Ok(_) => {
            visit.notice = Some(Notice::CodeResent);
            draw_code(visit, StatusCode::OK, Vec::new()).await
        }
        Err(AskError::Wait { until }) => {
            let (status, issue) = otp::wait(until);
            draw_code(visit, status, vec![issue]).await
        }
        Err(AskError::NoContact) => Ok(visit.redirect(PAGE)),
        Err(AskError::Fault(fault)) => Err(fault.into()),
    }
}

/// The person's sign-ins in this browser are over; others' stay.
async fn leave(visit: &mut Visit, person: &SignedIn) -> Result<(), Stop> {
    let user = person.session.user;
    let people = visit.people().await?;
    let own: Vec<SessionId> = people.iter().filter(|p| p.session.user == user).map(|p| p.session.id).collect();
    if people.iter().all(|p| p.session.user == user) {
        visit.leave().await?;
    } else {
        visit.leave_some(&own).await?;
    }
    Ok(())
}
