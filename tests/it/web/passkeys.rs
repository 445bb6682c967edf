//! Passkeys by the pages: signing in, the second step, proving oneself again, the list.

use axum::http::StatusCode;
use freedom_id::domain::message::Event;
use freedom_id::domain::policy::Method;
use freedom_id::domain::user::Role;
use freedom_id::service::accounts::manage;
use freedom_id::service::{activity, passkeys};

use crate::support::app::TestApp;
use crate::support::authenticator::Authenticator;
use crate::support::browser::{Browser, Page};
use crate::support::{PASSWORD, address, from, minutes};

const LIST: &str = "/account/security/passkeys";
const ANA: &str = "ana@mail.example";

fn device(app: &TestApp) -> Authenticator {
    Authenticator::new(&app.config.server.issuer.origin().ascii_serialization())
}

async fn signed_in(app: &TestApp, name: &str) -> Browser {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let page = browser.submit(&login, "login", &[("identifier", name), ("password", PASSWORD)]).await;
    assert_eq!((page.status, page.path.as_str()), (StatusCode::OK, "/account"), "{}", page.body);
    browser
}

/// What the page asks the device.
fn options(page: &Page) -> String {
    page.attribute("button[data-passkey]", "data-options").expect("a question to the device")
}

async fn create(browser: &mut Browser, device: &mut Authenticator) -> Page {
    let page = browser.get("/account/security/passkeys/add").await;
    let credential = device.create(&options(&page));
    browser.submit(&page, "passkey-add", &[("credential", &credential)]).await
}

async fn answer(browser: &mut Browser, page: &Page, form: &str, device: &mut Authenticator) -> Page {
    let credential = device.get(&options(page));
    browser.submit(page, form, &[("credential", &credential), ("action", "passkey")]).await
}

#[tokio::test]
async fn a_passkey_is_created_and_signs_in_without_a_name() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA]).await;
    let mut browser = signed_in(&app, ANA).await;
    let before = browser.cookies.clone();
    let mut device = device(&app);
    let page = create(&mut browser, &mut device).await;
    assert!(page.path.starts_with(&format!("{LIST}?new=")), "{}", page.path);
    assert!(page.has("#name"), "its name can be changed at once");
    let session = before.iter().find(|(name, _)| name.ends_with("fid_s")).expect("a session cookie");
    assert_ne!(browser.cookies.get(session.0), Some(session.1), "a new id for the session");
    let letters = app.letters(&address(ANA)).await;
    assert!(letters.iter().any(|l| l.purpose == Event::PasskeyAdded.as_str()), "its owner is told");

    let mut other = app.browser();
    let login = other.get("/login").await;
    assert_eq!(login.attribute("#identifier", "autocomplete").as_deref(), Some("username webauthn"));
    assert!(login.attribute("#login-passkey", "hidden").is_some(), "no dead button without scripts");
    let page = answer(&mut other, &login, "login", &mut device).await;
    assert_eq!((page.status, page.path.as_str()), (StatusCode::OK, "/account"));
    let trail = activity::page(&app, user, None, 10).await.expect("reads");
    assert_eq!(trail[0].action, "sign_in");
    assert!(other.get(LIST).await.has("[data-passkey-id]"));
}

#[tokio::test]
async fn a_page_that_is_looked_at_writes_nothing() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.get("/login").await;
    let before = app.commits();
    for _ in 0..3 {
        assert!(browser.get("/login").await.has("button[data-passkey]"));
    }
    assert_eq!(app.commits(), before);
}

