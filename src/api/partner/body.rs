//! A JSON object as the body; a missing one is an empty object.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::protocol::partner_error::PartnerError;

use super::error::Problem;
use super::fields::Fields;

/// The members of the body.
pub(super) struct Body(pub Fields);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let json = is_json(request.headers());
        // Too large or broken off: the door around the route has its own words for the first.
        let bytes = Bytes::from_request(request, state).await.map_err(|_| PartnerError::MalformedJson)?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(Fields::default()));
        }
        if !json {
            return Err(PartnerError::ContentType.into());
        }
        let object: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|_| PartnerError::MalformedJson)?;
        Ok(Self(Fields::of(object)))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
