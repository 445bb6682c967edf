//! Whose sign-in counts, for what, and how long.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use freedom_id::base::{Fault, Locale};
use freedom_id::domain::contact::Address;
use freedom_id::domain::registration::RegistrationStep;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::accounts::register::{self, Start};
use freedom_id::service::sessions;
use tokio::sync::Notify;

use crate::support::app::{TestApp, authorize};
use crate::support::browser::{Browser, Page};
use crate::support::{PASSWORD, TestCore, email, from, minutes, phone};

const ANA: &str = "ana@mail.example";
const EVE: &str = "eve@mail.example";
const SCOPE: &str = "openid read.email";

async fn sign_in(browser: &mut Browser, login: &Page, name: &str) -> Page {
    browser.submit(login, "login", &[("identifier", name), ("password", PASSWORD)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_everywhere_leaves_no_grant_to_a_request_that_was_under_way() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA]).await;
    let client = app.client(SCOPE, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, SCOPE, &[])).await;
    let consent = sign_in(&mut browser, &login, ANA).await;
    browser.submit(&consent, "consent", &[("decision", "allow")]).await;

    let (ended, commit) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait, now, db) = (ended.clone(), commit.clone(), app.clock.now(), app.db.clone());
    let ending = tokio::spawn(async move {
        db.write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                sessions::end_all_within(tx, user, None, now).await?;
                tell.notify_one();
                wait.notified().await;
                Ok(())
            })
        })
        .await
    });
    ended.notified().await;
    // Sees the session alive, because its end is not committed yet.
    let silent = authorize(&client, SCOPE, &[("prompt", "none")]);
    let request = tokio::spawn(async move { browser.send(Method::GET, &silent, None).await });
    for _ in 0..20_000 {
        tokio::task::yield_now().await;
    }
    commit.notify_one();
    ending.await.expect("a task").expect("committed");
    let answer = request.await.expect("a task");
    assert_eq!(answer.answer("code"), None, "{answer:?}");
    assert_eq!(answer.answer("error").as_deref(), Some("login_required"));
    assert_eq!(app.count("SELECT COUNT(*) FROM grants WHERE revoked_at IS NULL").await, 0);
}

#[tokio::test]
async fn a_blocked_person_is_out_at_once_and_stays_out_of_old_browsers() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA]).await;
    let client = app.client(SCOPE, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, SCOPE, &[])).await;
    let consent = sign_in(&mut browser, &login, ANA).await;
    manage::block(&app, user, Block::Ban, from(9)).await.expect("blocked");
    let late = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(late.path.starts_with("/login") || late.has("form#login"), "{} {}", late.path, late.body);
    assert!(browser.get("/account").await.path.starts_with("/login"));
    manage::unblock(&app, user, from(9)).await.expect("unblocked");
    assert!(browser.get("/account").await.path.starts_with("/login"), "an old cookie does not come back to life");
    assert_eq!(app.count("SELECT COUNT(*) FROM codes").await, 0);
}

#[tokio::test]
async fn what_one_person_was_shown_is_not_decided_for_another() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let eve = app.person(&[EVE]).await;
    let client = app.client(SCOPE, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, SCOPE, &[])).await;
    let consent = sign_in(&mut browser, &login, ANA).await;
    // The id of somebody else in the form.
    let mut forged = consent.form("consent").with(&[("decision", "allow"), ("account", &eve.text())]);
    let page = browser.send(Method::POST, "/consent", Some(&forged.fields)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    forged.fields.retain(|(name, _)| name != "account");
    let page = browser.send(Method::POST, "/consent", Some(&forged.fields)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Somebody else signs in for the same request in another tab.
    let other = browser.get(&format!("{}&other=1", login.path)).await;
    sign_in(&mut browser, &other, EVE).await;
    let page = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert_eq!(app.count("SELECT COUNT(*) FROM codes").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM consents").await, 0);
}

#[tokio::test]
async fn a_hint_that_is_not_ours_is_refused_and_names_nobody() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let client = app.client(SCOPE, "").await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    sign_in(&mut browser, &login, ANA).await;
    let none = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjgwODAiLCJzdWIiOiJ4IiwiYXVkIjoieCJ9.";
    for hint in ["x", "a.b.c", "..", none, "eyJhbGciOiJIUzI1NiJ9.e30.AAAA"] {
        let page = browser.get(&authorize(&client, SCOPE, &[("id_token_hint", hint)])).await;
        assert_eq!(page.answer("error").as_deref(), Some("invalid_request"), "{hint}");
        let page = browser.get(&format!("/oauth2/logout?id_token_hint={hint}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{hint}");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM codes").await, 0);
}

#[tokio::test]
async fn an_old_sign_in_does_not_pass_for_a_fresh_one() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let client = app.client(SCOPE, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, SCOPE, &[])).await;
    let consent = sign_in(&mut browser, &login, ANA).await;
    browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    app.pass(minutes(5));
    for more in [("prompt", "login"), ("max_age", "0"), ("max_age", "60")] {
        let page = browser.get(&authorize(&client, SCOPE, &[more])).await;
        assert!(page.path.starts_with("/login?"), "{more:?}: {}", page.path);
        let track = page.attribute("[name=track_id]", "value").expect("a track");
        for path in ["/oauth2/authorize/continue", "/consent", "/login/accounts", "/register"] {
            let around = browser.get(&format!("{path}?track_id={track}")).await;
            assert!(around.location().is_none() && !around.has("#hand-off"), "{path}: {around:?}");
        }
        let csrf = page.attribute("[name=csrf_token]", "value").expect("a token");
        let allow = [("csrf_token", csrf.as_str()), ("track_id", &track), ("decision", "allow")];
        let around = browser.post("/consent", &allow).await;
        assert!(around.path.starts_with("/login?"), "{more:?}: {}", around.path);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM codes").await, 1);
}

#[tokio::test]
async fn a_proof_does_not_outlive_a_registration_by_beginning_anew() {
    let core = TestCore::new().await;
    let begin = |with_phone: bool, previous| Start {
        phone: with_phone.then(|| phone("+77012345678")),
        email: Some(email(ANA)),
        locale: Locale::En,
        track: None,
        previous,
        origin: from(1),
    };
    let first = register::start(&core, begin(false, None)).await.expect("begun").cookie;
    let code = core.last_code(&Address::Email(email(ANA))).await.expect("a code");
    register::prove(&core, &first, code, from(1)).await.expect("proved");
    core.pass(minutes(20 * 60));
    let second = register::start(&core, begin(true, Some(first))).await.expect("begun anew");
    assert!(second.registration.email_confirmed_at.is_some(), "what was proved today stays proved");
    core.pass(minutes(20 * 60));
    let third = register::start(&core, begin(false, Some(second.cookie))).await.expect("begun anew");
    assert_eq!(third.registration.next(), RegistrationStep::Prove(Address::Email(email(ANA))));
}
