//! The site against an issuer that is not there: what it must do on its own.

use axum::body::{Body, to_bytes};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE,
};
use axum::http::{HeaderMap, Request};
use tower::ServiceExt as _;

use super::person::tests::person;
use super::sessions::Attempt;
use super::*;
use crate::base::Micros;

const NOW: Micros = Micros(1_000_000_000);

fn shop() -> (Router, Arc<Shop>) {
    let demo = Demo {
        issuer: "http://127.0.0.1:1".into(),
        origin: "http://127.0.0.1:2".into(),
        client_id: CLIENT_ID.into(),
        client_secret: Secret::new("secret"),
    };
    let policy = shell::Policy::new(&demo.issuer);
    let clock = Clock::manual(NOW);
    let shop = Shop {
        relying: RelyingParty::new(demo, reqwest::Client::default(), clock.clone()),
        sessions: Sessions::default(),
        clock,
        secure: false,
    };
    let shop = Arc::new(shop);
    (site(Arc::clone(&shop), policy), shop)
}

async fn send(site: &Router, request: Request<Body>) -> (u16, HeaderMap, String) {
    let (parts, body) = site.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 1_000_000).await.unwrap().to_vec();
    (parts.status.as_u16(), parts.headers, String::from_utf8(body).unwrap())
}

async fn get(site: &Router, path: &str, cookie: &str) -> (u16, HeaderMap, String) {
    send(site, Request::get(path).header(COOKIE, cookie).body(Body::empty()).unwrap()).await
}

async fn press(site: &Router, cookie: &str, body: &str) -> (u16, HeaderMap, String) {
    let request = Request::post("/action")
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()));
    send(site, request.unwrap()).await
}

#[tokio::test]
async fn the_window_opens_without_the_issuer_and_in_four_languages() {
    let (site, _) = shop();
    let (status, headers, html) = get(&site, "/?lang=kk", "").await;
    assert_eq!(status, 200);
    assert!(html.contains("lang=\"kk\"") && html.contains("action=\"/login\""), "{html}");
    let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.ends_with("form-action 'self' http://127.0.0.1:1"), "{policy}");
    assert!(policy.contains("; script-src http://127.0.0.1:1;"), "the button's script alone: {policy}");
    assert_eq!(headers[CACHE_CONTROL], "no-store");
    assert!(headers[SET_COOKIE].to_str().unwrap().starts_with("demo_lang=kk;"));
    let (_, headers, html) = get(&site, "/", "demo_lang=uz").await;
    assert!(html.contains("lang=\"uz\"") && !headers.contains_key(SET_COOKIE));
    let request = Request::get("/").header(ACCEPT_LANGUAGE, "ru").body(Body::empty()).unwrap();
    assert!(send(&site, request).await.2.contains("<html lang=\"ru\">"));
    let style = html.split('"').find(|part| part.ends_with("/css/demo.css")).unwrap();
    let (status, headers, _) = get(&site, style, "").await;
    assert_eq!((status, headers[CONTENT_TYPE].to_str().unwrap()), (200, "text/css; charset=utf-8"));
    assert_eq!(get(&site, "/static/../Cargo.toml", "").await.0, 404);
}

#[tokio::test]
async fn a_login_without_the_issuer_fails_politely_and_leaves_nothing_behind() {
    let (site, _) = shop();
    let (status, headers, html) = get(&site, "/login", "").await;
    assert_eq!(status, 502);
    assert!(html.contains("demo-error") && html.contains("<pre>discovery</pre>"), "{html}");
    assert!(!headers.contains_key(SET_COOKIE));
}

#[tokio::test]
async fn a_foreign_answer_is_neither_used_nor_repeated() {
    let (site, shop) = shop();
    let secret = || Secret::new("x".repeat(43));
    let attempt =
        Attempt { state: Secret::new("ours"), nonce: secret(), verifier: secret(), asked: vec![], begun: NOW };
    let cookie = shop.sessions.begin(None, attempt, NOW).unwrap().unwrap();
    let cookie = format!("a=b; demo_session={}", cookie.expose());
    for (path, cookie) in [
        ("/callback?code=c&state=ours", ""),
        ("/callback?code=c&state=theirs", cookie.as_str()),
        ("/callback?code=c", cookie.as_str()),
        ("/callback?code=c&state=ours&state=ours", cookie.as_str()),
        ("/callback?error=hunter2&error_description=hunter2&state=x", cookie.as_str()),
        ("/callback?code=%ff&state=ours", cookie.as_str()),
    ] {
        let (status, _, html) = get(&site, path, cookie).await;
        assert_eq!(status, 400, "{path}");
        assert!(html.contains("demo-error") && !html.contains("hunter2"), "{path}");
    }
    // The right state reaches the issuer, which is not there; the attempt is spent all the same.
    assert_eq!(get(&site, "/callback?code=c&state=ours", &cookie).await.0, 502);
    assert_eq!(get(&site, "/callback?code=c&state=ours", &cookie).await.0, 400);
}

#[tokio::test]
async fn buttons_need_the_session_and_its_token() {
    let (site, shop) = shop();
    let id = shop.sessions.sign_in(None, person(), NOW).unwrap();
    let cookie = format!("demo_session={}", id.expose());
    let csrf = shop.sessions.visitor(Some(id.expose()), NOW).unwrap().csrf;
    let (status, _, html) = get(&site, "/me", &cookie).await;
    assert_eq!(status, 200);
    assert!(html.contains(csrf.expose()) && html.contains("Ana") && html.contains("read.email"), "{html}");
    assert_eq!(get(&site, "/", &cookie).await.1[LOCATION], "/me");
    assert_eq!(get(&site, "/me", "").await.1[LOCATION], "/");

    assert_eq!(press(&site, "", "action=sign_out").await.1[LOCATION], "/");
    for body in ["action=sign_out", "action=sign_out&csrf_token=", "action=sign_out&csrf_token=x"] {
        assert_eq!(press(&site, &cookie, body).await.0, 403, "{body}");
    }
    let with = |action: &str| format!("action={action}&csrf_token={}", csrf.expose());
    assert_eq!(press(&site, &cookie, &with("refresh")).await.1[LOCATION], "/me");
    assert!(get(&site, "/me", &cookie).await.2.contains("id=\"demo-answer\">discovery"));
    let (status, headers, _) = press(&site, &cookie, &with("sign_out")).await;
    assert_eq!((status, headers[LOCATION].to_str().unwrap()), (303, "/"));
    assert!(headers[SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(get(&site, "/me", &cookie).await.1[LOCATION], "/");
}

#[test]
fn the_seed_registers_what_the_shop_asks_for() {
    assert!(optional_scopes().is_subset(&scopes()));
    for uri in redirect_uris("http://127.0.0.1:8081").into_iter().chain(logout_uris("http://127.0.0.1:8081")) {
        assert!(crate::domain::oauth::client::check_redirect_uri(&uri).is_ok(), "{uri}");
    }
}
