//! Pages: the road of an authorization, forms and cookies, what an attacker meets.

mod apps;
mod attacks;
mod console;
mod contacts;
mod developers;
mod device;
mod devices;
mod house;
mod logos;
mod not_me;
mod other_device;
mod passkeys;
mod recover;
mod register;
mod road;
mod second;
mod security;
mod upstream;

use crate::support::PASSWORD;
use crate::support::app::{TestApp, authorize};
use crate::support::browser::{Browser, Page};

pub const SCOPES: &str = "openid profile read.firstname read.lastname read.phone read.email read.date_of_birth";
pub const ANA: &str = "ana@mail.example";

/// An app with Ana, who has everything but a date of birth.
pub async fn with_ana() -> TestApp {
    let app = TestApp::new().await;
    app.person(&["+77012345678", ANA]).await;
    app
}

/// Types Ana's password.
pub async fn sign_in(browser: &mut Browser, login: &Page) -> Page {
    browser.submit(login, "login", &[("identifier", ANA), ("password", PASSWORD), ("action", "password")]).await
}

/// A browser of its own in which Ana signs in; it says that it is `agent`.
pub async fn ana_in(app: &TestApp, agent: &str) -> Browser {
    let mut browser = app.browser();
    browser.headers = vec![("user-agent", agent.into())];
    let login = browser.get("/login").await;
    let page = sign_in(&mut browser, &login).await;
    assert!(page.path.starts_with("/account"), "{}", page.path);
    browser
}

/// Ana at the consent page of a client for which `optional` may be declined.
pub async fn at_consent(app: &TestApp, browser: &mut Browser, scope: &str, optional: &str) -> Page {
    let client = app.client(SCOPES, optional).await;
    let login = browser.get(&authorize(&client, scope, &[])).await;
    sign_in(browser, &login).await
}
