//! The guards that every answer carries.

use axum::http::{HeaderMap, Method};

use crate::support::PASSWORD;
use crate::support::app::{CALLBACK, TestApp, authorize};
use crate::support::browser::{Browser, Page};

const ANA: &str = "ana@mail.example";
const SCOPE: &str = "openid read.date_of_birth read.email";

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).map_or("", |v| v.to_str().expect("text"))
}

fn is_guarded_page(what: &str, page: &Page) {
    let of = |name| header(&page.headers, name);
    assert!(of("content-type").starts_with("text/html"), "{what}: {page:?}");
    assert_eq!(of("cache-control"), "no-store", "{what}");
    assert_eq!(of("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(of("x-frame-options"), "DENY", "{what}");
    assert_eq!(of("cross-origin-opener-policy"), "same-origin", "{what}");
    assert!(["same-origin", "no-referrer"].contains(&of("referrer-policy")), "{what}");
    assert!(of("permissions-policy").contains("camera=()"), "{what}");
    let csp = of("content-security-policy");
    assert!(csp.contains("frame-ancestors 'none'"), "{what}: {csp}");
    assert!(csp.contains("default-src 'none'") || csp.contains("default-src 'self'"), "{what}: {csp}");
    assert!(csp.contains("base-uri 'none'"), "{what}: {csp}");
    assert!(csp.contains("form-action "), "{what}: {csp}");
    for hole in ["unsafe", " *", "http://*", "https: ", "data: "] {
        let scripts = csp.split(';').filter(|d| !d.trim_start().starts_with("img-src"));
        assert!(!scripts.clone().any(|d| d.contains(hole)), "{what}: {hole} in {csp}");
    }
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(of(name), "", "{what}: {name}");
    }
    let lower = page.body.to_ascii_lowercase();
    for inline in [" onclick=", " onload=", " onsubmit=", "javascript:"] {
        assert!(!lower.contains(inline), "{what}: {inline}");
    }
}

async fn sign_in(browser: &mut Browser, login: &Page) -> Page {
    browser.submit(login, "login", &[("identifier", ANA), ("password", PASSWORD)]).await
}

#[tokio::test]
async fn every_kind_of_page_is_guarded() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let client = app.client(SCOPE, "").await;
    let mut browser = app.browser();
    for path in ["/", "/login", "/register", "/terms", "/privacy", "/help", "/logout", "/nowhere", "/oauth2/authorize"]
    {
        is_guarded_page(path, &browser.get(path).await);
    }
    let login = browser.get("/login").await;
    let wrong = browser.submit(&login, "login", &[("identifier", ANA), ("password", "no")]).await;
    is_guarded_page("wrong password", &wrong);
    is_guarded_page("forbidden", &browser.post("/login", &[("identifier", ANA)]).await);
    is_guarded_page("method", &browser.send(Method::DELETE, "/login", None).await);
    is_guarded_page("too large", &browser.post("/login", &[("identifier", &"x".repeat(70_000))]).await);
    let login = browser.get(&authorize(&client, SCOPE, &[])).await;
    is_guarded_page("login for an app", &login);
    let otp = browser.submit(&login, "login", &[("identifier", ANA), ("action", "code")]).await;
    is_guarded_page("code", &otp);
    let consent = sign_in(&mut browser, &login).await;
    is_guarded_page("consent", &consent);
    let missing = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(missing.path.starts_with("/consent/missing"), "{}", missing.path);
    is_guarded_page("missing", &missing);
    let done = browser.submit(&consent, "consent", &[("decision", "deny")]).await;
    assert!(done.has("#hand-off"));
    is_guarded_page("hand-off", &done);
    is_guarded_page("answered", &browser.get(&consent.path).await);
    is_guarded_page("account", &browser.get("/account").await);
    is_guarded_page("link of another browser", &app.browser().get(&consent.path).await);
    let ask = browser.get("/logout").await;
    is_guarded_page("logout", &ask);
    is_guarded_page("signed out", &browser.submit(&ask, "logout", &[("decision", "logout")]).await);
}

#[tokio::test]
async fn the_page_that_posts_an_answer_may_do_nothing_else() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let client = app.client("openid", "").await;
    let mut browser = app.browser();
    let more = [("response_mode", "form_post"), ("prompt", "none")];
    let page = browser.get(&authorize(&client, "openid", &more)).await;
    let of = |name| header(&page.headers, name);
    assert_eq!(of("cache-control"), "no-store");
    let csp = of("content-security-policy");
    // Bound to the scheme only: browsers hold the client's own redirects to it too.
    assert!(csp.ends_with("form-action https:") && csp.contains("frame-ancestors 'none'"), "{csp}");
    assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
}

#[tokio::test]
async fn redirects_and_answers_of_the_api_are_neither_stored_nor_sniffed() {
    let app = TestApp::new().await;
    let client = app.client("openid", "").await;
    let mut browser = app.browser();
    let redirect = browser.send(Method::GET, &authorize(&client, "openid", &[("prompt", "none")]), None).await;
    assert!(redirect.location().is_some_and(|to| to.starts_with(CALLBACK)));
    let form = [("grant_type".to_owned(), "authorization_code".to_owned())];
    let answers = [
        redirect,
        browser.send(Method::POST, "/oauth2/token", Some(&form)).await,
        browser.send(Method::POST, "/oauth2/introspect", Some(&form)).await,
        browser.send(Method::POST, "/oauth2/revoke", Some(&form)).await,
        browser.send(Method::GET, "/oauth2/userinfo", None).await,
        browser.send(Method::GET, "/oauth2/token", None).await,
    ];
    for answer in &answers {
        let of = |name| header(&answer.headers, name);
        assert_eq!(of("cache-control"), "no-store", "{answer:?}");
        assert_eq!(of("x-content-type-options"), "nosniff", "{answer:?}");
        assert!(!answer.headers.contains_key("set-cookie") || answer.location().is_some(), "{answer:?}");
        assert_ne!(of("access-control-allow-credentials"), "true", "{answer:?}");
    }
}

#[tokio::test]
async fn browsers_are_told_to_stay_on_https_where_there_is_https() {
    let https = TestApp::with(|config| config.server.issuer = "https://id.example".parse().expect("a URL")).await;
    let page = https.browser().get("/login").await;
    assert!(header(&page.headers, "strict-transport-security").starts_with("max-age="), "{page:?}");
}
