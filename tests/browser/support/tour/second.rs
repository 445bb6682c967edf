//! Ways in and back of somebody who has a second step; and the end of the account.

use super::Watch;
use crate::support::authenticator::Authenticator;
use crate::support::{Browser, PASSWORD, Server};

const NEW: &str = "violet-anchor-thirteen-41";

/// Who walks.
pub(super) struct Who<'a> {
    pub phone: &'a str,
    pub email: &'a str,
    pub app: Authenticator,
    pub codes: Vec<String>,
}

/// Signed in at the beginning; the account is closed at the end.
pub(super) async fn walk(server: &Server, browser: &Browser, watch: &mut impl Watch, who: &Who<'_>) {
    out(server, browser).await;
    sign_in(server, browser, who.phone, PASSWORD).await;
    steps(server, browser, watch, who).await;
    out(server, browser).await;
    other_device(server, browser, watch).await;
    back(server, browser, watch, who).await;
    links(server, browser, watch, who).await;
    end(server, browser, watch, who).await;
}

async fn out(server: &Server, browser: &Browser) {
    browser.goto(&format!("{}/logout", server.issuer())).await;
    browser.press("#logout-yes").await;
    browser.find("#logged-out").await;
}

/// The password of somebody; what follows is a second step.
async fn sign_in(server: &Server, browser: &Browser, phone: &str, password: &str) {
    browser.goto(&format!("{}/login?other=1", server.issuer())).await;
    browser.fill("#login #identifier", phone).await;
    browser.fill("#login #password", password).await;
    browser.press("#login-submit").await;
    browser.find("#totp #code").await;
}

/// Every state of the second step.
async fn steps(server: &Server, browser: &Browser, watch: &mut impl Watch, who: &Who<'_>) {
    watch.seen(browser, "second-totp").await;
    browser.fill("#totp #code", &who.app.misread(server).await).await;
    browser.press("#totp-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "second-totp-wrong").await;
    browser.press("#other-way").await;
    browser.find(".c-ways").await;
    watch.seen(browser, "second-ways").await;
    browser.press(".c-ways a[href*='way=totp']").await;
    browser.press("#use-recovery").await;
    browser.find("#recovery #code").await;
    watch.seen(browser, "second-recovery").await;
    browser.press("#recovery-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "second-recovery-wrong").await;
    browser.fill("#recovery #code", &who.codes[0]).await;
    browser.press("#recovery-submit").await;
    browser.find("#left-continue").await;
    watch.seen(browser, "second-left").await;
    browser.press("#left-continue").await;
    browser.find(".p-console__main").await;
}

/// Signing in with another device.
async fn other_device(server: &Server, browser: &Browser, watch: &mut impl Watch) {
    browser.goto(&format!("{}/login?other=1", server.issuer())).await;
    browser.press("#login-device").await;
    browser.find("#device-code").await;
    watch.seen(browser, "other-device").await;
    server.later(3600).await;
    browser.goto(&format!("{}/login/device", server.issuer())).await;
    watch.seen(browser, "other-device-over").await;
}

/// The way back takes two proofs.
async fn back(server: &Server, browser: &Browser, watch: &mut impl Watch, who: &Who<'_>) {
    browser.goto(&format!("{}/recover", server.issuer())).await;
    browser.press("#recover-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "recover-wrong").await;
    browser.fill("#recover #identifier", who.email).await;
    browser.press("#recover-submit").await;
    browser.find("#otp #code").await;
    browser.fill("#otp #code", &server.code_for(who.email).await).await;
    browser.press("#otp-submit").await;
    browser.find("#totp #code").await;
    watch.seen(browser, "recover-second").await;
    browser.press("#totp-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "recover-second-wrong").await;
    browser.goto(&format!("{}/recover?way=contact", server.issuer())).await;
    watch.seen(browser, "recover-contact").await;
    browser.goto(&format!("{}/recover?lost=1", server.issuer())).await;
    watch.seen(browser, "recover-lost").await;
    browser.goto(&format!("{}/recover?way=recovery", server.issuer())).await;
    browser.find("#recovery-submit").await;
    watch.seen(browser, "recover-recovery").await;
    browser.fill("#code", &who.codes[1]).await;
    browser.press("#recovery-submit").await;
    browser.find("#new_password").await;
    watch.seen(browser, "recover-password-app").await;
    browser.fill("#new_password", "12").await;
    browser.press("#recover-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "recover-password-wrong").await;
    browser.fill("#new_password", NEW).await;
    browser.press("#recover-submit").await;
    browser.find("#recover-continue").await;
}

/// What the messages lead to; nothing is pressed.
async fn links(server: &Server, browser: &Browser, watch: &mut impl Watch, who: &Who<'_>) {
    browser.goto(&server.link_to(who.email, "/not-me?token=").await).await;
    browser.find("#not-me").await;
    watch.seen(browser, "not-me").await;
}

/// The account is closed; whoever comes back within the time may keep it.
async fn end(server: &Server, browser: &Browser, watch: &mut impl Watch, who: &Who<'_>) {
    browser.goto(&format!("{}/account/data/delete", server.issuer())).await;
    browser.press("#understand").await;
    browser.press("#delete-go").await;
    browser.find("#otp #code").await;
    watch.seen(browser, "delete-code").await;
    browser.fill("#otp #code", &server.code_for(who.phone).await).await;
    browser.press("#otp-submit").await;
    browser.find("#account-closed").await;
    watch.seen(browser, "account-closed").await;
    sign_in(server, browser, who.phone, NEW).await;
    browser.fill("#totp #code", &who.app.shows(server).await).await;
    browser.press("#totp-submit").await;
    browser.find("#closing-keep").await;
    watch.seen(browser, "closing").await;
}
