//! Reading a client's form with its credential and its proofs.

use axum::extract::{FromRequest, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::{Extensions, HeaderMap, HeaderValue};
use axum::response::Response;

use crate::http::edge::ForwardedCertificate;
use crate::http::form::FormBody;
use crate::http::state::App;
use crate::protocol::certificate::Certificate;
use crate::protocol::client_auth::{self, Presented};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::resource::RESOURCE;
use crate::protocol::token_exchange::AUDIENCE;
use crate::service::{Core, proof};

use super::cors::CrossOrigin;
use super::error::Problem;

/// A form of a client.
pub(super) struct ClientForm {
    /// Its parameters.
    pub params: Params,
    /// The one credential.
    pub presented: Presented,
    /// The `DPoP` header.
    pub dpop: Option<String>,
}

impl FromRequest<App> for ClientForm {
    type Rejection = Problem;

    /// Repeated parameters are refused before anything else is looked at (RFC 6749 §3.2), but for those that
    /// some request here may repeat.
    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let headers = parts.headers.clone();
        let certificate = certificate(&parts.extensions);
        let from = parts.extensions.get::<CrossOrigin>().cloned();
        let FormBody(text) = FormBody::from_request(Request::from_parts(parts, body), app).await?;
        Self::read(&headers, certificate, from, Params::parse(&text)?)
    }
}

impl ClientForm {
    /// Reads the credential and the proofs that come with these parameters.
    pub(super) fn read(
        headers: &HeaderMap,
        certificate: Option<Certificate>,
        from: Option<CrossOrigin>,
        params: Params,
    ) -> Result<Self, Problem> {
        params.refuse_repeated_but(&[RESOURCE, AUDIENCE])?;
        let mut all = headers.get_all(AUTHORIZATION).iter();
        let header = match (all.next(), all.next()) {
            (_, Some(_)) => return Err(OAuthError::invalid_request("more than one Authorization header").into()),
            (None, None) => None,
            (Some(value), None) => {
                let text = value.to_str();
                Some(text.map_err(|_| OAuthError::invalid_client("the Authorization header is not text"))?)
            }
        };
        let presented = client_auth::find(header, &params, certificate)?;
        if let Some(from) = from {
            from.of(&presented.client);
        }
        Ok(Self { params, presented, dpop: dpop(headers)? })
    }
}

/// The `DPoP` header. RFC 9449 §4.3 number 1: not more than one.
pub(super) fn dpop(headers: &HeaderMap) -> Result<Option<String>, OAuthError> {
    let bad = OAuthError::new(ErrorCode::InvalidDpopProof, "there must be one DPoP header with one proof");
    let mut all = headers.get_all("dpop").iter();
    match (all.next(), all.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => Ok(Some(value.to_str().map_err(|_| bad)?.to_owned())),
        (Some(_), Some(_)) => Err(bad),
    }
}

/// The certificate of the connection, as a trusted proxy handed it on.
pub(super) fn certificate(extensions: &Extensions) -> Option<Certificate> {
    let ForwardedCertificate(value) = extensions.get()?;
    Certificate::of_header(value.to_str().ok()?)
}

/// RFC 9449 §8: an answer tells the nonce for the next proof, where one is demanded.
pub(super) fn with_nonce(core: &Core, mut response: Response) -> Response {
    if let Some(nonce) = proof::nonce(core).and_then(|nonce| HeaderValue::try_from(nonce).ok()) {
        response.headers_mut().insert("dpop-nonce", nonce);
    }
    response
}
