//! RFC 8628: a device on one side, a person in a browser on the other.

use axum::http::{Method, StatusCode};
use freedom_id::domain::oauth::options::Options;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::oauth::vocab::{AuthMethod, GrantType};
use freedom_id::domain::signing_key::SigningAlgorithm;
use freedom_id::service::accounts::manage;
use freedom_id::service::jobs;
use freedom_id::service::{Core, clients};
use freedom_id::store::Conn as _;
use serde_json::Value;

use super::{ANA, sign_in, with_ana};
use crate::oauth::rfc6749_code::futures_of;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};
use crate::support::{from, minutes, seconds};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A television: a public client without a redirect URI.
struct Device {
    browser: Browser,
    client: String,
    codes: Value,
}

fn tv(name: &str) -> clients::Add {
    clients::Add {
        id: None,
        name: name.into(),
        auth_method: AuthMethod::None,
        redirect_uris: Vec::new(),
        logout_uris: Vec::new(),
        grant_types: vec![GrantType::DeviceCode, GrantType::RefreshToken],
        scopes: Scopes::parse("openid profile email").expect("scopes"),
        optional_scopes: Scopes::default(),
        id_token_alg: SigningAlgorithm::Es256,
        pkce_required: true,
        verified: true,
        home_uri: None,
        policy_uri: None,
        terms_uri: None,
        options: Options::default(),
    }
}

async fn client(core: &Core, add: clients::Add) -> String {
    clients::add(core, add).await.expect("a client").0.id.to_string()
}

async fn form(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let fields: Vec<_> = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    browser.send(Method::POST, path, Some(&fields)).await
}

impl Device {
    /// Asks for codes.
    async fn of(app: &TestApp, client: String, scope: &str) -> Self {
        let mut browser = app.browser();
        browser.headers.push(("user-agent", "The TV in your room (Linux; Tizen 5.0)".into()));
        let asked =
            form(&mut browser, "/oauth2/device_authorization", &[("client_id", &client), ("scope", scope)]).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        assert_eq!(asked.headers["cache-control"], "no-store");
        let codes = serde_json::from_str(&asked.body).expect("JSON");
        Self { browser, client, codes }
    }

    async fn new(app: &TestApp) -> Self {
        Self::of(app, client(app, tv("Demo TV")).await, "openid profile").await
    }

    fn member(&self, name: &str) -> String {
        self.codes[name].as_str().expect(name).to_owned()
    }

    fn user_code(&self) -> String {
        self.member("user_code")
    }

    /// Asks for tokens, as this client or another.
    async fn poll_as(&self, client: &str) -> (u16, Value) {
        let code = self.member("device_code");
        let fields = [("grant_type", GRANT), ("device_code", &code), ("client_id", client)];
        let answer = form(&mut self.browser.clone(), "/oauth2/token", &fields).await;
        (answer.status.as_u16(), serde_json::from_str(&answer.body).expect("JSON"))
    }

    async fn poll(&self) -> (u16, Value) {
        self.poll_as(&self.client).await
    }

    #[track_caller]
    fn is(answer: &(u16, Value), error: &str) {
        assert_eq!((answer.0, answer.1["error"].as_str()), (400, Some(error)), "{answer:?}");
    }

    async fn userinfo(&self, token: &str) -> Page {
        let mut browser = self.browser.clone();
        browser.headers.push(("authorization", format!("Bearer {token}")));
        browser.get("/oauth2/userinfo").await
    }
}

/// Types a code; the next page.
async fn type_code(browser: &mut Browser, code: &str) -> Page {
    let page = browser.get("/device").await;
    browser.submit(&page, "device", &[("user_code", code)]).await
}

/// Types the code, goes on and signs in as Ana.
async fn to_consent(browser: &mut Browser, device: &Device) -> Page {
    let confirm = type_code(browser, &device.user_code()).await;
    let login = browser.submit(&confirm, "device", &[("decision", "continue")]).await;
    let consent = sign_in(browser, &login).await;
    assert!(consent.path.starts_with("/consent?"), "{}", consent.path);
    consent
}

