//! `GET /api/v1/oauth/info`: what a person shares (seed `001`, "Info", "User Data Parameters").

use axum::Json;
use axum::extract::State;

use crate::http::state::App;
use crate::protocol::partner_error::PartnerError;
use crate::protocol::partner_info::{Info, info as told};
use crate::service::token::inspect;

use super::caller::ByToken;
use super::error::Problem;

pub(super) async fn info(State(app): State<App>, ByToken(token): ByToken) -> Result<Json<Info>, Problem> {
    let bearer = inspect::bearer(&app.core, &token).await?;
    // A token that is bound to a key is not a bearer's.
    let bearer = bearer.filter(|bearer| bearer.confirmation.is_none()).ok_or(PartnerError::BadToken)?;
    Ok(Json(told(&bearer.person, &bearer.scopes, bearer.subject)))
}
