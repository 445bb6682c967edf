//! "Continue with": another Freedom ID as the provider, and providers that lie.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use axum::http::{Method, StatusCode};
use freedom_id::base::Fault;
use freedom_id::domain::policy::Method as SignIn;
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::upstream::link;
use freedom_id::store::Conn as _;
use serde_json::{Value, json};

use super::{ANA, SCOPES};
use crate::support::app::{TestApp, authorize};
use crate::support::browser::{Browser, Page};
use crate::support::signer::{Signer, hs256, over};
use crate::support::upstream::{Fake, SECRET, Served, Trip, entry, leave};
use crate::support::{PASSWORD, address, from, minutes, seconds};

const BELA: &str = "bela@mail.example";
const ABOUT: [(&str, &str); 3] = [("firstname", "Ana"), ("lastname", "Bekova"), ("accept_terms", "1")];

/// Our house with another Freedom ID beside it, where Ana has an account of the same address.
async fn house() -> (TestApp, Served, UserId) {
    let other = Served::open().await;
    other.app.person(&[ANA]).await;
    let client = other.client("other").await;
    let app = TestApp::with(|config| config.upstream = vec![client]).await;
    let ana = app.person(&["+77012345678", ANA]).await;
    (app, other, ana)
}

/// Goes to the other Freedom ID as Ana and comes back.
async fn there_and_back(other: &Served, browser: &mut Browser) -> Page {
    let login = browser.get("/login?other=1").await;
    back_from(other, browser, &login).await
}

async fn back_from(other: &Served, browser: &mut Browser, login: &Page) -> Page {
    let trip = leave(browser, login, "other").await;
    let back = other.visit(&mut other.app.browser(), &trip.to, ANA).await;
    browser.get(&back).await
}

async fn sign_in(browser: &mut Browser, login: &Page) -> Page {
    let fields = [("identifier", ANA), ("password", PASSWORD), ("action", "password")];
    browser.submit(login, "login", &fields).await
}

/// Links Ana's accounts.
async fn linked(app: &TestApp, other: &Served) {
    let mut browser = app.browser();
    let choice = there_and_back(other, &mut browser).await;
    let login = browser.submit(&choice, "upstream", &[("choice", "link")]).await;
    let both = sign_in(&mut browser, &login).await;
    let done = browser.submit(&both, "link", &[("decision", "link")]).await;
    assert_eq!(done.path, "/account/security/connections?done=linked", "{}", done.body);
}

#[tokio::test]
async fn an_account_elsewhere_is_linked_by_whoever_proved_both_and_opens_the_account_from_then_on() {
    let (app, other, ana) = house().await;
    let mut browser = app.browser();
    let choice = there_and_back(&other, &mut browser).await;
    assert_eq!(choice.path, "/login/upstream", "the same address joins nobody: {}", choice.body);
    assert_eq!(choice.text("#upstream-email"), ANA);
    assert!(browser.get("/account").await.has("form#login"), "nobody is signed in");
    let login = browser.submit(&choice, "upstream", &[("choice", "link")]).await;
    assert!(login.has("form#login"));
    let both = sign_in(&mut browser, &login).await;
    assert!(both.text("#link-here").contains("Aigerim") && both.text("#link-there").contains(ANA), "{}", both.body);
    let undecided = browser.submit(&both, "link", &[("decision", "review")]).await;
    assert!(undecided.has("form#link"));
    assert!(link::of_user(&app, ana).await.expect("links").is_empty());
    let done = browser.submit(&both, "link", &[("decision", "link")]).await;
    assert!(done.has("#connections") && done.has("p[role=status]"), "{}", done.body);
    assert!(app.letters(&address(ANA)).await.iter().any(|letter| letter.purpose == "identity_linked"));
    let again = browser.submit(&both, "link", &[("decision", "link")]).await;
    assert_eq!(again.path, "/account", "it is used once");

    let mut later = app.browser();
    let inside = there_and_back(&other, &mut later).await;
    assert_eq!((inside.status, inside.path.as_str()), (StatusCode::OK, "/account"));
    let amr = app.texts().await.into_iter().filter(|(column, _)| column == "sessions.amr");
    assert!(amr.into_iter().any(|(_, amr)| amr == "upstream"));
    assert_eq!(app.count("SELECT COUNT(*) FROM upstream_links WHERE used_at IS NOT NULL").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM upstream_trips").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM upstream_waiting").await, 0);
}

