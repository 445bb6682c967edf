//! What an attacker meets at the forms and the cookies.

use axum::http::{Method, StatusCode};

use super::{ANA, SCOPES, at_consent, sign_in, with_ana};
use crate::support::PASSWORD;
use crate::support::app::authorize;
use crate::support::browser::{Browser, Page};
use crate::support::minutes;

async fn allow(browser: &mut Browser, consent: &Page, change: impl FnOnce(&mut Vec<(String, String)>)) -> Page {
    let mut form = consent.form("consent").with(&[("decision", "allow")]);
    change(&mut form.fields);
    browser.send(Method::POST, &form.action, Some(&form.fields)).await
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, "openid read.phone", "").await;
    let foreign = app.browser().get("/login").await.attribute("[name=csrf_token]", "value").expect("a token");
    let without = |f: &mut Vec<(String, String)>| f.retain(|(n, _)| n != "csrf_token");
    let refused = [
        allow(&mut browser, &consent, without).await,
        allow(&mut browser, &consent, |f| f[0].1 = foreign.clone()).await,
        allow(&mut browser, &consent, |f| f[0].1.push('x')).await,
        allow(&mut browser, &consent, |f| f.push(("csrf_token".into(), foreign.clone()))).await,
    ];
    for page in refused {
        assert_eq!((page.status, page.has("#error-page")), (StatusCode::FORBIDDEN, true));
        assert!(!page.headers.contains_key("set-cookie"));
        assert!(page.attribute("#error-page a", "href").is_some_and(|to| to.starts_with("/consent?track_id=")));
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM codes").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM consents").await, 0);
    assert_eq!(allow(&mut browser, &consent, |_| ()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, "openid read.phone", "").await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "\u{ff}"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:8080.evil.example"),
    ] {
        browser.headers = vec![(name, value.into())];
        assert_eq!(allow(&mut browser, &consent, |_| ()).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM codes").await, 0);
    browser.headers = vec![("origin", "http://localhost:8080".into()), ("sec-fetch-site", "same-origin".into())];
    assert_eq!(allow(&mut browser, &consent, |_| ()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn only_forms_are_read() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let mut form = login.form("login").with(&[("identifier", ANA), ("password", PASSWORD)]);
    browser.headers = vec![("content-type", "text/plain".into())];
    let page = browser.send(Method::POST, "/login", Some(&form.fields)).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    browser.headers.clear();
    form.fields.push(("more".into(), "x".repeat(70_000)));
    let page = browser.send(Method::POST, "/login", Some(&form.fields)).await;
    assert_eq!((page.status, page.has("#error-page")), (StatusCode::PAYLOAD_TOO_LARGE, true));
}

#[tokio::test]
async fn the_session_cookie_changes_at_sign_in_and_nothing_is_stored_before() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    assert!(!browser.cookies.contains_key("fid_s"));
    assert_eq!(app.count("SELECT COUNT(*) FROM web_sessions").await, 0);
    sign_in(&mut browser, &login).await;
    let first = browser.cookies["fid_s"].clone();
    let again = browser.get("/login?other=1").await;
    sign_in(&mut browser, &again).await;
    assert_ne!(browser.cookies["fid_s"], first);
    let mut old = app.browser();
    old.cookies.insert("fid_s".into(), first);
    assert!(old.get("/account").await.path.starts_with("/login"), "the old id is worth nothing");
    assert_eq!(app.count("SELECT COUNT(*) FROM web_sessions").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 1);
}

#[tokio::test]
async fn planted_cookies_are_not_taken_on() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let planted = "AAAAAAAAAAAAAAAAAAAAAA";
    browser.cookies.insert("fid_s".into(), planted.into());
    browser.cookies.insert("fid_p".into(), "planted.1750000000.signature".into());
    let login = browser.get("/login").await;
    assert_ne!(browser.cookies["fid_p"], "planted.1750000000.signature");
    assert!(browser.cookies.get("fid_s").is_none_or(|v| v != planted), "an unknown id is taken away");
    browser.cookies.insert("fid_s".into(), planted.into());
    sign_in(&mut browser, &login).await;
    assert_ne!(browser.cookies["fid_s"], planted);
    let mut attacker = app.browser();
    attacker.cookies.insert("fid_s".into(), planted.into());
    assert!(attacker.get("/account").await.path.starts_with("/login"));
}

#[tokio::test]
async fn a_link_opened_elsewhere_neither_works_nor_takes_the_request_away() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, "openid read.phone", &[])).await;
    let mut preview = app.browser();
    assert_eq!(preview.get(&login.path).await.status, StatusCode::NOT_FOUND);
    let own = preview.get("/login").await;
    let csrf = own.attribute("[name=csrf_token]", "value").expect("a token");
    let track = login.attribute("[name=track_id]", "value").expect("a track");
    let forged = [("csrf_token", csrf.as_str()), ("track_id", &track), ("identifier", ANA), ("password", PASSWORD)];
    assert_eq!(preview.post("/login", &forged).await.status, StatusCode::NOT_FOUND);
    assert!(sign_in(&mut browser, &login).await.path.starts_with("/consent?"));
}

#[tokio::test]
async fn cookies_have_every_guard_on_https() {
    let app = crate::support::app::TestApp::with(|config| {
        config.server.issuer = "https://id.example".parse().expect("a URL");
    })
    .await;
    app.person(&[ANA]).await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let form = login.form("login").with(&[("identifier", ANA), ("password", PASSWORD), ("remember", "1")]);
    let done = browser.send(Method::POST, "/login", Some(&form.fields)).await;
    let set: Vec<&str> = done.headers.get_all("set-cookie").iter().map(|v| v.to_str().expect("text")).collect();
    for name in ["__Host-fid_s=", "__Host-fid_d="] {
        let cookie = set.iter().find(|c| c.starts_with(name)).expect(name);
        for guard in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age="] {
            assert!(cookie.contains(guard), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    assert!(browser.cookies.keys().all(|name| name.starts_with("__Host-")), "{:?}", browser.cookies);
}

#[tokio::test]
async fn a_form_of_yesterday_is_shown_again() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    app.pass(minutes(16));
    let old = sign_in(&mut browser, &login).await;
    assert_eq!(old.status, StatusCode::FORBIDDEN);
    let again = browser.get(&old.attribute("#error-page a", "href").expect("a way back")).await;
    assert!(sign_in(&mut browser, &again).await.path.starts_with("/account"));
}
