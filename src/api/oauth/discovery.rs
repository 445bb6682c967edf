//! `/.well-known/openid-configuration`, `/.well-known/oauth-authorization-server`,
//! `/.well-known/oauth-protected-resource`, `/oauth2/jwks`: bytes from memory.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::base::Fault;
use crate::config::RegistrationMode;
use crate::http::state::App;
use crate::protocol::discovery::{self, Offer};
use crate::protocol::protected_resource;
use crate::service::{Core, keys, proof};

use super::ENDPOINTS;
use super::error::{JSON, Problem};

/// The metadata document, serialised.
pub fn metadata(core: &Core) -> Result<Bytes, Fault> {
    serialised(&discovery::metadata(&offer(core), &ENDPOINTS))
}

/// The metadata document of user info as a resource, serialised.
pub fn resource_metadata(core: &Core) -> Result<Bytes, Fault> {
    serialised(&protected_resource::metadata(&offer(core), &ENDPOINTS))
}

fn serialised(document: &impl Serialize) -> Result<Bytes, Fault> {
    serde_json::to_vec(document).map(Bytes::from).map_err(|_| Fault::Bug("metadata is JSON"))
}

fn offer(core: &Core) -> Offer<'_> {
    let config = &core.config;
    Offer {
        issuer: core.issuer(),
        signing: keys::offered(&config.tokens),
        certificates: proof::certificates(config),
        front_channel_tokens: config.profiles.front_channel_tokens,
        registration: config.registration.mode != RegistrationMode::Off,
    }
}

pub(super) async fn document(State(app): State<App>) -> Response {
    ([(CONTENT_TYPE, JSON)], app.documents.metadata.clone()).into_response()
}

pub(super) async fn resource(State(app): State<App>) -> Response {
    ([(CONTENT_TYPE, JSON)], app.documents.resource.clone()).into_response()
}

pub(super) async fn jwks(State(app): State<App>) -> Result<Response, Problem> {
    let set = keys::current(&app.core).await?;
    Ok(([(CONTENT_TYPE, JSON)], set.jwks()).into_response())
}
