//! Somebody is signed in, and a client or a rule asks for more.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::policy::{Class, Whom};
use crate::protocol::prompt::Step;
use crate::service::authorize::{self, Next, View};
use crate::service::sessions::SignedIn;
use crate::service::sign_in::second::{self, Raise};
use crate::web::account::confirm::own_page;
use crate::web::authorize::{Via, go};
use crate::web::cards;
use crate::web::error::{Stop, lost};
use crate::web::pages::second::LackingPage;
use crate::web::visit::{Visit, at};

/// Nothing waits in this browser: asks the dispatcher, or the person's role, whether more is wanted.
pub(super) async fn begin(visit: Visit, view: Option<View>) -> Result<Response, Stop> {
    match view {
        Some(view) => for_client(visit, view).await,
        None => for_role(visit).await,
    }
}

async fn for_client(mut visit: Visit, view: View) -> Result<Response, Stop> {
    if visit.people().await?.is_empty() {
        return Ok(visit.redirect(&at("/login", Some(&view))));
    }
    let next = authorize::advance_from(&visit.core, &view, &visit.browser(), &visit.origin).await;
    let (session, wanted) = match next {
        Ok(Next::Page { step: Step::Raise(session, wanted), .. }) => (session, wanted),
        Ok(next) => {
            visit.keep_binding();
            return go(visit, next, Via::Get).await;
        }
        Err(error) => return lost(visit, error).await,
    };
    let person = visit.people().await?.iter().find(|person| person.session.id == session).cloned();
    let Some(person) = person else { return Ok(visit.redirect(&at("/login", Some(&view)))) };
    let to = at("/login/second", Some(&view));
    raise(visit, Some(view), person, wanted, None, &to).await
}

/// Without a client only a role can ask for more than the session has.
async fn for_role(mut visit: Visit) -> Result<Response, Stop> {
    let Some(person) = visit.person().await? else { return Ok(visit.redirect("/login")) };
    let next = visit.query.get("next").filter(|next| own_page(next)).unwrap_or("/account").to_owned();
    let whom = Whom { role: person.person.user.role, client: None };
    let wanted = visit.core.config.sign_in.policy().demand(whom);
    if Class::reached(&person.session.amr) >= wanted {
        return Ok(visit.redirect(&next));
    }
    raise(visit, None, person, wanted, Some(next), "/login/second").await
}

async fn raise(
    mut visit: Visit,
    view: Option<View>,
    person: SignedIn,
    wanted: Class,
    next: Option<String>,
    to: &str,
) -> Result<Response, Stop> {
    let device = visit.device()?;
    let card = cards::account(&person.person);
    let input = Raise { session: person.session, wanted, browser: visit.bound(), device: Some(device.digest()), next };
    if second::raise(&visit.core, input).await? {
        visit.keep_binding();
        visit.keep_device(&device);
        return Ok(visit.redirect(to));
    }
    let app = view.as_ref().map(|view| view.client.name.clone());
    let strong = wanted == Class::PhishingResistant;
    visit.page(StatusCode::OK, view.as_ref(), |chrome| LackingPage { chrome, card, app, strong }).await
}

/// The person goes back to the app without what it asked for.
pub(super) async fn leave(visit: Visit, view: Option<View>) -> Result<Response, Stop> {
    let Some(view) = view else { return Ok(visit.redirect("/account")) };
    match authorize::give_up(&visit.core, view, &visit.browser(), &visit.origin).await {
        Ok(next) => go(visit, next, Via::Post).await,
        Err(error) => lost(visit, error).await,
    }
}
