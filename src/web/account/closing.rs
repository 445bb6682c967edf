//! `/login/closing`: somebody proved themselves whose account is going to be deleted. It says so, and asks.

use axum::http::StatusCode;
use axum::response::Response;

use crate::service::accounts::closing;
use crate::service::authorize::View;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::arrived;
use crate::web::page::Notice;
use crate::web::pages::account::{ClosedPage, ClosingPage};
use crate::web::visit::{Visit, at};
use crate::web::{cards, time};

/// `GET /login/closing`
pub(in crate::web) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, view) = visit.look(track.as_deref()).await?;
    draw(visit, view).await
}

async fn draw(mut visit: Visit, view: Option<View>) -> Result<Response, Stop> {
    let Some(returning) = closing::returning(&visit.core, &visit.bound()).await? else {
        return Ok(visit.redirect(&at("/login", view.as_ref())));
    };
    let locale = visit.locale(view.as_ref()).await?;
    let (card, on) = (cards::account(&returning.person), time::day_of(returning.erase_at, locale));
    visit.page(StatusCode::OK, view.as_ref(), |chrome| ClosingPage { chrome, card, on }).await
}

/// `POST /login/closing`
pub(in crate::web) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (mut visit, view) = visit.take(form.get("track_id")).await?;
    match form.get("decision").filter(|_| !only_language) {
        Some("keep") => keep(visit, view).await,
        Some("delete") => {
            closing::leave(&visit.core, &visit.bound()).await?;
            visit.now_at("/login");
            visit.page(StatusCode::OK, view.as_ref(), |chrome| ClosedPage { chrome, until: None }).await
        }
        _ => draw(visit, view).await,
    }
}

async fn keep(mut visit: Visit, view: Option<View>) -> Result<Response, Stop> {
    let device = visit.device()?;
    let kept = closing::keep(&visit.core, &visit.bound(), device.digest(), visit.origin.clone()).await?;
    // Too late, or done in another tab: the sign-in tells what is true now.
    let Some((session, pending)) = kept else { return Ok(visit.redirect(&at("/login", view.as_ref()))) };
    visit.enter(&session, &device).await?;
    visit.notice = Some(Notice::Kept);
    let next = pending.next.or_else(|| Some("/account?done=kept".to_owned()));
    arrived(visit, view, &session, next).await
}
