//! `POST /oauth2/revoke` (RFC 7009)

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Secret;
use crate::http::state::App;
use crate::protocol::error::OAuthError;
use crate::service::clients::{self, Caller};
use crate::service::token::revoke as verb;

use super::ENDPOINTS;
use super::client::ClientForm;
use super::cors::CrossOrigin;
use super::error::Problem;

/// RFC 7009 §2.2: 200 whether or not there was such a token; the hint is not needed.
pub(super) async fn revoke(State(app): State<App>, from: CrossOrigin, form: Result<ClientForm, Problem>) -> Response {
    let answer = answer(&app, form).await;
    from.open(&app.core, answer).await
}

async fn answer(app: &App, form: Result<ClientForm, Problem>) -> Result<StatusCode, Problem> {
    let ClientForm { params, presented, .. } = form?;
    let Caller { client, marks, .. } = clients::authenticate(&app.core, &presented, ENDPOINTS.revocation).await?;
    if let Some(refusal) = marks.spend_alone(&app.core).await? {
        return Err(refusal.into());
    }
    let token = params.get("token").map(Secret::new).ok_or(OAuthError::invalid_request("token is missing"))?;
    verb::revoke(&app.core, &client, &token).await?;
    Ok(StatusCode::OK)
}
