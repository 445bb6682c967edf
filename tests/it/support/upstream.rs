//! Providers that open accounts here: a real one, which is this program on another address, and one that
//! answers what a test tells it to.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use axum::http::StatusCode;
use freedom_id::config::{ClientAuth, Upstream};
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::protocol::pkce;
use freedom_id::service::clients;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::PASSWORD;
use super::app::TestApp;
use super::browser::{Browser, Page};
use super::outside::Outside;
use super::provider::{part_of, site_named};
use super::signer::{Signer, jwks, over};

pub const CLIENT: &str = "us";
pub const SECRET: &str = "a secret of ours at the other provider";

/// An entry of the configuration.
pub fn entry(id: &str, issuer: &str) -> Upstream {
    Upstream {
        id: id.into(),
        name: "Other ID".into(),
        issuer: issuer.into(),
        client_id: CLIENT.into(),
        client_secret: Some(freedom_id::base::Secret::new(SECRET)),
        scopes: "openid profile email".into(),
        client_auth: ClientAuth::Basic,
    }
}

/// Another Freedom ID that listens on this machine.
pub struct Served {
    pub app: TestApp,
    pub issuer: String,
    server: JoinHandle<()>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Served {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://127.0.0.1:{}", listener.local_addr().expect("an address").port());
        let app = TestApp::with(|config| config.server.issuer = issuer.parse().expect("an issuer")).await;
        let router = app.router.clone();
        let server = tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else { return };
                let service = hyper_util::service::TowerToHyperService::new(router.clone());
                tokio::spawn(async move {
                    let io = hyper_util::rt::TokioIo::new(stream);
                    let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, service).await;
                });
            }
        });
        Self { app, issuer, server }
    }

    /// The entry of somebody who is a client here.
    pub async fn client(&self, id: &str) -> Upstream {
        let mut add = site_named("Our house");
        add.redirect_uris = vec![format!("http://localhost:8080/login/upstream/{id}/callback")];
        add.scopes = Scopes::parse("openid profile email").expect("scopes");
        add.optional_scopes = Scopes::default();
        let (client, secret) = clients::add(&self.app, add).await.expect("a client");
        Upstream { client_id: client.id.to_string(), client_secret: secret, ..entry(id, &self.issuer) }
    }

    /// Signs a person in here and allows everything; gives the address that leads back.
    pub async fn visit(&self, browser: &mut Browser, to: &str, contact: &str) -> String {
        let page = browser.get(&path_of(to)).await;
        let page = browser.submit(&page, "login", &[("identifier", contact), ("password", PASSWORD)]).await;
        let page = if page.has("form#consent") {
            browser.submit(&page, "consent", &[("decision", "allow")]).await
        } else {
            page
        };
        path_of(&page.destination())
    }
}

/// Path and query of an address.
pub fn path_of(address: &str) -> String {
    let url = url::Url::parse(address).expect("an address");
    format!("{}?{}", url.path(), url.query().unwrap_or_default())
}

/// A provider that answers what a test tells it to.
pub struct Fake {
    pub outside: Outside,
    pub issuer: String,
}

impl Fake {
    pub async fn open(keys: &[&Signer]) -> Self {
        let outside = Outside::open().await;
        let issuer = outside.address("");
        let fake = Self { outside, issuer };
        fake.describe(json!({}));
        fake.publish(keys);
        fake
    }

    /// Publishes its metadata, with some members changed.
    pub fn describe(&self, change: Value) {
        let metadata = json!({
            "issuer": self.issuer,
            "authorization_endpoint": format!("{}/authorize", self.issuer),
            "token_endpoint": format!("{}/token", self.issuer),
            "jwks_uri": format!("{}/jwks", self.issuer),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        });
        self.outside.json("/.well-known/openid-configuration", 200, &over(metadata, change));
    }

    pub fn publish(&self, keys: &[&Signer]) {
        let keys: Value = serde_json::from_str(&jwks(keys)).expect("JSON");
        self.outside.json("/jwks", 200, &keys);
    }

    /// The claims of a good ID token.
    pub fn claims(&self, now: i64, nonce: &str) -> Value {
        json!({
            "iss": self.issuer, "sub": "248289761001", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce,
            "email": "ana@mail.example", "email_verified": true, "given_name": "Ana", "family_name": "Other",
        })
    }

    /// What its token endpoint answers.
    pub fn answers(&self, id_token: &str) {
        let answer = json!({"access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": id_token});
        self.outside.json("/token", 200, &answer);
    }
}

/// A browser on its way.
pub struct Trip {
    pub to: String,
    pub state: String,
    pub nonce: String,
}

/// Presses the button of a provider on a sign-in page.
pub async fn leave(browser: &mut Browser, login: &Page, id: &str) -> Trip {
    let mut fields = login.form("login").fields;
    fields.retain(|(name, _)| matches!(name.as_str(), "csrf_token" | "track_id"));
    let lent: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let page = browser.post(&format!("/login/upstream/{id}"), &lent).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let to = page.destination();
    let part = |name| part_of(&to, name).unwrap_or_else(|| panic!("{name} in {to}"));
    assert_eq!((part("response_type"), part("code_challenge_method")), ("code".into(), "S256".into()));
    assert_eq!(part("code_challenge").len(), pkce::s256("x").len());
    Trip { state: part("state"), nonce: part("nonce"), to }
}
