//! The console of somebody whose account stands: facts, activity, data, and what secures it.

use super::Watch;
use crate::support::authenticator::{Authenticator, enrol};
use crate::support::{Browser, Server};

/// What is seen at once: name, address.
const PLAIN: [(&str, &str); 14] = [
    ("overview", "/account"),
    ("profile", "/account/profile"),
    ("profile-name", "/account/profile?edit=name"),
    ("profile-birth", "/account/profile?edit=birth"),
    ("profile-citizenship", "/account/profile?edit=citizenship"),
    ("profile-identifier", "/account/profile?edit=identifier"),
    ("profile-address", "/account/profile?edit=address"),
    ("activity", "/account/activity"),
    ("activity-filtered", "/account/activity?result=denied&period=today"),
    ("documents", "/account/documents"),
    ("data", "/account/data"),
    ("delete", "/account/data/delete"),
    ("passkeys", "/account/security/passkeys"),
    ("connections", "/account/security/connections"),
];

/// Somebody is signed in. Gives the app that was set up, and the recovery codes.
pub(super) async fn walk(
    server: &Server,
    browser: &Browser,
    watch: &mut impl Watch,
    password: &str,
) -> (Authenticator, Vec<String>) {
    let at = |path: &str| format!("{}{path}", server.issuer());
    for (page, path) in PLAIN {
        browser.goto(&at(path)).await;
        browser.find(".p-console__main h1").await;
        watch.seen(browser, page).await;
    }
    browser.goto(&at("/account/profile?edit=name")).await;
    browser.fill("#profile #firstname", "").await;
    browser.press("#profile-save").await;
    browser.find("#errors").await;
    watch.seen(browser, "profile-wrong").await;
    browser.goto(&at("/account/data/delete")).await;
    browser.press("#delete-go").await;
    browser.find("#errors").await;
    watch.seen(browser, "delete-wrong").await;
    browser.goto(&at("/account/security")).await;
    watch.seen(browser, "security").await;
    browser.goto(&at("/account/security/recovery-codes")).await;
    watch.seen(browser, "recovery-codes-none").await;
    browser.goto(&at("/account/security/password")).await;
    browser.find("#password-form").await;
    watch.seen(browser, "password").await;
    browser.press("#password-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "password-wrong").await;
    let found = second_step(server, browser, watch).await;
    confirm(server, browser, watch, password, &found.0).await;
    found
}

/// Sets an authenticator app up.
async fn second_step(server: &Server, browser: &Browser, watch: &mut impl Watch) -> (Authenticator, Vec<String>) {
    let at = |path: &str| format!("{}{path}", server.issuer());
    browser.goto(&at("/account/security/authenticator")).await;
    browser.find("#totp-key").await;
    watch.seen(browser, "authenticator").await;
    let app = Authenticator::typed_from(browser).await;
    browser.fill("#totp #code", &app.misread(server).await).await;
    browser.press("#totp-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "authenticator-wrong").await;
    let found = enrol(server, browser).await;
    watch.seen(browser, "recovery-codes-shown").await;
    browser.press("#codes-done").await;
    browser.find("#errors").await;
    watch.seen(browser, "recovery-codes-not-saved").await;
    browser.press("#saved").await;
    browser.press("#codes-done").await;
    browser.find("#codes-row").await;
    watch.seen(browser, "security-on").await;
    found
}

/// What was proved is too old by now: the person proves it again, and the form that waited is sent.
async fn confirm(server: &Server, browser: &Browser, watch: &mut impl Watch, password: &str, app: &Authenticator) {
    browser.goto(&format!("{}/account/security/recovery-codes", server.issuer())).await;
    browser.find("#make-codes").await;
    watch.seen(browser, "recovery-codes").await;
    server.later(360).await;
    browser.press("#make-codes-submit").await;
    browser.find("#confirm").await;
    watch.seen(browser, "confirm").await;
    browser.press("#confirm-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "confirm-wrong").await;
    browser.fill("#confirm #password", password).await;
    browser.press("#confirm-submit").await;
    browser.find("#totp #code").await;
    browser.fill("#totp #code", &app.shows(server).await).await;
    browser.press("#totp-submit").await;
    browser.find("#resume").await;
    watch.seen(browser, "resume").await;
    browser.goto(&format!("{}/account/security", server.issuer())).await;
}
