//! A JSON object as the body; a missing one is an empty object.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};

use crate::http::json;
use crate::protocol::partner_error::PartnerError;

use super::error::Problem;
use super::fields::Fields;

/// The members of the body.
pub(super) struct Body(pub Fields);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = json::is_json(request.headers());
        // Too large or broken off: the door around the route has its own words for the first.
        let bytes = Bytes::from_request(request, state).await.map_err(|_| PartnerError::MalformedJson)?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(Fields::default()));
        }
        if !is_json {
            return Err(PartnerError::ContentType.into());
        }
        let object = json::object(&bytes).ok_or(PartnerError::MalformedJson)?;
        Ok(Self(Fields::of(object)))
    }
}
