//! `/healthz`: the process answers. `/readyz`: database and keys are usable.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use super::state::App;
use crate::service::keys;

/// Both routes.
pub fn routes() -> Router<App> {
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready))
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let core = &app.core;
    match (core.db.ping().await, keys::current(core).await) {
        (Ok(()), Ok(_)) => (StatusCode::OK, "ready\n"),
        (Err(fault), _) | (_, Err(fault)) => {
            tracing::warn!(%fault, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
