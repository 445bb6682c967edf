//! `POST /oauth2/revoke` (RFC 7009)

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use crate::base::Secret;
use crate::http::form::{FormBody, NotAForm};
use crate::http::state::App;
use crate::protocol::error::OAuthError;
use crate::service::clients;
use crate::service::token::revoke as verb;

use super::client;
use super::error::Problem;

/// RFC 7009 §2.2: 200 whether or not there was such a token; the hint is not needed.
pub(super) async fn revoke(
    State(app): State<App>,
    headers: HeaderMap,
    body: Result<FormBody, NotAForm>,
) -> Result<StatusCode, Problem> {
    let (params, presented) = client::read(&headers, &body?)?;
    let client = clients::authenticate(&app.core, &presented).await?;
    let token = params.get("token").map(Secret::new).ok_or(OAuthError::invalid_request("token is missing"))?;
    verb::revoke(&app.core, &client, &token).await?;
    Ok(StatusCode::OK)
}
