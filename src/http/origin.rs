//! From where a request came, for limits and the trail.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use super::client_ip::Client;
use crate::domain::activity::Origin;

/// Extracts the [`Origin`] of a request.
#[derive(Clone, Debug)]
pub struct From(pub Origin);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(USER_AGENT).and_then(|v| v.to_str().ok());
        let agent = agent.map(|text| text.chars().take(300).collect());
        Ok(Self(Origin { ip: Some(Client::of(&parts.extensions).ip), agent }))
    }
}
