//! A partner of the first hour: it speaks JSON and knows nothing but the partner API.

use axum::body::Body;
use axum::http::{Method, Request, header};
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::user::UserId;
use freedom_id::service::clients;
use serde_json::{Value, json};

use super::browser::{Browser, Page};
use super::provider::{CALLBACK, Provider, Reply, Site, site_named};
use super::{PASSWORD, TestCore};

/// The fifteen documented grants.
pub const GRANTS: [&str; 15] = [
    "openid",
    "read.date_of_birth",
    "read.firstname",
    "read.lastname",
    "read.patronymic",
    "read.country",
    "read.nationality",
    "read.gender",
    "read.identifier",
    "read.phone",
    "read.email",
    "read.phones",
    "read.emails",
    "read.profile",
    "read.cards",
];

/// The provider, a partner, and a person who has an account.
pub struct Partner {
    pub provider: Provider,
    pub site: Site,
    pub ana: UserId,
}

impl std::ops::Deref for Partner {
    type Target = Provider;

    fn deref(&self) -> &Provider {
        &self.provider
    }
}

/// A partner that may ask for every grant.
pub fn partner_named(name: &str) -> clients::Add {
    let mut add = site_named(name);
    add.scopes = GRANTS.into_iter().collect::<Scopes>().union(&add.scopes);
    add.options.revoke_hosts = vec!["partner.example".into()];
    add
}

const LEDGER: [&str; 10] = [
    "SELECT COUNT(*) FROM tracks",
    "SELECT COUNT(*) FROM tracks WHERE stage IN ('issued', 'refused')",
    "SELECT COUNT(*) FROM codes",
    "SELECT COUNT(*) FROM codes WHERE redeemed_at IS NULL",
    "SELECT COUNT(*) FROM grants",
    "SELECT COUNT(*) FROM grants WHERE revoked_at IS NULL",
    "SELECT COUNT(*) FROM access_tokens",
    "SELECT COUNT(*) FROM access_tokens WHERE revoked_at IS NULL",
    "SELECT COUNT(*) FROM refresh_tokens",
    "SELECT COUNT(*) FROM refresh_tokens WHERE rotated_at IS NULL",
];

