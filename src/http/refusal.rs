//! What is refused before a handler has its say, and the seam through which a family words it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::cookie::Cookies;
use super::language::Chosen;
use crate::base::{Locale, RequestId};

/// Why a request was not served. Travels as a response extension from where it arises to the
/// [`Renderer`] of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No route has this path.
    NotFound,
    /// The route does not know this method; the router adds `Allow`.
    MethodNotAllowed,
    /// The body is larger than the route takes.
    BodyTooLarge,
    /// The body is compressed; we take none, so that a small body stays a small one.
    EncodedBody,
    /// This source asks too often.
    TooManyRequests {
        /// When to come back.
        retry_after: Duration,
    },
    /// The handler did not answer within its budget.
    OutOfTime,
    /// The handler panicked. Nothing about it is told.
    Broken,
}

impl Refusal {
    /// The status that says it best; a family whose documents want another one may use that.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::EncodedBody => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::OutOfTime => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Adds the headers that belong to the refusal, whatever its body.
    pub fn complete(self, headers: &mut HeaderMap) {
        match self {
            Self::TooManyRequests { retry_after } => retry(headers, retry_after),
            Self::OutOfTime => retry(headers, Duration::from_secs(1)),
            Self::EncodedBody => {
                headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            }
            Self::NotFound | Self::MethodNotAllowed | Self::BodyTooLarge | Self::Broken => {}
        }
    }
}

/// RFC 9110 §10.2.3 counts whole seconds; rounding down would invite a second refusal.
fn retry(headers: &mut HeaderMap, after: Duration) {
    let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
    headers.entry(RETRY_AFTER).or_insert_with(|| HeaderValue::from(seconds.max(1)));
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        self.complete(response.headers_mut());
        response.extensions_mut().insert(self);
        response
    }
}

/// What a renderer may know about the request; its body and its secrets are gone.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The id in the answer's `X-Request-Id`.
    pub request_id: RequestId,
    /// The method.
    pub method: Method,
    /// The target as it arrived; not for logs, because queries may carry codes.
    pub uri: Uri,
    /// The languages that the client understands.
    pub accept_language: Option<HeaderValue>,
    /// The language that was chosen in this browser.
    pub chosen: Option<Locale>,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            request_id: request.extensions().get().copied().unwrap_or_else(RequestId::fresh),
            method: request.method().clone(),
            uri: request.uri().clone(),
            accept_language: request.headers().get(ACCEPT_LANGUAGE).cloned(),
            chosen: [true, false]
                .into_iter()
                .find_map(|https| Chosen::read(request.headers(), Cookies::new(https)))
                .map(|chosen| chosen.locale),
        }
    }
}

/// A family's words for a refusal.
#[derive(Clone)]
pub struct Renderer(Arc<Words>);

type Words = dyn Fn(Refusal, &Asked) -> Response + Send + Sync;

impl Renderer {
    /// Wraps the family's function from refusal to response.
    pub fn new(words: impl Fn(Refusal, &Asked) -> Response + Send + Sync + 'static) -> Self {
        Self(Arc::new(words))
    }

    pub(super) fn render(&self, refusal: Refusal, asked: &Asked) -> Response {
        let mut response = (self.0)(refusal, asked);
        refusal.complete(response.headers_mut());
        response
    }
}

impl fmt::Debug for Renderer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Renderer")
    }
}

/// The bare status, for routes that have no family.
impl Default for Renderer {
    fn default() -> Self {
        Self::new(|refusal, _| refusal.status().into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_are_rounded_up_to_whole_seconds() {
        for (millis, header) in [(1, "1"), (1000, "1"), (1001, "2")] {
            let refusal = Refusal::TooManyRequests { retry_after: Duration::from_millis(millis) };
            let response = refusal.into_response();
            assert_eq!(response.headers().get(RETRY_AFTER).map(HeaderValue::as_bytes), Some(header.as_bytes()));
        }
    }
}
