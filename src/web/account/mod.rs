//! `/account`: the console of whoever is signed in. One file a page.

pub(in crate::web) mod alerts;
mod apps;
mod confirm;
mod contacts;
pub(in crate::web) mod guard;
mod overview;
mod passkeys;
mod sessions;

use axum::Router;
use axum::routing::{get, post};

use crate::domain::contact::Channel;
use crate::http::state::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(overview::get))
        .merge(contact_routes("emails", Channel::Email))
        .merge(contact_routes("phones", Channel::Phone))
        .route("/account/sessions", get(sessions::get))
        .route("/account/sessions/end", post(sessions::end))
        .route("/account/sessions/all", get(sessions::confirm).post(sessions::end_all))
        .route("/account/alerts", post(alerts::post))
        .route("/account/secure", get(alerts::secure).post(alerts::close))
        .route("/account/apps", get(apps::list))
        .route("/account/apps/remove", post(overview::remove))
        .route("/account/apps/{client_id}", get(apps::one).post(apps::change))
        .route("/account/apps/{client_id}/remove", get(apps::confirm).post(apps::remove))
        .route("/account/confirm", get(confirm::get).post(confirm::post))
        .route("/account/resume", get(confirm::resume))
        .merge(passkeys::routes())
}

/// The same pages for both channels.
fn contact_routes(name: &str, channel: Channel) -> Router<App> {
    let at = |rest: &str| format!("/account/{name}{rest}");
    let list = get(move |visit| contacts::get(visit, channel)).post(move |form| contacts::add(form, channel));
    let code = get(move |visit| contacts::code(visit, channel)).post(move |form| contacts::verify(form, channel));
    let remove = get(move |id, visit| contacts::ask(id, visit, channel))
        .post(move |id, form| contacts::remove(id, form, channel));
    Router::new()
        .route(&at(""), list)
        .route(&at("/code"), code)
        .route(&at("/primary"), post(move |form| contacts::primary(form, channel)))
        .route(&at("/{id}/remove"), remove)
}
