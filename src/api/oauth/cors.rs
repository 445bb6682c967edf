//! Requests of browser-based apps (the CORS protocol of the Fetch standard). An answer may be read by the
//! origins of the client that asked, which are those of its redirect URIs, and by no others. Each endpoint
//! says so for itself; introspection never does. No cookie counts at these endpoints, and none is let in.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::domain::oauth::client::ClientId;
use crate::http::state::App;
use crate::service::Core;
use crate::service::clients::{self, origins};

use super::error::Problem;

/// Where a request comes from, if a browser says so, and whose it turned out to be. Extracted before the
/// form, which names the client.
#[derive(Clone)]
pub(super) struct CrossOrigin(Option<Arc<Asking>>);

struct Asking {
    origin: HeaderValue,
    client: OnceLock<ClientId>,
}

impl FromRequestParts<App> for CrossOrigin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let Some(origin) = parts.headers.get(ORIGIN).cloned() else { return Ok(Self(None)) };
        let asking = Self(Some(Arc::new(Asking { origin, client: OnceLock::new() })));
        parts.extensions.insert(asking.clone());
        Ok(asking)
    }
}

impl CrossOrigin {
    /// Whether a browser named an origin at all: other programs do not, and cost nothing here.
    pub(super) const fn is_named(&self) -> bool {
        self.0.is_some()
    }

    /// Says whose the request is. What was said first stays.
    pub(super) fn of(&self, client: &ClientId) {
        if let Some(asking) = &self.0 {
            let _ = asking.client.set(client.clone());
        }
    }

    /// Lets the origin read an answer, an error as well, if it is one of the client's.
    pub(super) async fn open(self, core: &Core, answer: impl IntoResponse) -> Response {
        let mut response = answer.into_response();
        let Some((asking, id)) = self.0.as_ref().and_then(|asking| Some((asking, asking.client.get()?))) else {
            return response;
        };
        // The answer stands whether or not the client can be read once more.
        let client = clients::find(core, id).await.ok().flatten();
        if client.is_some_and(|client| client.origins().any(|own| asking.origin == own)) {
            let headers = response.headers_mut();
            admit(headers, asking.origin.clone());
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("DPoP-Nonce, WWW-Authenticate"));
        }
        response
    }
}

fn admit(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(VARY, HeaderValue::from_static("Origin"));
}

/// A preflight names no client: any origin that some client has may go on and ask.
pub(super) async fn preflight(State(app): State<App>, CrossOrigin(asking): CrossOrigin) -> Result<Response, Problem> {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let Some(asking) = asking else { return Ok(response) };
    let Ok(origin) = asking.origin.to_str() else { return Ok(response) };
    if origins::is_known(&app.core, origin).await? {
        let headers = response.headers_mut();
        admit(headers, asking.origin.clone());
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Authorization, Content-Type, DPoP"));
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600"));
    }
    Ok(response)
}
