//! The Freedom ID partner API: JSON in and out, two error envelopes (seeds `000`, `001`).
//!
//! `/openid` answers browsers and stands in `web`; `/api/v1/oidc/*` speaks standard OAuth and stands in
//! `api/oauth`.

mod body;
mod caller;
mod describe;
mod error;
mod fields;
mod info;
mod link;
mod profile;
mod token;
mod users;

use axum::Router;
use axum::middleware::map_response;
use axum::routing::{any, get, post};

pub use describe::{operations, schemas, tags};
pub use error::refusals;

use crate::http::door::Door;
use crate::http::limits::Budget;
use crate::http::refusal::Refusal;
use crate::http::state::App;

/// Bodies here are small.
const BODY: usize = 64 * 1024;

/// The prefixes: as documented, and as some pages of the documents print the first three.
const PREFIXES: [&str; 2] = ["/api/v1/oauth", "/v1/oauth"];

/// The routes behind their door. `legacy`: errors are answered with status 200.
pub fn routes(door: &Door, legacy: bool) -> Router<App> {
    let mut routes = Router::new();
    for prefix in PREFIXES {
        routes = routes
            .route(&format!("{prefix}/authorize"), post(link::make))
            .route(&format!("{prefix}/token"), post(token::exchange).patch(token::renew))
            .route(&format!("{prefix}/info"), get(info::info))
            .route(&format!("{prefix}/user"), post(users::create).put(users::update))
            .route(&format!("{prefix}/get-profile"), post(profile::ask))
            .route(&format!("{prefix}/get-profile/status"), get(profile::status))
            .route(prefix, any(async || Refusal::NotFound))
            .route(&format!("{prefix}/"), any(async || Refusal::NotFound))
            .route(&format!("{prefix}/{{*rest}}"), any(async || Refusal::NotFound));
    }
    routes
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .layer(map_response(move |response| std::future::ready(error::in_style(response, legacy))))
        .layer(door.clone().budget(Budget::default().with_body(BODY)))
}
