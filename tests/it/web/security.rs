//! The pages that secure an account.

use axum::http::StatusCode;

use super::{ANA, sign_in};
use crate::support::app::{TestApp, authorize};
use crate::support::browser::Browser;
use crate::support::totp::{Authenticator, codes_on, enrol};
use crate::support::{PASSWORD, address, minutes};

const NEW: &str = "seven purple giraffes dance";

async fn with_browser() -> (TestApp, Browser) {
    let app = super::with_ana().await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    sign_in(&mut browser, &login).await;
    (app, browser)
}

#[tokio::test]
async fn the_key_stays_until_it_is_confirmed_or_old() {
    let (app, mut browser) = with_browser().await;
    let page = browser.get("/account/security/authenticator").await;
    assert!(page.has("svg[role=img][aria-label] rect[fill='#FFFFFF']"), "a name and a light quiet zone");
    let key = page.text("#totp-key");
    assert_eq!(key.split_whitespace().count(), 8, "grouped: {key}");
    let link = page.attribute("#totp-link", "href").expect("a link");
    let plain: String = key.split_whitespace().collect();
    assert!(link.starts_with("otpauth://totp/Freedom%20ID:") && link.contains(&plain), "{link}");
    let again = browser.get("/account/security/authenticator").await;
    assert_eq!(again.text("#totp-key"), key);
    let wrong = browser.submit(&again, "totp", &[("code", "000000")]).await;
    assert_eq!((wrong.status, wrong.text("#totp-key")), (StatusCode::UNPROCESSABLE_ENTITY, key.clone()));
    // Another browser of the same person is shown another key, and the first one is over.
    let mut other = app.browser();
    let login = other.get("/login").await;
    sign_in(&mut other, &login).await;
    let theirs = other.get("/account/security/authenticator").await;
    assert_ne!(theirs.text("#totp-key"), key);
    let first = Authenticator::typed_from(&page);
    let late = browser.submit(&page, "totp", &[("code", &first.shows(&app))]).await;
    assert!(late.has("#totp-key") && late.text("#totp-key") != key, "{}", late.path);
    assert_eq!(app.count("SELECT COUNT(*) FROM totp").await, 0);
    let key = late.text("#totp-key");
    app.pass(minutes(15));
    let login = browser.get("/account/security/authenticator").await;
    let page = browser.submit(&login, "confirm", &[("password", PASSWORD)]).await;
    assert_ne!(page.text("#totp-key"), key, "too old");
}

