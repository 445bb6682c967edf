//! The standard door: OAuth 2.0 and OpenID Connect endpoints that answer programs.
//!
//! `/oauth2/authorize`, `/oauth2/logout` and `/oauth2/check_session` answer browsers with pages and cookies
//! and therefore stand in `web`.

mod app_links;
mod bearer;
mod client;
mod cors;
mod device;
mod discovery;
mod error;
mod introspect;
mod oidc;
mod par;
mod register;
mod revoke;
mod token;
mod userinfo;

use axum::Router;
use axum::routing::{any, get, post};

pub use discovery::{metadata, resource_metadata};
pub use error::refusal;

use crate::http::door::Door;
use crate::http::headers::Kind;
use crate::http::limits::Budget;
use crate::http::refusal::Refusal;
use crate::http::state::App;
use crate::protocol::discovery::Endpoints;
use crate::protocol::dress::Dress;
use crate::protocol::protected_resource;

/// Where the endpoints are: the router and the metadata read the same list.
pub const ENDPOINTS: Endpoints = Endpoints {
    authorization: "/oauth2/authorize",
    token: "/oauth2/token",
    userinfo: "/oauth2/userinfo",
    jwks: "/oauth2/jwks",
    introspection: "/oauth2/introspect",
    revocation: "/oauth2/revoke",
    pushed_authorization_request: "/oauth2/par",
    device_authorization: "/oauth2/device_authorization",
    registration: "/oauth2/register",
    end_session: "/oauth2/logout",
    check_session: "/oauth2/check_session",
};

/// Bodies at these endpoints are small.
const BODY: usize = 16 * 1024;

/// The routes behind their doors. `door` carries the family's words for refusals.
pub fn routes(door: &Door) -> Router<App> {
    let private = Router::new()
        .route(ENDPOINTS.token, post(token::token).options(cors::preflight))
        .route(ENDPOINTS.pushed_authorization_request, post(par::par).options(cors::preflight))
        .route(ENDPOINTS.userinfo, get(userinfo::get).post(userinfo::post).options(cors::preflight))
        .route(ENDPOINTS.introspection, post(introspect::introspect))
        .route(ENDPOINTS.revocation, post(revoke::revoke).options(cors::preflight))
        .route(ENDPOINTS.device_authorization, post(device::start).options(cors::preflight))
        .route(ENDPOINTS.registration, post(register::register))
        .route(
            "/oauth2/register/{client_id}",
            get(register::read).put(register::replace).delete(register::remove).options(cors::preflight),
        )
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .layer(door.clone().budget(Budget::default().with_body(BODY)));
    let oidc = Router::new()
        .route(Dress::Oidc.endpoint(), post(oidc::token))
        // As it was once printed.
        .route("/api/v1oidc//token", post(oidc::token))
        .route("/api/v1/oidc/userinfo", get(userinfo::get).post(userinfo::post).options(cors::preflight))
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .layer(door.clone().budget(Budget::default().with_body(BODY)));
    let public = Router::new()
        .route(ENDPOINTS.jwks, get(discovery::jwks))
        .route("/.well-known/openid-configuration", get(discovery::document))
        .route("/.well-known/oauth-authorization-server", get(discovery::document))
        .route(protected_resource::PATH, get(discovery::resource))
        .route("/.well-known/assetlinks.json", get(app_links::android))
        .route("/.well-known/apple-app-site-association", get(app_links::apple))
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .layer(door.clone().kind(Kind::PublicJson));
    // What else lies under these prefixes is answered in this door's words.
    let unknown = Router::new()
        .route("/oauth2/{*rest}", any(async || Refusal::NotFound))
        .route("/api/v1/oidc/{*rest}", any(async || Refusal::NotFound))
        .route("/api/v1oidc/{*rest}", any(async || Refusal::NotFound))
        .route("/.well-known/{*rest}", any(async || Refusal::NotFound))
        .layer(door.clone());
    private.merge(oidc).merge(public).merge(unknown)
}
