//! Nothing that was handed out can be read in the database.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use freedom_id::base::{Digest, Secret};
use freedom_id::domain::oauth::client::Client;
use freedom_id::service::clients;
use serde_json::Value;

use crate::support::app::{CALLBACK, TestApp, authorize};
use crate::support::browser::{Browser, Page};
use crate::support::partner::{OIDC_TOKEN, Partner};
use crate::support::provider::{Reply, VERIFIER};
use crate::support::seconds;

const PHONE: &str = "+77011112233";
const SCOPE: &str = "openid read.phone offline_access";
const CODE: &str = "739158";
const PASSWORD: &str = "plain words nobody stores";

/// What was handed out or typed, with a name for the message of a failure.
#[derive(Default)]
struct Secrets(Vec<(String, String)>);

impl Secrets {
    fn keep(&mut self, name: &str, value: &str) {
        assert!(!value.is_empty(), "{name}");
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Cookies as a whole and by the parts that are signed.
    fn keep_cookies(&mut self, browser: &Browser) {
        for (name, value) in browser.cookies.iter().filter(|(name, _)| *name != "fid_l") {
            self.keep(name, value);
            for part in value.split('.').filter(|part| part.len() > 20) {
                self.keep(name, part);
            }
        }
    }

    fn stand_nowhere(&self, cells: &[(String, String)]) {
        for (name, secret) in &self.0 {
            for text in spellings(secret) {
                let found = cells.iter().find(|(_, cell)| holds(cell, &text));
                assert!(found.is_none(), "{name} stands in {found:?}");
            }
        }
    }

    fn keep_form(&mut self, page: &Page) {
        self.keep("csrf_token", &page.attribute("[name=csrf_token]", "value").expect("a token"));
    }

    fn keep_tokens(&mut self, answer: &Page) -> Value {
        let tokens: Value = serde_json::from_str(&answer.body).expect("JSON");
        for name in ["access_token", "refresh_token", "id_token"] {
            self.keep(name, tokens[name].as_str().unwrap_or_else(|| panic!("{name} in {}", answer.body)));
        }
        tokens
    }
}

/// A secret as it might be written down.
fn spellings(secret: &str) -> Vec<String> {
    let mut all = vec![
        secret.to_owned(),
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
        hex(secret.as_bytes()),
        form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
    ];
    if let Ok(bytes) = URL_SAFE_NO_PAD.decode(secret)
        && bytes.len() >= 16
    {
        all.extend([hex(&bytes), STANDARD.encode(&bytes)]);
    }
    // What can be guessed must not stand there as a plain digest either.
    if [CODE, PASSWORD].contains(&secret) {
        all.push(Digest::of(secret).text().to_owned());
    }
    all
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// Whether a cell holds a text; short ones count as words only, because digests contain any digits.
fn holds(cell: &str, text: &str) -> bool {
    let word = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    cell.match_indices(text).any(|(at, _)| {
        let (before, after) = (cell[..at].chars().next_back(), cell[at + text.len()..].chars().next());
        text.len() >= 16 || (word(before) && word(after))
    })
}

async fn register(app: &TestApp, client: &Client, browser: &mut Browser, secrets: &mut Secrets) -> Page {
    let login = browser.get(&authorize(client, SCOPE, &[])).await;
    secrets.keep_form(&login);
    let mut page = browser.get(&login.attribute(".c-aside a", "href").expect("a link to register")).await;
    page = browser.submit(&page, "register", &[("phone", PHONE)]).await;
    secrets.keep_cookies(browser);
    assert_eq!(app.last_code(&crate::support::address(PHONE)).await.as_deref(), Some(CODE));
    page = browser.submit(&page, "otp", &[("code", CODE), ("action", "verify")]).await;
    page = browser.submit(&page, "register", &[("password", PASSWORD)]).await;
    let about = [("firstname", "Ana"), ("lastname", "Bekova"), ("accept_terms", "1")];
    let consent = browser.submit(&page, "register", &about).await;
    secrets.keep_cookies(browser);
    consent
}

async fn token(browser: &mut Browser, client: &Client, secret: &Secret, form: &[(&str, &str)]) -> Page {
    let basic = STANDARD.encode(format!("{}:{}", client.id, secret.expose()));
    let mut program = browser.clone();
    program.cookies.clear();
    program.headers = vec![("authorization", format!("Basic {basic}"))];
    let form: Vec<_> = form.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    program.send(Method::POST, "/oauth2/token", Some(&form)).await
}

/// The whole road once: registration, consent, tokens, renewal, sign-in by password and by code.
async fn road(app: &TestApp) -> Secrets {
    let mut secrets = Secrets::default();
    let client = app.client(SCOPE, "").await;
    let secret = clients::rotate_secret(app, &client.id).await.expect("a secret");
    secrets.keep("client_secret", secret.expose());
    secrets.keep("one-time code", CODE);
    secrets.keep("password", PASSWORD);
    let mut browser = app.browser();
    let consent = register(app, &client, &mut browser, &mut secrets).await;
    let done = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    let code = done.answer("code").expect("a code");
    secrets.keep("code", &code);
    let redeem = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    secrets.keep("code_verifier", VERIFIER);
    let tokens = secrets.keep_tokens(&token(&mut browser, &client, &secret, &redeem).await);
    let refresh = tokens["refresh_token"].as_str().expect("text");
    let renew = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    secrets.keep_tokens(&token(&mut browser, &client, &secret, &renew).await);

    app.pass(crate::support::minutes(2));
    let hint = tokens["id_token"].as_str().expect("text");
    let again = browser.get(&authorize(&client, SCOPE, &[("prompt", "login"), ("id_token_hint", hint)])).await;
    browser.submit(&again, "login", &[("identifier", PHONE), ("password", PASSWORD)]).await;
    secrets.keep_cookies(&browser);

    let mut other = app.browser();
    let login = other.get("/login").await;
    let ask = [("identifier", PHONE), ("password", PASSWORD), ("action", "password"), ("remember", "1")];
    other.submit(&login, "login", &ask).await;
    secrets.keep_cookies(&other);
    let mut third = app.browser();
    let login = third.get("/login").await;
    let otp = third.submit(&login, "login", &[("identifier", PHONE), ("action", "code")]).await;
    secrets.keep_cookies(&third);
    let inside = third.submit(&otp, "otp", &[("code", CODE), ("action", "verify")]).await;
    assert_eq!(inside.path, "/account");
    secrets.keep_cookies(&third);
    secrets
}

#[tokio::test]
async fn no_secret_that_was_handed_out_stands_in_the_database() {
    let app = TestApp::with(|config| config.otp.fixed_code = Some(Secret::new(CODE))).await;
    let secrets = road(&app).await;
    let cells = app.texts().await;
    for filled in ["tracks.request", "codes.digest", "refresh_tokens.answer", "outbox.message", "web_sessions.data"] {
        assert!(cells.iter().any(|(name, _)| name == filled), "{filled} is empty: the test looks at too little");
    }
    secrets.stand_nowhere(&cells);
}

#[tokio::test]
async fn nor_does_one_of_the_partner_api() {
    let partner = Partner::new().await;
    let mut secrets = Secrets::default();
    secrets.keep("client_secret", partner.site.secret.as_ref().expect("a secret").expose());
    let keep = |secrets: &mut Secrets, tokens: &Reply| {
        for name in ["access_token", "refresh_token"] {
            secrets.keep(name, &tokens.member(name));
        }
    };
    let code = partner.code(&["read.phone"]).await;
    secrets.keep("authorization_code", &code);
    let tokens = partner.exchange(&code).await.ok();
    keep(&mut secrets, &tokens);
    keep(&mut secrets, &partner.renew(&tokens.member("refresh_token")).await.ok());
    let code = partner.openid_code().await;
    secrets.keep("code", &code);
    let tokens = partner.oidc(&partner.site, &code).await.ok();
    keep(&mut secrets, &tokens);
    secrets.keep("id_token", &tokens.member("id_token"));
    partner.pass(seconds(1));
    let form = [("grant_type", "refresh_token"), ("refresh_token", &*tokens.member("refresh_token"))];
    keep(&mut secrets, &partner.form(OIDC_TOKEN, &partner.site, &form).await.ok());
    let cells = partner.core.texts().await;
    for filled in ["tracks.request", "tracks.answer", "codes.digest", "refresh_tokens.answer"] {
        assert!(cells.iter().any(|(name, _)| name == filled), "{filled} is empty: the test looks at too little");
    }
    secrets.stand_nowhere(&cells);
}

#[tokio::test]
async fn private_keys_are_sealed() {
    let app = TestApp::new().await;
    let cells = app.texts().await;
    assert!(cells.iter().any(|(name, _)| name == "signing_keys.private_key"));
    // PEM, a private JWK, and how PKCS#8 begins in base64 and in hex: RSA, P-256, Ed25519.
    for sign in ["PRIVATE KEY", "\"d\":", "MIIEv", "MIGHAgEA", "MC4CAQAw", "MFECAQEw", "3082", "308187", "302e0201"] {
        let found = cells.iter().find(|(name, cell)| name == "signing_keys.private_key" && cell.starts_with(sign));
        assert!(found.is_none(), "{found:?}");
    }
    for sign in ["PRIVATE KEY", "\"d\":"] {
        assert!(!cells.iter().any(|(_, cell)| cell.contains(sign)), "{sign}");
    }
}
