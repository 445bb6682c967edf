//! `/oauth2/register`: dynamic registration (RFC 7591, OIDC Registration 1.0) and management (RFC 7592).

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::base::{Fault, Secret};
use crate::domain::oauth::client::ClientId;
use crate::http::json::{JsonBody, NotJson};
use crate::http::origin::From as CameFrom;
use crate::http::refusal::Refusal;
use crate::http::state::App;
use crate::protocol::client_metadata::{self, Members};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::service::Core;
use crate::service::registration::{self, Registered, RegistrationError};

use super::ENDPOINTS;
use super::bearer::header_token;
use super::cors::CrossOrigin;
use super::error::{JSON, Problem};

const WRONG_TOKEN: OAuthError = OAuthError::new(ErrorCode::InvalidToken, "the token does not open this registration");

pub(super) async fn register(
    State(app): State<App>,
    CameFrom(origin): CameFrom,
    headers: HeaderMap,
    body: Result<JsonBody, NotJson>,
) -> Result<Response, Problem> {
    let core = &app.core;
    let token = header_token(&headers)?.filter(|b| !b.by_dpop).map(|b| b.token);
    registration::may_register(core, token.as_ref()).map_err(|e| problem(core, e))?;
    let members = Members::parse(&body?.0)?;
    let made = registration::register(core, &members, origin).await.map_err(|e| problem(core, e))?;
    answer(core, StatusCode::CREATED, &made)
}

pub(super) async fn read(
    State(app): State<App>,
    from: CrossOrigin,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Ok(id) = id.parse() {
        from.of(&id);
    }
    let answer = told(&app.core, &id, &headers).await;
    from.open(&app.core, answer).await
}

async fn told(core: &Core, id: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let (id, token) = owner(core, id, headers)?;
    let found = registration::read(core, &id, token).await.map_err(|e| problem(core, e))?;
    answer(core, StatusCode::OK, &found)
}

pub(super) async fn replace(
    State(app): State<App>,
    CameFrom(origin): CameFrom,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<JsonBody, NotJson>,
) -> Result<Response, Problem> {
    let core = &app.core;
    let (id, token) = owner(core, &id, &headers)?;
    // Strangers learn nothing about their documents here.
    registration::read(core, &id, token.clone()).await.map_err(|e| problem(core, e))?;
    let members = Members::parse(&body?.0)?;
    let made = registration::replace(core, &id, token, members, origin).await.map_err(|e| problem(core, e))?;
    answer(core, StatusCode::OK, &made)
}

pub(super) async fn remove(
    State(app): State<App>,
    CameFrom(origin): CameFrom,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let core = &app.core;
    let (id, token) = owner(core, &id, &headers)?;
    registration::remove(core, &id, token, origin).await.map_err(|e| problem(core, e))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose registration, and by which token. An id that cannot be is answered like one that is not.
fn owner(core: &Core, id: &str, headers: &HeaderMap) -> Result<(ClientId, Secret), Problem> {
    registration::is_on(core).map_err(|e| problem(core, e))?;
    let token = header_token(headers)?.filter(|b| !b.by_dpop).map(|b| b.token).ok_or(Problem::NoToken)?;
    Ok((id.parse().map_err(|_| Problem::Bearer(WRONG_TOKEN))?, token))
}

fn answer(core: &Core, status: StatusCode, made: &Registered) -> Result<Response, Problem> {
    let uri = format!("{}{}/{}", core.issuer(), ENDPOINTS.registration, made.client.id);
    let members = client_metadata::registered(&made.client, made.secret.as_ref(), &made.token, &uri);
    let json = serde_json::to_string(&Value::Object(members)).map_err(|_| Fault::Bug("metadata is JSON"))?;
    Ok((status, [(CONTENT_TYPE, JSON)], json).into_response())
}

fn problem(core: &Core, error: RegistrationError) -> Problem {
    match error {
        RegistrationError::Off => Problem::Door(Refusal::NotFound),
        RegistrationError::NoToken => Problem::NoToken,
        RegistrationError::WrongToken => Problem::Bearer(WRONG_TOKEN),
        RegistrationError::Refused(error) => Problem::OAuth(error),
        RegistrationError::Limited(until) => {
            Problem::Door(Refusal::TooManyRequests { retry_after: until.until(core.clock.now()) })
        }
        RegistrationError::Fault(fault) => Problem::Fault(fault),
    }
}
