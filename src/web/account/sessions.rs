//! `/account/sessions`: where a person is signed in.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::{Locale, Micros};
use crate::service::authorize::connected;
use crate::service::whereabouts::{self, Browser};
use crate::service::{Core, sighting};
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::Notice;
use crate::web::pages::account::{BrowserRow, SessionsAllPage, SessionsPage};
use crate::web::time;
use crate::web::visit::Visit;

const PAGE: &str = "/account/sessions";
/// A use is written once a minute: so long one counts as present.
const PRESENT: Duration = Duration::from_secs(120);

/// `GET /account/sessions`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    let locale = visit.locale(None).await?;
    let browsers = whereabouts::browsers(&visit.core, &person.session).await?;
    let alone = browsers.iter().all(|browser| browser.here);
    let done = visit.query.get("done").map(str::to_owned);
    visit.notice = match done.as_deref().map(str::parse) {
        Some(Ok(session)) => whereabouts::ended(&visit.core, person.session.user, session)
            .await?
            .map(|record| Notice::DeviceSignedOut { device: sighting::browser(record.agent.as_deref()) }),
        Some(Err(_)) if alone => Some(Notice::OthersSignedOut),
        _ => visit.notice,
    };
    let now = visit.core.clock.now();
    let apps = connected::list(&visit.core, person.session.user).await?.len();
    let (here, others): (Vec<Browser>, Vec<Browser>) = browsers.into_iter().partition(|browser| browser.here);
    let row = |browser| row(&visit.core, browser, locale, now);
    let (here, others) = (here.into_iter().map(row).next(), others.into_iter().map(row).collect());
    visit.page(StatusCode::OK, None, |chrome| SessionsPage { chrome, here, others, apps }).await
}

fn row(core: &Core, browser: Browser, locale: Locale, now: Micros) -> BrowserRow {
    BrowserRow {
        id: browser.session.text(),
        name: sighting::browser(browser.agent.as_deref()),
        place: sighting::place(core, browser.ip.as_deref(), locale),
        by: browser.amr,
        since: time::moment(browser.since, locale),
        seen: (browser.seen_at.until(now) >= PRESENT).then(|| time::moment(browser.seen_at, locale)),
        count: browser.count,
    }
}

/// `POST /account/sessions/end`: one browser.
pub(super) async fn end(Posted { mut visit, form, only_language }: Posted) -> Result<Response, Stop> {
    visit.now_at(PAGE);
    let (visit, person) = guard::signed_in(visit).await?;
    let session = form.get("session").and_then(|id| id.parse().ok()).filter(|_| !only_language);
    let Some(session) = session else { return Ok(visit.redirect(PAGE)) };
    // Sent twice, the second finds it done.
    whereabouts::end(&visit.core, &person.session, session, visit.origin.clone()).await?;
    Ok(visit.redirect(&format!("{PAGE}?done={session}")))
}

/// `GET /account/sessions/all`
pub(super) async fn confirm(visit: Visit) -> Result<Response, Stop> {
    let (visit, _) = guard::signed_in(visit).await?;
    visit.page(StatusCode::OK, None, |chrome| SessionsAllPage { chrome }).await
}

/// `POST /account/sessions/all`: every browser but this one.
pub(super) async fn end_all(Posted { visit, only_language, .. }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    if only_language {
        return visit.page(StatusCode::OK, None, |chrome| SessionsAllPage { chrome }).await;
    }
    whereabouts::end_others(&visit.core, &person.session, visit.origin.clone()).await?;
    Ok(visit.redirect(&format!("{PAGE}?done=all")))
}
