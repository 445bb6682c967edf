//! `GET` and `POST /oauth2/userinfo` (OIDC Core §5.3; RFC 6750 §2)

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::base::{Fault, Secret};
use crate::http::form::{FormBody, NotAForm};
use crate::http::state::App;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::userinfo;
use crate::service::token::inspect;

use super::error::{JSON, Problem};

pub(super) async fn get(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    answer(&app, header_token(&headers)?.ok_or(Problem::NoToken)?).await
}

pub(super) async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    body: Result<FormBody, NotAForm>,
) -> Result<Response, Problem> {
    let params = Params::parse(&body?.0)?;
    params.refuse_repeated()?;
    let in_form = params.get("access_token").map(Secret::new);
    // RFC 6750 §2: one way of sending the token per request.
    let token = match (header_token(&headers)?, in_form) {
        (Some(_), Some(_)) => {
            return Err(Problem::Bearer(OAuthError::invalid_request("more than one access token")));
        }
        (Some(token), None) | (None, Some(token)) => token,
        (None, None) => return Err(Problem::NoToken),
    };
    answer(&app, token).await
}

/// RFC 6750 §2.1. Another scheme than Bearer is no token.
pub(super) fn header_token(headers: &HeaderMap) -> Result<Option<Secret>, Problem> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), more) = (all.next(), all.next()) else { return Ok(None) };
    if more.is_some() {
        return Err(Problem::Bearer(OAuthError::invalid_request("more than one Authorization header")));
    }
    let text = value.to_str().map_err(|_| Problem::NoToken)?;
    let Some((scheme, token)) = text.split_once(' ') else { return Ok(None) };
    let token = token.trim();
    Ok((scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| Secret::new(token)))
}

async fn answer(app: &App, token: Secret) -> Result<Response, Problem> {
    const DEAD: OAuthError =
        OAuthError::new(ErrorCode::InvalidToken, "the access token is unknown, expired or revoked");
    const NARROW: OAuthError = OAuthError::new(ErrorCode::InsufficientScope, "the access token has no scope openid");
    let (scopes, person) = inspect::bearer(&app.core, &token).await?.ok_or(Problem::Bearer(DEAD))?;
    if !scopes.contains("openid") {
        return Err(Problem::Bearer(NARROW));
    }
    let claims = userinfo::claims(&person, &scopes);
    let json = serde_json::to_string(&claims).map_err(|_| Fault::Bug("claims are JSON"))?;
    Ok(([(CONTENT_TYPE, JSON)], json).into_response())
}
