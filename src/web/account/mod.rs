//! `/account`: the console of whoever is signed in. One file a page.

mod activity;
pub(in crate::web) mod alerts;
mod apps;
pub(in crate::web) mod closing;
pub(in crate::web) mod confirm;
mod connections;
mod contacts;
mod csv;
mod data;
mod delete;
mod documents;
pub(in crate::web) mod guard;
mod overview;
mod passkeys;
mod profile;
mod security;
mod sessions;

use axum::Router;
use axum::routing::{get, post};

use crate::domain::contact::Channel;
use crate::http::state::App;
use crate::web::upstream;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(overview::get))
        .route("/account/advice", post(overview::later))
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
        .merge(security::routes())
        .route("/account/security/connections", get(connections::get).post(connections::add))
        .route("/account/security/connections/remove", get(connections::remove_page).post(connections::remove))
        .route(upstream::LINK, get(upstream::link_page).post(upstream::link_post))
        .route("/account/profile", get(profile::get).post(profile::post))
        .route("/account/profile/partner", post(profile::leave))
        .route("/account/activity", get(activity::get))
        .route("/account/activity/csv", get(activity::csv))
        .route("/account/documents", get(documents::get))
        .route("/account/data", get(data::get).post(data::post))
        .route("/account/data/export", post(data::export))
        .route("/account/data/delete", get(delete::get).post(delete::post))
        .route("/account/data/delete/code", get(delete::code).post(delete::verify))
        .route("/login/closing", get(closing::get).post(closing::post))
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