#[tokio::test]
async fn a_person_lets_a_device_in_and_it_gets_tokens_once() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    assert_eq!(device.codes["interval"], 5);
    assert_eq!(device.codes["expires_in"], 600);
    assert_eq!(device.member("device_code").len(), 43);
    assert_eq!(device.member("verification_uri"), "http://localhost:8080/device");
    let complete = format!("http://localhost:8080/device?user_code={}", device.user_code());
    assert_eq!(device.member("verification_uri_complete"), complete);
    Device::is(&device.poll().await, "authorization_pending");

    let mut browser = app.browser();
    let confirm = type_code(&mut browser, &device.user_code().to_lowercase().replace('-', " ")).await;
    assert_eq!(confirm.status, StatusCode::OK, "{}", confirm.body);
    assert_eq!(confirm.text("#device-code"), device.user_code());
    assert!(confirm.body.contains("Demo TV") && confirm.has("#device-warning"), "{}", confirm.body);
    assert!(confirm.text("#device-from").contains("Tizen") && !confirm.body.contains("in your room"));
    assert!(!confirm.has("#device-elsewhere"), "both are in one network");
    let login = browser.submit(&confirm, "device", &[("decision", "continue")]).await;
    assert!(login.path.starts_with("/login?track_id="), "{}", login.path);
    let consent = sign_in(&mut browser, &login).await;
    assert!(consent.body.contains("Aigerim Bekova") && !consent.body.contains("localhost"), "{}", consent.body);
    let done = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert_eq!((done.status, done.has("main#device-allowed")), (StatusCode::OK, true), "{}", done.body);

    let (status, tokens) = device.poll().await;
    assert_eq!(status, 200, "{tokens}");
    assert!(tokens["id_token"].is_string() && tokens["refresh_token"].is_string(), "{tokens}");
    assert_eq!(tokens["scope"], "openid profile");
    let access = tokens["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(device.userinfo(&access).await.status, StatusCode::OK);
    Device::is(&device.poll().await, "invalid_grant");
    assert_eq!(device.userinfo(&access).await.status, StatusCode::UNAUTHORIZED, "a second use ends the first");
    assert_eq!(app.count("SELECT COUNT(*) FROM activities WHERE action = 'device_code_replay'").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM codes").await, 0);
}

#[tokio::test]
async fn a_hasty_device_is_slowed_down_for_good_and_a_question_costs_one_write() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    Device::is(&device.poll().await, "authorization_pending");
    app.pass(seconds(2));
    Device::is(&device.poll().await, "slow_down");
    app.pass(seconds(6));
    Device::is(&device.poll().await, "slow_down");
    assert_eq!(app.count("SELECT interval_seconds FROM devices").await, 15);
    app.pass(seconds(15));
    Device::is(&device.poll().await, "authorization_pending");
    app.pass(seconds(14));
    Device::is(&device.poll().await, "authorization_pending");
    assert_eq!(app.count("SELECT interval_seconds FROM devices").await, 15, "a second early is no haste");
}

#[tokio::test]
async fn a_code_ends_after_ten_minutes_for_the_device_and_for_the_person() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    let mut browser = app.browser();
    let consent = to_consent(&mut browser, &device).await;
    app.pass(minutes(10));
    Device::is(&device.poll().await, "expired_token");
    let late = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert_eq!((late.status, late.has("main#device-expired")), (StatusCode::GONE, true), "{}", late.body);
    assert_eq!(app.count("SELECT COUNT(*) FROM grants").await, 0);
    let typed = type_code(&mut browser, &device.user_code()).await;
    assert_eq!((typed.status, typed.has("#errors")), (StatusCode::UNPROCESSABLE_ENTITY, true));
    assert!(typed.text("#user_code-error").contains("expired"), "{}", typed.body);
    app.pass(minutes(60 * 25));
    jobs::purge::run(&app).await.expect("the purge runs");
    assert_eq!(app.count("SELECT COUNT(*) FROM devices").await, 0);
    Device::is(&device.poll().await, "invalid_grant");
}

