//! A server with two clients and a person who is signed in and has agreed.

use std::net::SocketAddr;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use freedom_id::protocol::pkce;
use serde_json::Value;

use crate::server::{Child, DataDir, free_port, pinned};
use crate::wire::{Answer, Wire, get, post};

const SERVER: &str = env!("CARGO_BIN_EXE_freedom-id");
const CALLBACK: &str = "https://shop.example/callback";
const PHONE: &str = "+77015550001";
const PASSWORD: &str = "correct horse battery staple";
/// The same for every flow: what is measured is not the client's hashing.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// What the scenarios need.
#[derive(Clone)]
pub struct Site {
    /// `Authorization` header line of the site that signs people in.
    pub basic: String,
    /// `Authorization` header line of the program without people.
    pub machine: String,
    /// The session's `Cookie` header line.
    pub cookie: String,
    /// Path and query of an authorization request.
    pub authorize: String,
    /// A live access token.
    pub access_token: String,
}

/// A server that is ready to be measured.
pub struct Ready {
    pub server: Child,
    pub site: Site,
    pub restart_ms: f64,
}

fn command(dir: &DataDir, database: Option<&str>, address: SocketAddr) -> Command {
    let mut command = pinned(0, SERVER);
    command
        .env("FREEDOM_ID_SERVER__DATA_DIR", dir.path())
        .env("FREEDOM_ID_SERVER__LISTEN", address.to_string())
        .env("FREEDOM_ID_SERVER__ISSUER", format!("http://localhost:{}", address.port()))
        .env("FREEDOM_ID_LIMITS__ENABLED", "false")
        .env("FREEDOM_ID_DEV__DEMO", "false")
        .env("FREEDOM_ID_LOG__LEVEL", "warn");
    if let Some(url) = database {
        command.env("FREEDOM_ID_DATABASE__URL", url);
    }
    command
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
    let machine = run(&machine);
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
    let site = sign_in(&server, &shop, &machine).await;
    Ready { server, site, restart_ms: (restarted.as_secs_f64() * 10_000.0).round() / 10.0 }
}

fn basic(client: &Value) -> String {
    let text = |name: &str| client[name].as_str().expect("the command prints it");
    let pair = STANDARD.encode(format!("{}:{}", text("client_id"), text("client_secret")));
    format!("Authorization: Basic {pair}\r\n")
}

async fn sign_in(server: &Child, shop: &Value, machine: &Value) -> Site {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", shop["client_id"].as_str().expect("an id")),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile phone offline_access"),
            ("state", "s"),
            ("nonce", "n"),
            ("code_challenge", &pkce::s256(VERIFIER)),
            ("code_challenge_method", "S256"),
        ])
        .finish();
    let mut site = Site {
        basic: basic(shop),
        machine: basic(machine),
        cookie: String::new(),
        authorize: format!("/oauth2/authorize?{query}"),
        access_token: String::new(),
    };
    let mut browser = Browser { wire: Wire::connect(server.address()).await, cookies: Vec::new() };
    let login = browser.go(&site.authorize).await;
    let signed = browser
        .submit(&login, "/login", &[("identifier", PHONE), ("password", PASSWORD), ("action", "password")])
        .await;
    browser.submit(&signed, "/consent", &[("decision", "allow")]).await;
    site.cookie = browser.header();
    let tokens = tokens(&mut browser.wire, &site).await;
    site.access_token = tokens.member("access_token");
    site
}

/// One authorization with a live session: code, then tokens.
pub async fn tokens(wire: &mut Wire, site: &Site) -> Answer {
    let redirect = wire.ask(&get(&site.authorize, &site.cookie)).await;
    let location = redirect.headers("location").next().unwrap_or_default();
    let code = location.split(['?', '&']).find_map(|p| p.strip_prefix("code=")).unwrap_or_else(|| {
        panic!("a code in {} {location}: {}", redirect.status, redirect.body.get(..300).unwrap_or_default())
    });
    let form =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    let answer = wire.ask(&post("/oauth2/token", &site.basic, &form)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
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