#[tokio::test]
async fn a_new_account_is_registered_as_usual_and_linked_at_its_end_if_that_is_wanted() {
    for wanted in [true, false] {
        let (app, other, _) = house().await;
        let mut browser = app.browser();
        let choice = there_and_back(&other, &mut browser).await;
        let contact = browser.submit(&choice, "upstream", &[("choice", "register")]).await;
        assert!(contact.has("form#register"), "{} {}", contact.path, contact.body);
        let otp = browser.submit(&contact, "register", &[("email", "new@mail.example")]).await;
        let code = app.last_code(&address("new@mail.example")).await.expect("a code");
        let password = browser.submit(&otp, "otp", &[("code", &code)]).await;
        let about = browser.submit(&password, "register", &[("password", PASSWORD)]).await;
        assert!(about.body.contains("Other ID") && about.attribute("#link_upstream", "checked").is_some());
        let fields = about.form("register").with(&ABOUT).fields;
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| wanted || *name != "link_upstream")
            .collect();
        let done = browser.post("/register", &fields).await;
        assert!(done.path.starts_with("/register?done=1"), "{} {}", done.path, done.body);
        let links = app.count("SELECT COUNT(*) FROM upstream_links").await;
        assert_eq!(links, i64::from(wanted));
        let next = there_and_back(&other, &mut app.browser()).await;
        assert_eq!(next.path, if wanted { "/account" } else { "/login/upstream" });
    }
}

#[tokio::test]
async fn the_security_page_leads_to_connected_accounts_where_there_can_be_any() {
    let (app, other, _) = house().await;
    linked(&app, &other).await;
    let plain = TestApp::new().await;
    plain.person(&[ANA]).await;
    for (app, shown) in [(&app, true), (&plain, false)] {
        let mut browser = app.browser();
        let login = browser.get("/login").await;
        assert_eq!(sign_in(&mut browser, &login).await.path, "/account");
        let security = browser.get("/account/security").await;
        assert_eq!(security.has("a[href='/account/security/connections']"), shown, "{}", security.body);
    }
}

#[tokio::test]
async fn a_new_account_is_not_opened_with_an_account_elsewhere_that_ran_out_and_without_it_it_is() {
    let (app, other, _) = house().await;
    let mut browser = app.browser();
    let choice = there_and_back(&other, &mut browser).await;
    let contact = browser.submit(&choice, "upstream", &[("choice", "register")]).await;
    let otp = browser.submit(&contact, "register", &[("email", "new@mail.example")]).await;
    let code = app.last_code(&address("new@mail.example")).await.expect("a code");
    let password = browser.submit(&otp, "otp", &[("code", &code)]).await;
    for _ in 0..3 {
        app.pass(minutes(9));
        browser.get("/register").await;
    }
    let about = browser.submit(&password, "register", &[("password", PASSWORD)]).await;
    app.pass(minutes(5));
    let refused = browser.submit(&about, "register", &ABOUT).await;
    assert_eq!((refused.status, refused.has("#errors")), (StatusCode::CONFLICT, true), "{}", refused.body);
    assert_eq!(app.count("SELECT COUNT(*) FROM users").await, 1);
    let done = browser.submit(&refused, "register", &ABOUT).await;
    assert!(done.path.starts_with("/register?done=1"), "{} {}", done.path, done.body);
}

