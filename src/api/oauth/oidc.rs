//! `POST /api/v1/oidc/token`: the OIDC generation of the partner API. The standard exchange in another dress;
//! its body may be a form or JSON.

use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::http::form::is_form;
use crate::http::json::{JsonBody, object};
use crate::http::origin::From;
use crate::http::state::App;
use crate::protocol::dress::Dress;
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;

use super::client::{ClientForm, certificate, with_nonce};
use super::error::Problem;
use super::token;

const NEITHER: OAuthError =
    OAuthError::invalid_request("the body must be a form, or a JSON object that names each member once");

/// A form or a JSON object of a client.
pub(super) struct FormOrJson(ClientForm);

impl FromRequest<App> for FormOrJson {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if is_form(request.headers()) {
            return ClientForm::from_request(request, app).await.map(Self);
        }
        let (parts, body) = request.into_parts();
        let (headers, proof) = (parts.headers.clone(), certificate(&parts.extensions));
        let request = Request::from_parts(parts, body);
        let Ok(JsonBody(text)) = JsonBody::from_request(request, app).await else { return Err(NEITHER.into()) };
        let object = object(text.as_bytes()).ok_or(NEITHER)?;
        ClientForm::read(&headers, proof, None, params(object)?).map(Self)
    }
}

/// The members as parameters. An empty one counts as absent there (RFC 6749 §3.2), and so does `null`.
fn params(object: Map<String, Value>) -> Result<Params, OAuthError> {
    let mut params = Params::default();
    for (name, value) in object {
        match value {
            Value::String(text) if text.is_empty() => {}
            Value::String(text) => params.push(&name, text)?,
            Value::Null => {}
            _ => return Err(OAuthError::invalid_request("every member must be a string")),
        }
    }
    Ok(params)
}

/// `POST /api/v1/oidc/token`
pub(super) async fn token(State(app): State<App>, From(origin): From, body: Result<FormOrJson, Problem>) -> Response {
    let answer = token::answer(&app, body.map(|FormOrJson(form)| form), Dress::Oidc, origin).await;
    with_nonce(&app.core, answer.into_response())
}
