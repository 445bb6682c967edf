//! A browser that is let in from another device.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use axum::http::{Method, StatusCode};
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::sessions;

use super::{ANA, SCOPES, sign_in, with_ana};
use crate::support::app::{TestApp, authorize};
use crate::support::browser::{Browser, Page};
use crate::support::{from, minutes, seconds};

/// A computer that shows a code.
async fn waits(app: &TestApp, path: &str) -> (Browser, Page, String) {
    let mut computer = app.browser();
    computer.headers.push(("user-agent", "Mozilla/5.0 (Windows NT 10.0)".into()));
    let login = computer.get(path).await;
    let page = computer.submit(&login, "login", &[("action", "device")]).await;
    assert!(page.path.starts_with("/login/device"), "{} {}", page.path, page.body);
    let code = page.text("#device-code");
    assert!(page.has("svg[role=img] path"));
    (computer, page, code)
}

/// A phone where Ana is signed in.
async fn phone(app: &TestApp) -> Browser {
    let mut phone = app.browser();
    let login = phone.get("/login").await;
    sign_in(&mut phone, &login).await;
    phone
}

/// Opens what the QR code says and goes on.
async fn scan(phone: &mut Browser, code: &str) -> Page {
    let enter = phone.get(&format!("/device?user_code={code}")).await;
    phone.submit(&enter, "device", &[]).await
}

async fn allow(phone: &mut Browser, code: &str) -> Page {
    let page = scan(phone, code).await;
    phone.submit(&page, "device", &[("decision", "allow")]).await
}

async fn go_on(computer: &mut Browser, page: &Page) -> Page {
    computer.submit(page, "other-device", &[("action", "continue")]).await
}

async fn state(browser: &mut Browser) -> String {
    browser.get("/login/device/state").await.body
}

async fn ana(app: &TestApp) -> UserId {
    manage::find(app, ANA).await.expect("Ana")
}

