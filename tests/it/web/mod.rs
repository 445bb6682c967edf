//! Pages: the road of an authorization, forms and cookies, what an attacker meets.

mod attacks;
mod developers;
mod device;
mod house;
mod logos;
mod other_device;
mod passkeys;
mod register;
mod road;
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

/// Ana at the consent page of a client for which `optional` may be declined.
pub async fn at_consent(app: &TestApp, browser: &mut Browser, scope: &str, optional: &str) -> Page {
    let client = app.client(SCOPES, optional).await;
    let login = browser.get(&authorize(&client, scope, &[])).await;
    sign_in(browser, &login).await
}
