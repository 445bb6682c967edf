//! `/account/security/password`.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Secret;
use crate::service::accounts::password::{self, Change, ChangeError};
use crate::service::security;
use crate::service::sessions::SignedIn;
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue};
use crate::web::pages::account::Act;
use crate::web::pages::security::PasswordPage;
use crate::web::register::password_flaw;
use crate::web::time::clock;
use crate::web::visit::Visit;

/// `GET /account/security/password`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let (visit, person) = guard::fresh(visit, Act::ChangePassword, None).await?;
    draw(visit, &person, true, StatusCode::OK, Vec::new()).await
}

/// `POST /account/security/password`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::fresh(visit, Act::ChangePassword, Some(&form)).await?;
    let others_out = form.get("others").is_some();
    if only_language {
        return draw(visit, &person, others_out, StatusCode::OK, Vec::new()).await;
    }
    let typed = |name| form.get(name).filter(|text: &&str| !text.is_empty()).map(Secret::new);
    let (current, new) = (typed("current_password"), typed("new_password"));
    let has_password = security::factors(&visit.core, person.session.user).await?.password;
    let empty = [
        (has_password && current.is_none(), Issue::of("current_password", FieldError::PasswordEmpty)),
        (new.is_none(), Issue::of("new_password", FieldError::PasswordEmpty)),
    ];
    let issues: Vec<Issue> = empty.into_iter().filter_map(|(wrong, issue)| wrong.then_some(issue)).collect();
    let (Some(new), true) = (new, issues.is_empty()) else {
        return draw(visit, &person, others_out, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let change = Change {
        person: person.person.clone(),
        session: person.session.id,
        current,
        new,
        others_out,
        origin: visit.origin.clone(),
    };
    let (status, issue) = match password::change(&visit.core, change).await {
        Ok(()) => return Ok(visit.redirect("/account/security?done=password")),
        Err(ChangeError::Current) => {
            (StatusCode::UNAUTHORIZED, Issue::of("current_password", FieldError::PasswordWrong))
        }
        Err(ChangeError::Wait { until }) => {
            let error = FieldError::TooMany { time: clock(until) };
            (StatusCode::TOO_MANY_REQUESTS, Issue::of("current_password", error))
        }
        Err(ChangeError::New(flaw)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Issue::of("new_password", password_flaw(flaw)))
        }
        Err(ChangeError::Gone) => return Ok(visit.redirect("/login")),
        Err(ChangeError::Fault(fault)) => return Err(fault.into()),
    };
    draw(visit, &person, others_out, status, vec![issue]).await
}

async fn draw(
    visit: Visit,
    person: &SignedIn,
    others_out: bool,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let has_password = security::factors(&visit.core, person.session.user).await?.password;
    let username = person.person.contacts.iter().find(|contact| contact.confirmed_at.is_some());
    let username = username.map(|contact| contact.address.as_str().to_owned()).unwrap_or_default();
    visit.page(status, None, |chrome| PasswordPage { chrome, username, has_password, others_out, issues }).await
}