#[tokio::test]
async fn a_phone_lets_a_computer_in_and_the_authorization_goes_on_there() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "").await;
    let (mut computer, page, code) = waits(&app, &authorize(&client, "openid", &[])).await;
    assert!(page.body.contains("Demo Shop"));
    assert_eq!(state(&mut computer).await, r#"{"state":"pending"}"#);
    let early = go_on(&mut computer, &page).await;
    assert_eq!((early.status, early.text("#device-code")), (StatusCode::UNPROCESSABLE_ENTITY, code.clone()));
    app.pass(seconds(20));
    let mut phone = phone(&app).await;
    app.pass(seconds(70));
    let confirm = scan(&mut phone, &code).await;
    assert_eq!(confirm.text("#device-code"), code);
    assert_eq!(confirm.text("#device-platform"), "Windows");
    assert!(confirm.has("#device-warning") && !confirm.has("#device-elsewhere"));
    let undecided = phone.submit(&confirm, "device", &[("decision", "review")]).await;
    assert!(undecided.has("#device-allow"), "{}", undecided.body);
    assert_eq!(state(&mut computer).await, r#"{"state":"pending"}"#);
    let done = phone.submit(&confirm, "device", &[("decision", "allow")]).await;
    assert!(done.has("main#other-allowed"), "{}", done.body);
    let again = phone.submit(&confirm, "device", &[("decision", "allow")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "it is decided once");
    assert_eq!(state(&mut computer).await, r#"{"state":"approved"}"#);
    assert!(computer.get("/account").await.has("form#login"), "nobody is in by looking");
    let ready = computer.get(&page.path).await;
    assert!(ready.has("main#other-ready"), "{}", ready.body);
    let consent = go_on(&mut computer, &ready).await;
    assert!(consent.path.starts_with("/consent?"), "{} {}", consent.path, consent.body);
    let answer = computer.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(answer.answer("code").is_some());
    let all = sessions::of_user(&app, ana(&app).await).await.expect("sessions");
    assert_eq!(all.len(), 2);
    assert_eq!(
        app.count("SELECT COUNT(DISTINCT auth_time) FROM sessions").await,
        1,
        "no client is told of a proof that was not made"
    );
}

#[tokio::test]
async fn only_the_browser_that_shows_the_code_gets_in_and_once() {
    let app = with_ana().await;
    let (mut computer, page, code) = waits(&app, "/login").await;
    let mut phone = phone(&app).await;
    allow(&mut phone, &code).await;
    let mut stranger = app.browser();
    let login = stranger.get("/login").await;
    assert_eq!(state(&mut stranger).await, r#"{"state":"over"}"#);
    let token = login.form("login").fields.into_iter().find(|(n, _)| n == "csrf_token").expect("a token").1;
    let refused = stranger.post("/login/device", &[("csrf_token", &token), ("action", "continue")]).await;
    assert!(refused.has("main#other-over"), "{}", refused.body);
    let (mut one, mut two) = (computer.clone(), computer.clone());
    let (one, two) = tokio::join!(go_on(&mut one, &page), go_on(&mut two, &page));
    let inside = [&one, &two].iter().filter(|page| page.path == "/account" && page.status == StatusCode::OK).count();
    assert_eq!(inside, 1, "{} {}", one.path, two.path);
    assert_eq!(state(&mut computer).await, r#"{"state":"over"}"#);
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 2);
}

#[tokio::test]
async fn a_refusal_and_the_end_of_time_are_told_and_begin_anew() {
    let app = with_ana().await;
    let (mut computer, page, code) = waits(&app, "/login").await;
    let mut phone = phone(&app).await;
    let confirm = scan(&mut phone, &code).await;
    let denied = phone.submit(&confirm, "device", &[("decision", "deny")]).await;
    assert!(denied.has("main#other-denied"), "{}", denied.body);
    let late = phone.submit(&confirm, "device", &[("decision", "allow")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(state(&mut computer).await, r#"{"state":"over"}"#);
    let turned = go_on(&mut computer, &page).await;
    assert!(turned.has("main#other-turned-away"), "{}", turned.body);
    let fresh = computer.submit(&turned, "other-device", &[("action", "new")]).await;
    let newer = fresh.text("#device-code");
    assert_ne!(newer, code);
    // A code that the browser has given up for another one lets nobody in.
    let page = computer.get("/login?other=1").await;
    computer.submit(&page, "login", &[("action", "device")]).await;
    assert_eq!(scan(&mut phone, &newer).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let last = computer.get("/login/device").await.text("#device-code");
    let confirm = scan(&mut phone, &last).await;
    app.pass(minutes(5));
    let over = computer.get("/login/device").await;
    assert_eq!((over.status, over.has("main#other-over")), (StatusCode::GONE, true));
    let late = phone.submit(&confirm, "device", &[("decision", "allow")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.body);
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 1);
}

#[tokio::test]
async fn whoever_has_not_proved_themselves_lately_does_so_first() {
    let app = with_ana().await;
    let mut phone = phone(&app).await;
    app.pass(minutes(6));
    let (_, _, code) = waits(&app, "/login").await;
    let confirm = scan(&mut phone, &code).await;
    assert!(confirm.path.starts_with("/account/confirm?act=sign_in_elsewhere"), "{} {}", confirm.path, confirm.body);
    let sure = [("password", crate::support::PASSWORD), ("action", "password")];
    let resume = phone.submit(&confirm, "confirm", &sure).await;
    let page = phone.submit(&resume, "resume", &[]).await;
    assert!(page.has("#device-allow"), "{} {}", page.path, page.body);
    let mut nobody = app.browser();
    let enter = nobody.get(&format!("/device?user_code={code}")).await;
    let form = enter.form("device");
    let sent = nobody.send(Method::POST, &form.action, Some(&form.fields)).await;
    let to = sent.location().expect("a redirect");
    assert_eq!(to, format!("/login?next=%2Fdevice%3Fuser_code%3D{code}"));
}

#[tokio::test]
async fn a_person_who_is_blocked_or_signed_out_meanwhile_lets_nobody_in() {
    let app = with_ana().await;
    let (mut computer, page, code) = waits(&app, "/login").await;
    let mut first = phone(&app).await;
    allow(&mut first, &code).await;
    sessions::end_all(&app, ana(&app).await, None, from(1)).await.expect("ended");
    let ended = go_on(&mut computer, &page).await;
    assert_eq!((ended.status, ended.has("main#other-ended")), (StatusCode::CONFLICT, true), "{}", ended.body);
    let (mut computer, page, code) = waits(&app, "/login").await;
    let mut second = phone(&app).await;
    allow(&mut second, &code).await;
    manage::block(&app, ana(&app).await, Block::Ban, from(1)).await.expect("blocked");
    let barred = go_on(&mut computer, &page).await;
    assert_eq!(barred.status, StatusCode::FORBIDDEN, "{}", barred.body);
    assert!(computer.get("/account").await.has("form#login"));
}

#[tokio::test]
async fn a_code_is_decided_for_the_account_that_was_shown_and_far_networks_are_told() {
    let app = with_ana().await;
    app.person(&["bela@mail.example"]).await;
    let (_, _, code) = waits(&app, "/login").await;
    let mut phone = phone(&app).await;
    let confirm = scan(&mut phone, &code).await;
    let login = phone.get("/login?other=1").await;
    let bela = [("identifier", "bela@mail.example"), ("password", crate::support::PASSWORD), ("action", "password")];
    phone.submit(&login, "login", &bela).await;
    let again = phone.submit(&confirm, "device", &[("decision", "allow")]).await;
    assert!(again.has("#device-allow"), "shown again for who is active now: {}", again.body);
    let wrong = scan(&mut phone, "BCDF-GHJK").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(phone.get("/account").await.status == StatusCode::OK);
}

#[tokio::test]
async fn where_the_operator_does_not_offer_it_there_is_no_button_and_no_code() {
    let app = TestApp::with(|config| {
        config.sign_in.methods.retain(|method| *method != freedom_id::domain::policy::Method::Device);
    })
    .await;
    let mut computer = app.browser();
    let login = computer.get("/login").await;
    assert!(!login.has("#login-device"));
    let page = computer.submit(&login, "login", &[("action", "device")]).await;
    assert!(page.has("form#login"));
    assert_eq!(app.count("SELECT COUNT(*) FROM device_sign_ins").await, 0);
}
