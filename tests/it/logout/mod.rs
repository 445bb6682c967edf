//! Sign-out: OIDC RP-Initiated, Back-Channel and Front-Channel Logout, Session Management.

mod back_channel;
mod front_channel;
mod rp_initiated;
mod session_management;

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::any;
use freedom_id::base::{Fault, jws};
use freedom_id::domain::oauth::options::Options;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::service::jobs::deliver_logouts::deliver_due;
use freedom_id::service::{clients, keys};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::support::PASSWORD;
use crate::support::browser::{Browser, Page};
use crate::support::provider::{Provider, Site, site_named};

pub const ANA: &str = "ana@mail.example";
pub const EVE: &str = "eve@mail.example";
pub const AFTER: &str = "https://shop.example/bye";

/// What a site has after a person signed in with it.
pub struct SignedIn {
    pub id_token: String,
    pub refresh_token: String,
    pub answer: Page,
}

impl SignedIn {
    /// A claim of the ID token.
    pub async fn claim(&self, provider: &Provider, name: &str) -> String {
        claims(provider, &self.id_token).await[name].as_str().unwrap_or_else(|| panic!("{name}")).to_owned()
    }
}

/// The claims of a token that the provider signed.
pub async fn claims(provider: &Provider, token: &str) -> Value {
    let keys = keys::current(&provider.core).await.expect("keys");
    let (kid, algorithm) = jws::peek(token).expect("a header");
    let key = keys.keys().iter().find(|key| Some(&key.id) == kid.as_ref()).expect("a key of ours");
    jws::verify(token, &key.public_jwk, algorithm).unwrap_or_else(|| panic!("a token of ours: {token}"))
}

/// A site with these settings to which people may return after a sign-out.
pub async fn site(provider: &Provider, name: &str, options: Options) -> Site {
    let scopes = Scopes::parse("openid profile email phone offline_access").expect("scopes");
    let add = clients::Add {
        logout_uris: vec![AFTER.into()],
        scopes,
        optional_scopes: Scopes::default(),
        options,
        ..site_named(name)
    };
    provider.site(add).await
}

pub fn told_at(uri: &str) -> Options {
    Options { backchannel_logout_uri: Some(uri.to_owned()), ..Options::default() }
}

pub fn browser(provider: &Provider) -> Browser {
    Browser::new(provider.router.clone())
}

/// Signs a person in with a site, in a browser where they may be signed in already.
pub async fn sign_in(provider: &Provider, browser: &mut Browser, site: &Site, who: &str, scope: &str) -> SignedIn {
    sign_in_with(provider, browser, site, who, &format!("{}&login_hint={who}", Provider::request(site, scope))).await
}

pub async fn sign_in_with(
    provider: &Provider,
    browser: &mut Browser,
    site: &Site,
    who: &str,
    request: &str,
) -> SignedIn {
    let mut page = browser.get(&format!("/oauth2/authorize?{request}")).await;
    if page.has("form#login") {
        page = browser.submit(&page, "login", &[("identifier", who), ("password", PASSWORD)]).await;
    }
    if page.has("form#consent") {
        page = browser.submit(&page, "consent", &[("decision", "allow")]).await;
    }
    let code = page.answer("code").unwrap_or_else(|| panic!("a code: {page:?}"));
    let tokens = provider.redeem(site, &code).await.ok();
    SignedIn { id_token: tokens.member("id_token"), refresh_token: tokens.member("refresh_token"), answer: page }
}

/// A request to sign out.
pub fn bye(members: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
    format!("/oauth2/logout?{query}")
}

pub async fn live_sessions(provider: &Provider) -> i64 {
    provider.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await
}

pub async fn waiting(provider: &Provider) -> i64 {
    provider.count("SELECT COUNT(*) FROM logout_notices WHERE due_at IS NOT NULL").await
}

/// Delivers until nothing is due.
pub async fn deliver(provider: &Provider) -> Result<usize, Fault> {
    let mut all = 0;
    loop {
        match deliver_due(&provider.core).await? {
            0 => return Ok(all),
            some => all += some,
        }
    }
}

/// A site's own server: takes what comes and answers as it is told.
#[derive(Clone)]
pub struct Receiver {
    pub origin: String,
    status: Arc<AtomicU16>,
    calls: Arc<Mutex<Vec<Came>>>,
}

/// A call that came.
#[derive(Clone)]
pub struct Came {
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Receiver {
    pub async fn open(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let receiver = Self { origin, status: Arc::new(AtomicU16::new(status)), calls: Arc::default() };
        let router = Router::new().fallback(any(take)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    pub fn uri(&self) -> String {
        format!("{}/logged-out", self.origin)
    }

    pub fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// Paths and bodies that came.
    pub fn came(&self) -> Vec<(String, String)> {
        self.calls().into_iter().map(|call| (call.path, call.body)).collect()
    }

    pub fn calls(&self) -> Vec<Came> {
        self.calls.lock().expect("a lock").clone()
    }

    /// The logout tokens that came.
    pub fn tokens(&self) -> Vec<String> {
        let token = |body: &str| {
            let fields: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            assert_eq!(fields.len(), 1, "{body}");
            assert_eq!(fields[0].0, "logout_token");
            fields[0].1.clone()
        };
        self.came().iter().map(|(_, body)| token(body)).collect()
    }
}

async fn take(
    State(receiver): State<Receiver>,
    uri: axum::http::Uri,
    headers: HeaderMap,
    body: String,
) -> impl IntoResponse {
    receiver.calls.lock().expect("a lock").push(Came { path: uri.path().to_owned(), headers, body });
    let status = StatusCode::from_u16(receiver.status.load(Ordering::SeqCst)).expect("a status");
    (status, [(header::LOCATION, "/elsewhere")], "x".repeat(1 << 20))
}
