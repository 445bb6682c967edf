//! `POST /oauth2/token` (RFC 6749 §3.2)

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, PRAGMA};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::base::Fault;
use crate::domain::activity::Origin;
use crate::http::origin::From;
use crate::http::state::App;
use crate::protocol::dress::Dress;
use crate::service::token::{Exchange, TokenSet, exchange};

use super::client::{ClientForm, with_nonce};
use super::cors::CrossOrigin;
use super::error::{JSON, Problem};

/// RFC 6749 §5.1, OIDC Core §3.1.3.3, RFC 8693 §2.2.1.
#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_token_type: Option<&'static str>,
}

pub(super) async fn token(
    State(app): State<App>,
    From(origin): From,
    from: CrossOrigin,
    form: Result<ClientForm, Problem>,
) -> Response {
    let answer = answer(&app, form, Dress::Standard, origin).await;
    from.open(&app.core, with_nonce(&app.core, answer.into_response())).await
}

/// The answer in the dress of its door.
pub(super) async fn answer(
    app: &App,
    form: Result<ClientForm, Problem>,
    dress: Dress,
    origin: Origin,
) -> Result<Response, Problem> {
    let ClientForm { params, presented, dpop } = form?;
    let set = exchange(&app.core, Exchange { params, presented, dpop, dress, origin }).await?;
    render(&set)
}

fn render(set: &TokenSet) -> Result<Response, Problem> {
    let wire = Tokens {
        access_token: set.access_token.expose(),
        token_type: set.token_type,
        expires_in: set.expires_in,
        refresh_token: set.refresh_token.as_ref().map(crate::base::Secret::expose),
        id_token: set.id_token.as_deref(),
        scope: set.scopes.to_string(),
        issued_token_type: set.issued_token_type,
    };
    let json = serde_json::to_string(&wire).map_err(|_| Fault::Bug("tokens are JSON"))?;
    // RFC 6749 §5.1 asks for both cache headers; the door adds the first.
    Ok(([(CONTENT_TYPE, JSON), (PRAGMA, axum::http::HeaderValue::from_static("no-cache"))], json).into_response())
}
