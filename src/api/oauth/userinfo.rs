//! `GET` and `POST /oauth2/userinfo` (OIDC Core §5.3; RFC 6750 §2)

use axum::extract::{FromRequestParts, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::base::{Fault, Secret};
use crate::http::form::{FormBody, NotAForm};
use crate::http::state::App;
use crate::protocol::certificate::Certificate;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::{protected_resource, userinfo};
use crate::service::proof::{self, NotHeld};
use crate::service::token::inspect;
use crate::service::{Core, keys};

use super::bearer::{Bearer, header_token};
use super::client::{self, with_nonce};
use super::cors::CrossOrigin;
use super::error::{JSON, Problem};

pub(super) async fn get(State(app): State<App>, from: CrossOrigin, mut shown: Shown) -> Response {
    let header = std::mem::replace(&mut shown.header, Ok(None));
    let answer = match header.and_then(|header| header.ok_or(Problem::NoToken)) {
        Ok(bearer) => answer(&app, &from, bearer, &shown, "GET").await,
        Err(problem) => Err(problem),
    };
    from.open(&app.core, with_document(&app.core, with_nonce(&app.core, answer.into_response()))).await
}

pub(super) async fn post(
    State(app): State<App>,
    from: CrossOrigin,
    mut shown: Shown,
    body: Result<FormBody, NotAForm>,
) -> Response {
    let header = std::mem::replace(&mut shown.header, Ok(None));
    let answer = match in_form(body).and_then(|in_form| one(header?, in_form)) {
        Ok(bearer) => answer(&app, &from, bearer, &shown, "POST").await,
        Err(problem) => Err(problem),
    };
    from.open(&app.core, with_document(&app.core, with_nonce(&app.core, answer.into_response()))).await
}

/// What a request shows besides its body.
pub(super) struct Shown {
    header: Result<Option<Bearer>, Problem>,
    dpop: Option<String>,
    certificate: Option<Certificate>,
    /// By which of its addresses it came: proofs name that.
    path: String,
}

impl FromRequestParts<App> for Shown {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let dpop = client::dpop(&parts.headers).map_err(Problem::Proof)?;
        let certificate = client::certificate(&parts.extensions);
        let path = parts.uri.path().to_owned();
        Ok(Self { header: header_token(&parts.headers), dpop, certificate, path })
    }
}

fn in_form(body: Result<FormBody, NotAForm>) -> Result<Option<Bearer>, Problem> {
    let params = Params::parse(&body?.0)?;
    params.refuse_repeated()?;
    Ok(params.get("access_token").map(|token| Bearer { token: Secret::new(token), by_dpop: false }))
}

/// RFC 6750 §2: one way of sending the token per request.
fn one(header: Option<Bearer>, form: Option<Bearer>) -> Result<Bearer, Problem> {
    match (header, form) {
        (Some(_), Some(_)) => Err(Problem::Bearer(OAuthError::invalid_request("more than one access token"))),
        (Some(bearer), None) | (None, Some(bearer)) => Ok(bearer),
        (None, None) => Err(Problem::NoToken),
    }
}

async fn answer(
    app: &App,
    from: &CrossOrigin,
    bearer: Bearer,
    shown: &Shown,
    method: &str,
) -> Result<Response, Problem> {
    const DEAD: OAuthError =
        OAuthError::new(ErrorCode::InvalidToken, "the access token is unknown, expired or revoked");
    const NARROW: OAuthError =
        OAuthError::new(ErrorCode::InsufficientScope, "the access token opens nothing about a person");
    let Bearer { token, by_dpop } = bearer;
    // An app has to see that its token is over, so that it gets another one.
    if from.is_named()
        && let Some(holder) = inspect::holder(&app.core, &token).await?
    {
        from.of(&holder);
    }
    let refuse = if by_dpop { Problem::Proof } else { Problem::Bearer };
    let inspect::Bearer { client, scopes, person, subject, confirmation, .. } =
        inspect::bearer(&app.core, &token).await?.ok_or(refuse(DEAD))?;
    let request = proof::Request { method, path: &shown.path, access_token: Some(token.expose()) };
    let held = proof::held(
        &app.core,
        &client,
        confirmation.as_ref(),
        by_dpop,
        shown.dpop.as_deref(),
        &request,
        shown.certificate.as_ref(),
    );
    held.await.map_err(|not| match not {
        NotHeld::Refused(error) => refuse(error),
        NotHeld::Fault(fault) => Problem::Fault(fault),
    })?;
    // A plain OAuth client reads the facts it was given; one that was given none reads nothing.
    if !scopes.contains("openid") && !scopes.opens_anything() {
        return Err(refuse(NARROW));
    }
    let claims = userinfo::claims(&person, &scopes, subject);
    let Some(algorithm) = client.options.userinfo_alg else {
        let json = serde_json::to_string(&claims).map_err(|_| Fault::Bug("claims are JSON"))?;
        return Ok(([(CONTENT_TYPE, JSON)], json).into_response());
    };
    let signed = Signed { iss: app.core.issuer(), aud: client.id.as_str(), claims: &claims };
    let jwt = keys::current(&app.core).await?.sign(algorithm, "JWT", &signed, app.core.clock.now())?;
    Ok(([(CONTENT_TYPE, JWT)], jwt).into_response())
}

const JWT: HeaderValue = HeaderValue::from_static("application/jwt");

/// OIDC Core §5.3.2: a signed answer names who made it and for whom.
#[derive(Serialize)]
struct Signed<'a> {
    iss: &'a str,
    aud: &'a str,
    #[serde(flatten)]
    claims: &'a userinfo::Claims,
}

/// RFC 9728 §5.1: a challenge says where a client reads how to get a token for us.
fn with_document(core: &Core, mut response: Response) -> Response {
    let challenge = response.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    let told = challenge.map(|challenge| {
        let joint = if challenge.contains(' ') { ", " } else { " " };
        format!(r#"{challenge}{joint}resource_metadata="{}""#, protected_resource::address(core.issuer()))
    });
    if let Some(value) = told.and_then(|told| HeaderValue::try_from(told).ok()) {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}