#[tokio::test]
async fn the_authorization_survives_the_whole_trip() {
    let (app, other, _) = house().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, "openid read.email", &[])).await;
    let choice = back_from(&other, &mut browser, &login).await;
    assert!(choice.path.starts_with("/login/upstream?track_id=") && choice.body.contains("Demo Shop"));
    let login = browser.submit(&choice, "upstream", &[("choice", "link")]).await;
    assert!(login.path.contains("track_id="));
    let both = sign_in(&mut browser, &login).await;
    let consent = browser.submit(&both, "link", &[("decision", "link")]).await;
    assert!(consent.path.starts_with("/consent?"), "{} {}", consent.path, consent.body);
    let done = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(done.answer("code").is_some());
    // From now on by one way, and not linking leads on as well.
    let mut later = app.browser();
    let login = later.get(&authorize(&client, "openid read.email", &[])).await;
    let done = back_from(&other, &mut later, &login).await;
    assert!(done.answer("code").is_some(), "{} {}", done.path, done.body);
}

#[tokio::test]
async fn whoever_does_not_want_to_link_is_signed_in_all_the_same() {
    let (app, other, ana) = house().await;
    let mut browser = app.browser();
    let choice = there_and_back(&other, &mut browser).await;
    let login = browser.submit(&choice, "upstream", &[("choice", "link")]).await;
    let both = sign_in(&mut browser, &login).await;
    let inside = browser.submit(&both, "link", &[("decision", "cancel")]).await;
    assert_eq!(inside.path, "/account");
    assert!(link::of_user(&app, ana).await.expect("links").is_empty());
    assert_eq!(app.count("SELECT COUNT(*) FROM upstream_waiting").await, 0);
}

#[tokio::test]
async fn a_sign_in_before_the_account_elsewhere_was_proved_links_nothing() {
    let (app, other, ana) = house().await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    sign_in(&mut browser, &login).await;
    app.pass(seconds(1));
    // A second person at the same browser.
    let choice = there_and_back(&other, &mut browser).await;
    browser.submit(&choice, "upstream", &[("choice", "link")]).await;
    let early = browser.get("/account/security/connections/link").await;
    assert!(early.has("form#login"), "{} {}", early.path, early.body);
    let both = sign_in(&mut browser, &early).await;
    assert!(both.has("form#link"), "{} {}", both.path, both.body);
    app.pass(minutes(11));
    browser.submit(&both, "link", &[("decision", "link")]).await;
    assert!(link::of_user(&app, ana).await.expect("links").is_empty(), "it waits for ten minutes");
}

#[tokio::test]
async fn an_answer_counts_once_in_the_browser_that_asked_at_the_address_it_was_asked_for() {
    let other = Served::open().await;
    other.app.person(&[ANA]).await;
    let (client, decoy) = (other.client("other").await, Fake::open(&[&Signer::new("d")]).await);
    let decoy = entry("decoy", &decoy.issuer);
    let app = TestApp::with(|config| config.upstream = vec![client, decoy]).await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let trip = leave(&mut browser, &login, "other").await;
    let back = other.visit(&mut other.app.browser(), &trip.to, ANA).await;
    let why = |page: &Page| page.attribute("#upstream-end", "data-why").unwrap_or_default();

    let elsewhere = app.browser().get(&back).await;
    assert_eq!((elsewhere.status, why(&elsewhere).as_str()), (StatusCode::BAD_REQUEST, "no-trip"));
    let crossed = browser.get(&back.replace("/other/", "/decoy/")).await;
    assert_eq!(why(&crossed), "no-trip", "the redirect address of another provider");
    let glance = browser.send(Method::HEAD, &back, None).await;
    assert_eq!(glance.status, StatusCode::METHOD_NOT_ALLOWED);
    let twice = browser.get(&format!("{back}&state={}", trip.state)).await;
    assert_eq!(why(&twice), "no-trip");
    let choice = browser.get(&back).await;
    assert_eq!(choice.path, "/login/upstream", "{}", choice.body);
    let replayed = browser.get(&back).await;
    assert_eq!(why(&replayed), "no-trip");
    for path in ["/login/upstream/other/callback", "/login/upstream/other/callback?state=x&code=y"] {
        assert_eq!(why(&browser.get(path).await), "no-trip", "{path}");
    }
    assert_eq!(browser.get("/login/upstream/nobody/callback?state=x").await.status, StatusCode::NOT_FOUND);
    // What waits is this browser's.
    let fields = choice.form("upstream").with(&[("choice", "link")]).fields;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let mut stranger = app.browser();
    let token = stranger.get("/login").await.form("login").fields;
    let token = token.iter().find(|(name, _)| name == "csrf_token").expect("a token").1.clone();
    let fields: Vec<(&str, &str)> =
        fields.into_iter().map(|(n, v)| (n, if n == "csrf_token" { token.as_str() } else { v })).collect();
    assert!(stranger.post("/login/upstream", &fields).await.has("form#login"));
    // A trip takes ten minutes.
    let login = browser.get("/login").await;
    let trip = leave(&mut browser, &login, "other").await;
    let back = other.visit(&mut other.app.browser(), &trip.to, ANA).await;
    app.pass(minutes(10));
    assert_eq!(why(&browser.get(&back).await), "no-trip");
}

