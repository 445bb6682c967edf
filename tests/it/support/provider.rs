//! The provider as a site sees it: the real router of the standard door on a core of its own, and
//! sites that talk to it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use freedom_id::app::{self, Around};
use freedom_id::base::{Digest, Locale, Secret, jws};
use freedom_id::domain::oauth::client::ClientId;
use freedom_id::domain::oauth::entrance::Entrance;
use freedom_id::domain::oauth::options::Options;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::oauth::vocab::{AuthMethod, GrantType};
use freedom_id::domain::session::{Amr, Session};
use freedom_id::domain::signing_key::SigningAlgorithm;
use freedom_id::domain::user::UserId;
use freedom_id::protocol::params::Params;
use freedom_id::protocol::pkce;
use freedom_id::protocol::prompt::Step;
use freedom_id::protocol::redirect::Answer;
use freedom_id::service::authorize::{self, Begin, Browser, Next, consent};
use freedom_id::service::{clients, keys, sessions};
use serde_json::Value;
use tower::ServiceExt as _;

use super::browser::Browser as Visitor;
use super::{PASSWORD, TestCore, from};

pub const CALLBACK: &str = "https://shop.example/callback";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The provider.
pub struct Provider {
    pub core: TestCore,
    pub router: Router,
}

impl std::ops::Deref for Provider {
    type Target = TestCore;

    fn deref(&self) -> &TestCore {
        &self.core
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("JSON in {}: {}", self.status, self.body))
    }

    pub fn member(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("{name} in {}: {}", self.status, self.body)).to_owned()
    }

    /// The answer is good.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self
    }

    /// The answer is this error.
    #[track_caller]
    pub fn is_error(&self, status: u16, code: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.json()["error"], code, "{}", self.body);
    }
}

/// A site.
#[derive(Clone)]
pub struct Site {
    pub id: ClientId,
    pub secret: Option<Secret>,
}

impl Site {
    pub fn basic(&self) -> String {
        let secret = self.secret.as_ref().map(Secret::expose).unwrap_or_default();
        format!("Basic {}", STANDARD.encode(format!("{}:{secret}", self.id)))
    }
}

pub fn site_named(name: &str) -> clients::Add {
    clients::Add {
        id: None,
        name: name.into(),
        auth_method: AuthMethod::ClientSecretBasic,
        redirect_uris: vec![CALLBACK.into()],
        logout_uris: Vec::new(),
        grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
        scopes: Scopes::parse("openid profile phone email offline_access read.phone read.email read.gender")
            .expect("scopes"),
        optional_scopes: Scopes::parse("read.email").expect("scopes"),
        id_token_alg: SigningAlgorithm::Es256,
        pkce_required: true,
        verified: false,
        home_uri: None,
        policy_uri: None,
        terms_uri: None,
        options: Options::default(),
    }
}

/// The parameters of a request as the fields of a form.
pub fn fields(request: &str) -> Vec<(&str, String)> {
    let pairs = request.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, _)| name).zip(form_urlencoded::parse(request.as_bytes()).map(|(_, v)| v.into_owned())).collect()
}

