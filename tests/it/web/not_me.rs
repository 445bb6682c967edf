//! The page "this was not me".

use axum::http::{Method, StatusCode};
use freedom_id::domain::message::Event;

use super::{ANA, sign_in, with_ana};
use crate::support::minutes;
use crate::support::recovery::{finish, objection, proved};

#[tokio::test]
async fn looking_changes_nothing_and_the_button_freezes_once() {
    let app = with_ana().await;
    let mut home = app.browser();
    let login = home.get("/login").await;
    sign_in(&mut home, &login).await;
    app.pass(minutes(1));
    proved(&app, ANA, "thief").await;
    finish(&app, "thief", false).await.expect("set");
    let token = objection(&app, "+77012345678", Event::PasswordReset.as_str()).await;
    let path = format!("/not-me?token={}", token.expose());
    let mut owner = app.browser();
    assert_eq!(owner.send(Method::HEAD, &path, None).await.status, StatusCode::OK);
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = owner.get(&path).await;
        let csrf = page.attribute("[name=csrf_token]", "value").expect("a token");
        seen.push(page.body.replace(&csrf, ""));
    }
    assert!(seen.iter().all(|page| *page == seen[0]), "the same each time");
    assert_eq!(home.get("/account").await.status, StatusCode::OK, "nothing has happened");

    let page = owner.get(&path).await;
    let russian = owner.submit(&page, "not-me", &[("_lang", "ru")]).await;
    assert!(russian.has("html[lang=ru]") && russian.has("form#not-me"), "the language switch freezes nothing");
    let mut forged = page.form("not-me").with(&[("action", "freeze")]);
    forged.fields.retain(|(name, _)| name != "csrf_token");
    let refused = owner.send(Method::POST, "/not-me", Some(&forged.fields)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(home.get("/account").await.has(".l-header"), "still signed in");

    let frozen = owner.submit(&page, "not-me", &[("action", "freeze")]).await;
    assert_eq!(frozen.status, StatusCode::OK);
    assert_eq!(frozen.attribute("#recover-continue", "href").as_deref(), Some("/recover"));
    assert!(home.get("/account").await.has("form#login"), "everybody is signed out");
    let again = owner.submit(&page, "not-me", &[("action", "freeze")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(owner.get(&path).await.status, StatusCode::CONFLICT);

    let login = home.get("/login").await;
    let by_code = home.submit(&login, "login", &[("identifier", ANA), ("action", "code")]).await;
    let code = app.last_code(&crate::support::address(ANA)).await.expect("a code");
    let told = home.submit(&by_code, "otp", &[("code", &code), ("action", "verify")]).await;
    assert_eq!(told.status, StatusCode::FORBIDDEN);
    assert!(told.text("#errors").contains("frozen"), "{}", told.text("#errors"));
}

#[tokio::test]
async fn links_that_nobody_has_or_too_late() {
    let app = with_ana().await;
    proved(&app, ANA, "thief").await;
    finish(&app, "thief", false).await.expect("set");
    let token = objection(&app, ANA, Event::PasswordReset.as_str()).await;
    app.pass(minutes(7 * 24 * 60));
    let mut owner = app.browser();
    let late = owner.get(&format!("/not-me?token={}", token.expose())).await;
    assert_eq!((late.status, late.has("form#not-me")), (StatusCode::GONE, false));
    for path in ["/not-me", "/not-me?token=", "/not-me?token=nothing"] {
        assert_eq!(owner.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
