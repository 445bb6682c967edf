//! A JSON body, as text. What the text means is the family's.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

/// An `application/json` body.
#[derive(Clone, Debug, Default)]
pub struct JsonBody(pub String);

/// Why there is no JSON: another content type, bytes that are not text, or a body that broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body must be application/json")]
pub struct NotJson;

impl IntoResponse for NotJson {
    fn into_response(self) -> Response {
        StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = NotJson;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        // Only what no form of another site can send: browsers ask before they send JSON across origins.
        let json = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        let bytes = Bytes::from_request(request, state).await.map_err(|_| NotJson)?;
        let text = String::from_utf8(bytes.into()).map_err(|_| NotJson)?;
        if json { Ok(Self(text)) } else { Err(NotJson) }
    }
}
