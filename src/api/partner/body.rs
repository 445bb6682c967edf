//! A JSON object as the body; a missing one is an empty object. On a GET the query may stand for it.

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
        let bytes = bytes(request, state).await?;
        if !is_json && !is_blank(&bytes) {
            return Err(PartnerError::ContentType.into());
        }
        Ok(Self(object(&bytes)?))
    }
}

/// The members of the body of a GET, of any content type, and of the query. A member that stands in both, or
/// twice in the query, must say the same.
pub(super) struct BodyOrQuery(pub Fields);

impl<S: Send + Sync> FromRequest<S> for BodyOrQuery {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let mut fields = object(&bytes(request, state).await?)?;
        for (name, text) in form_urlencoded::parse(query.as_bytes()) {
            fields.also(&name, &text);
        }
        Ok(Self(fields))
    }
}

/// Too large or broken off: the door around the route has its own words for the first.
async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|_| PartnerError::MalformedJson.into())
}

fn object(bytes: &[u8]) -> Result<Fields, Problem> {
    if is_blank(bytes) {
        return Ok(Fields::default());
    }
    Ok(Fields::of(json::object(bytes).ok_or(PartnerError::MalformedJson)?))
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}
