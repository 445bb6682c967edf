//! `/account/data`: preferences, and a copy of all data.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::preferences::Theme;
use crate::protocol::params::Params;
use crate::service::accounts::export::{self, ExportError};
use crate::service::accounts::preferences::{self, Choose};
use crate::service::sessions::SignedIn;
use crate::web::account::activity::attachment;
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::{Act, DataPage};
use crate::web::time;
use crate::web::visit::Visit;

/// `GET /account/data`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    if visit.query.get("done").is_some() && visit.notice.is_none() {
        visit.notice = Some(Notice::Saved);
    }
    draw(visit, &person, None, StatusCode::OK, Vec::new()).await
}

/// `POST /account/data`: the preferences.
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    if only_language {
        return draw(visit, &person, Some(&form), StatusCode::OK, Vec::new()).await;
    }
    let locale = form.get("locale").and_then(|tag| tag.parse().ok());
    let theme = form.get("theme").and_then(|word| word.parse::<Theme>().ok());
    let (Some(locale), Some(theme)) = (locale, theme) else {
        let issues = vec![Issue::of("locale", FieldError::ValueShape)];
        return draw(visit, &person, Some(&form), StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let news = form.get("news").is_some();
    let choose = Choose { user: person.session.user, locale, theme, news, origin: visit.origin.clone() };
    if preferences::choose(&visit.core, choose).await? {
        visit.choose_language(locale.tag());
        visit.choose_theme(theme);
    }
    Ok(visit.redirect("/account/data?done=1"))
}

/// `POST /account/data/export`
pub(super) async fn export(Posted { mut visit, .. }: Posted) -> Result<Response, Stop> {
    visit.now_at("/account/data");
    let (visit, person) = guard::fresh(visit, Act::Export, None).await?;
    match export::make(&visit.core, person.session.user, visit.origin.clone()).await {
        Ok(text) => Ok(attachment(visit, "application/json", "freedom-id-data.json", text)),
        Err(ExportError::Wait { until }) => {
            let issues = vec![Issue::form(FieldError::ExportLater { time: time::moment_text(until) })];
            draw(visit, &person, None, StatusCode::TOO_MANY_REQUESTS, issues).await
        }
        Err(ExportError::Fault(fault)) => Err(fault.into()),
    }
}

/// `typed`: the form whose language was changed.
async fn draw(
    mut visit: Visit,
    person: &SignedIn,
    typed: Option<&Params>,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let locale = visit.locale(None).await?;
    let known = preferences::of(&visit.core, person.session.user).await?;
    let next = export::next(&visit.core, person.session.user).await?;
    let next_copy = next.map(|at| time::moment(at, locale));
    let language = typed.and_then(|form| form.get("locale")?.parse().ok());
    let language = language.or(person.person.user.locale).unwrap_or(locale);
    let theme = typed.and_then(|form| form.get("theme")?.parse().ok()).unwrap_or(known.theme);
    let news = typed.map_or(known.news, |form| form.get("news").is_some());
    visit.page(status, None, |chrome| DataPage { chrome, language, theme, news, next_copy, issues }).await
}
