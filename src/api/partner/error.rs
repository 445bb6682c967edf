//! The two envelopes of this door: validation, and business errors with a number.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::base::Fault;
use crate::domain::contact::Channel;
use crate::http::refusal::{Asked, Refusal};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::partner_error::PartnerError;
use crate::service::authorize::BeginError;
use crate::service::clients::AuthError;
use crate::service::partners::profile::AskError;
use crate::service::partners::users::UsersError;
use crate::service::token::TokenError;

/// What a handler of this door fails with.
#[derive(Debug)]
pub(super) enum Problem {
    /// Wrong fields, each with its sentences, in the order they were found.
    Fields(Vec<(String, Vec<String>)>),
    /// A business error.
    Business(PartnerError),
    /// A refusal with headers of its own; the door words it.
    Refused(Refusal),
    /// Our side.
    Fault(Fault),
}

impl From<PartnerError> for Problem {
    fn from(error: PartnerError) -> Self {
        Self::Business(error)
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Refused(_) => PartnerError::BadClient.into(),
            AuthError::Fault(fault) => fault.into(),
        }
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Refused(error) => of_protocol(&error).into(),
            TokenError::Fault(fault) => fault.into(),
        }
    }
}

impl From<BeginError> for Problem {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::Refused(error) => of_protocol(&error).into(),
            BeginError::Fault(fault) => fault.into(),
        }
    }
}

impl From<UsersError> for Problem {
    fn from(error: UsersError) -> Self {
        match error {
            UsersError::Token => PartnerError::BadToken.into(),
            UsersError::Forbidden => PartnerError::Forbidden.into(),
            UsersError::Unknown => PartnerError::NotFound.into(),
            UsersError::Clash(Channel::Phone) => PartnerError::PhoneTaken.into(),
            UsersError::Clash(Channel::Email) => PartnerError::EmailTaken.into(),
            UsersError::Wait(retry_after) => Self::Refused(Refusal::TooManyRequests { retry_after }),
            UsersError::Fault(fault) => fault.into(),
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Ended => PartnerError::BadToken.into(),
            AskError::TooMany { retry_after } => Self::Refused(Refusal::TooManyRequests { retry_after }),
            AskError::Fault(fault) => fault.into(),
        }
    }
}

/// The protocol's refusals in this door's numbers.
const fn of_protocol(error: &OAuthError) -> PartnerError {
    match error.code {
        ErrorCode::InvalidGrant => PartnerError::InvalidCode,
        ErrorCode::InvalidClient => PartnerError::BadClient,
        ErrorCode::UnauthorizedClient | ErrorCode::InvalidScope => PartnerError::Forbidden,
        _ => PartnerError::BadRequest,
    }
}

#[derive(Serialize)]
struct Business {
    message: &'static str,
    code: u32,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Self::Fields(fields) => {
                let errors: Map<String, Value> = fields.into_iter().map(|(key, all)| (key, json!(all))).collect();
                let envelope = json!({"error": {"message": "Error validating transmitted data.", "errors": errors}});
                answer(StatusCode::UNPROCESSABLE_ENTITY, &envelope)
            }
            Self::Business(error) => business(error),
            Self::Refused(refusal) => refusal.into_response(),
            Self::Fault(fault) => failed(&fault),
        }
    }
}

fn business(error: PartnerError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let envelope = json!({"error": Business { message: error.message(), code: error.code() }});
    let mut response = answer(status, &envelope);
    let (name, value) = match error {
        PartnerError::BadClient => (WWW_AUTHENTICATE, r#"Basic realm="freedom-id", charset="UTF-8""#),
        PartnerError::BadToken => (WWW_AUTHENTICATE, "Bearer"),
        PartnerError::Unavailable => (RETRY_AFTER, "1"),
        _ => return response,
    };
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

fn answer(status: StatusCode, envelope: &Value) -> Response {
    (status, [(CONTENT_TYPE, JSON)], envelope.to_string()).into_response()
}

/// Every answer is JSON in UTF-8.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

fn failed(fault: &Fault) -> Response {
    match fault {
        Fault::Busy(what) => {
            tracing::warn!(what, "overloaded");
            business(PartnerError::Unavailable)
        }
        Fault::Database(_) => {
            tracing::error!(%fault, "the database failed");
            business(PartnerError::Unavailable)
        }
        Fault::Corrupt { .. } | Fault::Gateway(_) | Fault::Crypto(_) | Fault::Bug(_) => {
            tracing::error!(%fault, "a request failed");
            business(PartnerError::Internal)
        }
    }
}

/// The words of the door itself: no such path, wrong method, too large, too many.
pub fn refusals(legacy: bool) -> impl Fn(Refusal, &Asked) -> Response + Send + Sync + 'static {
    move |refusal, _| {
        let error = match refusal {
            Refusal::NotFound => PartnerError::NotFound,
            Refusal::MethodNotAllowed => PartnerError::Method,
            Refusal::BodyTooLarge => PartnerError::TooLarge,
            Refusal::EncodedBody => PartnerError::ContentType,
            Refusal::TooManyRequests { .. } => PartnerError::TooMany,
            Refusal::OutOfTime => PartnerError::Unavailable,
            Refusal::Broken => PartnerError::Internal,
        };
        in_style(business(error), legacy)
    }
}

/// An error with status 200 where the operator wants them so (`freedom_id.legacy_error_status`).
pub(super) fn in_style(mut response: Response, legacy: bool) -> Response {
    if legacy && !response.status().is_success() && response.extensions().get::<Refusal>().is_none() {
        *response.status_mut() = StatusCode::OK;
    }
    response
}
