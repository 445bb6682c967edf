//! The token in the `Authorization` header of who asks a resource.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::base::Secret;
use crate::protocol::error::OAuthError;

use super::error::Problem;

/// A token with the scheme it came by.
pub(super) struct Bearer {
    pub token: Secret,
    /// `DPoP` (RFC 9449 §7.1), not `Bearer`.
    pub by_dpop: bool,
}

/// RFC 6750 §2.1, RFC 9449 §7.1. Another scheme than these is no token.
pub(super) fn header_token(headers: &HeaderMap) -> Result<Option<Bearer>, Problem> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), more) = (all.next(), all.next()) else { return Ok(None) };
    if more.is_some() {
        return Err(Problem::Bearer(OAuthError::invalid_request("more than one Authorization header")));
    }
    let text = value.to_str().map_err(|_| Problem::NoToken)?;
    let Some((scheme, token)) = text.split_once(' ') else { return Ok(None) };
    let token = token.trim();
    let by_dpop = scheme.eq_ignore_ascii_case("dpop");
    let known = by_dpop || scheme.eq_ignore_ascii_case("bearer");
    Ok((known && !token.is_empty()).then(|| Bearer { token: Secret::new(token), by_dpop }))
}
