//! `POST /oauth2/introspect` (RFC 7662)

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::base::{Fault, Secret};
use crate::http::form::{FormBody, NotAForm};
use crate::http::state::App;
use crate::protocol::error::OAuthError;
use crate::protocol::introspection;
use crate::service::clients;
use crate::service::token::inspect;

use super::client;
use super::error::{JSON, Problem};

pub(super) async fn introspect(
    State(app): State<App>,
    headers: HeaderMap,
    body: Result<FormBody, NotAForm>,
) -> Result<Response, Problem> {
    let (params, presented) = client::read(&headers, &body?)?;
    let client = clients::authenticate(&app.core, &presented).await?;
    // RFC 7662 §4: whoever asks must prove who they are, or tokens could be tried out here.
    if client.is_public() {
        return Err(OAuthError::invalid_client("a public client cannot introspect").into());
    }
    let token = params.get("token").map(Secret::new).ok_or(OAuthError::invalid_request("token is missing"))?;
    let found = inspect::inspect(&app.core, &client, &token).await?;
    let answer = introspection::answer(found.as_ref(), &client.id, app.core.issuer());
    let json = serde_json::to_string(&answer).map_err(|_| Fault::Bug("an introspection is JSON"))?;
    Ok(([(CONTENT_TYPE, JSON)], json).into_response())
}
