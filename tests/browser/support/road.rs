//! The steps that people take on our pages, by the ids that are promised.

use super::{Browser, PASSWORD, Server};

/// Where a road is looked at more closely.
pub trait Watch {
    async fn seen(&mut self, browser: &Browser, page: &'static str);
}

/// Nobody looks.
impl Watch for () {
    async fn seen(&mut self, _: &Browser, _: &'static str) {}
}

/// From the form for contacts to a signed-in person: `/register` is open already.
pub async fn register(server: &Server, browser: &Browser, phone: &str, watch: &mut impl Watch) {
    prove_contact(server, browser, phone, watch).await;
    browser.fill("#register #password", PASSWORD).await;
    browser.press("#register-submit").await;
    tell_name(browser, watch).await;
}

/// The first two steps of `/register`.
pub async fn prove_contact(server: &Server, browser: &Browser, phone: &str, watch: &mut impl Watch) {
    browser.find("#register input#phone").await;
    watch.seen(browser, "register-contact").await;
    browser.fill("#register #phone", phone).await;
    browser.press("#register-submit").await;

    browser.find("#otp #code").await;
    watch.seen(browser, "register-code").await;
    browser.fill("#otp #code", &server.code_for(phone).await).await;
    browser.press("#otp-submit").await;

    browser.find("#register #password").await;
    watch.seen(browser, "register-password").await;
}

/// The last step of `/register`.
pub async fn tell_name(browser: &Browser, watch: &mut impl Watch) {
    browser.find("#register #firstname").await;
    watch.seen(browser, "register-about").await;
    browser.fill("#register #firstname", "Дана").await;
    browser.fill("#register #lastname", "Серікқызы").await;
    browser.press("#register #accept_terms").await;
    browser.press("#register-submit").await;
}

/// The form for the password, on `/login`.
pub async fn sign_in(browser: &Browser, identifier: &str) {
    browser.fill("#login #identifier", identifier).await;
    browser.fill("#login #password", PASSWORD).await;
    browser.press("#login-submit").await;
}

/// From the shop window to Freedom ID.
pub async fn to_the_shop(server: &Server, browser: &Browser) {
    browser.goto(&server.demo()).await;
    browser.press("#demo-login").await;
}
