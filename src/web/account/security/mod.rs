//! `/account/security`: the password, the second step, recovery codes.

mod authenticator;
mod home;
mod password;
mod recovery_codes;

use axum::Router;
use axum::routing::{get, post};

use crate::http::state::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/security", get(home::get))
        .route("/account/security/sms", post(home::sms))
        .route("/account/security/trusted", post(home::distrust))
        .route("/account/security/password", get(password::get).post(password::post))
        .route("/account/security/authenticator", get(authenticator::get).post(authenticator::post))
        .route("/account/security/authenticator/off", post(authenticator::off))
        .route("/account/security/recovery-codes", get(recovery_codes::get).post(recovery_codes::post))
        .route("/account/security/recovery-codes/file", post(recovery_codes::file))
}
