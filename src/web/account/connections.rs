//! `/account/security/connections`: accounts elsewhere that open this one.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Locale;
use crate::domain::upstream::LinkId;
use crate::service::sessions::SignedIn;
use crate::service::upstream;
use crate::service::upstream::link::{self, Linked, UnlinkError};
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::{Act, Connection, ConnectionRemovePage, ConnectionsPage, ProviderOffer};
use crate::web::time;
use crate::web::upstream::{CONSOLE, leave};
use crate::web::visit::Visit;

/// `GET /account/security/connections`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    let done = match visit.query.get("done") {
        Some("linked") => Some(Notice::Linked),
        Some("unlinked") => Some(Notice::Unlinked),
        Some("already") => Some(Notice::AlreadyLinked),
        _ => None,
    };
    visit.notice = visit.notice.or(done);
    draw(visit, &person, StatusCode::OK, Vec::new()).await
}

async fn draw(mut visit: Visit, person: &SignedIn, status: StatusCode, issues: Vec<Issue>) -> Result<Response, Stop> {
    visit.now_at(CONSOLE);
    let locale = visit.locale(None).await?;
    let linked = link::of_user(&visit.core, person.session.user).await?;
    let connections = linked.into_iter().map(|linked| line(linked, locale)).collect();
    let offers =
        upstream::choices(&visit.core).into_iter().map(|choice| ProviderOffer { id: choice.id, name: choice.name });
    let (account, offers) = (person.session.user.text(), offers.collect());
    visit.page(status, None, |chrome| ConnectionsPage { chrome, account, connections, offers, issues }).await
}

fn line(Linked { link, name, usable }: Linked, locale: Locale) -> Connection {
    Connection {
        id: link.id.text(),
        name,
        email: link.email,
        since: time::date(link.linked_at, locale),
        used: link.used_at.map(|at| time::date(at, locale)),
        usable,
    }
}

/// `POST /account/security/connections`: to a provider, to add an account there.
pub(super) async fn add(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    let wanted = form.get("upstream").map(str::to_owned);
    let (Some(id), true, false) = (wanted, guard::is_for(&form, &person), only_language) else {
        return draw(visit, &person, StatusCode::OK, Vec::new()).await;
    };
    let (visit, person) = guard::fresh(visit, Act::LinkIdentity, Some(&form)).await?;
    leave(visit, None, id, Some(person.session.user)).await
}

/// `GET /account/security/connections/remove`
pub(super) async fn remove_page(visit: Visit) -> Result<Response, Stop> {
    let id = visit.query.get("id").map(str::to_owned);
    let (visit, person) = guard::signed_in(visit).await?;
    ask(visit, &person, id.as_deref()).await
}

async fn ask(mut visit: Visit, person: &SignedIn, id: Option<&str>) -> Result<Response, Stop> {
    let linked = link::of_user(&visit.core, person.session.user).await?;
    let Some(Linked { link, name, .. }) = linked.into_iter().find(|one| Some(one.link.id.text().as_str()) == id) else {
        return Ok(visit.redirect(CONSOLE));
    };
    visit.now_at(&format!("{CONSOLE}/remove?id={}", link.id));
    let (account, id, email) = (person.session.user.text(), link.id.text(), link.email);
    visit.page(StatusCode::OK, None, |chrome| ConnectionRemovePage { chrome, account, id, name, email }).await
}

/// `POST /account/security/connections/remove`
pub(super) async fn remove(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    let id: Option<LinkId> = form.get("id").and_then(|id| id.parse().ok());
    let wanted = form.get("decision") == Some("remove") && guard::is_for(&form, &person) && !only_language;
    let (Some(id), true) = (id, wanted) else { return ask(visit, &person, form.get("id")).await };
    let (visit, person) = guard::fresh(visit, Act::UnlinkIdentity, Some(&form)).await?;
    let user = person.session.user;
    let name = link::of_user(&visit.core, user).await?.into_iter().find(|one| one.link.id == id).map(|one| one.name);
    match link::unlink(&visit.core, user, id, visit.origin.clone()).await {
        Ok(()) => Ok(visit.redirect(&format!("{CONSOLE}?done=unlinked"))),
        Err(UnlinkError::Unknown) => Ok(visit.redirect(CONSOLE)),
        Err(UnlinkError::LastWay) => {
            let issue = Issue::form(FieldError::LastWay { name: name.unwrap_or_default() });
            draw(visit, &person, StatusCode::CONFLICT, vec![issue]).await
        }
        Err(UnlinkError::Fault(fault)) => Err(fault.into()),
    }
}
