//! `/account/apps`: apps with access, one of them, and the end of its access.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Locale;
use crate::domain::activity::{Outcome, Recorded, Topic};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::scope::{KnownScope, Scopes};
use crate::service::authorize::connected::{self, Change, Connected};
use crate::service::authorize::consent;
use crate::service::clients;
use crate::service::sessions::SignedIn;
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::Notice;
use crate::web::pages::account::{AppEvent, AppLine, AppPage, AppRemovePage, AppRow, AppsPage, OptionalGrant};
use crate::web::pages::people::{AppCard, Standing};
use crate::web::visit::Visit;
use crate::web::{cards, grants, time};

const PAGE: &str = "/account/apps";

/// `GET /account/apps`
pub(super) async fn list(visit: Visit) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    let locale = visit.locale(None).await?;
    let all = connected::list(&visit.core, person.session.user).await?;
    if let Some(gone) = visit.query.get("done").and_then(|id| id.parse::<ClientId>().ok())
        && all.iter().all(|app| app.given.client != gone)
        && let Some(client) = clients::find(&visit.core, &gone).await?
    {
        visit.notice = Some(Notice::AccessRemoved { app: client.name.clone() });
    }
    let filter: String = visit.query.get("q").unwrap_or_default().trim().chars().take(100).collect();
    let wanted = filter.to_lowercase();
    let total = all.len();
    let rows: Vec<AppRow> = all.iter().map(|app| row(app, locale)).collect();
    let fits = |row: &AppRow| [&row.card.name, &row.card.host].iter().any(|text| text.to_lowercase().contains(&wanted));
    let rows = rows.into_iter().filter(fits).collect();
    visit.page(StatusCode::OK, None, |chrome| AppsPage { chrome, rows, total, filter }).await
}

fn row(app: &Connected, locale: Locale) -> AppRow {
    let Connected { given, client } = app;
    AppRow {
        id: given.client.to_string(),
        card: match client {
            Some(client) => cards::known_app(client),
            None => AppCard::new(given.name.clone(), "", Standing::Unverified),
        },
        off: client.is_none(),
        data: grants::data(&given.consent.granted),
        since: time::day_of(given.since, locale),
        used: given.used_at.map(|at| time::moment(at, locale)),
    }
}

/// The app of an address; somebody without it goes to the list.
async fn here(visit: Visit, id: &str) -> Result<(Visit, SignedIn, Connected), Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    let found = match id.parse::<ClientId>() {
        Ok(id) => connected::find(&visit.core, person.session.user, &id).await?,
        Err(_) => None,
    };
    match found {
        Some(app) => Ok((visit, person, app)),
        None => Err(visit.redirect(PAGE).into()),
    }
}

/// `GET /account/apps/{client_id}`
pub(super) async fn one(Path(id): Path<String>, visit: Visit) -> Result<Response, Stop> {
    let (mut visit, person, app) = here(visit, &id).await?;
    if visit.query.get("done").is_some() {
        visit.notice = Some(Notice::Saved);
    }
    draw(visit, &person, &app).await
}

async fn draw(mut visit: Visit, person: &SignedIn, app: &Connected) -> Result<Response, Stop> {
    let locale = visit.locale(None).await?;
    let user = person.session.user;
    let history = connected::history(&visit.core, user, &app.given.client).await?;
    let history =
        history.iter().map(|line| AppLine { event: event(line), at: time::moment(line.at, locale) }).collect();
    let needed: Scopes = app.required().iter().map(|scope| scope.name).collect();
    let row = AppRow { data: grants::data(&needed), ..row(app, locale) };
    let optional = app.optional().into_iter().filter_map(|scope| optional(app, scope)).collect();
    let start = app.client.as_ref().and_then(|client| cards::start(client, visit.core.issuer()));
    let account = user.text();
    visit.page(StatusCode::OK, None, |chrome| AppPage { chrome, row, account, optional, start, history }).await
}

/// The box of a scope.
fn optional(app: &Connected, scope: &KnownScope) -> Option<OptionalGrant> {
    let one: Scopes = [scope.name].into_iter().collect();
    let data = grants::data(&one);
    let ticked = app.given.consent.granted.contains(scope.name);
    (!data.is_empty()).then(|| OptionalGrant { grant: scope.name.into(), data, ticked })
}

fn event(line: &Recorded) -> AppEvent {
    match (line.topic, line.action.as_str(), line.outcome) {
        (Topic::Consent, "allow_client", _) => AppEvent::Allowed,
        (Topic::Consent, "change_client", _) => AppEvent::Changed,
        (Topic::Consent, "remove_client", _) => AppEvent::Removed,
        (Topic::Consent, "sign_in_to_client", _) => AppEvent::SignedIn,
        (Topic::Consent, _, Outcome::Denied) => AppEvent::Denied,
        _ => AppEvent::Token,
    }
}

/// `POST /account/apps/{client_id}`: what it may have but does not need.
pub(super) async fn change(
    Path(id): Path<String>,
    Posted { visit, form, only_language }: Posted,
) -> Result<Response, Stop> {
    let (mut visit, person, app) = here(visit, &id).await?;
    // Drawn for somebody else than who is active now: nothing of it counts for the wrong account.
    if form.get("account") != Some(person.session.user.text().as_str()) {
        visit.notice = Some(Notice::AccountChanged { name: cards::account(&person.person).name });
        return draw(visit, &person, &app).await;
    }
    if only_language {
        return draw(visit, &person, &app).await;
    }
    let input = Change {
        user: person.session.user,
        client: app.given.client.clone(),
        ticked: form.all("grant").filter(|name| name.len() <= 100).take(30).collect(),
        locale: visit.locale(None).await?,
        origin: visit.origin.clone(),
    };
    connected::change(&visit.core, input).await?;
    Ok(visit.redirect(&format!("{PAGE}/{}?done=1", app.given.client)))
}

/// `GET /account/apps/{client_id}/remove`
pub(super) async fn confirm(Path(id): Path<String>, visit: Visit) -> Result<Response, Stop> {
    let (visit, person, app) = here(visit, &id).await?;
    draw_removal(visit, &person, &app).await
}

async fn draw_removal(visit: Visit, person: &SignedIn, app: &Connected) -> Result<Response, Stop> {
    let (id, name) = (app.given.client.to_string(), app.given.name.clone());
    let account = person.session.user.text();
    visit.page(StatusCode::OK, None, |chrome| AppRemovePage { chrome, id, name, account }).await
}

/// `POST /account/apps/{client_id}/remove`
pub(super) async fn remove(
    Path(id): Path<String>,
    Posted { visit, form, only_language }: Posted,
) -> Result<Response, Stop> {
    let (mut visit, person, app) = here(visit, &id).await?;
    if form.get("account") != Some(person.session.user.text().as_str()) {
        visit.notice = Some(Notice::AccountChanged { name: cards::account(&person.person).name });
        return draw_removal(visit, &person, &app).await;
    }
    if only_language {
        return draw_removal(visit, &person, &app).await;
    }
    let client = app.given.client;
    consent::withdraw(&visit.core, person.session.user, client.clone(), visit.origin.clone()).await?;
    Ok(visit.redirect(&format!("{PAGE}?done={client}")))
}
