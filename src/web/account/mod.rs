//! `/account`: the console of whoever is signed in. One file a page.

mod confirm;
mod connections;
pub(in crate::web) mod guard;
mod overview;
mod passkeys;

use axum::Router;
use axum::routing::{get, post};

use crate::http::state::App;
use crate::web::upstream;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(overview::get))
        .route("/account/apps/remove", post(overview::remove))
        .route("/account/confirm", get(confirm::get).post(confirm::post))
        .route("/account/resume", get(confirm::resume))
        .route("/account/security/connections", get(connections::get).post(connections::add))
        .route("/account/security/connections/remove", get(connections::remove_page).post(connections::remove))
        .route(upstream::LINK, get(upstream::link_page).post(upstream::link_post))
        .merge(passkeys::routes())
}
