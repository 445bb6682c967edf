//! Forms that our pages did not draw, or did not draw for this browser.

use axum::http::{Method, StatusCode};

use crate::support::PASSWORD;
use crate::support::app::{TestApp, authorize};
use crate::support::browser::Browser;

const ANA: &str = "ana@mail.example";
const EVE: &str = "eve@mail.example";

/// Every form that changes something, with what it would take to do so.
const FORMS: [(&str, &[(&str, &str)]); 9] = [
    ("/login", &[("identifier", EVE), ("password", PASSWORD), ("action", "password")]),
    ("/login?lang=ru", &[("identifier", EVE), ("action", "code")]),
    ("/login/code", &[("code", "123456"), ("action", "verify")]),
    ("/login/accounts", &[("user", "other")]),
    ("/consent", &[("decision", "allow")]),
    ("/consent/missing", &[("decision", "save"), ("firstname", "Eve")]),
    ("/register", &[("phone", "+77019998877")]),
    ("/logout", &[("decision", "logout")]),
    ("/account/apps/remove", &[("client_id", "shop")]),
];

async fn signed_in(app: &TestApp, name: &str) -> Browser {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let inside = browser.submit(&login, "login", &[("identifier", name), ("password", PASSWORD)]).await;
    assert_eq!(inside.path, "/account");
    browser
}

fn fields(form: &[(&str, &str)], token: Option<&str>) -> Vec<(String, String)> {
    let token = token.map(|token| ("csrf_token", token));
    form.iter().copied().chain(token).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

#[tokio::test]
async fn no_form_counts_without_the_token_of_this_browser() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    app.person(&[EVE]).await;
    let mut victim = signed_in(&app, ANA).await;
    let mut attacker = app.browser();
    let foreign = attacker.get("/login").await.attribute("[name=csrf_token]", "value").expect("a token");
    let before = victim.cookies.clone();
    for (path, form) in FORMS {
        for token in [None, Some(""), Some(foreign.as_str())] {
            let page = victim.send(Method::POST, path, Some(&fields(form, token))).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path} {token:?}: {}", page.body);
            assert!(!page.headers.contains_key("set-cookie"), "{path}");
        }
    }
    assert_eq!(victim.cookies, before);
    assert!(victim.get("/account").await.body.contains(ANA), "still the same person");
    assert_eq!(app.count("SELECT COUNT(*) FROM otp_challenges").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM registrations").await, 0);
}

#[tokio::test]
async fn nobody_is_signed_in_as_somebody_else_by_a_form_of_another_browser() {
    let app = TestApp::new().await;
    app.person(&[EVE]).await;
    let mut attacker = app.browser();
    let page = attacker.get("/login").await;
    let form = page.form("login").with(&[("identifier", EVE), ("password", PASSWORD)]);
    let mut victim = app.browser();
    let own = victim.send(Method::POST, "/login", Some(&form.fields)).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "a browser that has seen no page of ours");
    victim.get("/login").await;
    let own = victim.send(Method::POST, "/login", Some(&form.fields)).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "a browser with pages of its own");
    assert!(!victim.cookies.contains_key("fid_s"));
}

#[tokio::test]
async fn a_sign_out_that_a_site_posts_only_asks() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let client = app.client("openid", "").await;
    let mut victim = signed_in(&app, ANA).await;
    for method in [Method::GET, Method::POST] {
        let form = fields(&[("client_id", client.id.as_str()), ("decision", "logout"), ("logout", "1")], None);
        let body = (method == Method::POST).then_some(form.as_slice());
        let path = format!("/oauth2/logout?client_id={}&decision=logout", client.id);
        let page = victim.send(method.clone(), &path, body).await;
        match method {
            Method::GET => assert!(page.has("form#logout"), "{page:?}"),
            _ => assert_eq!(page.location(), Some(format!("/oauth2/logout?client_id={}", client.id))),
        }
    }
    assert!(victim.get("/logout?decision=logout").await.has("form#logout"));
    assert_eq!(victim.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_token_of_a_browser_is_worth_nothing_after_it_signed_out() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let client = app.client("openid read.email", "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, "openid read.email", &[])).await;
    let consent = browser.submit(&login, "login", &[("identifier", ANA), ("password", PASSWORD)]).await;
    let ask = browser.get("/logout").await;
    browser.submit(&ask, "logout", &[("decision", "logout")]).await;
    let form = consent.form("consent").with(&[("decision", "allow")]);
    let late = browser.send(Method::POST, "/consent", Some(&form.fields)).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    let gone = browser.get(&consent.path).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND, "the request went with the binding");
    assert_eq!(app.count("SELECT COUNT(*) FROM codes").await, 0);
}