/// Who calls.
#[derive(Clone, Copy)]
pub enum By<'a> {
    Nobody,
    Site(&'a Site),
    Token(&'a str),
}

impl Partner {
    pub async fn new() -> Self {
        Self::with(TestCore::new().await, partner_named("Shop")).await
    }

    pub async fn with(core: TestCore, add: clients::Add) -> Self {
        let provider = Provider::on(core).await;
        let (site, ana) = (provider.site(add).await, provider.ana().await);
        Self { provider, site, ana }
    }

    /// One call; `Null` sends no body.
    pub async fn call(&self, method: Method, path: &str, by: By<'_>, body: &Value) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        match by {
            By::Nobody => {}
            By::Site(site) => request = request.header(header::AUTHORIZATION, site.basic()),
            By::Token(token) => request = request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        };
        self.send(request.body(body).expect("a request")).await
    }

    pub async fn post(&self, path: &str, by: By<'_>, body: Value) -> Reply {
        self.call(Method::POST, path, by, &body).await
    }

    /// One call as it is written here: nothing is added to it.
    pub async fn raw(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }

    /// Everything that a call of this API may begin, use up or end, as numbers: a refused one leaves them as
    /// they were.
    pub async fn ledger(&self) -> Vec<i64> {
        let mut numbers = Vec::new();
        for statement in LEDGER {
            numbers.push(self.count(statement).await);
        }
        numbers
    }

    /// Moves the clock to a moment that lies ahead, in RFC 3339.
    pub fn go_to(&self, moment: &str) {
        let moment = chrono::DateTime::parse_from_rfc3339(moment).expect("a moment");
        let ahead = moment.timestamp_micros() - self.clock.now().get();
        self.pass(std::time::Duration::from_micros(ahead.try_into().expect("a moment ahead")));
    }

    /// A further client.
    pub async fn other(&self, name: &str) -> Site {
        self.site(partner_named(name)).await
    }

    /// A login link for these grants: the path and query of its address.
    pub async fn link(&self, grants: &[&str]) -> String {
        self.link_of(json!({"redirect_uri": CALLBACK, "grants": grants, "state": "s-1"})).await
    }

    pub async fn link_of(&self, body: Value) -> String {
        let made = self.post("/api/v1/oauth/authorize", By::Site(&self.site), body).await.ok();
        let url = url::Url::parse(&made.member("redirect_uri")).expect("an address");
        format!("{}?{}", url.path(), url.query().unwrap_or_default())
    }

    /// Opens a link in a browser where nobody is signed in, signs in as [`Partner::ana`] and allows
    /// everything: the address that the browser is sent to.
    pub async fn follow(&self, link: &str) -> String {
        self.follow_in(&mut Browser::new(self.router.clone()), link).await
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// The same, with every optional grant left out.
    pub async fn unticked(&self, browser: &mut Browser, link: &str) -> String {
        let login = browser.get(link).await;
        let page = sign_in(browser, &login).await;
        let mut form = page.form("consent").with(&[("decision", "allow")]);
        form.fields.retain(|(name, _)| name != "grant");
        browser.send(Method::POST, &form.action, Some(&form.fields)).await.destination()
    }

    pub async fn follow_in(&self, browser: &mut Browser, link: &str) -> String {
        let mut page = browser.get(link).await;
        if page.has("form#login") {
            let fields = [("identifier", "ana@mail.example"), ("password", PASSWORD)];
            page = browser.submit(&page, "login", &fields).await;
        }
        if page.has("form#consent") {
            page = browser.submit(&page, "consent", &[("decision", "allow")]).await;
        }
        page.destination()
    }

    /// A code for these grants.
    pub async fn code(&self, grants: &[&str]) -> String {
        let link = self.link(grants).await;
        let to = self.follow(&link).await;
        super::provider::part_of(&to, "authorization_code").unwrap_or_else(|| panic!("a code in {to}"))
    }

    /// An `/openid` request with everything that is documented, and more.
    pub fn openid(&self, more: &[(&str, &str)]) -> String {
        openid_of(&self.site, "openid profile phone", more)
    }

    /// A code of `/openid`, by somebody who is not signed in yet.
    pub async fn openid_code(&self) -> String {
        let to = self.follow(&self.openid(&[])).await;
        super::provider::part_of(&to, "code").unwrap_or_else(|| panic!("a code in {to}"))
    }

    /// A code of `/openid` or `/oauth2/authorize` for tokens, in JSON.
    pub async fn oidc(&self, by: &Site, code: &str) -> Reply {
        let body = json!({"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK});
        self.post(OIDC_TOKEN, By::Site(by), body).await
    }

    /// The refresh of that generation.
    pub async fn oidc_refresh(&self, token: &str) -> Reply {
        self.form(OIDC_TOKEN, &self.site, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub async fn exchange(&self, code: &str) -> Reply {
        self.post("/api/v1/oauth/token", By::Site(&self.site), json!({"authorization_code": code})).await
    }

    pub async fn renew(&self, refresh_token: &str) -> Reply {
        self.call(Method::PATCH, "/api/v1/oauth/token", By::Token(refresh_token), &Value::Null).await
    }

    pub async fn info(&self, access_token: &str) -> Reply {
        self.get("/api/v1/oauth/info", Some(access_token)).await
    }

    /// Tokens for these grants.
    pub async fn tokens(&self, grants: &[&str]) -> Reply {
        let code = self.code(grants).await;
        self.exchange(&code).await.ok()
    }
}

/// Signs Ana in on a page that asks for it; the page that comes then.
pub async fn sign_in(browser: &mut Browser, login: &Page) -> Page {
    browser.submit(login, "login", &[("identifier", "ana@mail.example"), ("password", PASSWORD)]).await
}

/// The token endpoint of the OIDC generation.
pub const OIDC_TOKEN: &str = "/api/v1/oidc/token";

/// The address of an `/openid` request of a site.
pub fn openid_of(site: &Site, scope: &str, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([
        ("client_id", site.id.as_str()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", scope),
        ("state", "s-2"),
        ("nonce", "n-2"),
    ]);
    query.extend_pairs(more);
    format!("/openid?{}", query.finish())
}

impl Reply {
    /// The answer is this business error.
    #[track_caller]
    pub fn is_business(&self, status: u16, code: u32, message: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.json(), json!({"error": {"message": message, "code": code}}));
    }

    /// The answer is this validation error.
    #[track_caller]
    pub fn is_invalid(&self, errors: &Value) {
        assert_eq!(self.status.as_u16(), 422, "{}", self.body);
        assert_eq!(self.json(), json!({"error": {"message": "Error validating transmitted data.", "errors": errors}}));
    }
}
