//! `/account/alerts`: whether a sign-in from an unknown browser was the person's; `/account/secure`: what to do if it
//! was not.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Locale;
use crate::domain::session::Session;
use crate::service::{sighting, whereabouts};
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::Notice;
use crate::web::pages::account::{SecurePage, SignInAlert};
use crate::web::time;
use crate::web::visit::Visit;

/// What the first page of the account asks.
pub(super) async fn lines(visit: &Visit, here: &Session, locale: Locale) -> Result<Vec<SignInAlert>, Stop> {
    let alerts = whereabouts::alerts(&visit.core, here).await?;
    let line = |alert: whereabouts::Alert| SignInAlert {
        id: alert.session.text(),
        name: sighting::browser(alert.agent.as_deref()),
        place: sighting::place(&visit.core, alert.ip.as_deref(), locale),
        at: time::moment(alert.at, locale),
    };
    Ok(alerts.into_iter().map(line).collect())
}

/// `POST /account/alerts`
pub(super) async fn post(Posted { mut visit, form, only_language }: Posted) -> Result<Response, Stop> {
    visit.now_at("/account");
    let (visit, person) = guard::signed_in(visit).await?;
    let session = form.get("session").and_then(|id| id.parse().ok());
    match (form.get("answer"), session) {
        _ if only_language => {}
        (Some("yes"), Some(session)) => {
            whereabouts::vouch(&visit.core, &person.session, session).await?;
        }
        (Some("no"), _) => return Ok(visit.redirect("/account/secure")),
        _ => {}
    }
    Ok(visit.redirect("/account"))
}

/// `GET /account/secure`
pub(super) async fn secure(visit: Visit) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    let browsers = whereabouts::browsers(&visit.core, &person.session).await?;
    let alone = browsers.iter().all(|browser| browser.here);
    if alone && visit.query.get("done").is_some() {
        visit.notice = Some(Notice::OthersSignedOut);
    }
    visit.page(StatusCode::OK, None, |chrome| SecurePage { chrome, alone }).await
}

/// `POST /account/secure`: signs everybody else out, at once and without another question.
pub(super) async fn close(Posted { visit, only_language, .. }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    if only_language {
        return Ok(visit.redirect("/account/secure"));
    }
    whereabouts::end_others(&visit.core, &person.session, visit.origin.clone()).await?;
    Ok(visit.redirect("/account/secure?done=1"))
}
