//! What surrounds every answer of the shop: language, cookies, headers, files.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HeaderName, LOCATION,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use url::Url;

use crate::base::{Locale, Secret};
use crate::protocol::params::Params;
use crate::web::assets;
use crate::web::page::Chrome;

const SESSION: &str = "demo_session";
const LANGUAGE: &str = "demo_lang";

/// What is read from every request.
#[derive(Debug)]
pub(super) struct Visit {
    /// The language of the answer.
    pub locale: Locale,
    /// The session cookie.
    pub cookie: Option<String>,
    /// The query; `None` if it is not well formed.
    pub query: Option<Params>,
    chosen: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.query().unwrap_or_default(), &parts.headers))
    }
}

impl Visit {
    /// The link that was followed, the choice made before, what the browser likes, English.
    pub fn of(query: &str, headers: &HeaderMap) -> Self {
        let query = Params::parse(query).ok();
        let picked: Option<Locale> = query.as_ref().and_then(|q| q.get("lang")).and_then(|tag| tag.parse().ok());
        let before = || cookie(headers, LANGUAGE).and_then(|tag| tag.parse().ok());
        let liked = || headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).and_then(Locale::negotiate);
        Self {
            locale: picked.or_else(before).or_else(liked).unwrap_or_default(),
            cookie: cookie(headers, SESSION).map(str::to_owned),
            query,
            chosen: picked.is_some(),
        }
    }

    /// The session cookie.
    pub fn session(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// What surrounds a page at a path.
    pub fn chrome(&self, csrf: &str, path: &str) -> Chrome {
        Chrome { development: true, ..Chrome::new(self.locale, csrf, path) }
    }

    /// A page, which also remembers the language that was picked.
    pub fn page(&self, status: StatusCode, page: &impl askama::Template) -> Response {
        let Ok(html) = page.render() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
        let mut response = (status, Html(html)).into_response();
        if self.chosen {
            let cookie = format!("{LANGUAGE}={}; Path=/; SameSite=Lax; Max-Age=31536000", self.locale);
            set(response.headers_mut(), SET_COOKIE, &cookie);
        }
        response
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, value)| value)
}

/// A redirect that is followed with GET.
pub(super) fn see_other(url: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    set(response.headers_mut(), LOCATION, url);
    response
}

/// The same answer with a session cookie.
pub(super) fn with_session(mut response: Response, cookie: &Secret, secure: bool) -> Response {
    let flag = if secure { "; Secure" } else { "" };
    let text = format!("{SESSION}={}; Path=/; HttpOnly; SameSite=Lax{flag}", cookie.expose());
    set(response.headers_mut(), SET_COOKIE, &text);
    response
}

/// The same answer without a session cookie.
pub(super) fn without_session(mut response: Response) -> Response {
    set(response.headers_mut(), SET_COOKIE, &format!("{SESSION}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.append(name, value);
    }
}

/// The shop's content security policy: no scripts but the issuer's button, forms end here or at the issuer.
#[derive(Clone, Debug)]
pub(super) struct Policy(HeaderValue);

impl Policy {
    /// The policy for one issuer.
    pub fn new(issuer: &str) -> Self {
        let origin = Url::parse(issuer).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        let text = format!(
            "default-src 'none'; script-src {origin}; style-src 'self' {origin}; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
             form-action 'self' {origin}"
        );
        Self(HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'")))
    }
}

/// Completes the headers of every answer.
pub(super) async fn protect(State(Policy(policy)): State<Policy>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    // A pop-up window has to be able to answer.
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin-allow-popups"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A style sheet or drawing, under the digest of its content.
pub(super) async fn file(Path(path): Path<String>) -> Response {
    let Some((bytes, kind)) = assets::find(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, bytes.into_owned()).into_response()
}