#[tokio::test]
async fn an_answer_of_somebody_else_and_a_refusal_lead_back_with_the_authorization() {
    let (app, other, _) = house().await;
    let client = app.client(SCOPES, "").await;
    let why = |page: &Page| page.attribute("#upstream-end", "data-why").unwrap_or_default();
    for (answer, status, word) in [
        ("code=c", 400, "foreign"),
        ("code=c&iss=https%3A%2F%2Fevil.example", 400, "foreign"),
        ("error=access_denied&iss=https%3A%2F%2Fevil.example", 400, "foreign"),
        ("error=access_denied&error_description=%3Cscript%3E&iss=OURS", 200, "declined"),
        ("error=server_error&iss=OURS", 502, "failed"),
        ("error=%3Cscript%3E&iss=OURS", 502, "failed"),
        ("code=made-up&iss=OURS", 502, "failed"),
        ("iss=OURS", 502, "failed"),
    ] {
        let mut browser = app.browser();
        let login = browser.get(&authorize(&client, "openid", &[])).await;
        let trip = leave(&mut browser, &login, "other").await;
        let issuer: String = form_urlencoded::byte_serialize(other.issuer.as_bytes()).collect();
        let answer = answer.replace("OURS", &issuer);
        let page = browser.get(&format!("/login/upstream/other/callback?state={}&{answer}", trip.state)).await;
        assert_eq!((page.status.as_u16(), why(&page).as_str()), (status, word), "{answer}");
        assert!(!page.body.contains("<script>"), "{answer}");
        let back = page.attribute("#upstream-back", "href").expect("a way back");
        let login = browser.get(&back).await;
        assert!(login.has("form#login input[name=track_id]"), "{} {}", login.path, login.body);
    }
}

/// Changes what no page changes.
async fn change(app: &TestApp, statement: &'static str) {
    let done = app.db.write::<_, Fault, _>(move |tx| {
        Box::pin(async move {
            sqlx::query(statement).execute(tx.conn()).await?;
            Ok(())
        })
    });
    done.await.expect("changed");
}

/// Makes a token of claims.
type Make<'a> = Box<dyn Fn(&Value) -> String + 'a>;

/// Our house with a provider that lies.
async fn beside(fake: &Fake) -> TestApp {
    let entry = entry("fake", &fake.issuer);
    TestApp::with(|config| config.upstream = vec![entry]).await
}

async fn answered(app: &TestApp, fake: &Fake, make: impl FnOnce(&Trip, i64) -> String) -> Page {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let trip = leave(&mut browser, &login, "fake").await;
    fake.answers(&make(&trip, app.clock.now().seconds()));
    browser.get(&format!("/login/upstream/fake/callback?state={}&code=c", trip.state)).await
}

