//! The second step of a sign-in. One file a proof.

mod passkey;

use axum::Router;
use axum::routing::get;

use crate::http::state::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/login/second/passkey", get(passkey::get).post(passkey::post))
}
