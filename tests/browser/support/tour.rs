//! A walk past every page, with the recipe to reach each, also in its wrong states.

use super::road::{Watch, register, to_the_shop};
use super::{Browser, Server};

/// The pages for developers.
const DEVELOPERS: [(&str, &str); 8] = [
    ("developers", "/developers"),
    ("developers-partner-api", "/developers/partner-api"),
    ("developers-openid", "/developers/openid"),
    ("developers-session-end", "/developers/session-end"),
    ("developers-samples", "/developers/samples"),
    ("developers-decisions", "/developers/decisions"),
    ("developers-reference", "/developers/reference"),
    ("developers-try", "/developers/try"),
];

/// Goes past every page in a language; `phone` is of somebody new.
pub async fn tour(server: &Server, browser: &Browser, language: &str, watch: &mut impl Watch, phone: &str) {
    let issuer = server.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    browser.goto(&format!("{}/?lang={}", server.demo(), language)).await;
    watch.seen(browser, "demo-home").await;
    browser.goto(&at(&format!("/?lang={}", language))).await;
    for (page, path) in [("home", "/"), ("terms", "/terms"), ("privacy", "/privacy"), ("help", "/help")] {
        browser.goto(&at(path)).await;
        watch.seen(browser, page).await;
    }
    for (page, path) in DEVELOPERS {
        browser.goto(&at(path)).await;
        browser.find(".p-dev").await;
        watch.seen(browser, page).await;
    }
    browser.goto(&at("/developers/button?mode=popup")).await;
    watch.seen(browser, "button").await;
    browser.goto(&at("/no/such/page")).await;
    watch.seen(browser, "not-found").await;
    browser.goto(&at("/oauth2/authorize?client_id=nobody")).await;
    browser.find("#error-page").await;
    watch.seen(browser, "oauth-error").await;

    to_the_shop(server, browser).await;
    browser.find("#login").await;
    watch.seen(browser, "login").await;
    browser.fill("#login #identifier", "nobody@mail.example").await;
    browser.fill("#login #password", "not the password").await;
    browser.press("#login-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "login-wrong").await;
    browser.press("a[href^='/register']").await;
    browser.find("#register #phone").await;
    browser.fill("#register #phone", "12").await;
    browser.press("#register-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "register-wrong").await;
    to_the_shop(server, browser).await;
    browser.press("a[href^='/register']").await;
    register(server, browser, phone, watch).await;
    browser.find("#consent").await;
    watch.seen(browser, "consent").await;
    browser.press("#consent-deny").await;
    browser.find("#demo-error").await;
    watch.seen(browser, "demo-denied").await;
    to_the_shop(server, browser).await;
    browser.press("#consent-allow").await;
    browser.find("#demo-session").await;
    watch.seen(browser, "demo-profile").await;

    browser.goto(&at("/account")).await;
    browser.find("#apps-title").await;
    watch.seen(browser, "account").await;
    browser.goto(&format!("{}/login?prompt=select_account", server.demo())).await;
    browser.find("#accounts").await;
    watch.seen(browser, "accounts").await;
    browser.goto(&server.device_asks().await).await;
    watch.seen(browser, "device").await;
    browser.press("#device-submit").await;
    browser.find("#device-code").await;
    watch.seen(browser, "device-confirm").await;
    browser.press("#device-continue").await;
    browser.find("#consent").await;
    watch.seen(browser, "device-consent").await;
    browser.press("#consent-allow").await;
    browser.find("#device-allowed").await;
    watch.seen(browser, "device-allowed").await;
    browser.goto(&at("/device")).await;
    browser.fill("#device #user_code", "BCDF-GHJK").await;
    browser.press("#device-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "device-wrong").await;
    browser.goto(&at("/logout")).await;
    browser.find("#logout").await;
    watch.seen(browser, "logout").await;
    browser.press("#logout-yes").await;
    browser.find("#logged-out").await;
    watch.seen(browser, "signed-out").await;
    browser.goto(&at("/login")).await;
    browser.fill("#login #identifier", phone).await;
    browser.press("#login button[value=code]").await;
    browser.find("#otp").await;
    watch.seen(browser, "code").await;
    browser.goto(&at("/dev/outbox")).await;
    watch.seen(browser, "outbox").await;
}
