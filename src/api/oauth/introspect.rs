//! `POST /oauth2/introspect` (RFC 7662, RFC 9701)

use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::base::{Fault, Secret};
use crate::domain::signing_key::SigningAlgorithm;
use crate::http::state::App;
use crate::protocol::error::OAuthError;
use crate::protocol::introspection::{self, Signed};
use crate::service::clients::{self, Caller};
use crate::service::keys;
use crate::service::token::inspect;

use super::ENDPOINTS;
use super::client::ClientForm;
use super::error::{JSON, Problem};

const JWT: &str = "application/token-introspection+jwt";

pub(super) async fn introspect(
    State(app): State<App>,
    headers: HeaderMap,
    ClientForm { params, presented, .. }: ClientForm,
) -> Result<Response, Problem> {
    let Caller { client, marks, .. } = clients::authenticate(&app.core, &presented, ENDPOINTS.introspection).await?;
    if let Some(refusal) = marks.spend_alone(&app.core).await? {
        return Err(refusal.into());
    }
    // RFC 7662 §4: whoever asks must prove who they are, or tokens could be tried out here.
    if client.is_public() {
        return Err(OAuthError::invalid_client("a public client cannot introspect").into());
    }
    let token = params.get("token").map(Secret::new).ok_or(OAuthError::invalid_request("token is missing"))?;
    let found = inspect::inspect(&app.core, &client, &token).await?;
    let issuer = app.core.issuer();
    let answer = introspection::answer(found.as_ref(), &client, issuer);
    if !wants_jwt(&headers) {
        let json = serde_json::to_string(&answer).map_err(|_| Fault::Bug("an introspection is JSON"))?;
        return Ok(([(CONTENT_TYPE, JSON)], json).into_response());
    }
    let now = app.core.clock.now();
    let signed = Signed { iss: issuer, aud: client.id.as_str(), iat: now.seconds(), token_introspection: &answer };
    let algorithm = client.options.introspection_alg.unwrap_or(SigningAlgorithm::Es256);
    let jwt = keys::current(&app.core).await?.sign(algorithm, introspection::TYP, &signed, now)?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(JWT))], jwt).into_response())
}

/// RFC 9701 §4: who names the media type gets it.
fn wants_jwt(headers: &HeaderMap) -> bool {
    let offered = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    offered.flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(JWT));
        named && !parts.any(|p| p.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).is_some_and(|q| q <= 0.0))
    })
}
