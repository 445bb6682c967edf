//! `/oauth2/check_session`: the page that clients put into a frame to watch the browser's sign-in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::http::cookie::{Cookies, Name};
use crate::http::state::App;
use crate::web::assets::asset;
use crate::web::pages::ends::CheckSessionPage;
use crate::web::visit::html;

/// `GET /oauth2/check_session` (OIDC Session Management 1.0 §3.2): the same for everyone; what differs is
/// in the browser.
pub(super) async fn get(State(app): State<App>) -> Response {
    let cookies = Cookies::new(app.core.config.server.issuer.scheme() == "https");
    let page = CheckSessionPage { script: asset("js/check-session.js"), cookie: cookies.name(Name::State) };
    html(StatusCode::OK, &page)
}
