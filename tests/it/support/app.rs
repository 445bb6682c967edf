//! The real router on a core of its own.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use axum::Router;
use freedom_id::app::{self, Around};
use freedom_id::config::Config;
use freedom_id::domain::oauth::client::{Client, ClientId};
use freedom_id::domain::oauth::options::Options;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::oauth::vocab::{AuthMethod, GrantType};
use freedom_id::domain::signing_key::SigningAlgorithm;
use freedom_id::service::{clients, keys};
use freedom_id::web::demo;

use super::TestCore;
use super::browser::Browser;

pub const CALLBACK: &str = "https://shop.example/cb";
/// RFC 7636, Appendix B.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub struct TestApp {
    pub core: TestCore,
    pub router: Router,
}

impl std::ops::Deref for TestApp {
    type Target = TestCore;

    fn deref(&self) -> &TestCore {
        &self.core
    }
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let core = TestCore::with(change).await;
        keys::ensure(&core).await.expect("signing keys");
        let state = app::state(core.core.clone()).expect("a state");
        let router = app::router(state, &Around::default());
        Self { core, router }
    }

    /// A client that asks for these scopes; the ones in `optional` may be declined.
    pub async fn client(&self, scopes: &str, optional: &str) -> Client {
        self.client_of(None, scopes, optional).await
    }

    /// The client of the demo site.
    pub async fn demo_client(&self) -> Client {
        let id = demo::CLIENT_ID.parse().expect("an id");
        self.client_of(Some(id), &demo::scopes().to_string(), &demo::optional_scopes().to_string()).await
    }

    async fn client_of(&self, id: Option<ClientId>, scopes: &str, optional: &str) -> Client {
        let add = clients::Add {
            id,
            name: "Demo Shop".into(),
            auth_method: AuthMethod::ClientSecretBasic,
            redirect_uris: vec![CALLBACK.into()],
            logout_uris: vec!["https://shop.example/bye".into()],
            grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
            scopes: Scopes::parse(scopes).expect("scopes"),
            optional_scopes: Scopes::parse(optional).expect("scopes"),
            id_token_alg: SigningAlgorithm::Es256,
            pkce_required: true,
            verified: true,
            home_uri: Some("https://shop.example/".into()),
            policy_uri: None,
            terms_uri: None,
            options: Options::default(),
        };
        clients::add(self, add).await.expect("a client").0
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// The router of another node on the same database.
    pub fn node(&self) -> Router {
        let state = app::state(self.core.node()).expect("a state");
        app::router(state, &Around::default())
    }
}

/// The query of an authorization request.
pub fn request(client: &Client, scope: &str, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([
        ("client_id", client.id.as_str()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", scope),
        ("state", "st"),
        ("nonce", "no"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    query.extend_pairs(more);
    query.finish()
}

/// The address of an authorization request.
pub fn authorize(client: &Client, scope: &str, more: &[(&str, &str)]) -> String {
    format!("/oauth2/authorize?{}", request(client, scope, more))
}
