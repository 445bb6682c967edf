//! A server with clients of every kind and a person who is signed in and has agreed.

use std::fs;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use freedom_id::protocol::pkce;
use serde_json::{Value, json};

use crate::holder::Holder;
use crate::server::{Child, DataDir, free_port, pinned};
use crate::wire::{self, Answer, Wire, get, post};

const SERVER: &str = env!("CARGO_BIN_EXE_freedom-id");
const CALLBACK: &str = "https://shop.example/callback";
const PHONE: &str = "+77015550001";
const PASSWORD: &str = "correct horse battery staple";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The same for every flow: what is measured is not the client's hashing.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// What the scenarios need.
#[derive(Clone)]
pub struct Site {
    /// `Authorization` header line of the site that signs people in.
    pub basic: String,
    /// `Authorization` header line of the program without people.
    pub machine: String,
    /// The same for one whose access tokens are JWTs.
    pub jwt_machine: String,
    /// The id of the site.
    pub client_id: String,
    /// The parameters of an authorization request.
    pub request: Vec<(&'static str, String)>,
    /// The session's `Cookie` header line.
    pub cookie: String,
    /// Path and query of an authorization request.
    pub authorize: String,
    /// A live access token.
    pub access_token: String,
}

/// A client under FAPI 2.0, with a person who has agreed.
#[derive(Clone)]
pub struct Bank {
    client_id: String,
    holder: Holder,
    request: Vec<(&'static str, String)>,
    cookie: String,
}

/// A client of the partner API, with a person who has agreed.
#[derive(Clone)]
pub struct Partner {
    basic: String,
    cookie: String,
    /// A live access token.
    pub access_token: String,
}

/// A server that is ready to be measured.
pub struct Ready {
    pub server: Child,
    pub site: Site,
    pub bank: Bank,
    pub partner: Partner,
    pub restart_ms: f64,
}

fn command(dir: &DataDir, database: Option<&str>, address: SocketAddr) -> Command {
    let mut command = pinned(0, SERVER);
    command
        .env("FREEDOM_ID_SERVER__DATA_DIR", dir.path())
        .env("FREEDOM_ID_SERVER__LISTEN", address.to_string())
        .env("FREEDOM_ID_SERVER__ISSUER", issuer(address))
        .env("FREEDOM_ID_LIMITS__ENABLED", "false")
        .env("FREEDOM_ID_DEV__DEMO", "false")
        .env("FREEDOM_ID_LOG__LEVEL", "warn");
    if let Some(url) = database {
        command.env("FREEDOM_ID_DATABASE__URL", url);
    }
    command
}

fn issuer(address: SocketAddr) -> String {
    format!("http://localhost:{}", address.port())
}

pub async fn prepare(dir: &DataDir, database: Option<&str>) -> Ready {
    let address = free_port();
    let (server, _) = Child::start(command(dir, database, address), address);
    let run = |args: &[&str]| -> Value {
        let output =
            command(dir, database, address).args(args).stderr(Stdio::inherit()).output().expect("the command runs");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{args:?} prints JSON"))
    };
    let shop = run(&["client", "add", "--name", "Shop", "--redirect-uri", CALLBACK, "--json"]);
    let machine = [
        "client",
        "add",
        "--name",
        "Machine",
        "--grant-type",
        "client_credentials",
        "--scope",
        "reports.read",
        "--json",
    ];
    let jwt_machine = run(&[&machine[..], &["--access-token-format", "jwt"]].concat());
    let machine = run(&machine);
    let grants = ["--scope", "read.firstname", "read.lastname", "read.phone"];
    let partner = ["client", "add", "--name", "Partner", "--redirect-uri", CALLBACK, "--json"];
    let partner = run(&[&partner[..], &grants].concat());
    let holder = Holder::new(&issuer(address));
    let metadata = dir.path().join("bank.json");
    let members = json!({
        "client_name": "Bank", "redirect_uris": [CALLBACK], "profile": "fapi2",
        "token_endpoint_auth_method": "private_key_jwt", "jwks": holder.jwks(),
    });
    fs::write(&metadata, members.to_string()).expect("a file");
    let bank = run(&["client", "add", "--metadata", &metadata.display().to_string(), "--json"]);
    run(&[
        "user",
        "add",
        "--phone",
        PHONE,
        "--firstname",
        "Load",
        "--lastname",
        "Test",
        "--password",
        PASSWORD,
        "--json",
    ]);
    // A second start on an existing database: that is what operators wait for.
    drop(server);
    let (server, restarted) = Child::start(command(dir, database, address), address);
    let (site, bank, partner) = sign_in(&server, [&shop, &machine, &jwt_machine, &partner], &bank, holder).await;
    Ready { server, site, bank, partner, restart_ms: (restarted.as_secs_f64() * 10_000.0).round() / 10.0 }
}

fn basic(client: &Value) -> String {
    let text = |name: &str| client[name].as_str().expect("the command prints it");
    let pair = STANDARD.encode(format!("{}:{}", text("client_id"), text("client_secret")));
    format!("Authorization: Basic {pair}\r\n")
}

fn id(client: &Value) -> String {
    client["client_id"].as_str().expect("an id").to_owned()
}

fn request(client_id: &str) -> Vec<(&'static str, String)> {
    vec![
        ("client_id", client_id.to_owned()),
        ("redirect_uri", CALLBACK.to_owned()),
        ("response_type", "code".to_owned()),
        ("scope", "openid profile phone offline_access".to_owned()),
        ("state", "s".to_owned()),
        ("nonce", "n".to_owned()),
        ("code_challenge", pkce::s256(VERIFIER)),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

async fn sign_in(
    server: &Child,
    [shop, machine, jwt_machine, partner]: [&Value; 4],
    bank: &Value,
    holder: Holder,
) -> (Site, Bank, Partner) {
    let request_of_shop = request(&id(shop));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&request_of_shop).finish();
    let mut site = Site {
        basic: basic(shop),
        machine: basic(machine),
        jwt_machine: basic(jwt_machine),
        client_id: id(shop),
        request: request_of_shop,
        cookie: String::new(),
        authorize: format!("/oauth2/authorize?{query}"),
        access_token: String::new(),
    };
    let mut bank = Bank { request: request(&id(bank)), client_id: id(bank), holder, cookie: String::new() };
    let mut browser = Browser { wire: Wire::connect(server.address()).await, cookies: Vec::new() };
    let login = browser.go(&site.authorize).await;
    let signed = browser
        .submit(&login, "/login", &[("identifier", PHONE), ("password", PASSWORD), ("action", "password")])
        .await;
    browser.submit(&signed, "/consent", &[("decision", "allow")]).await;
    let pushed = push(&mut browser.wire, &bank).await;
    let asked = browser.go(&authorize_pushed(&bank.client_id, &pushed)).await;
    browser.submit(&asked, "/consent", &[("decision", "allow")]).await;
    let mut partner = Partner { basic: basic(partner), cookie: String::new(), access_token: String::new() };
    let link = link(&mut browser.wire, &partner).await;
    let asked = browser.go(&link).await;
    browser.submit(&asked, "/consent", &[("decision", "allow")]).await;
    site.cookie = browser.header();
    bank.cookie.clone_from(&site.cookie);
    partner.cookie.clone_from(&site.cookie);
    site.access_token = tokens(&mut browser.wire, &site).await.member("access_token");
    partner.access_token = partner_tokens(&mut browser.wire, &partner).await.member("access_token");
    (site, bank, partner)
}

/// Path and query of a new login link.
async fn link(wire: &mut Wire, partner: &Partner) -> String {
    const BODY: &str = r#"{"redirect_uri":"https://shop.example/callback","grants":["read.firstname","read.phone"]}"#;
    let made = wire.ask(&wire::json("POST", "/api/v1/oauth/authorize", &partner.basic, BODY)).await;
    let address = made.member("redirect_uri");
    address.split_once("/login").map(|(_, query)| format!("/login{query}")).expect("a login link")
}

/// One login by a link with a live session.
pub async fn partner_tokens(wire: &mut Wire, partner: &Partner) -> Answer {
    let link = link(wire, partner).await;
    let code = code(wire, &link, &partner.cookie).await;
    let body = json!({"authorization_code": code}).to_string();
    let answer = wire.ask(&wire::json("POST", "/api/v1/oauth/token", &partner.basic, &body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

/// The header line of a bearer.
pub fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

/// A refresh token of the partner API for each connection.
pub async fn partner_refresh_tokens(server: &Child, partner: &Partner, count: usize) -> Vec<String> {
    let mut wire = Wire::connect(server.address()).await;
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        all.push(partner_tokens(&mut wire, partner).await.member("refresh_token"));
    }
    all
}

/// One authorization with a live session: code, then tokens.
pub async fn tokens(wire: &mut Wire, site: &Site) -> Answer {
    let code = code(wire, &site.authorize, &site.cookie).await;
    redeem(wire, &site.basic, &code, &[]).await
}

/// The code that a live session gets at once.
pub async fn code(wire: &mut Wire, authorize: &str, cookie: &str) -> String {
    let redirect = wire.ask(&get(authorize, cookie)).await;
    let location = redirect.headers("location").next().unwrap_or_default();
    let code = location
        .split(['?', '&'])
        .find_map(|p| p.strip_prefix("code=").or(p.strip_prefix("authorization_code=")))
        .unwrap_or_else(|| {
            panic!("a code in {} {location}: {}", redirect.status, redirect.body.get(..300).unwrap_or_default())
        });
    code.to_owned()
}

/// A code for tokens; `more` are fields that prove the client.
pub async fn redeem(wire: &mut Wire, headers: &str, code: &str, more: &[(&str, &str)]) -> Answer {
    let form =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    let answer = wire.ask(&post("/oauth2/token", headers, &[&form[..], more].concat())).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

/// Where a browser takes a pushed request.
pub fn authorize_pushed(client_id: &str, pushed: &Answer) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("client_id", client_id), ("request_uri", &pushed.member("request_uri"))])
        .finish();
    format!("/oauth2/authorize?{query}")
}

async fn push(wire: &mut Wire, bank: &Bank) -> Answer {
    let assertion = bank.holder.assertion(&bank.client_id);
    let mut form: Vec<(&str, &str)> = bank.request.iter().map(|(n, v)| (*n, v.as_str())).collect();
    form.extend([("client_assertion_type", JWT_BEARER), ("client_assertion", &assertion)]);
    wire.ask(&post("/oauth2/par", &bank.holder.proof("/oauth2/par"), &form)).await
}

/// One authorization under FAPI 2.0 with a live session.
pub async fn bank_tokens(wire: &mut Wire, bank: &Bank) -> Answer {
    let pushed = push(wire, bank).await;
    let code = code(wire, &authorize_pushed(&bank.client_id, &pushed), &bank.cookie).await;
    let assertion = bank.holder.assertion(&bank.client_id);
    let proves = [("client_assertion_type", JWT_BEARER), ("client_assertion", assertion.as_str())];
    redeem(wire, &bank.holder.proof("/oauth2/token"), &code, &proves).await
}

/// A refresh token for each connection.
pub async fn refresh_tokens(server: &Child, site: &Site, count: usize) -> Vec<String> {
    let mut wire = Wire::connect(server.address()).await;
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        all.push(tokens(&mut wire, site).await.member("refresh_token"));
    }
    all
}

/// Just enough of a browser: cookies, redirects within the server, the hidden fields of a form.
struct Browser {
    wire: Wire,
    cookies: Vec<(String, String)>,
}

impl Browser {
    fn header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        format!("Cookie: {}\r\n", pairs.join("; "))
    }

