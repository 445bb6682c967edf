//! Opening an account on the pages.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use axum::http::StatusCode;
use freedom_id::service::accounts::manage;

use super::{ANA, SCOPES, with_ana};
use crate::support::app::{TestApp, authorize};
use crate::support::authenticator::Authenticator;
use crate::support::browser::{Browser, Page};
use crate::support::{PASSWORD, address, minutes};

const PHONE: &str = "+77011112233";

async fn prove(app: &TestApp, browser: &mut Browser, page: &Page, to: &str) -> Page {
    let code = app.last_code(&address(to)).await.expect("a code");
    browser.submit(page, "otp", &[("code", &code), ("action", "verify")]).await
}

const ABOUT: [(&str, &str); 3] = [("firstname", "Әйгерім"), ("lastname", "Бекова"), ("accept_terms", "1")];

#[tokio::test]
async fn a_new_person_comes_from_an_app_and_goes_back_with_a_code() {
    let app = TestApp::new().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, "openid read.firstname read.phone", &[])).await;
    let link = login.attribute(".c-aside a", "href").expect("a link to register");
    let contact = browser.get(&link).await;
    assert!(contact.has("#phone") && !contact.has("#email"), "only what the app needs");
    let wrong = browser.submit(&contact, "register", &[("phone", "12")]).await;
    assert_eq!((wrong.status, wrong.has("#phone-error")), (StatusCode::UNPROCESSABLE_ENTITY, true));
    assert_eq!(wrong.attribute("#phone", "value").as_deref(), Some("12"));
    let otp = browser.submit(&contact, "register", &[("phone", PHONE)]).await;
    let password = prove(&app, &mut browser, &otp, PHONE).await;
    let weak = browser.submit(&password, "register", &[("password", "qwertyuiop")]).await;
    assert_eq!((weak.status, weak.has("#password-error")), (StatusCode::UNPROCESSABLE_ENTITY, true));
    assert!(!weak.body.contains("qwertyuiop"));
    let about = browser.submit(&password, "register", &[("password", PASSWORD)]).await;
    let bare = browser.submit(&about, "register", &[("firstname", "Ana")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.has("#lastname-error") && bare.has("#accept_terms-error") && !bare.has("#firstname-error"));
    let consent = browser.submit(&bare, "register", &ABOUT).await;
    assert!(consent.path.starts_with("/consent?"), "{} {}", consent.path, consent.body);
    assert!(consent.body.contains("+7 701 111 22 33"));
    let done = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(done.answer("code").is_some());
    let again = browser.submit(&about, "register", &ABOUT).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "the last form once more: {}", again.body);
    assert_eq!(app.count("SELECT COUNT(*) FROM users").await, 1);
}

#[tokio::test]
async fn without_an_app_either_contact_will_do_and_both_are_proved() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let contact = browser.get("/register").await;
    assert!(contact.has("#phone") && contact.has("#email"));
    let none = browser.submit(&contact, "register", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let otp = browser.submit(&contact, "register", &[("phone", PHONE), ("email", "eve@mail.example")]).await;
    assert!(otp.text(".c-step").contains('2'));
    let second = prove(&app, &mut browser, &otp, PHONE).await;
    assert!(second.has("form#otp") && second.body.contains("eve@mail.example"), "{}", second.body);
    // Coming back later on resumes where it was left.
    let mut later = browser.clone();
    app.pass(minutes(60));
    let resumed = later.get("/register").await;
    assert!(resumed.has("form#otp"));
    let sent = later.submit(&resumed, "otp", &[("action", "resend")]).await;
    assert_eq!((sent.status, sent.has("p[role=status]")), (StatusCode::OK, true));
    let password = prove(&app, &mut later, &sent, "eve@mail.example").await;
    let about = later.submit(&password, "register", &[("password", PASSWORD)]).await;
    let before = later.cookies.get("fid_s").cloned();
    let done = later.submit(&about, "register", &ABOUT).await;
    assert_eq!((done.status, done.has("#register-continue")), (StatusCode::OK, true), "{}", done.body);
    assert_ne!(later.cookies.get("fid_s").cloned(), before);
    assert!(!later.cookies.contains_key("fid_r"));
    assert!(later.get("/register").await.path.starts_with("/account"));
}