#[tokio::test]
async fn an_id_token_that_does_not_hold_brings_nobody() {
    let (key, stranger, rsa) = (Signer::new("k"), Signer::new("k"), Signer::with("r", "RS256"));
    let fake = Fake::open(&[&key, &rsa]).await;
    let app = beside(&fake).await;
    let good = answered(&app, &fake, |trip, now| key.jwt("JWT", &fake.claims(now, &trip.nonce))).await;
    assert_eq!(good.path, "/login/upstream", "{}", good.body);
    let by_rsa = answered(&app, &fake, |trip, now| rsa.jwt("JWT", &fake.claims(now, &trip.nonce))).await;
    assert_eq!(by_rsa.path, "/login/upstream", "{}", by_rsa.body);
    let now = app.clock.now().seconds();
    let changes: Vec<(&str, Value)> = vec![
        ("another issuer", json!({"iss": "https://evil.example"})),
        ("no issuer", json!({"iss": null})),
        ("another audience", json!({"aud": "them"})),
        ("one more audience", json!({"aud": ["us", "them"]})),
        ("another party", json!({"azp": "them"})),
        ("another nonce", json!({"nonce": "n"})),
        ("no nonce", json!({"nonce": null})),
        ("expired", json!({"exp": now})),
        ("from the future", json!({"iat": now + 3_600, "exp": now + 7_200})),
        ("from long ago", json!({"iat": now - 3_600})),
        ("no subject", json!({"sub": ""})),
        ("a long subject", json!({"sub": "x".repeat(256)})),
        ("another access token", json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"})),
    ];
    for (what, change) in changes {
        let page =
            answered(&app, &fake, |trip, now| key.jwt("JWT", &over(fake.claims(now, &trip.nonce), change))).await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{what}: {} {}", page.path, page.body);
    }
    let head = |alg: &str| json!({"alg": alg, "kid": "k", "typ": "JWT"});
    let forgeries: Vec<(&str, Make<'_>)> = vec![
        ("a stranger's key", Box::new(|claims| stranger.jwt("JWT", claims))),
        ("no signature", Box::new(|claims| crate::support::signer::compact(&head("none"), claims, |_| Vec::new()))),
        ("our secret", Box::new(|claims| hs256(SECRET.as_bytes(), &head("HS256"), claims))),
        (
            "a public key as a secret",
            Box::new(|claims| hs256(key.jwk().to_string().as_bytes(), &head("HS256"), claims)),
        ),
        ("another kind of token", Box::new(|claims| key.jwt("logout+jwt", claims))),
        ("not a token", Box::new(|_| "x.y".into())),
    ];
    for (what, make) in forgeries {
        let page = answered(&app, &fake, |trip, now| make(&fake.claims(now, &trip.nonce))).await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{what}: {} {}", page.path, page.body);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 0);
}

#[tokio::test]
async fn keys_are_kept_for_a_while_and_looked_for_again_when_they_changed() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let fake = Fake::open(&[&old]).await;
    let app = beside(&fake).await;
    let by = async |key: &Signer| answered(&app, &fake, |t, now| key.jwt("JWT", &fake.claims(now, &t.nonce))).await;
    assert_eq!(by(&old).await.path, "/login/upstream");
    let calls = fake.outside.calls();
    assert_eq!(by(&old).await.path, "/login/upstream");
    // The token and, without an address in the ID token, nothing else.
    assert_eq!(fake.outside.calls(), calls + 1);
    fake.publish(&[&new]);
    let page = by(&new).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY, "looked for at most twice a minute: {}", page.body);
    app.pass(seconds(30));
    assert_eq!(by(&new).await.path, "/login/upstream");
    assert_eq!(by(&old).await.status, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn a_provider_that_cannot_be_read_takes_nobody_away_and_is_asked_again_later() {
    let key = Signer::new("k");
    let fake = Fake::open(&[&key]).await;
    let app = beside(&fake).await;
    for change in [
        json!({"issuer": "https://evil.example"}),
        json!({"authorization_endpoint": "javascript:alert(1)"}),
        json!({"authorization_endpoint": "data:text/html,x"}),
        json!({"token_endpoint": 7}),
        json!({"jwks_uri": "https://127.0.0.1:1/jwks"}),
    ] {
        fake.describe(change.clone());
        let mut browser = app.browser();
        let login = browser.get("/login").await;
        let fields: Vec<_> = login.form("login").fields;
        let token = &fields.iter().find(|(name, _)| name == "csrf_token").expect("a token").1;
        let page = browser.post("/login/upstream/fake", &[("csrf_token", token)]).await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{change}: {}", page.body);
        let calls = fake.outside.calls();
        browser.post("/login/upstream/fake", &[("csrf_token", token)]).await;
        assert_eq!(fake.outside.calls(), calls, "{change}: left alone for a moment");
        app.pass(seconds(5));
    }
    fake.describe(json!({}));
    let good = answered(&app, &fake, |trip, now| key.jwt("JWT", &fake.claims(now, &trip.nonce))).await;
    assert_eq!(good.path, "/login/upstream", "{}", good.body);
    // A form of another page, or none, takes nobody away.
    let bare = app.browser().post("/login/upstream/fake", &[]).await;
    assert_eq!(bare.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn where_private_addresses_are_closed_a_provider_there_is_not_called() {
    let fake = Fake::open(&[&Signer::new("k")]).await;
    let entry = entry("fake", &fake.issuer);
    let app = TestApp::with(|config| {
        config.upstream = vec![entry];
        config.fetch.allow_private = Some(false);
    })
    .await;
    assert_eq!(app.config.refusals().len(), 1, "and http is refused at the start");
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let token = &login.form("login").fields.into_iter().find(|(name, _)| name == "csrf_token").expect("a token").1;
    let page = browser.post("/login/upstream/fake", &[("csrf_token", token)]).await;
    assert_eq!((page.status, fake.outside.calls()), (StatusCode::BAD_GATEWAY, 0));
}

#[tokio::test]
async fn the_rules_of_the_house_hold_for_this_way_in_too() {
    let (app, other, ana) = house().await;
    linked(&app, &other).await;
    change(&app, "UPDATE users SET sms_step_at = 1").await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let trip = leave(&mut browser, &login, "other").await;
    let back = other.visit(&mut other.app.browser(), &trip.to, ANA).await;
    let second = browser.send(Method::GET, &back, None).await;
    assert_eq!(second.location().as_deref(), Some("/login/second"));
    assert!(browser.get("/account").await.has("form#login"));
    manage::block(&app, ana, Block::Ban, from(1)).await.expect("blocked");
    let paused = there_and_back(&other, &mut app.browser()).await;
    assert_eq!(paused.status, StatusCode::FORBIDDEN);
    assert!(paused.has("form#login") && paused.has("#errors"), "as at every door: {}", paused.body);
}

#[tokio::test]
async fn the_console_adds_and_removes_and_keeps_the_last_way_in() {
    let (app, other, ana) = house().await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    sign_in(&mut browser, &login).await;
    let list = browser.get("/account/security/connections").await;
    assert!(list.has("#add-other") && !list.has("#connections"), "{}", list.body);
    let account = ana.text();
    let token = |page: &Page| page.attribute("input[name=csrf_token]", "value").expect("a token");
    let add = |page: &Page| {
        [("csrf_token", token(page)), ("account", account.clone()), ("upstream", "other".to_owned())]
            .map(|(n, v)| (n.to_owned(), v))
    };
    app.pass(minutes(6));
    let step_up = browser.send(Method::POST, "/account/security/connections", Some(&add(&list))).await;
    assert!(step_up.location().expect("a redirect").starts_with("/account/confirm?act=link_identity"));
    let confirm = browser.get(&step_up.location().expect("a redirect")).await;
    let resume = browser.submit(&confirm, "confirm", &[("password", PASSWORD), ("action", "password")]).await;
    assert!(resume.path.starts_with("/account/resume"), "{} {}", resume.path, resume.body);
    let gone = browser.send(Method::POST, "/account/security/connections", Some(&add(&resume))).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.body);
    let back = other.visit(&mut other.app.browser(), &gone.destination(), ANA).await;
    let both = browser.get(&back).await;
    assert!(both.has("form#link"), "{} {}", both.path, both.body);
    let list = browser.submit(&both, "link", &[("decision", "link")]).await;
    assert!(list.has("#connections"), "{}", list.body);

    // The same account again, and by somebody else.
    let gone = browser.send(Method::POST, "/account/security/connections", Some(&add(&list))).await;
    let back = other.visit(&mut other.app.browser(), &gone.destination(), ANA).await;
    assert_eq!(browser.get(&back).await.path, "/account/security/connections?done=already");
    app.person(&[BELA]).await;
    let mut bela = app.browser();
    let login = bela.get("/login").await;
    bela.submit(&login, "login", &[("identifier", BELA), ("password", PASSWORD), ("action", "password")]).await;
    let hers = bela.get("/account/security/connections").await;
    let her_id = hers.attribute("input[name=account]", "value").expect("an account");
    let fields = [("csrf_token", token(&hers)), ("account", her_id.clone()), ("upstream", "other".to_owned())];
    let gone =
        bela.send(Method::POST, "/account/security/connections", Some(&fields.map(|(n, v)| (n.to_owned(), v)))).await;
    let back = other.visit(&mut other.app.browser(), &gone.destination(), ANA).await;
    let taken = bela.get(&back).await;
    assert_eq!(taken.attribute("#upstream-end", "data-why").as_deref(), Some("taken"), "{}", taken.body);

    let remove = list.attribute("#connections a", "href").expect("a link");
    assert!(!bela.get(&remove).await.has("form#remove"), "somebody else's");
    let ask = browser.get(&remove).await;
    let undecided = browser.submit(&ask, "remove", &[("decision", "review")]).await;
    assert!(undecided.has("form#remove"));
    change(&app, "UPDATE contacts SET confirmed_at = NULL").await;
    let last = browser.submit(&ask, "remove", &[("decision", "remove")]).await;
    assert_eq!((last.status, last.has("#errors")), (StatusCode::CONFLICT, true), "{}", last.body);
    change(&app, "UPDATE contacts SET confirmed_at = 1").await;
    let removed = browser.submit(&ask, "remove", &[("decision", "remove")]).await;
    assert_eq!(removed.path, "/account/security/connections?done=unlinked", "{}", removed.body);
    assert!(app.letters(&address(ANA)).await.iter().any(|letter| letter.purpose == "identity_unlinked"));
    assert_eq!(there_and_back(&other, &mut app.browser()).await.path, "/login/upstream");
}

#[tokio::test]
async fn an_account_elsewhere_is_a_way_in_like_any_other() {
    let other = Served::open().await;
    other.app.person(&[ANA]).await;
    let client = other.client("other").await;
    let app = TestApp::with(|config| {
        config.upstream = vec![client];
        config.sign_in.methods = vec![SignIn::Password, SignIn::Upstream];
    })
    .await;
    app.person(&["+77012345678", ANA]).await;
    linked(&app, &other).await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    sign_in(&mut browser, &login).await;
    change(&app, "DELETE FROM passwords").await;
    assert!(browser.get("/account/phones").await.has("a[href*='/remove']"), "the account elsewhere is left");
    change(&app, "DELETE FROM upstream_links").await;
    assert!(!browser.get("/account/phones").await.has("a[href*='/remove']"), "nothing is left: codes are switched off");
}

#[tokio::test]
async fn what_waits_and_who_is_away_does_not_pile_up_and_holds_no_secret() {
    let (app, other, _) = house().await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let trip = leave(&mut browser, &login, "other").await;
    for (column, text) in app.texts().await {
        assert!(!text.contains(&trip.state) && !text.contains(&trip.nonce), "{column}");
    }
    there_and_back(&other, &mut app.browser()).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM upstream_waiting").await, 1);
    app.pass(minutes(10));
    freedom_id::service::jobs::purge::run(&app).await.expect("purged");
    assert_eq!(app.count("SELECT COUNT(*) FROM upstream_waiting").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM upstream_trips").await, 0);
}
