//! `/account/security/passkeys`: the passkeys of a person, a new one, one less.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::domain::passkey::{self, MOST, Passkey, PasskeyId};
use crate::http::state::App;
use crate::protocol::params::Params;
use crate::service::passkeys::{self, Add, AddError, RemoveError};
use crate::service::sessions::SignedIn;
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::{Act, KeyCard, PasskeyAddPage, PasskeyRemovePage, PasskeysPage};
use crate::web::passkey::{new_key, said};
use crate::web::time;
use crate::web::visit::Visit;

const LIST: &str = "/account/security/passkeys";

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(LIST, get(list).post(rename))
        .route("/account/security/passkeys/add", get(ask).post(add))
        .route("/account/security/passkeys/remove", get(confirm).post(remove))
}

fn id(params: &Params) -> Option<PasskeyId> {
    params.get("passkey")?.parse().ok()
}

/// The list, perhaps with the name of one open to be changed: `new` has just been made.
async fn list(visit: Visit) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    let new = visit.query.get("new").and_then(|id| id.parse::<PasskeyId>().ok());
    let done = match visit.query.get("done") {
        Some("renamed") => Some(Notice::Saved),
        Some("removed") => Some(Notice::PasskeyRemoved),
        _ => new.map(|_| Notice::PasskeyCreated),
    };
    visit.notice = visit.notice.or(done);
    draw(visit, &person, new.map(|id| (id, None)), StatusCode::OK, Vec::new()).await
}

async fn draw(
    mut visit: Visit,
    person: &SignedIn,
    open: Option<(PasskeyId, Option<String>)>,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let all = passkeys::list(&visit.core, person.session.user).await?;
    let locale = visit.locale(None).await?;
    let possible = passkeys::are_possible(&visit.core);
    let full = all.len() >= MOST as usize;
    let card = |(number, key): (usize, Passkey)| {
        let own = open.as_ref().filter(|(id, _)| *id == key.id);
        KeyCard {
            id: key.id.text(),
            number: number.saturating_add(1),
            typed: own.and_then(|(_, typed)| typed.clone()).unwrap_or_else(|| key.name.clone()),
            name: key.name,
            created: time::date(key.created_at, locale),
            used: key.used_at.map(|at| time::date(at, locale)),
            synced: key.synced,
            open: own.is_some(),
        }
    };
    let keys = all.into_iter().enumerate().map(card).collect();
    visit.page(status, None, |chrome| PasskeysPage { chrome, keys, possible, full, issues }).await
}

/// `POST /account/security/passkeys`: another name.
async fn rename(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    let Some(id) = id(&form).filter(|_| !only_language) else { return Ok(visit.redirect(LIST)) };
    let typed: String = form.get("name").unwrap_or_default().chars().take(200).collect();
    let Some(name) = passkey::clean_name(&typed) else {
        let issues = vec![Issue::of("name", FieldError::PasskeyName)];
        return draw(visit, &person, Some((id, Some(typed))), StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let known = passkeys::rename(&visit.core, person.session.user, id, name).await?;
    Ok(visit.redirect(&if known { format!("{LIST}?done=renamed") } else { LIST.to_owned() }))
}

/// `GET /account/security/passkeys/add`: explains first.
async fn ask(visit: Visit) -> Result<Response, Stop> {
    let (visit, person) = guard::fresh(visit, Act::AddPasskey, None).await?;
    draw_add(visit, &person, StatusCode::OK, Vec::new()).await
}

async fn draw_add(visit: Visit, person: &SignedIn, status: StatusCode, issues: Vec<Issue>) -> Result<Response, Stop> {
    let offer = passkeys::ask_new(&visit.core, person.session.user, &visit.bound()).await?;
    let Some(offer) = offer else { return Ok(visit.redirect(LIST)) };
    visit.page(status, None, |chrome| PasskeyAddPage { chrome, offer, issues }).await
}

/// `POST /account/security/passkeys/add`
async fn add(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (mut visit, person) = guard::fresh(visit, Act::AddPasskey, None).await?;
    let key = if only_language { None } else { new_key(&mut visit, &form).await? };
    let Some(key) = key else { return draw_add(visit, &person, StatusCode::OK, Vec::new()).await };
    let device = visit.device()?;
    let input = Add {
        user: person.session.user,
        key,
        session: person.session.clone(),
        device: Some(device.digest()),
        origin: visit.origin.clone(),
    };
    let error = match passkeys::add(&visit.core, input).await {
        Ok(added) => {
            if let Some(session) = &added.session {
                visit.enter(session, &device).await?;
            }
            return Ok(visit.redirect(&format!("{LIST}?new={}", added.passkey.id)));
        }
        Err(AddError::Refused(refusal)) => said(refusal)?,
        Err(AddError::Taken) => FieldError::PasskeyTaken,
        Err(AddError::TooMany) => return Ok(visit.redirect(LIST)),
        Err(AddError::Paused) => FieldError::Paused,
        Err(AddError::Fault(fault)) => return Err(fault.into()),
    };
    draw_add(visit, &person, StatusCode::UNPROCESSABLE_ENTITY, vec![Issue::form(error)]).await
}

/// `GET /account/security/passkeys/remove`: asks first.
async fn confirm(visit: Visit) -> Result<Response, Stop> {
    let id = id(&visit.query);
    let (visit, person) = guard::signed_in(visit).await?;
    draw_remove(visit, &person, id, StatusCode::OK).await
}

async fn draw_remove(
    visit: Visit,
    person: &SignedIn,
    id: Option<PasskeyId>,
    status: StatusCode,
) -> Result<Response, Stop> {
    let user = person.session.user;
    let all = passkeys::list(&visit.core, user).await?;
    let Some(key) = all.into_iter().find(|key| Some(key.id) == id) else { return Ok(visit.redirect(LIST)) };
    let kept = passkeys::kept(&visit.core, user).await?;
    let (id, name) = (key.id.text(), key.name);
    visit.page(status, None, |chrome| PasskeyRemovePage { chrome, id, name, kept }).await
}

/// `POST /account/security/passkeys/remove`
async fn remove(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let id = id(&form);
    let Some(known) = id.filter(|_| !only_language) else {
        let (visit, person) = guard::signed_in(visit).await?;
        return draw_remove(visit, &person, id, StatusCode::OK).await;
    };
    let (visit, person) = guard::fresh(visit, Act::RemovePasskey, Some(&form)).await?;
    match passkeys::remove(&visit.core, person.session.user, known, visit.origin.clone()).await {
        Ok(()) => Ok(visit.redirect(&format!("{LIST}?done=removed"))),
        Err(RemoveError::Unknown) => Ok(visit.redirect(LIST)),
        Err(RemoveError::Last(_)) => draw_remove(visit, &person, id, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(RemoveError::Fault(fault)) => Err(fault.into()),
    }
}