    async fn ask(&mut self, request: String) -> Answer {
        let mut answer = self.wire.ask(&request).await;
        loop {
            for cookie in answer.headers("set-cookie") {
                let pair = cookie.split(';').next().unwrap_or_default();
                if let Some((name, value)) = pair.split_once('=') {
                    self.cookies.retain(|(n, _)| n != name);
                    self.cookies.push((name.to_owned(), value.to_owned()));
                }
            }
            let next = answer.headers("location").next().filter(|to| to.starts_with('/')).map(str::to_owned);
            let Some(next) = next else { return answer };
            answer = self.wire.ask(&get(&next, &self.header())).await;
        }
    }

    async fn go(&mut self, path: &str) -> Answer {
        let request = get(path, &self.header());
        self.ask(request).await
    }

    async fn submit(&mut self, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
        let hidden: Vec<(String, String)> = ["csrf_token", "track_id", "account"]
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), hidden_value(&page.body, name)?)))
            .collect();
        assert!(!hidden.is_empty(), "a form in {}: {}", page.status, page.body);
        let form: Vec<(&str, &str)> =
            hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).chain(fields.iter().copied()).collect();
        let request = post(path, &self.header(), &form);
        self.ask(request).await
    }
}

fn hidden_value(html: &str, name: &str) -> Option<String> {
    let tag = html.split('<').find(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{name}\"")))?;
    tag.split("value=\"").nth(1)?.split('"').next().map(str::to_owned)
}
