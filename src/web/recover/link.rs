//! `/recover/link`: the link in the e-mail. `GET` and `HEAD` only show what it is for.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Secret;
use crate::domain::recovery::Recovery;
use crate::service::recover::{self, Asked, Follow, FollowError, Start, StartError};
use crate::service::{authorize, sighting};
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::otp;
use crate::web::page::Issue;
use crate::web::pages::recover::{End, RecoverEndPage, RecoverLinkPage};
use crate::web::serves::Serves;
use crate::web::time::moment;
use crate::web::visit::Visit;

use super::draw;

/// `GET /recover/link`
pub(in crate::web) async fn get(visit: Visit) -> Result<Response, Stop> {
    let token = visit.query.get("token").map(Secret::new);
    show(visit, token).await
}

async fn show(visit: Visit, token: Option<Secret>) -> Result<Response, Stop> {
    let asked = match &token {
        Some(token) => recover::asked(&visit.core, token).await?,
        None => Asked::Unknown,
    };
    draw_link(visit, token, asked).await
}

async fn draw_link(mut visit: Visit, token: Option<Secret>, asked: Asked) -> Result<Response, Stop> {
    let locale = visit.locale(None).await?;
    let (end, status) = match (asked, &token) {
        (Asked::Open(recovery), Some(token)) => {
            let token = token.expose().to_owned();
            let Recovery { address, created_at, ip, agent, .. } = *recovery;
            let agent = sighting::browser(agent.as_deref());
            let place = sighting::place(&visit.core, ip.as_deref(), locale);
            let from: Vec<String> = [agent, place].into_iter().flatten().collect();
            let asked_from = (!from.is_empty()).then(|| from.join(", "));
            let (contact, asked_at) = (address.masked(), moment(created_at, locale).text);
            return visit
                .page(StatusCode::OK, None, |chrome| RecoverLinkPage { chrome, token, contact, asked_at, asked_from })
                .await;
        }
        (Asked::Used(_), _) => (End::LinkUsed, StatusCode::CONFLICT),
        (Asked::Expired(_), _) => (End::LinkExpired, StatusCode::GONE),
        (Asked::Open(_) | Asked::Unknown, _) => (End::LinkUnknown, StatusCode::NOT_FOUND),
    };
    let known = !matches!(end, End::LinkUnknown);
    let next = Some(if known { "/login" } else { "/recover" }.to_owned());
    let token = token.filter(|_| known).map(|token| token.expose().to_owned());
    visit.page(status, None, |chrome| RecoverEndPage { chrome, end, next, token, reference: None }).await
}

/// `POST /recover/link`
pub(in crate::web) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let Some(token) = form.get("token").map(Secret::new) else { return show(visit, None).await };
    match form.get("action") {
        Some("continue") if !only_language => follow(visit, token).await,
        Some("refuse") if !only_language => {
            recover::refuse(&visit.core, &token, visit.origin.clone()).await?;
            draw::end(visit, None, StatusCode::OK, End::Refused, None).await
        }
        Some("new") if !only_language => again(visit, token).await,
        _ => show(visit, Some(token)).await,
    }
}

async fn follow(mut visit: Visit, token: Secret) -> Result<Response, Stop> {
    let input = Follow { token: token.clone(), browser: visit.bound(), origin: visit.origin.clone() };
    match recover::follow(&visit.core, input).await {
        Ok(recovery) => {
            visit.keep_binding();
            // In the browser where it began, the app's request goes on, too.
            let track = match recovery.track {
                Some(id) => authorize::look(&visit.core, id, &visit.bound()).await.ok().map(|_| id.text()),
                None => None,
            };
            let serves = Serves { track, ..Serves::nothing() };
            Ok(visit.redirect(&serves.at("/recover")))
        }
        Err(FollowError::Dead(asked)) => draw_link(visit, Some(token), asked).await,
        Err(FollowError::Barred(_)) => {
            draw::end(visit, None, StatusCode::FORBIDDEN, End::Closed, Some("/login".into())).await
        }
        Err(FollowError::Fault(fault)) => Err(fault.into()),
    }
}

/// A new link to the same contact, for this browser.
async fn again(mut visit: Visit, token: Secret) -> Result<Response, Stop> {
    let (Asked::Open(recovery) | Asked::Used(recovery) | Asked::Expired(recovery)) =
        recover::asked(&visit.core, &token).await?
    else {
        return show(visit, Some(token)).await;
    };
    let input = Start {
        identifier: recovery.address.as_str().to_owned(),
        browser: visit.bound(),
        track: None,
        locale: visit.locale(None).await?,
        origin: visit.origin.clone(),
    };
    match recover::start(&visit.core, input).await {
        Ok(()) => {
            visit.keep_binding();
            Ok(visit.redirect("/recover"))
        }
        Err(StartError::Wait { until }) => {
            visit.now_at("/recover");
            let issues = vec![Issue::of("identifier", otp::not_yet(until))];
            let typed = recovery.address.shown();
            draw::start(visit, &Serves::nothing(), typed, StatusCode::TOO_MANY_REQUESTS, issues).await
        }
        Err(StartError::NotAnAddress(_) | StartError::NoSms) => Ok(visit.redirect("/recover")),
        Err(StartError::Fault(fault)) => Err(fault.into()),
    }
}
