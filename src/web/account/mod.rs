//! `/account`: the console of whoever is signed in. One file a page.

mod activity;
pub(in crate::web) mod closing;
mod confirm;
mod csv;
mod data;
mod delete;
mod documents;
pub(in crate::web) mod guard;
mod overview;
mod profile;

use axum::Router;
use axum::routing::{get, post};

use crate::http::state::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(overview::get))
        .route("/account/advice", post(overview::later))
        .route("/account/apps/remove", post(overview::remove))
        .route("/account/confirm", get(confirm::get).post(confirm::post))
        .route("/account/resume", get(confirm::resume))
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