#[tokio::test]
async fn a_known_contact_looks_the_same_and_steps_cannot_be_skipped() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let contact = browser.get("/register").await;
    let otp = browser.submit(&contact, "register", &[("email", ANA)]).await;
    assert_eq!((otp.status, otp.has("form#otp")), (StatusCode::OK, true));
    assert_eq!(app.last_code(&address(ANA)).await, None, "told, but without a code");
    let csrf = otp.attribute("[name=csrf_token]", "value").expect("a token");
    for (step, field, value) in [("password", "password", PASSWORD), ("about", "firstname", "Eve")] {
        let skip =
            [("csrf_token", csrf.as_str()), ("step", step), (field, value), ("lastname", "X"), ("accept_terms", "1")];
        let page = browser.post("/register", &skip).await;
        assert!(page.has("form#otp"), "{step}: {} {}", page.status, page.body);
    }
    let changed = browser.get("/register?step=contact").await;
    assert_eq!(changed.attribute("#email", "value").as_deref(), Some(ANA), "can be changed");
    assert!(manage::find(&app, "eve@mail.example").await.is_err());
}

#[tokio::test]
async fn a_passkey_takes_the_place_of_the_password() {
    let app = TestApp::new().await;
    let mut device = Authenticator::new(&app.config.server.issuer.origin().ascii_serialization());
    let mut browser = app.browser();
    let contact = browser.get("/register").await;
    let otp = browser.submit(&contact, "register", &[("phone", PHONE)]).await;
    let password = prove(&app, &mut browser, &otp, PHONE).await;
    assert!(password.attribute("#register-passkey", "hidden").is_some(), "no dead button without scripts");
    let bare = browser.submit(&password, "register", &[("action", "passkey")]).await;
    assert_eq!((bare.status, bare.has("#register-passkey")), (StatusCode::OK, true));
    let options = bare.attribute("#register-passkey", "data-options").expect("a question to the device");
    let credential = device.create(&options);
    let answer = [("credential", credential.as_str()), ("action", "passkey")];
    let about = browser.submit(&bare, "register", &answer).await;
    assert!(about.has("#firstname"), "{}", about.body);
    let again = browser.submit(&bare, "register", &answer).await;
    assert_eq!((again.status, again.has("#errors")), (StatusCode::UNPROCESSABLE_ENTITY, true), "once");
    let done = browser.submit(&about, "register", &ABOUT).await;
    assert!(done.has("#register-continue") && !done.has("#passkey-offer"), "{}", done.body);
    let list = browser.get("/account/security/passkeys").await;
    assert!(list.has("[data-passkey-id]"));

    let mut other = app.browser();
    let login = other.get("/login").await;
    let options = login.attribute("#login-passkey", "data-options").expect("a question to the device");
    let answer = device.get(&options);
    let page = other.submit(&login, "login", &[("credential", &answer), ("action", "passkey")]).await;
    assert_eq!((page.status, page.path.as_str()), (StatusCode::OK, "/account"), "{}", page.body);
}

#[tokio::test]
async fn a_registration_outlives_its_request() {
    let app = TestApp::new().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let first = browser.get(&authorize(&client, "openid read.phone", &[("prompt", "create")])).await;
    assert!(first.path.starts_with("/register?track_id="), "{}", first.path);
    let otp = browser.submit(&first, "register", &[("phone", PHONE)]).await;
    let password = prove(&app, &mut browser, &otp, PHONE).await;
    app.pass(minutes(9));
    let about = browser.submit(&password, "register", &[("password", PASSWORD)]).await;
    app.pass(minutes(2));
    let late = browser.submit(&about, "register", &ABOUT).await;
    assert_eq!(late.status, StatusCode::GONE, "the request ended; the account is open: {}", late.body);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
}
