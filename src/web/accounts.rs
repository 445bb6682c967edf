//! `/login/accounts`: which of the accounts of this browser goes on.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::user::UserId;
use crate::service::authorize::View;
use crate::web::authorize::{Via, go_on};
use crate::web::cards;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::pages::sign_in::AccountsPage;
use crate::web::visit::{Visit, at};

/// `GET /login/accounts`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, view) = visit.look(track.as_deref()).await?;
    draw(visit, view).await
}

/// `POST /login/accounts`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (mut visit, view) = visit.take(form.get("track_id")).await?;
    if only_language {
        return draw(visit, view).await;
    }
    if form.get("user") == Some("other") {
        let to = at("/login", view.as_ref());
        let join = if view.is_some() { '&' } else { '?' };
        return Ok(visit.redirect(&format!("{to}{join}other=1")));
    }
    let chosen = form.get("user").and_then(|id| id.parse::<UserId>().ok());
    let found = visit.people().await?.iter().find(|p| Some(p.session.user) == chosen).cloned();
    let Some(found) = found else { return draw(visit, view).await };
    let Some(view) = view else {
        visit.record.activate(found.session.id).await?;
        return Ok(visit.redirect("/account"));
    };
    let track = view.track.id;
    let visit = visit.identify(view, &found.session).await?;
    go_on(visit, track, Via::Post).await
}

async fn draw(mut visit: Visit, view: Option<View>) -> Result<Response, Stop> {
    let accounts: Vec<_> = visit.people().await?.iter().map(|p| cards::account(&p.person)).collect();
    if accounts.is_empty() {
        return Ok(visit.redirect(&at("/login", view.as_ref())));
    }
    visit.page(StatusCode::OK, view.as_ref(), |chrome| AccountsPage { chrome, accounts }).await
}
