//! Who is at the console, and whether they proved themselves lately enough for what they want.

use std::time::Duration;

use axum::response::Response;

use crate::base::Fault;
use crate::domain::policy::{Class, Whom};
use crate::protocol::params::Params;
use crate::service::Core;
use crate::service::sessions::{self, SignedIn};
use crate::service::sign_in::again;
use crate::web::error::Stop;
use crate::web::pages::account::Act;
use crate::web::visit::Visit;

/// Whoever is signed in; nobody is led to the sign-in.
pub(in crate::web) async fn signed_in(mut visit: Visit) -> Result<(Visit, SignedIn), Stop> {
    let Some(person) = visit.person().await? else {
        let here = visit.here().to_owned();
        let next: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
        return Err(visit.redirect(&format!("/login?next={next}")).into());
    };
    sessions::touch(&visit.core, &person.session).await?;
    if lacks_a_step(&visit, &person) {
        let next: String = form_urlencoded::byte_serialize(visit.here().as_bytes()).collect();
        return Err(visit.redirect(&format!("/login/second?next={next}")).into());
    }
    Ok((visit, person))
}

/// Whether the rules for the person ask for more than the session reached: they are led to the second step, or to
/// set one up, which is done on the pages that are excepted here.
fn lacks_a_step(visit: &Visit, person: &SignedIn) -> bool {
    let way_there = ["/account/security", "/account/confirm", "/account/resume"];
    let whom = Whom { role: person.person.user.role, client: None };
    let demand = visit.core.config.sign_in.policy().demand(whom);
    Class::reached(&person.session.amr) < demand && !way_there.into_iter().any(|path| visit.is_at(path))
}

/// Whether a form was drawn for whoever is active now: another account stays untouched.
pub(in crate::web) fn is_for(form: &Params, person: &SignedIn) -> bool {
    form.get("account") == Some(person.session.user.text().as_str())
}

/// Whoever is signed in and proved themselves within `sign_in.fresh_seconds`, with both steps where they switched
/// the second one on. Others are asked to, and come back: to this page, or, with `form`, to a page that sends the
/// form again by one click. A form with secrets is not kept: its page is opened again.
pub(in crate::web) async fn fresh(visit: Visit, act: Act, form: Option<&Params>) -> Result<(Visit, SignedIn), Stop> {
    let (visit, person) = signed_in(visit).await?;
    if is_fresh(&visit.core, &person).await? {
        return Ok((visit, person));
    }
    Err(ask(visit, &person, act, form).await?.into())
}

/// Whether somebody proved themselves lately, as well as they can.
pub(in crate::web) async fn is_fresh(core: &Core, person: &SignedIn) -> Result<bool, Fault> {
    let within = Duration::from_secs(core.config.sign_in.fresh_seconds);
    let needed = again::needed(core, &person.session).await?;
    Ok(Class::reached(&person.session.amr) >= needed && person.session.is_fresh(within, core.clock.now()))
}

async fn ask(visit: Visit, person: &SignedIn, act: Act, form: Option<&Params>) -> Result<Response, Stop> {
    let fields = form.and_then(keepable);
    let held = match fields {
        Some(fields) => {
            let path = visit.here().to_owned();
            Some(again::hold(&visit.core, person.session.user, &visit.bound(), path, act.as_str(), fields).await?)
        }
        None => None,
    };
    let to = if let Some(id) = held {
        format!("/account/confirm?act={act}&form={id}")
    } else {
        let next: String = form_urlencoded::byte_serialize(visit.here().as_bytes()).collect();
        format!("/account/confirm?act={act}&next={next}")
    };
    Ok(visit.redirect(&to))
}

/// What may be kept of a form; nothing of one that carries a secret.
fn keepable(form: &Params) -> Option<Vec<(String, String)>> {
    const SECRET: [&str; 5] = ["password", "new_password", "current_password", "code", "credential"];
    if SECRET.iter().any(|name| form.get(name).is_some()) {
        return None;
    }
    let fields = form.iter().filter(|(name, _)| !matches!(*name, "csrf_token" | "_lang" | "drawn_for"));
    Some(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}
