//! `/not-me`: the owner of an account objects to a change. `GET` and `HEAD` only show what happened.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Secret;
use crate::service::objections::{self, Objection};
use crate::service::{notices, sighting};
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::pages::recover::{End, NotMePage, RecoverEndPage};
use crate::web::time::{day, moment};
use crate::web::visit::Visit;

/// `GET /not-me`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let token = visit.query.get("token").map(Secret::new);
    show(visit, token).await
}

/// `POST /not-me`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let token = form.get("token").map(Secret::new);
    match token {
        Some(token) if !only_language && form.get("action") == Some("freeze") => freeze(visit, token).await,
        token => show(visit, token).await,
    }
}

async fn show(visit: Visit, token: Option<Secret>) -> Result<Response, Stop> {
    let found = match &token {
        Some(token) => objections::look(&visit.core, token).await?,
        None => Objection::Unknown,
    };
    draw(visit, token, found).await
}

async fn freeze(visit: Visit, token: Secret) -> Result<Response, Stop> {
    match objections::object(&visit.core, &token, visit.origin.clone()).await? {
        Ok(()) => end(visit, StatusCode::OK, End::Frozen).await,
        Err(why) => draw(visit, Some(token), why).await,
    }
}

async fn draw(mut visit: Visit, token: Option<Secret>, found: Objection) -> Result<Response, Stop> {
    let locale = visit.locale(None).await?;
    match (found, token) {
        (Objection::Open(event), Some(token)) => {
            let fact = notices::fact(event.event, locale);
            let what =
                event.detail.map_or_else(|| fact.to_owned(), |detail| format!("{fact}: {}", day(&detail, locale)));
            let agent = sighting::browser(event.agent.as_deref());
            let place = sighting::place(&visit.core, event.place.as_deref(), locale);
            let from: Vec<String> = [agent, place].into_iter().flatten().collect();
            let from = (!from.is_empty()).then(|| from.join(", "));
            let (token, at) = (token.expose().to_owned(), moment(event.created_at, locale).text);
            visit.page(StatusCode::OK, None, |chrome| NotMePage { chrome, token, what, at, from }).await
        }
        (Objection::Used, _) => end(visit, StatusCode::CONFLICT, End::ObjectedBefore).await,
        (Objection::Expired, _) => end(visit, StatusCode::GONE, End::ObjectedLate).await,
        (Objection::Open(_) | Objection::Unknown, _) => end(visit, StatusCode::NOT_FOUND, End::ObjectionUnknown).await,
    }
}

async fn end(visit: Visit, status: StatusCode, end: End) -> Result<Response, Stop> {
    let next = Some("/recover".to_owned());
    visit.page(status, None, |chrome| RecoverEndPage { chrome, end, next, token: None, reference: None }).await
}
