//! `/oauth2/logout` and `/logout`: a client may ask, the person decides.

use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::Response;

use crate::http::form::{FormBody, NotAForm};
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;
use crate::service::logout::{self, Asked, LogoutError};
use crate::web::cards;
use crate::web::error::{Stop, client_error};
use crate::web::form::Posted;
use crate::web::pages::ends::{LogoutPage, LogoutRequest, SignedOutPage};
use crate::web::visit::Visit;

const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");

/// `GET /oauth2/logout` (OIDC RP-Initiated Logout 1.0 §2)
pub(super) async fn by_client(visit: Visit, uri: Uri) -> Result<Response, Stop> {
    let params = Params::parse(uri.query().unwrap_or_default());
    asked_by_client(visit, params).await
}

/// `POST /oauth2/logout`: comes from another site, so without the browser's cookies; sets none.
pub(super) async fn by_client_form(visit: Visit, body: Result<FormBody, NotAForm>) -> Result<Response, Stop> {
    let read = body.map_err(|_| OAuthError::invalid_request("the body must be application/x-www-form-urlencoded"));
    asked_by_client(visit.quietly(), read.and_then(|FormBody(text)| Params::parse(&text))).await
}

/// Checks the request and asks on our own page. The hint goes no further: what it told is the client.
async fn asked_by_client(visit: Visit, params: Result<Params, OAuthError>) -> Result<Response, Stop> {
    let checked = match params {
        Ok(params) => logout::check(&visit.core, &params).await,
        Err(error) => Err(error.into()),
    };
    match checked {
        Ok(asked) => {
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parts(&asked)).finish();
            let to = if query.is_empty() { "/logout".to_owned() } else { format!("/logout?{query}") };
            Ok(visit.redirect(&to))
        }
        Err(error) => refused(visit, error).await,
    }
}

async fn refused(visit: Visit, error: LogoutError) -> Result<Response, Stop> {
    match error {
        LogoutError::Refused(error) => client_error(visit, &error, None).await,
        LogoutError::Fault(fault) => Err(fault.into()),
    }
}

/// What is carried along of a checked request; it is checked again wherever it arrives.
fn parts(asked: &Asked) -> Vec<(&'static str, String)> {
    let client = asked.client.as_ref().map(|c| ("client_id", c.id.to_string()));
    let back = asked.back.clone().map(|uri| ("post_logout_redirect_uri", uri));
    let state = asked.state.clone().map(|state| ("state", state));
    client.into_iter().chain(back).chain(state).collect()
}

/// `GET /logout`: asks. Nothing ends by an address alone.
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    match logout::check(&visit.core, &visit.query).await {
        Ok(asked) => ask(visit, asked).await,
        Err(error) => refused(visit, error).await,
    }
}

async fn ask(mut visit: Visit, asked: Asked) -> Result<Response, Stop> {
    let Some(person) = visit.person().await? else { return signed_out(visit, &asked).await };
    let account = Some(cards::account(&person.person));
    let asked_by = asked.client.as_ref().map(|c| c.name.clone());
    let request = request_of(&asked);
    visit.page(StatusCode::OK, None, |chrome| LogoutPage { chrome, account, asked_by, apps: Vec::new(), request }).await
}

fn request_of(asked: &Asked) -> LogoutRequest {
    LogoutRequest { fields: parts(asked).into_iter().map(|(name, value)| (name.to_owned(), value)).collect() }
}

/// `POST /logout`
pub(super) async fn post(Posted { mut visit, form, only_language }: Posted) -> Result<Response, Stop> {
    // A form has one more field than a request: its token is not the protocol's business.
    let asked = match logout::check(&visit.core, &form).await {
        Ok(asked) => asked,
        Err(error) => return refused(visit, error).await,
    };
    match form.get("decision").filter(|_| !only_language) {
        Some("logout") => {
            logout::end_browser(&visit.core, visit.record.held(), &visit.origin).await?;
            visit.leave().await?;
            let mut response = signed_out(visit, &asked).await?;
            response.headers_mut().insert(CLEAR, HeaderValue::from_static(r#""cache", "storage""#));
            Ok(response)
        }
        Some("stay") => Ok(visit.redirect("/account")),
        _ => ask(visit, asked).await,
    }
}

async fn signed_out(mut visit: Visit, asked: &Asked) -> Result<Response, Stop> {
    visit.now_at("/logout");
    let back = asked.client.as_ref().map(|c| c.name.clone()).zip(asked.destination());
    visit
        .page(StatusCode::OK, None, |chrome| SignedOutPage {
            chrome,
            told: Vec::new(),
            not_reached: Vec::new(),
            back,
            frames: Vec::new(),
        })
        .await
}