#[tokio::test]
async fn recovery_codes_are_shown_once_and_left_with_a_tick() {
    let (app, mut browser) = with_browser().await;
    let page = browser.get("/account/security/authenticator").await;
    let authenticator = Authenticator::typed_from(&page);
    let shown = browser.submit(&page, "totp", &[("code", &authenticator.shows(&app))]).await;
    let codes = codes_on(&shown);
    assert!(shown.status == StatusCode::OK && codes.len() == 10 && shown.body.contains(&codes[0]));
    let early = browser.submit(&shown, "codes-saved", &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(codes_on(&early), codes, "still there to be saved");
    let file = browser.submit(&shown, "codes-file", &[]).await;
    assert!(file.headers["content-disposition"].to_str().expect("text").starts_with("attachment"));
    assert!(
        codes.iter().all(|code| file.body.contains(code))
            && file.headers["content-type"] == "text/plain; charset=utf-8"
    );
    let forged = shown.form("codes-file").with(&[("codes", "<script>alert(1)</script>")]);
    let fields: Vec<(&str, &str)> = forged.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert!(!browser.post(&forged.action, &fields).await.body.contains("alert(1)"));
    let home = browser.submit(&early, "codes-saved", &[("saved", "1")]).await;
    assert!(home.path.starts_with("/account/security") && home.text("#codes-row").contains("10"));
    let page = browser.get("/account/security/recovery-codes").await;
    assert!(codes.iter().all(|code| !page.body.contains(code)), "no address shows them again");
    let new = codes_on(&browser.submit(&page, "make-codes", &[("action", "make")]).await);
    assert!(new.iter().all(|code| !codes.contains(code)));
    assert_eq!(app.count("SELECT COUNT(*) FROM recovery_codes").await, 10, "the old ones died");
    let told = app.letters(&address(ANA)).await;
    for event in ["totp_on", "recovery_codes_made"] {
        assert_eq!(told.iter().filter(|letter| letter.purpose == event).count(), 1, "{event}");
    }
}

#[tokio::test]
async fn turning_the_app_off_asks_for_both_steps_again_and_finishes_what_was_sent() {
    let (app, mut browser) = with_browser().await;
    let (authenticator, _) = enrol(&app, &mut browser).await;
    app.pass(minutes(6));
    let home = browser.get("/account/security").await;
    let confirm = browser.submit(&home, "totp-off", &[]).await;
    assert!(confirm.path.starts_with("/account/confirm?act=remove_totp&form="), "{}", confirm.path);
    assert_eq!(app.count("SELECT COUNT(*) FROM totp").await, 1);
    let step = browser.submit(&confirm, "confirm", &[("password", PASSWORD)]).await;
    let resume = browser.submit(&step, "totp", &[("code", &authenticator.shows(&app))]).await;
    assert!(resume.path.starts_with("/account/resume"), "{}", resume.path);
    let home = browser.submit(&resume, "resume", &[]).await;
    assert!(home.has("#totp-on"), "{}", home.path);
    assert_eq!(
        app.count("SELECT COUNT(*) FROM totp").await + app.count("SELECT COUNT(*) FROM recovery_codes").await,
        0
    );
    assert_eq!(app.letters(&address(ANA)).await.iter().filter(|letter| letter.purpose == "totp_off").count(), 1);
}

#[tokio::test]
async fn a_new_password_ends_other_sessions_and_leaves_apps() {
    let (app, mut browser) = with_browser().await;
    let client = app.client(super::SCOPES, "").await;
    let consent = browser.get(&authorize(&client, "openid offline_access", &[])).await;
    let consent =
        if consent.has("form#consent") { consent } else { browser.get(&authorize(&client, "openid", &[])).await };
    browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    let mut other = app.browser();
    let login = other.get("/login").await;
    sign_in(&mut other, &login).await;
    let page = browser.get("/account/security/password").await;
    assert!(page.has("#others[checked]"));
    let try_with = |current: &'static str, new: &'static str| [("current_password", current), ("new_password", new)];
    let wrong = browser.submit(&page, "password-form", &try_with("wrong one", NEW)).await;
    assert_eq!((wrong.status, wrong.has("#current_password-error")), (StatusCode::UNAUTHORIZED, true));
    let weak = browser.submit(&page, "password-form", &try_with(PASSWORD, "password")).await;
    assert_eq!((weak.status, weak.has("#new_password-error")), (StatusCode::UNPROCESSABLE_ENTITY, true));
    let done = browser.submit(&page, "password-form", &try_with(PASSWORD, NEW)).await;
    assert!(done.path.starts_with("/account/security?done"), "{} {}", done.path, done.status);
    assert!(browser.get("/account/security").await.path == "/account/security", "this device stays");
    assert!(other.get("/account/security").await.path.starts_with("/login"), "the other one is out");
    assert_eq!(app.count("SELECT COUNT(*) FROM grants WHERE revoked_at IS NULL").await, 1, "the app keeps its access");
    let login = other.get("/login").await;
    let old = sign_in(&mut other, &login).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    let new = other.submit(&login, "login", &[("identifier", ANA), ("password", NEW)]).await;
    assert_eq!(new.status, StatusCode::OK);
    assert_eq!(app.letters(&address(ANA)).await.iter().filter(|l| l.purpose == "password_changed").count(), 1);
}

#[tokio::test]
async fn somebody_without_a_password_confirms_by_code_or_by_their_app() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA]).await;
    app.core
        .core
        .db
        .write::<_, freedom_id::base::Fault, _>(move |tx| {
            Box::pin(async move { freedom_id::store::credentials::remove(tx, user).await })
        })
        .await
        .expect("no password");
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let otp = browser.submit(&login, "login", &[("identifier", ANA), ("action", "code")]).await;
    let code = app.last_code(&address(ANA)).await.expect("a code");
    browser.submit(&otp, "otp", &[("code", &code)]).await;
    app.pass(minutes(6));
    let ask = browser.get("/account/security/authenticator").await;
    assert!(ask.has("form#send") && !ask.has("form#confirm"), "{}", ask.body);
    let ask = browser.submit(&ask, "send", &[("action", "send")]).await;
    let code = app.last_code(&address(ANA)).await.expect("a code");
    let page = browser.submit(&ask, "otp", &[("code", &code)]).await;
    assert!(page.has("#totp-key"), "{}", page.path);
    let (authenticator, _) = enrol(&app, &mut browser).await;
    app.pass(minutes(6));
    let ask = browser.get("/account/security/authenticator").await;
    assert!(ask.has("form#totp") && !ask.has("form#send"), "a mailbox is no proof any more: {}", ask.body);
    let page = browser.submit(&ask, "totp", &[("code", &authenticator.shows(&app))]).await;
    assert!(page.has("#totp-key"), "{}", page.path);
}
