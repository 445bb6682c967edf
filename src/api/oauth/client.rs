//! Reading a client's form with its credential.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::http::form::FormBody;
use crate::protocol::client_auth::{self, Presented};
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;

use super::error::Problem;

/// The parameters and the one credential of a request. Repeated parameters are refused before
/// anything else is looked at (RFC 6749 §3.2).
pub(super) fn read(headers: &HeaderMap, body: &FormBody) -> Result<(Params, Presented), Problem> {
    let params = Params::parse(&body.0)?;
    params.refuse_repeated()?;
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let header = match (all.next(), all.next()) {
        (_, Some(_)) => return Err(OAuthError::invalid_request("more than one Authorization header").into()),
        (None, None) => None,
        (Some(value), None) => {
            let text = value.to_str();
            Some(text.map_err(|_| OAuthError::invalid_client("the Authorization header is not text"))?)
        }
    };
    let presented = client_auth::find(header, &params)?;
    Ok((params, presented))
}