#[tokio::test]
async fn of_two_questions_at_once_one_gets_the_tokens_and_none_keeps_them() {
    let app = with_ana().await;
    for _ in 0..5 {
        let device = Device::new(&app).await;
        let mut browser = app.browser();
        let consent = to_consent(&mut browser, &device).await;
        browser.submit(&consent, "consent", &[("decision", "allow")]).await;
        let answers = futures_of((0..3).map(|_| device.poll())).await;
        let won: Vec<_> = answers.iter().filter(|a| a.0 == 200).collect();
        assert_eq!(won.len(), 1, "{answers:?}");
        let access = won[0].1["access_token"].as_str().expect("a token");
        assert_eq!(device.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn another_client_cannot_use_or_spoil_a_device_code() {
    let app = with_ana().await;
    let other = client(&app, tv("Other TV")).await;
    let device = Device::new(&app).await;
    Device::is(&device.poll_as(&other).await, "invalid_grant");
    let mut browser = app.browser();
    let consent = to_consent(&mut browser, &device).await;
    browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    Device::is(&device.poll_as(&other).await, "invalid_grant");
    let (status, tokens) = device.poll().await;
    assert_eq!(status, 200, "{tokens}");
    Device::is(&device.poll_as(&other).await, "invalid_grant");
    let access = tokens["access_token"].as_str().expect("a token");
    assert_eq!(device.userinfo(access).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_a_device_may_not_ask_for_is_refused() {
    let app = with_ana().await;
    let tv = client(&app, tv("Demo TV")).await;
    let shop = app.client("openid", "").await;
    let mut browser = app.browser();
    let mut error = async |fields: &[(&str, &str)]| {
        let answer = form(&mut browser, "/oauth2/device_authorization", fields).await;
        let json: Value = serde_json::from_str(&answer.body).expect("JSON");
        (answer.status.as_u16(), json["error"].as_str().unwrap_or_default().to_owned())
    };
    let is = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(error(&[("client_id", &tv), ("scope", "read.gender")]).await, is(400, "invalid_scope"));
    assert_eq!(error(&[("client_id", &tv)]).await, is(400, "invalid_scope"));
    assert_eq!(error(&[("client_id", "nobody"), ("scope", "openid")]).await, is(401, "invalid_client"));
    assert_eq!(error(&[("client_id", shop.id.as_str()), ("scope", "openid")]).await, is(401, "invalid_client"));
    assert_eq!(error(&[("scope", "openid")]).await, is(401, "invalid_client"));
    let mut plain = super::device::tv("No device");
    plain.grant_types = vec![GrantType::RefreshToken];
    let plain = client(&app, plain).await;
    assert_eq!(error(&[("client_id", &plain), ("scope", "openid")]).await, is(400, "unauthorized_client"));
    let poll = [("grant_type", GRANT), ("client_id", &tv)];
    let answer = form(&mut app.browser(), "/oauth2/token", &poll).await;
    assert!(answer.body.contains("invalid_request"), "{}", answer.body);
    let poll = [("grant_type", GRANT), ("client_id", &plain), ("device_code", "x")];
    let answer = form(&mut app.browser(), "/oauth2/token", &poll).await;
    assert!(answer.body.contains("unauthorized_client"), "{}", answer.body);
}

#[tokio::test]
async fn a_link_with_the_code_only_fills_it_in() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    let mut browser = app.browser();
    let link = device.member("verification_uri_complete").replace("http://localhost:8080", "");
    let page = browser.get(&link).await;
    assert_eq!(page.attribute("#user_code", "value"), Some(device.user_code()));
    assert!(!page.body.contains("Demo TV"), "a link looks nothing up");
    let confirm = browser.submit(&page, "device", &[]).await;
    assert!(confirm.has("#device-code"), "{}", confirm.body);
    assert_eq!(app.count("SELECT COUNT(*) FROM tracks").await, 0);
    let odd = browser.get("/device?user_code=%3Cscript%3E").await;
    assert_eq!(odd.attribute("#user_code", "value").as_deref(), Some(""));
}

#[tokio::test]
async fn a_refusal_reaches_the_device_from_either_page() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    let mut browser = app.browser();
    let confirm = type_code(&mut browser, &device.user_code()).await;
    let done = browser.submit(&confirm, "device", &[("decision", "deny")]).await;
    assert_eq!((done.status, done.has("main#device-denied")), (StatusCode::OK, true), "{}", done.body);
    Device::is(&device.poll().await, "access_denied");
    let again = browser.submit(&confirm, "device", &[("decision", "continue")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    let device = Device::of(&app, device.client.clone(), "openid").await;
    let consent = to_consent(&mut browser, &device).await;
    let done = browser.submit(&consent, "consent", &[("decision", "deny")]).await;
    assert!(done.has("main#device-denied"), "{}", done.body);
    Device::is(&device.poll().await, "access_denied");
    assert_eq!(app.count("SELECT COUNT(*) FROM grants").await, 0);
}

#[tokio::test]
async fn a_double_click_on_allow_lets_in_once_and_says_the_same() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    let mut browser = app.browser();
    let consent = to_consent(&mut browser, &device).await;
    let (mut one, mut two) = (browser.clone(), browser.clone());
    let allow = [("decision", "allow")];
    let (a, b) = tokio::join!(one.submit(&consent, "consent", &allow), two.submit(&consent, "consent", &allow));
    assert!(a.has("main#device-allowed") && b.has("main#device-allowed"), "{} {}", a.body, b.body);
    assert_eq!(app.count("SELECT COUNT(*) FROM grants").await, 1);
    assert_eq!(browser.get(&a.path).await.status, StatusCode::OK, "the page can be looked at again");
    let back = browser.get(&consent.path).await;
    assert_eq!(back.status, StatusCode::CONFLICT, "{}", back.body);
    assert_eq!(device.poll().await.0, 200);
}

#[tokio::test]
async fn the_second_browser_is_told_that_the_first_was_faster() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    let (mut one, mut two) = (app.browser(), app.browser());
    let (first, second) = (to_consent(&mut one, &device).await, to_consent(&mut two, &device).await);
    let done = one.submit(&first, "consent", &[("decision", "allow")]).await;
    assert!(done.has("main#device-allowed"));
    for decision in ["allow", "deny"] {
        let late = two.submit(&second, "consent", &[("decision", decision)]).await;
        assert_eq!((late.status, late.has("main#device-used")), (StatusCode::CONFLICT, true), "{}", late.body);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM grants").await, 1);
    assert_eq!(device.poll().await.0, 200, "the late refusal changes nothing");
}

#[tokio::test]
async fn a_strangers_browser_finds_nothing_at_the_persons_pages() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    let mut browser = app.browser();
    let consent = to_consent(&mut browser, &device).await;
    let mut stranger = app.browser();
    assert_eq!(stranger.get(&consent.path).await.status, StatusCode::NOT_FOUND);
    let done = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert_eq!(stranger.get(&done.path).await.status, StatusCode::NOT_FOUND);
    let nothing = stranger.get("/device/done?track_id=7b0f6a1e-8f5e-4c52-8f7e-0f2f3a8d9c11").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let foreign = [("user_code", device.user_code()), ("csrf_token", "x".into())];
    let posted = stranger.send(Method::POST, "/device", Some(&foreign.map(|(n, v)| (n.to_owned(), v)))).await;
    assert_eq!(posted.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn guessing_codes_is_limited_by_browser_account_and_network() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    let mut browser = app.browser();
    for _ in 0..10 {
        let page = type_code(&mut browser, "BCDF-GHJK").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    }
    assert_eq!(type_code(&mut browser, "nonsense").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let limited = type_code(&mut browser, &device.user_code()).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS, "a right code does not help now");
    assert!(limited.text("#user_code-error").contains("Too many wrong codes"));
    // Without its cookies the same network has ten more, then it waits too.
    let mut fresh = app.browser();
    for _ in 0..9 {
        assert_eq!(type_code(&mut fresh, "BCDF-GHJK").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(type_code(&mut app.browser(), &device.user_code()).await.status, StatusCode::TOO_MANY_REQUESTS);
    app.pass(minutes(6));
    assert!(type_code(&mut app.browser(), &device.user_code()).await.has("#device-code"));
    assert_eq!(type_code(&mut browser, &device.user_code()).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_account_has_its_own_tries_and_right_codes_cost_none() {
    let app = with_ana().await;
    let tv = client(&app, tv("Demo TV")).await;
    let device = Device::of(&app, tv, "openid").await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    sign_in(&mut browser, &login).await;
    for _ in 0..15 {
        assert!(type_code(&mut browser, &device.user_code()).await.has("#device-code"));
    }
    for _ in 0..10 {
        type_code(&mut browser, "BCDF-GHJK").await;
    }
    app.pass(minutes(6));
    let mut other = app.browser();
    let login = other.get("/login").await;
    sign_in(&mut other, &login).await;
    let limited = type_code(&mut other, &device.user_code()).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS, "the account is the same: {}", limited.body);
}

#[tokio::test]
async fn earlier_consent_is_asked_for_again() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let device = Device::new(&app).await;
    let consent = to_consent(&mut browser, &device).await;
    browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    let next = Device::of(&app, device.client.clone(), "openid profile").await;
    let confirm = type_code(&mut browser, &next.user_code()).await;
    let consent = browser.submit(&confirm, "device", &[("decision", "continue")]).await;
    assert!(consent.path.starts_with("/consent?"), "nobody is let in without a decision: {}", consent.path);
    Device::is(&next.poll().await, "authorization_pending");
}

#[tokio::test]
async fn a_blocked_person_lets_nobody_in() {
    let app = with_ana().await;
    let ana = manage::find(&app, ANA).await.expect("Ana");
    let device = Device::new(&app).await;
    let mut browser = app.browser();
    let consent = to_consent(&mut browser, &device).await;
    manage::block(&app, ana, manage::Block::Lock, from(9)).await.expect("a block");
    let page = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(page.path.starts_with("/login"), "{}", page.path);
    Device::is(&device.poll().await, "authorization_pending");

    manage::unblock(&app, ana, from(9)).await.expect("no block");
    let device = Device::of(&app, device.client.clone(), "openid").await;
    let consent = to_consent(&mut app.browser(), &device).await;
    let mut browser = app.browser();
    let own = to_consent(&mut browser, &device).await;
    assert_ne!(own.path, consent.path);
    browser.submit(&own, "consent", &[("decision", "allow")]).await;
    manage::block(&app, ana, manage::Block::Ban, from(9)).await.expect("a block");
    Device::is(&device.poll().await, "access_denied");
}

#[tokio::test]
async fn the_pages_speak_four_languages_and_a_change_of_language_keeps_the_step() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    for (tag, title) in [
        ("en", "Connect a device"),
        ("ru", "Подключение устройства"),
        ("kk", "Құрылғыны қосу"),
        ("uz", "Qurilmani ulash"),
    ] {
        let mut browser = app.browser();
        let page = browser.get(&format!("/device?lang={tag}")).await;
        assert_eq!(page.text("h1"), title);
        let confirm = type_code(&mut browser, &device.user_code()).await;
        assert_eq!(confirm.attribute("html", "lang").as_deref(), Some(tag));
        let other = if tag == "ru" { "kk" } else { "ru" };
        let again = browser.submit(&confirm, "device", &[("_lang", other)]).await;
        assert_eq!(again.attribute("html", "lang").as_deref(), Some(other));
        assert_eq!(again.text("#device-code"), device.user_code());
        let consent = to_consent(&mut browser, &device).await;
        assert_eq!(consent.attribute("html", "lang").as_deref(), Some(other));
    }
}

#[tokio::test]
async fn neither_code_stands_in_the_database() {
    let app = with_ana().await;
    let device = Device::new(&app).await;
    let mut reader = app.db.read().await.expect("a reader");
    let row: (String, String, Option<String>) =
        sqlx::query_as("SELECT code, user_code, agent FROM devices").fetch_one(reader.conn()).await.expect("a row");
    let (code, letters) = (device.member("device_code"), device.user_code().replace('-', ""));
    assert!(!row.0.contains(&code) && !row.1.contains(&letters), "{row:?}");
    assert_ne!(row.1, freedom_id::base::Digest::of(&letters).text(), "a short code has a keyed digest");
}
