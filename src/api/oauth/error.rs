//! Errors of this door: RFC 6749 §5.2 as JSON, with the status and challenge of each case.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::base::Fault;
use crate::domain::oauth::vocab::ForeignAlgorithm;
use crate::http::form::NotAForm;
use crate::http::json::NotJson;
use crate::http::refusal::{Asked, Refusal};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::service::authorize::BeginError;
use crate::service::clients::AuthError;
use crate::service::token::TokenError;

/// What a handler of this door fails with.
#[derive(Debug)]
pub(super) enum Problem {
    /// The protocol's answer.
    OAuth(OAuthError),
    /// RFC 6750 §3.1: the bearer's token; with a challenge.
    Bearer(OAuthError),
    /// RFC 9449 §7.1: the same for a token that came with the `DPoP` scheme, or its proof.
    Proof(OAuthError),
    /// RFC 6750 §3.1: no token at all; the challenge says nothing more.
    NoToken,
    /// Words of the door itself: there is no such endpoint, or too much was asked of it.
    Door(Refusal),
    /// Our side.
    Fault(Fault),
}

impl From<OAuthError> for Problem {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Refused(error) => Self::OAuth(error),
            TokenError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Refused(error) => Self::OAuth(error),
            AuthError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<BeginError> for Problem {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::Refused(error) => Self::OAuth(error),
            BeginError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<NotJson> for Problem {
    fn from(_: NotJson) -> Self {
        Self::OAuth(OAuthError::invalid_client_metadata("the body must be application/json"))
    }
}

impl From<NotAForm> for Problem {
    fn from(error: NotAForm) -> Self {
        Self::OAuth(OAuthError::invalid_request(match error {
            NotAForm::ContentType => "the body must be application/x-www-form-urlencoded",
            NotAForm::NotText => "the body is not text",
            NotAForm::Unreadable => "the body cannot be read",
        }))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Self::OAuth(error) => {
                let status = status(error.code);
                let mut response = body(status, &error);
                if status == StatusCode::UNAUTHORIZED {
                    let challenge = HeaderValue::from_static(r#"Basic realm="freedom-id", charset="UTF-8""#);
                    response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
                }
                response
            }
            Self::Bearer(error) => {
                let mut response = body(status(error.code), &error);
                let challenge =
                    format!(r#"Bearer error="{}", error_description="{}""#, error.code.as_str(), error.description);
                if let Ok(value) = HeaderValue::from_str(&challenge) {
                    response.headers_mut().insert(WWW_AUTHENTICATE, value);
                }
                response
            }
            Self::Proof(error) => {
                let mut response = body(StatusCode::UNAUTHORIZED, &error);
                let algorithms = ForeignAlgorithm::ALL.iter().map(|a| a.as_str()).collect::<Vec<_>>().join(" ");
                let (code, description) = (error.code.as_str(), error.description);
                let challenge =
                    format!(r#"DPoP error="{code}", error_description="{description}", algs="{algorithms}""#);
                if let Ok(value) = HeaderValue::from_str(&challenge) {
                    response.headers_mut().insert(WWW_AUTHENTICATE, value);
                }
                response
            }
            Self::NoToken => {
                let error = OAuthError::new(ErrorCode::InvalidToken, "an access token is needed");
                let mut response = body(StatusCode::UNAUTHORIZED, &error);
                response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
                response
            }
            Self::Door(refusal) => refusal.into_response(),
            Self::Fault(fault) => failed(&fault),
        }
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::InvalidClient | ErrorCode::InvalidToken => StatusCode::UNAUTHORIZED,
        ErrorCode::InsufficientScope => StatusCode::FORBIDDEN,
        ErrorCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::InvalidRequest
        | ErrorCode::InvalidGrant
        | ErrorCode::UnauthorizedClient
        | ErrorCode::UnsupportedGrantType
        | ErrorCode::UnsupportedResponseType
        | ErrorCode::InvalidScope
        | ErrorCode::AccessDenied
        | ErrorCode::LoginRequired
        | ErrorCode::ConsentRequired
        | ErrorCode::InteractionRequired
        | ErrorCode::RequestNotSupported
        | ErrorCode::RequestUriNotSupported
        | ErrorCode::RegistrationNotSupported
        | ErrorCode::UnsupportedTokenType
        | ErrorCode::InvalidTarget
        | ErrorCode::InvalidRequestObject
        | ErrorCode::InvalidRequestUri
        | ErrorCode::InvalidDpopProof
        | ErrorCode::UseDpopNonce
        | ErrorCode::UnmetAuthenticationRequirements
        | ErrorCode::InvalidRedirectUri
        | ErrorCode::InvalidClientMetadata
        | ErrorCode::InvalidSoftwareStatement
        | ErrorCode::UnapprovedSoftwareStatement
        | ErrorCode::AuthorizationPending
        | ErrorCode::SlowDown
        | ErrorCode::ExpiredToken => StatusCode::BAD_REQUEST,
    }
}

/// A fault is logged here, once, and told as nothing but its kind.
fn failed(fault: &Fault) -> Response {
    match fault {
        Fault::Busy(what) => {
            tracing::warn!(what, "overloaded");
            let error = OAuthError::new(ErrorCode::TemporarilyUnavailable, "overloaded, try again");
            let mut response = body(StatusCode::SERVICE_UNAVAILABLE, &error);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
            response
        }
        Fault::Database(_) => {
            tracing::error!(%fault, "the database failed");
            let error = OAuthError::new(ErrorCode::TemporarilyUnavailable, "try again");
            let mut response = body(StatusCode::SERVICE_UNAVAILABLE, &error);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
            response
        }
        Fault::Corrupt { .. } | Fault::Gateway(_) | Fault::Crypto(_) | Fault::Bug(_) => {
            tracing::error!(%fault, "a request failed");
            let error = OAuthError::new(ErrorCode::ServerError, "something went wrong on our side");
            body(StatusCode::INTERNAL_SERVER_ERROR, &error)
        }
    }
}

/// Both texts are constants of ours without quotes, so no escaping is needed.
fn body(status: StatusCode, error: &OAuthError) -> Response {
    let json = format!(r#"{{"error":"{}","error_description":"{}"}}"#, error.code.as_str(), error.description);
    (status, [(CONTENT_TYPE, JSON)], json).into_response()
}

/// The content type of every answer of this door.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The family's words for what is refused before a handler.
pub fn refusal(refusal: Refusal, _: &Asked) -> Response {
    let (code, description) = match refusal {
        Refusal::NotFound => (ErrorCode::InvalidRequest, "there is no such endpoint"),
        Refusal::MethodNotAllowed => (ErrorCode::InvalidRequest, "the endpoint does not know this method"),
        Refusal::BodyTooLarge => (ErrorCode::InvalidRequest, "the body is too large"),
        Refusal::EncodedBody => (ErrorCode::InvalidRequest, "the body must not be compressed"),
        Refusal::TooManyRequests { .. } => (ErrorCode::TemporarilyUnavailable, "too many requests"),
        Refusal::OutOfTime => (ErrorCode::TemporarilyUnavailable, "the answer took too long"),
        Refusal::Broken => (ErrorCode::ServerError, "something went wrong on our side"),
    };
    body(refusal.status(), &OAuthError::new(code, description))
}
