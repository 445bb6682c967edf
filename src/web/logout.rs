//! `/oauth2/logout` and `/logout`: a client may ask; whoever shows no ID token of the person asks the person.

use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::Response;

use crate::domain::session::SessionId;
use crate::http::form::{FormBody, NotAForm};
use crate::http::headers::{Csp, Source};
use crate::protocol::error::OAuthError;
use crate::protocol::logout::Road;
use crate::protocol::params::Params;
use crate::service::logout::{self, Asked, Farewell, LogoutError};
use crate::web::cards;
use crate::web::error::{Stop, client_error};
use crate::web::form::Posted;
use crate::web::pages::ends::{LogoutPage, LogoutRequest, SignedOutPage};
use crate::web::visit::Visit;

const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");
const CLEARED: HeaderValue = HeaderValue::from_static(r#""cache", "storage""#);

/// What a request to sign out consists of (OIDC RP-Initiated Logout 1.0 §2).
const MEMBERS: [&str; 6] =
    ["id_token_hint", "client_id", "logout_hint", "post_logout_redirect_uri", "state", "ui_locales"];

/// Longest query that we send a browser to.
const LONGEST: usize = 12_000;

/// `GET /oauth2/logout` (OIDC RP-Initiated Logout 1.0 §2)
pub(super) async fn by_client(visit: Visit, uri: Uri) -> Result<Response, Stop> {
    let params = Params::parse(uri.query().unwrap_or_default());
    arrive(visit, params).await
}

/// `POST /oauth2/logout`: comes from another site, so without the browser's cookies; sets none, and is
/// opened by a GET of our own.
pub(super) async fn by_client_form(visit: Visit, body: Result<FormBody, NotAForm>) -> Result<Response, Stop> {
    let visit = visit.quietly();
    let read = body.map_err(|_| OAuthError::invalid_request("the body must be application/x-www-form-urlencoded"));
    match read.and_then(|FormBody(text)| Params::parse(&text)).and_then(|params| query_of(&params)) {
        Ok(query) => Ok(visit.redirect(&format!("/oauth2/logout?{query}"))),
        Err(error) => client_error(visit, &error, None).await,
    }
}

fn query_of(params: &Params) -> Result<String, OAuthError> {
    params.refuse_repeated()?;
    let members = MEMBERS.into_iter().filter_map(|name| params.get(name).map(|value| (name, value)));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
    if query.len() > LONGEST { Err(OAuthError::invalid_request("the request is too long")) } else { Ok(query) }
}

/// `GET /logout`: the same for people.
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let params = visit.query.clone();
    arrive(visit, Ok(params)).await
}

/// Nothing ends by an address alone: a hint must show that the request is the person's own.
async fn arrive(mut visit: Visit, params: Result<Params, OAuthError>) -> Result<Response, Stop> {
    let checked = match params {
        Ok(params) => logout::check(&visit.core, &params).await,
        Err(error) => Err(error.into()),
    };
    let asked = match checked {
        Ok(asked) => asked,
        Err(error) => return refused(visit, error).await,
    };
    visit.wish(asked.locale);
    let people = visit.people().await?.to_vec();
    match asked.road(&visit.core, &people) {
        Road::Ask => ask(visit, asked).await,
        Road::Nobody => signed_out(visit, &asked, Farewell::default()).await,
        Road::AtOnce(ids) => {
            // Nobody is signed in any more: what ran out is over now for the clients too.
            let ids = if people.len() == ids.len() { visit.record.held().to_vec() } else { ids };
            let farewell = end(&mut visit, &asked, &ids).await?;
            let mut response = match asked.destination() {
                Some(to) if farewell.frames.is_empty() => visit.redirect(&to),
                _ => signed_out(visit, &asked, farewell).await?,
            };
            response.headers_mut().insert(CLEAR, CLEARED);
            Ok(response)
        }
    }
}

async fn end(visit: &mut Visit, asked: &Asked, ids: &[SessionId]) -> Result<Farewell, Stop> {
    let client = asked.client.as_ref().map(|c| &c.id);
    let farewell = logout::end(&visit.core, ids, client, &visit.origin).await?;
    let held = visit.record.held();
    if !held.is_empty() && held.iter().all(|id| ids.contains(id)) {
        visit.leave().await?;
    } else if !ids.is_empty() {
        visit.leave_some(ids).await?;
    }
    Ok(farewell)
}

async fn refused(visit: Visit, error: LogoutError) -> Result<Response, Stop> {
    match error {
        LogoutError::Refused(error) => client_error(visit, &error, None).await,
        LogoutError::Fault(fault) => Err(fault.into()),
    }
}

async fn ask(mut visit: Visit, asked: Asked) -> Result<Response, Stop> {
    let people = visit.people().await?.to_vec();
    let Some(person) = asked.shown(&visit.core, &people) else {
        return signed_out(visit, &asked, Farewell::default()).await;
    };
    let account = Some(cards::account(&person.person));
    let asked_by = asked.client.as_ref().map(|c| c.name.clone());
    let request = request_of(&asked);
    visit.now_at("/logout");
    visit.page(StatusCode::OK, None, |chrome| LogoutPage { chrome, account, asked_by, apps: Vec::new(), request }).await
}

/// What the form carries along; it is checked again when it arrives.
fn request_of(asked: &Asked) -> LogoutRequest {
    let hint = asked.hint.as_ref().map(|(token, _)| ("id_token_hint", token.clone()));
    let client = asked.client.as_ref().map(|c| ("client_id", c.id.to_string()));
    let back = asked.back.clone().map(|uri| ("post_logout_redirect_uri", uri));
    let state = asked.state.clone().map(|state| ("state", state));
    let fields = [hint, client, back, state].into_iter().flatten();
    LogoutRequest { fields: fields.map(|(name, value)| (name.to_owned(), value)).collect() }
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
            let ids = visit.record.held().to_vec();
            let farewell = end(&mut visit, &asked, &ids).await?;
            let mut response = signed_out(visit, &asked, farewell).await?;
            response.headers_mut().insert(CLEAR, CLEARED);
            Ok(response)
        }
        Some("stay") => Ok(visit.redirect("/account")),
        _ => ask(visit, asked).await,
    }
}

/// Without a hint anybody may have sent the person here: then the way back is theirs to take (OIDC
/// RP-Initiated Logout 1.0 §3).
async fn signed_out(mut visit: Visit, asked: &Asked, farewell: Farewell) -> Result<Response, Stop> {
    visit.now_at("/logout");
    let back = asked.client.as_ref().map(|c| c.name.clone()).zip(asked.destination());
    let mut sources: Vec<Source> = Vec::new();
    for source in farewell.frames.iter().filter_map(|page| Source::of(page).ok()) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let page = |chrome| SignedOutPage {
        chrome,
        told: farewell.told,
        not_reached: farewell.not_reached,
        back,
        goes_back: asked.hint.is_some(),
        frames: farewell.frames.iter().map(ToString::to_string).collect(),
    };
    let mut response = visit.page(StatusCode::OK, None, page).await?;
    if !sources.is_empty() {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, Csp::page().frames(&sources).value());
    }
    Ok(response)
}