#[tokio::test]
async fn an_answer_signs_in_once_and_in_its_own_browser() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let mut device = device(&app);
    create(&mut signed_in(&app, ANA).await, &mut device).await;

    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let credential = device.get(&options(&login));
    let fields = [("credential", credential.as_str()), ("action", "passkey")];
    let mut thief = app.browser();
    let own = thief.get("/login").await;
    let stolen = login.attribute("input[name=ceremony]", "value").expect("a ceremony");
    let page = thief.submit(&own, "login", &[fields[0], fields[1], ("ceremony", &stolen)]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let mut copy = browser.clone();
    let page = browser.submit(&login, "login", &fields).await;
    assert_eq!(page.path, "/account");
    let page = copy.submit(&login, "login", &fields).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "the same answer again");
    assert!(page.has("#errors") && page.has("#login"));

    // Nobody else's page may send it, and an empty one says what is missing.
    let login = thief.get("/login").await;
    let page = thief.submit(&login, "login", &[("action", "passkey")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    thief.headers.push(("sec-fetch-site", "cross-site".into()));
    let page = answer(&mut thief, &login, "login", &mut device).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_passkey_is_two_factors_for_staff_too() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA]).await;
    let mut device = device(&app);
    create(&mut signed_in(&app, ANA).await, &mut device).await;
    manage::set_role(&app, user, Role::Admin, from(9)).await.expect("an admin");

    let mut browser = app.browser();
    let login = browser.get("/login").await;
    assert_eq!(answer(&mut browser, &login, "login", &mut device).await.path, "/account");

    // With the password first, the passkey is the second step.
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let form = login.form("login").with(&[("identifier", ANA), ("password", PASSWORD)]);
    let sent = browser.send(axum::http::Method::POST, "/login", Some(&form.fields)).await;
    assert_eq!(sent.location().as_deref(), Some("/login/second"));
    let page = browser.get("/login/second/passkey").await;
    let page = answer(&mut browser, &page, "second-passkey", &mut device).await;
    assert_eq!((page.status, page.path.as_str()), (StatusCode::OK, "/account"));
    // Nothing waits any more.
    assert!(browser.get("/login/second/passkey").await.path.starts_with("/account"));
}

#[tokio::test]
async fn a_question_of_the_second_step_is_none_of_the_first() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA]).await;
    let mut device = device(&app);
    create(&mut signed_in(&app, ANA).await, &mut device).await;
    manage::set_role(&app, user, Role::Admin, from(9)).await.expect("an admin");
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let form = login.form("login").with(&[("identifier", ANA), ("password", PASSWORD)]);
    browser.send(axum::http::Method::POST, "/login", Some(&form.fields)).await;
    let page = browser.get("/login/second/passkey").await;
    let ceremony = page.attribute("input[name=ceremony]", "value").expect("a ceremony");
    let credential = device.get(&options(&page));
    let crossed = [("ceremony", ceremony.as_str()), ("credential", &credential), ("action", "passkey")];
    assert_eq!(browser.submit(&login, "login", &crossed).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn adding_and_removing_ask_for_a_fresh_proof_which_a_passkey_is() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let mut device = device(&app);
    let mut browser = signed_in(&app, ANA).await;
    create(&mut browser, &mut device).await;
    app.pass(minutes(6));
    let page = browser.get("/account/security/passkeys/add").await;
    assert!(page.path.starts_with("/account/confirm"), "{}", page.path);
    let page = answer(&mut browser, &page, "confirm", &mut device).await;
    assert_eq!(page.path, "/account/security/passkeys/add");

    app.pass(minutes(6));
    let list = browser.get(LIST).await;
    let id = list.attribute("[data-passkey-id]", "data-passkey-id").expect("a passkey");
    let asked = browser.get(&format!("{LIST}/remove?passkey={id}")).await;
    let page = browser.submit(&asked, "passkey-remove", &[("action", "remove")]).await;
    assert!(page.path.starts_with("/account/confirm"), "{}", page.path);
    let page = answer(&mut browser, &page, "confirm", &mut device).await;
    let page = browser.submit(&page, "resume", &[]).await;
    assert_eq!(page.path, format!("{LIST}?done=removed"));
    assert!(!page.has("[data-passkey-id]"));
    let letters = app.letters(&address(ANA)).await;
    assert!(letters.iter().any(|l| l.purpose == Event::PasskeyRemoved.as_str()), "its owner is told");

    let login = app.browser().get("/login").await;
    let mut stranger = app.browser();
    let login_again = stranger.get("/login").await;
    drop(login);
    let page = answer(&mut stranger, &login_again, "login", &mut device).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "it signs nobody in any more");
}

