//! `/healthz`: the process answers. `/readyz`: database and keys are usable.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use super::state::App;
use crate::service::keys;

/// Whether new work is welcome: no more once the program was asked to stop, so that a balancer
/// looks elsewhere before connections end.
#[derive(Clone, Debug, Default)]
pub struct Readiness {
    leaving: Arc<AtomicBool>,
}

impl Readiness {
    /// From now on `/readyz` says no.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
    }
}

/// Both routes.
pub fn routes(readiness: Readiness) -> Router<App> {
    let ready = move |State(app): State<App>| {
        let leaving = readiness.leaving.load(Ordering::Relaxed);
        async move { if leaving { NOT_READY } else { look(&app).await } }
    };
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready))
}

type Answer = (StatusCode, &'static str);
const NOT_READY: Answer = (StatusCode::SERVICE_UNAVAILABLE, "not ready\n");

async fn look(app: &App) -> Answer {
    let core = &app.core;
    match (core.db.ping().await, keys::current(core).await) {
        (Ok(()), Ok(_)) => (StatusCode::OK, "ready\n"),
        (Err(fault), _) | (_, Err(fault)) => {
            tracing::warn!(%fault, "not ready");
            NOT_READY
        }
    }
}
