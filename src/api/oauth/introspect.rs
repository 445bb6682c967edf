//! `POST /oauth2/introspect` (RFC 7662)

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::base::{Fault, Secret};
use crate::http::state::App;
use crate::protocol::error::OAuthError;
use crate::protocol::introspection;
use crate::service::clients::{self, Caller};
use crate::service::token::inspect;

use super::ENDPOINTS;
use super::client::ClientForm;
use super::error::{JSON, Problem};

pub(super) async fn introspect(
    State(app): State<App>,
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
    let answer = introspection::answer(found.as_ref(), &client.id, app.core.issuer());
    let json = serde_json::to_string(&answer).map_err(|_| Fault::Bug("an introspection is JSON"))?;
    Ok(([(CONTENT_TYPE, JSON)], json).into_response())
}
