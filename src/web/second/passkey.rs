//! `/login/second/passkey`: a passkey as the second step.

use axum::http::StatusCode;
use axum::response::Response;

use crate::service::authorize::View;
use crate::service::passkeys::Purpose;
use crate::service::sign_in::second::{self, Waiting};
use crate::service::sign_in::{PasskeyError, second_by_passkey};
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::entered;
use crate::web::page::Issue;
use crate::web::pages::passkey::SecondPasskeyPage;
use crate::web::visit::{Visit, at};
use crate::web::{cards, passkey};

/// `GET /login/second/passkey`
pub(in crate::web) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, view) = visit.look(track.as_deref()).await?;
    let Some(waiting) = second::waiting(&visit.core, &visit.bound()).await? else {
        return Ok(visit.redirect(&at("/login", view.as_ref())));
    };
    draw(visit, view, waiting, StatusCode::OK, Vec::new()).await
}

/// `POST /login/second/passkey`
pub(in crate::web) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, view) = visit.take(form.get("track_id")).await?;
    let Some(waiting) = second::waiting(&visit.core, &visit.bound()).await? else {
        return Ok(visit.redirect(&at("/login", view.as_ref())));
    };
    let answer = passkey::answer(&visit, Purpose::Second(waiting.pending.user), &form);
    let Some(answer) = answer.filter(|_| !only_language) else {
        return draw(visit, view, waiting, StatusCode::OK, Vec::new()).await;
    };
    let device = visit.device()?;
    let next = waiting.pending.next.clone();
    let (status, error) = match second_by_passkey(&visit.core, waiting.pending.clone(), answer, false).await {
        Ok(how) => return entered(visit, view, how, &device, next).await,
        Err(PasskeyError::Gone) => return Ok(visit.redirect(&at("/login", view.as_ref()))),
        Err(error) => passkey::refused(error)?,
    };
    draw(visit, view, waiting, status, vec![Issue::form(error)]).await
}

/// The list of all ways.
fn other(view: Option<&View>) -> String {
    let join = if view.is_some() { '&' } else { '?' };
    format!("{}{join}way=other", at("/login/second", view))
}

/// Whoever has no passkey is asked for something else.
async fn draw(
    visit: Visit,
    view: Option<View>,
    waiting: Waiting,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let Some(offer) = passkey::ask(&visit, Purpose::Second(waiting.pending.user)).await? else {
        return Ok(visit.redirect(&other(view.as_ref())));
    };
    let card = cards::account(&waiting.person);
    let other = other(view.as_ref());
    visit.page(status, view.as_ref(), |chrome| SecondPasskeyPage { chrome, card, offer, other, issues }).await
}
