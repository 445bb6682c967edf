//! The demo third-party site: a shop that signs people in with Freedom ID, as any stranger would.
//!
//! It listens on an origin of its own and reaches us over HTTP only, through what discovery says;
//! it never calls a service of ours. Its sessions live in memory and end with the process.

mod answer;
mod claims;
mod pages;
mod person;
mod relying_party;
mod sessions;
mod shell;
mod wire;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::{get, post};

use crate::base::{Clock, Secret};
use crate::domain::oauth::scope::Scopes;
use crate::http::refusal::Refusal;
use crate::http::state::App;
use crate::web::pages::demo::SHOP;

use relying_party::RelyingParty;
use sessions::Sessions;

/// The shop's id as a client.
pub const CLIENT_ID: &str = "demo-shop";
/// The name people see.
pub const NAME: &str = SHOP;
/// What the shop cannot do without.
pub const REQUIRED: [&str; 4] = ["openid", "read.firstname", "read.lastname", "read.phone"];
/// What a person may decline.
pub const OPTIONAL: [&str; 3] = ["read.email", "read.date_of_birth", "offline_access"];

/// Bodies here are one button.
const BODY: usize = 16 * 1024;

/// Everything the shop may ask for.
pub fn scopes() -> Scopes {
    REQUIRED.into_iter().chain(OPTIONAL).collect()
}

/// The part of [`scopes`] that a person may decline.
pub fn optional_scopes() -> Scopes {
    OPTIONAL.into_iter().collect()
}

/// Where answers to the shop go.
pub fn redirect_uris(origin: &str) -> Vec<String> {
    vec![format!("{origin}/callback")]
}

/// Where browsers come back to after they signed out everywhere.
pub fn logout_uris(origin: &str) -> Vec<String> {
    vec![format!("{origin}/signed-out")]
}

/// What the shop knows of the world.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The issuer, without a slash at the end.
    pub issuer: String,
    /// The shop's own origin, without a slash at the end.
    pub origin: String,
    /// Its id at the issuer.
    pub client_id: String,
    /// Its secret at the issuer.
    pub client_secret: Secret,
}

/// What the shop's handlers share.
struct Shop {
    relying: RelyingParty,
    sessions: Sessions,
    clock: Clock,
    secure: bool,
}

/// The whole site. `http` follows no redirects; `clock` is what tokens' lifetimes are judged by.
pub fn router(demo: Demo, http: reqwest::Client, clock: Clock) -> Router {
    let policy = shell::Policy::new(&demo.issuer);
    let shop = Arc::new(Shop {
        secure: demo.origin.starts_with("https://"),
        relying: RelyingParty::new(demo, http, clock.clone()),
        sessions: Sessions::default(),
        clock,
    });
    site(shop, policy)
}

fn site(shop: Arc<Shop>, policy: shell::Policy) -> Router {
    Router::new()
        .route("/", get(pages::home))
        .route("/login", get(pages::login))
        .route("/callback", get(pages::callback))
        .route("/me", get(pages::me))
        .route("/action", post(pages::action))
        .route("/signed-out", get(pages::signed_out))
        .route("/static/{*path}", get(shell::file))
        .fallback(async || (StatusCode::NOT_FOUND, "There is no such page in this shop.\n"))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::map_response_with_state(policy, shell::protect))
        .with_state(shop)
}

/// `/demo` on our own origin: the way to the shop, where there is one.
pub fn entrance(demo_origin: Option<String>) -> Router<App> {
    let there = demo_origin.map(|origin| format!("{origin}/"));
    Router::new().route(
        "/demo",
        get(async move || match &there {
            Some(url) => shell::see_other(url),
            None => Refusal::NotFound.into_response(),
        }),
    )
}

#[cfg(test)]
mod tests;
