//! `/.well-known/assetlinks.json`, `/.well-known/apple-app-site-association`: which apps may open links to us.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::http::state::App;
use crate::protocol::app_links;
use crate::service::clients::apps;

use super::error::Problem;

pub(super) async fn android(State(app): State<App>) -> Result<Response, Problem> {
    Ok(document(&app_links::android(&apps::of_all(&app.core).await?)))
}

pub(super) async fn apple(State(app): State<App>) -> Result<Response, Problem> {
    Ok(document(&app_links::apple(&apps::of_all(&app.core).await?)))
}

/// As their platforms ask for it, to the letter.
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

fn document(content: &Value) -> Response {
    ([(CONTENT_TYPE, JSON), (CACHE_CONTROL, FIVE_MINUTES)], content.to_string()).into_response()
}
