//! The body of a form post, as text. What the text means is the family's.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// An `application/x-www-form-urlencoded` body.
#[derive(Clone, Debug, Default)]
pub struct FormBody(pub String);

/// Why there is no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAForm {
    /// Another content type, or none.
    #[error("the body must be application/x-www-form-urlencoded")]
    ContentType,
    /// Bytes that are not text.
    #[error("the body is not text")]
    NotText,
    /// The body broke off or is too large; the door around the route says which.
    #[error("the body cannot be read")]
    Unreadable,
}

impl NotAForm {
    /// The status that says it best.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotText | Self::Unreadable => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for NotAForm {
    fn into_response(self) -> Response {
        self.status().into_response()
    }
}

/// Whether a request says that its body is a form.
pub fn is_form(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

impl<S: Send + Sync> FromRequest<S> for FormBody {
    type Rejection = NotAForm;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let form = is_form(request.headers());
        let bytes = Bytes::from_request(request, state).await.map_err(|_| NotAForm::Unreadable)?;
        if !form && !bytes.is_empty() {
            return Err(NotAForm::ContentType);
        }
        String::from_utf8(bytes.into()).map(Self).map_err(|_| NotAForm::NotText)
    }
}
