//! Who calls: a client by HTTP Basic, or the bearer of a token.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::base::Secret;
use crate::http::state::App;
use crate::protocol::client_auth;
use crate::protocol::dress::Dress;
use crate::protocol::partner_error::PartnerError;
use crate::service::clients::{self, Caller};
use crate::service::partners::users::{self, Manager};
use crate::service::token::inspect::{self, Bearer};

use super::error::Problem;

/// A client that proved itself by `client_id:client_secret`.
pub(super) struct ByBasic(pub Caller);

impl FromRequestParts<App> for ByBasic {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let header = only_header(&parts.headers);
        let presented = client_auth::find_basic(header).map_err(|_| PartnerError::BadClient)?;
        Ok(Self(clients::authenticate(&app.core, &presented, Dress::Partner.endpoint()).await?))
    }
}

/// The token of a bearer (RFC 6750 §2.1); what it is worth is the verb's to say.
pub(super) struct ByToken(pub Secret);

impl<S: Send + Sync> FromRequestParts<S> for ByToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let (scheme, token) = only_header(&parts.headers).and_then(|h| h.split_once(' ')).unwrap_or_default();
        let token = token.trim();
        if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() {
            Ok(Self(Secret::new(token)))
        } else {
            Err(PartnerError::BadToken.into())
        }
    }
}

/// A client that may manage people, by a token of its own.
pub(super) struct ByService(pub Manager);

impl FromRequestParts<App> for ByService {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let ByToken(token) = ByToken::from_request_parts(parts, app).await?;
        Ok(Self(users::manager(&app.core, &token).await?))
    }
}

/// The bearer of a token that a person gave (RFC 6750 §2.1), checked. One that is bound to a key is not a
/// bearer's.
pub(super) struct ByPerson(pub Bearer);

impl FromRequestParts<App> for ByPerson {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let ByToken(token) = ByToken::from_request_parts(parts, app).await?;
        let bearer = inspect::bearer(&app.core, &token).await?;
        Ok(Self(bearer.filter(|bearer| bearer.confirmation.is_none()).ok_or(PartnerError::BadToken)?))
    }
}

/// The `Authorization` header, if there is one and no more.
fn only_header(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    match (all.next(), all.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}
