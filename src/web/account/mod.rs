//! `/account`: the console of whoever is signed in. One file a page.

mod confirm;
pub(in crate::web) mod guard;
mod overview;

use axum::Router;
use axum::routing::{get, post};

use crate::http::state::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(overview::get))
        .route("/account/apps/remove", post(overview::remove))
        .route("/account/confirm", get(confirm::get).post(confirm::post))
        .route("/account/resume", get(confirm::resume))
}
