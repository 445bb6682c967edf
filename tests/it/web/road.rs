//! The road from a request to a code.

use axum::http::StatusCode;

use crate::support::PASSWORD;
use crate::support::app::{TestApp, authorize};
use crate::support::browser::{Browser, Page};

const SCOPES: &str = "openid read.firstname read.lastname read.phone read.email";

/// A person with everything, at the consent page.
async fn at_consent(app: &TestApp, browser: &mut Browser, scope: &str) -> Page {
    let client = app.client(SCOPES, "read.email").await;
    let login = browser.get(&authorize(&client, scope, &[])).await;
    assert_eq!(login.status, StatusCode::OK);
    browser.submit(&login, "login", &[("identifier", "ana@mail.example"), ("password", PASSWORD)]).await
}

#[tokio::test]
async fn a_person_signs_in_allows_and_the_client_gets_a_code() {
    let app = TestApp::new().await;
    app.person(&["+77012345678", "ana@mail.example"]).await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, "openid read.firstname read.lastname read.email").await;
    assert_eq!(consent.status, StatusCode::OK);
    assert!(consent.body.contains("Aigerim Bekova"), "{}", consent.body);
    let csp = consent.headers["content-security-policy"].to_str().expect("text");
    assert!(csp.ends_with("form-action 'self' https://shop.example"), "{csp}");
    let done = browser.submit(&consent, "consent", &[("grant", "read.email"), ("decision", "allow")]).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.destination().starts_with("https://shop.example/cb?code="));
    assert_eq!(done.answer("state").as_deref(), Some("st"));
    assert_eq!(app.count("SELECT COUNT(*) FROM codes").await, 1);
}
