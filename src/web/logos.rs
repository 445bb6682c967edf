//! `/logos/{client_id}`: our copies of the logos of clients. A browser of ours never calls a stranger's
//! address to draw a page.

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::domain::oauth::client::Client;
use crate::http::refusal::Refusal;
use crate::http::state::App;
use crate::protocol::params::Params;
use crate::service::clients;
use crate::web::error::Stop;

/// Opened by itself, a picture is nothing more than that.
const ALONE: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// The address of a client's logo, if we have one. Another picture has another address, so that browsers
/// may keep each for ever.
pub(super) fn address(client: &Client) -> Option<String> {
    client.options.logo.as_ref().map(|digest| format!("/logos/{}?v={digest}", client.id))
}

/// `GET /logos/{client_id}?v=…`
pub(super) async fn get(
    State(app): State<App>,
    Path(id): Path<String>,
    uri: axum::http::Uri,
) -> Result<Response, Stop> {
    let query = Params::parse(uri.query().unwrap_or_default()).unwrap_or_default();
    let (Ok(id), Some(digest)) = (id.parse(), query.get("v")) else { return Ok(Refusal::NotFound.into_response()) };
    let Some(logo) = clients::logo(&app.core, &id, digest).await? else {
        return Ok(Refusal::NotFound.into_response());
    };
    let kind = HeaderValue::from_static(logo.kind.as_str());
    Ok(([(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, ALONE)], logo.bytes).into_response())
}
