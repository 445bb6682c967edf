//! The one log line of a request. Never its query, its raw path, its headers or its body.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use tracing::{debug, error, info};

use super::client_ip::Client;
use crate::base::RequestId;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the line will need once the request itself has been consumed.
#[derive(Debug)]
pub(super) struct Line {
    began: Instant,
    method: Method,
    route: Option<MatchedPath>,
    id: RequestId,
    client: Client,
}

impl Line {
    pub(super) fn begin(request: &Request, id: RequestId, client: Client) -> Self {
        Self {
            began: Instant::now(),
            method: request.method().clone(),
            route: request.extensions().get().cloned(),
            id,
            client,
        }
    }

    /// Writes the line: success is quiet, the caller's mistakes are of interest, ours are errors.
    pub(super) fn end(&self, status: StatusCode) {
        macro_rules! line {
            ($level:ident) => {
                $level!(
                    method = %self.method,
                    route = self.route.as_ref().map_or("unmatched", MatchedPath::as_str),
                    status = status.as_u16(),
                    duration_ms = millis(self.began.elapsed()),
                    request_id = %self.id,
                    client.ip = %self.client.ip,
                    "request answered"
                )
            };
        }
        // The macros look at the level before they look at their fields.
        if status.is_server_error() {
            line!(error);
        } else if status.is_client_error() {
            line!(info);
        } else {
            line!(debug);
        }
    }
}

fn millis(elapsed: Duration) -> f64 {
    (elapsed.as_secs_f64() * 1e6).round() / 1e3
}

/// Puts the id where the caller can quote it from.
pub(super) fn tell(id: RequestId, headers: &mut HeaderMap) {
    if let Ok(value) = HeaderValue::from_bytes(&id.digits()) {
        headers.insert(X_REQUEST_ID, value);
    }
}

/// The id that the edge gave this request; a fresh one where no edge is mounted.
impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_else(Self::fresh))
    }
}
