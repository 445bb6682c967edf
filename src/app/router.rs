//! Joins the doors of all families into one router.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;

use crate::api::{oauth, openapi, partner};
use crate::base::Fault;
use crate::config::Config;
use crate::http::client_ip::{Network, TrustedProxies};
use crate::http::door::Door;
use crate::http::edge::Edge;
use crate::http::flood::{Flood, FloodLimits};
use crate::http::headers::{HeaderTable, Kind};
use crate::http::health::{self, Readiness};
use crate::http::refusal::Renderer;
use crate::http::state::{App, Documents};
use crate::service::Core;
use crate::web;

/// What the router is told besides its state.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// What `/readyz` tells.
    pub readiness: Readiness,
    /// Where the demo site is, if there is one.
    pub demo: Option<String>,
}

/// The state of the router: the services, and the documents that never change.
pub fn state(core: Core) -> Result<App, Fault> {
    let documents = Documents { metadata: oauth::metadata(&core)?, resource: oauth::resource_metadata(&core)? };
    Ok(App { core, documents: Arc::new(documents) })
}

/// Every route behind its door.
pub fn router(app: App, around: &Around) -> Router {
    let config = Arc::clone(&app.core.config);
    let table = HeaderTable::new(config.server.issuer.scheme() == "https");
    let certificate = config.server.client_certificate_header.as_deref().and_then(|name| name.parse().ok());
    let flood = flood(&config);
    let probes = Door::new(Kind::Json, table, Renderer::default());
    let programs = Door::new(Kind::Json, table, Renderer::new(oauth::refusal)).flood(flood.clone());
    let words = partner::refusals(config.freedom_id.legacy_error_status);
    let partners = Door::new(Kind::Json, table, Renderer::new(words)).flood(flood.clone());
    let people = Door::new(Kind::Page, table, Renderer::new(web::refusals(app.core.clock.clone()))).flood(flood);

    Router::new()
        .merge(health::routes(around.readiness.clone()).layer(probes))
        .merge(oauth::routes(&programs))
        .merge(partner::routes(&partners, config.freedom_id.legacy_error_status))
        .merge(pages(&app.core, &people, around))
        .layer(Edge::new(TrustedProxies(config.server.trusted_proxies.clone())).certificates(certificate))
        .with_state(app)
}

/// The pages, and the answer to every path that nobody knows.
fn pages(core: &Core, people: &Door, around: &Around) -> Router<App> {
    web::routes(core, people, openapi::document(core.issuer()))
        .merge(web::dev::routes(core, people))
        .merge(web::demo::entrance(around.demo.clone()).layer(people.clone()))
}

/// The buckets that all doors share; none where limits are off.
fn flood(config: &Config) -> Option<Arc<Flood<Network>>> {
    let limits = &config.limits;
    let bounds =
        FloodLimits { rate: limits.requests_per_second, burst: limits.request_burst, ..FloodLimits::default() };
    limits.enabled.then(|| Arc::new(Flood::new(bounds, Instant::now())))
}