/// Fields as they are sent.
pub fn lent<'f>(fields: &'f [(&'f str, String)]) -> Vec<(&'f str, &'f str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// A parameter in the query of an address.
pub fn part_of(address: &str, name: &str) -> Option<String> {
    let url = url::Url::parse(address).expect("an address");
    url.query_pairs().find(|(n, _)| n == name).map(|(_, v)| v.into_owned())
}

impl Provider {
    pub async fn new() -> Self {
        Self::on(TestCore::new().await).await
    }

    pub async fn on(core: TestCore) -> Self {
        keys::ensure(&core).await.expect("keys are made");
        let state = app::state(core.core.clone()).expect("a state");
        let router = app::router(state, &Around::default());
        Self { core, router }
    }

    pub async fn site(&self, add: clients::Add) -> Site {
        let (client, secret) = clients::add(&self.core, add).await.expect("a client");
        Site { id: client.id, secret }
    }

    pub async fn shop(&self) -> Site {
        self.site(site_named("Shop")).await
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.expect("a body");
        Reply { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub async fn get(&self, path: &str, bearer: Option<&str>) -> Reply {
        let mut request = Request::get(path);
        if let Some(bearer) = bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {bearer}"));
        }
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// A form with HTTP Basic if the site has a secret, else with `client_id` in it.
    pub async fn form(&self, path: &str, site: &Site, fields: &[(&str, &str)]) -> Reply {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        if site.secret.is_some() {
            request = request.header(header::AUTHORIZATION, site.basic());
        } else {
            body.append_pair("client_id", site.id.as_str());
        }
        self.send(request.body(Body::from(body.finish())).expect("a request")).await
    }

    /// A form with these headers and nothing else.
    pub async fn post(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Reply {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// What becomes of an authorization request in a browser where nobody is signed in.
    pub async fn outcome(&self, request: &str) -> String {
        self.outcome_in(&mut Visitor::new(self.router.clone()), request).await
    }

    /// What becomes of it in this browser: the page that is shown, `code`, or the error that the client or the
    /// person is told.
    pub async fn outcome_in(&self, browser: &mut Visitor, request: &str) -> String {
        let page = browser.get(&format!("/oauth2/authorize?{request}")).await;
        let shown = ["login", "consent", "accounts", "register"].into_iter().find(|id| page.has(&format!("form#{id}")));
        if let Some(shown) = shown {
            return shown.into();
        }
        let told = page.attribute("#error-page", "data-error").or_else(|| page.answer("error"));
        told.unwrap_or_else(|| page.answer("code").map(|_| "code".into()).expect("an answer"))
    }

    /// A browser in which [`Provider::ana`] is signed in and has allowed this request.
    pub async fn signed_in(&self, request: &str) -> Visitor {
        let mut browser = Visitor::new(self.router.clone());
        let page = browser.get(&format!("/oauth2/authorize?{request}")).await;
        let page = browser.submit(&page, "login", &[("identifier", "ana@mail.example"), ("password", PASSWORD)]).await;
        if page.has("form#consent") {
            browser.submit(&page, "consent", &[("decision", "allow")]).await;
        }
        browser
    }

    pub async fn redeem(&self, site: &Site, code: &str) -> Reply {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.form("/oauth2/token", site, &form).await
    }

    pub async fn refresh(&self, site: &Site, token: &str) -> Reply {
        self.form("/oauth2/token", site, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub async fn introspect(&self, site: &Site, token: &str) -> Value {
        self.form("/oauth2/introspect", site, &[("token", token)]).await.ok().json()
    }

    /// Header and claims of a JWT that one of the published keys signed.
    pub async fn read_jwt(&self, token: &str) -> (Value, Value) {
        let part = |at: usize| URL_SAFE_NO_PAD.decode(token.split('.').nth(at).expect("a part")).expect("base64url");
        let header: Value = serde_json::from_slice(&part(0)).expect("a header");
        let keys = self.get("/oauth2/jwks", None).await.ok().json();
        let mut keys = keys["keys"].as_array().expect("keys").iter();
        let key = keys.find(|key| key["kid"] == header["kid"]).expect("a published key");
        let (_, algorithm) = jws::peek(token).expect("a JWT");
        (header, jws::verify(token, &key.to_string(), algorithm).expect("a good signature"))
    }

    pub async fn userinfo(&self, token: &str) -> Reply {
        self.get("/oauth2/userinfo", Some(token)).await
    }

    /// A session of a person, begun as sign-in by a password begins it.
    pub async fn session(&self, user: UserId) -> Session {
        self.session_by(user, vec![Amr::Pwd]).await
    }

    /// A session of a person who proved themselves so.
    pub async fn session_by(&self, user: UserId, amr: Vec<Amr>) -> Session {
        let begin = sessions::Begin { user, amr, remembered: false, device: None, auth_time: None, origin: from(1) };
        let core = self.core.core.clone();
        let session: Result<_, freedom_id::base::Fault> = self
            .core
            .db
            .write(move |tx| Box::pin(async move { sessions::begin_within(&core, tx, &begin).await }))
            .await;
        session.expect("a session").expect("a person in good standing")
    }

    /// The parameters of a good request.
    pub fn request(site: &Site, scope: &str) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("client_id", site.id.as_str()),
                ("redirect_uri", CALLBACK),
                ("response_type", "code"),
                ("scope", scope),
                ("state", "xyz"),
                ("nonce", "n-0S6"),
                ("code_challenge", &pkce::s256(VERIFIER)),
                ("code_challenge_method", "S256"),
            ])
            .finish()
    }

    /// Signs a person in for a site, allows everything, and returns the code.
    pub async fn code(&self, site: &Site, user: UserId, scope: &str) -> String {
        self.code_of(user, &Self::request(site, scope)).await
    }

    /// The same for a request that is written out.
    pub async fn code_of(&self, user: UserId, request: &str) -> String {
        let to = self.answer_of(user, request).await;
        part_of(&to, "code").unwrap_or_else(|| panic!("a code in {to}"))
    }

    /// The same in a session that has begun.
    pub async fn code_in(&self, session: &Session, request: &str) -> String {
        let to = self.answer_in(session, request).await;
        part_of(&to, "code").unwrap_or_else(|| panic!("a code in {to}"))
    }

    /// The address that the answer leads to.
    pub async fn answer_of(&self, user: UserId, request: &str) -> String {
        self.answer_in(&self.session(user).await, request).await
    }

    async fn answer_in(&self, session: &Session, request: &str) -> String {
        let user = session.user;
        let browser = Browser { binding: Digest::of(&session.id.text()), sessions: vec![session.id] };
        let params = Params::parse(request).expect("parameters");
        let begin = Begin { params, entrance: Entrance::Standard, browser: browser.clone(), origin: from(1) };
        let mut next = authorize::begin(&self.core, begin).await.expect("a good request");
        if let Next::Page { track, step: Step::Consent(id), .. } = next {
            let view = authorize::view(&self.core, track, &browser.binding).await.expect("a track");
            let sheet = consent::sheet(&self.core, &view, id, user).await.expect("a sheet").expect("a person");
            let ticked = view.request.scopes.clone();
            let decide = consent::Decide { account: user, ticked, allow: true, locale: Locale::En };
            next = consent::decide(&self.core, view, &sheet, decide, &browser, &from(1)).await.expect("a decision");
        }
        let Next::Answer(Answer::Location(to)) = next else { panic!("an answer, not {next:?}") };
        to
    }

    /// The code of a request that shows no page, if there is one.
    pub async fn silent(&self, site: &Site, session: &Session, scope: &str) -> Option<String> {
        let browser = Browser { binding: Digest::of(&session.id.text()), sessions: vec![session.id] };
        let params = Params::parse(&Self::request(site, scope)).expect("parameters");
        let begin = Begin { params, entrance: Entrance::Standard, browser, origin: from(1) };
        let next = authorize::begin(&self.core, begin).await.expect("a good request");
        let Next::Answer(Answer::Location(to)) = next else { return None };
        part_of(&to, "code")
    }

    /// A person with phone and name.
    pub async fn ana(&self) -> UserId {
        self.core.person(&["+77011234567", "ana@mail.example"]).await
    }
}
