//! Protected resource metadata (RFC 9728) of the one resource server that we are ourselves: user info.

use serde::Serialize;

use crate::domain::oauth::scope::CATALOGUE;
use crate::domain::oauth::vocab::ForeignAlgorithm;
use crate::protocol::discovery::{Endpoints, Offer};

/// Where the document is (§3): below the issuer, which has no path.
pub const PATH: &str = "/.well-known/oauth-protected-resource";

/// The document (§2).
#[derive(Debug, Serialize)]
pub struct Metadata {
    resource: String,
    resource_name: &'static str,
    authorization_servers: [String; 1],
    jwks_uri: String,
    scopes_supported: Vec<&'static str>,
    bearer_methods_supported: [&'static str; 2],
    resource_signing_alg_values_supported: Vec<&'static str>,
    dpop_signing_alg_values_supported: Vec<&'static str>,
    dpop_bound_access_tokens_required: bool,
    tls_client_certificate_bound_access_tokens: bool,
}

/// The document. The resource's name is the issuer's: what tokens without a resource name as `aud`.
pub fn metadata(offer: &Offer<'_>, paths: &Endpoints) -> Metadata {
    Metadata {
        resource: offer.issuer.to_owned(),
        resource_name: "Freedom ID",
        authorization_servers: [offer.issuer.to_owned()],
        jwks_uri: format!("{}{}", offer.issuer, paths.jwks),
        scopes_supported: CATALOGUE.iter().map(|known| known.name).collect(),
        bearer_methods_supported: ["header", "body"],
        resource_signing_alg_values_supported: offer.signing.iter().map(|a| a.as_str()).collect(),
        dpop_signing_alg_values_supported: ForeignAlgorithm::ALL.iter().map(|a| a.as_str()).collect(),
        dpop_bound_access_tokens_required: false,
        tls_client_certificate_bound_access_tokens: offer.certificates.is_on(),
    }
}

/// §5.1: where a refused client finds the document.
pub fn address(issuer: &str) -> String {
    format!("{issuer}{PATH}")
}