#[tokio::test]
async fn somebody_elses_passkey_confirms_nothing() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    app.person(&["eve@mail.example"]).await;
    let (mut ana, mut eve) = (device(&app), device(&app));
    let mut browser = signed_in(&app, ANA).await;
    create(&mut browser, &mut ana).await;
    create(&mut signed_in(&app, "eve@mail.example").await, &mut eve).await;
    app.pass(minutes(6));
    let page = browser.get("/account/security/passkeys/add").await;
    let options = serde_json::from_str(&options(&page)).expect("JSON");
    let key = eve.keys[0].clone();
    let credential = eve.get_with(&key, &options);
    let page = browser.submit(&page, "confirm", &[("credential", &credential), ("action", "passkey")]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn names_are_changed_and_bad_ones_are_told() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let mut browser = signed_in(&app, ANA).await;
    let page = create(&mut browser, &mut device(&app)).await;
    let id = page.attribute("[data-passkey-id]", "data-passkey-id").expect("a passkey");
    let csrf = page.attribute("input[name=csrf_token]", "value").expect("a token");
    let rename = |name: &'static str| [("csrf_token", csrf.clone()), ("passkey", id.clone()), ("name", name.into())];
    let send = async |browser: &mut Browser, name| {
        let fields = rename(name);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        browser.post(LIST, &fields).await
    };
    let page = send(&mut browser, "").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.has("#errors a[href='#name']") && page.has("#name-error"));
    let page = send(&mut browser, " My   phone ").await;
    assert_eq!(page.path, format!("{LIST}?done=renamed"));
    assert_eq!(page.text("[data-passkey-id] h2"), "My phone");
    app.person(&["eve@mail.example"]).await;
    let mut eve = signed_in(&app, "eve@mail.example").await;
    let csrf = eve.get(LIST).await.attribute("input[name=csrf_token]", "value").expect("a token");
    eve.post(LIST, &[("csrf_token", &csrf), ("passkey", &id), ("name", "Mine")]).await;
    assert_eq!(browser.get(LIST).await.text("[data-passkey-id] h2"), "My phone");
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let app = TestApp::with(|config| config.sign_in.methods = vec![Method::Passkey, Method::Password]).await;
    let user = app.person(&[ANA]).await;
    let mut device = device(&app);
    let mut browser = signed_in(&app, ANA).await;
    create(&mut browser, &mut device).await;
    manage::set_role(&app, user, Role::Admin, from(9)).await.expect("an admin");
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    answer(&mut browser, &login, "login", &mut device).await;
    let id = browser.get(LIST).await.attribute("[data-passkey-id]", "data-passkey-id").expect("a passkey");
    let asked = browser.get(&format!("{LIST}/remove?passkey={id}")).await;
    assert!(asked.has("#passkey-kept") && !asked.has("#passkey-remove"), "{}", asked.body);
    let csrf = asked.attribute("input[name=csrf_token]", "value").expect("a token");
    let page = browser.post(&format!("{LIST}/remove"), &[("csrf_token", &csrf), ("passkey", &id)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.has("#passkey-kept"));
    assert_eq!(passkeys::list(&app, user).await.expect("reads").len(), 1);
}

#[tokio::test]
async fn an_operator_without_passkeys_offers_none() {
    let app = TestApp::with(|config| config.sign_in.methods = vec![Method::Password]).await;
    app.person(&[ANA]).await;
    let mut browser = signed_in(&app, ANA).await;
    assert!(!app.browser().get("/login").await.has("button[data-passkey]"));
    assert!(!browser.get(LIST).await.has("#passkey-new"));
    assert_eq!(browser.get("/account/security/passkeys/add").await.path, LIST);
}
