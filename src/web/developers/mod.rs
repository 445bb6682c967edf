//! Pages for those who build sites and apps.

mod button;

use axum::Router;
use axum::routing::get;

use crate::http::state::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/developers/button", get(button::get))
}
