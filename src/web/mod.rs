//! Pages for people: what they say, how they look, and what their forms do.

mod account;
mod accounts;
mod app;
pub mod assets;
mod authorize;
mod cards;
mod check_session;
mod consent;
pub mod demo;
pub mod dev;
mod developers;
mod device;
mod error;
mod form;
mod grants;
mod home;
mod login;
mod logos;
mod logout;
mod missing;
mod not_me;
mod other_device;
mod otp;
pub mod page;
pub mod pages;
mod passkey;
mod qr;
mod recover;
mod register;
mod second;
mod serves;
pub mod text;
mod time;
mod upstream;
mod visit;
mod widget;

use axum::Router;
use axum::routing::{get, post};

pub use error::refusals;

use crate::http::cookie::Cookies;
use crate::http::door::Door;
use crate::http::headers::Kind;
use crate::http::refusal::Refusal;
use crate::http::session;
use crate::http::state::App;
use crate::protocol::openapi::Document;
use crate::service::{Core, sessions};

/// Every page behind its door, and the page for every address that nobody has. `door` carries the
/// words of [`refusals`]; `document` is what programs read about the JSON endpoints.
pub fn routes(core: &Core, door: &Door, document: Document) -> Router<App> {
    let cookies = Cookies::new(core.config.server.issuer.scheme() == "https");
    let described = developers::document(door, &document);
    let pages = Router::new()
        .route("/oauth2/authorize", get(authorize::get).post(authorize::post))
        .route("/openid", get(authorize::openid))
        .route("/oauth2/authorize/continue", get(authorize::resume))
        .route("/login", get(login::get).post(login::post))
        .route("/login/code", get(otp::get).post(otp::post))
        .route("/login/device", get(other_device::get).post(other_device::post))
        .route("/login/device/state", get(other_device::state))
        .route("/login/upstream", get(upstream::choice).post(upstream::chosen))
        .route("/login/upstream/{id}", post(upstream::begin))
        .route("/login/upstream/{id}/callback", get(upstream::callback))
        .route("/login/accounts", get(accounts::get).post(accounts::post))
        .route("/consent", get(consent::get).post(consent::post))
        .route("/consent/missing", get(missing::get).post(missing::post))
        .route("/device", get(device::get).post(device::post))
        .route("/device/done", get(device::done))
        .route("/recover", get(recover::get).post(recover::post))
        .route("/recover/link", get(recover::link::get).post(recover::link::post))
        .route("/not-me", get(not_me::get).post(not_me::post))
        .route("/register", get(register::get).post(register::post))
        .route("/oauth2/logout", get(logout::by_client).post(logout::by_client_form))
        .route("/logout", get(logout::get).post(logout::post))
        .merge(account::routes())
        .merge(second::routes())
        .route("/app/{client_id}/{*rest}", get(app::get))
        .route("/", get(home::home))
        .route("/terms", get(home::terms))
        .route("/privacy", get(home::privacy))
        .route("/help", get(home::help))
        .merge(developers::pages(core, document))
        .layer(session::layer(sessions::web_store(core), cookies))
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .fallback(async || Refusal::NotFound)
        .layer(door.clone().kind(Kind::Page));
    let files = Router::new()
        .route("/static/{*path}", get(home::file))
        .route("/logos/{client_id}", get(logos::get))
        .merge(widget::routes())
        .layer(door.clone().kind(Kind::Static));
    let framed = Router::new()
        .route("/oauth2/check_session", get(check_session::get))
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .layer(door.clone().kind(Kind::Framed));
    pages.merge(files).merge(framed).merge(described)
}
