//! A walk past every page, with the recipe to reach each, also in its wrong states.

mod console;
mod second;

use super::road::{Watch, register, sign_in, to_the_shop};
use super::visitor::Visitor;
use super::{Browser, PASSWORD, Server};

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
#[expect(clippy::too_many_lines, reason = "one walk")]
pub async fn tour(server: &Server, browser: &Browser, language: &str, watch: &mut impl Watch, phone: &str) {
    let issuer = server.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    browser.goto(&format!("{}/?lang={}", server.demo(), language)).await;
    watch.seen(browser, "demo-home").await;
    browser.goto(&at(&format!("/?lang={language}"))).await;
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
    contacts(server, browser, watch).await;
    devices(server, browser, watch, phone).await;
    apps(server, browser, watch).await;
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

    browser.goto(&at("/recover")).await;
    watch.seen(browser, "recover").await;
    browser.fill("#recover #identifier", phone).await;
    browser.press("#recover-submit").await;
    browser.find("#otp #code").await;
    watch.seen(browser, "recover-code").await;
    browser.fill("#otp #code", &server.code_for(phone).await).await;
    browser.press("#otp-submit").await;
    browser.find("#new_password").await;
    watch.seen(browser, "recover-password").await;
    browser.fill("#new_password", "violet-anchor-thirteen-41").await;
    browser.press("#recover-submit").await;
    browser.find("#recover-continue").await;
    watch.seen(browser, "recover-done").await;
    for (page, path) in [("recover-unknown", "/recover/link?token=x"), ("not-me-unknown", "/not-me?token=x")] {
        browser.goto(&at(path)).await;
        watch.seen(browser, page).await;
    }
}

/// Goes past every page of the console, of the second step and of the way back in a language; `phone` is of somebody
/// new.
pub async fn tour_at_home(server: &Server, browser: &Browser, language: &str, watch: &mut impl Watch, phone: &str) {
    let at = |path: &str| format!("{}{path}", server.issuer());
    server.add_person(phone);
    browser.goto(&at(&format!("/?lang={language}"))).await;
    browser.goto(&at("/login")).await;
    sign_in(browser, phone).await;
    browser.arrives_at(&at("/account")).await;
    let (app, codes) = console::walk(server, browser, watch, PASSWORD).await;
    let email = Server::email_of(phone);
    second::walk(server, browser, watch, &second::Who { phone, email: &email, app, codes }).await;
}

/// E-mail addresses and phone numbers.
async fn contacts(server: &Server, browser: &Browser, watch: &mut impl Watch) {
    let at = |path: &str| format!("{}{path}", server.issuer());
    let mail = format!("{}@mail.example", uuid::Uuid::new_v4().simple());
    browser.goto(&at("/account/phones")).await;
    browser.find("#contacts").await;
    watch.seen(browser, "phones").await;
    browser.goto(&at("/account/emails")).await;
    browser.find("#contact").await;
    watch.seen(browser, "emails-empty").await;
    browser.press("#contact-submit").await;
    browser.find("#errors").await;
    watch.seen(browser, "emails-wrong").await;
    browser.fill("#contact #email", &mail).await;
    browser.press("#contact-submit").await;
    browser.find("#otp #code").await;
    watch.seen(browser, "email-code").await;
    browser.goto(&at("/account/emails")).await;
    browser.find("#pending").await;
    watch.seen(browser, "emails-waiting").await;
    browser.goto(&at("/account/emails/code")).await;
    browser.fill("#otp #code", &server.code_for(&mail).await).await;
    browser.press("#otp-submit").await;
    browser.find("#contacts").await;
    watch.seen(browser, "emails").await;
    browser.press("#contacts a[href$='/remove']").await;
    browser.find("#remove").await;
    watch.seen(browser, "contact-remove").await;
}

/// Where the person is signed in.
async fn devices(server: &Server, browser: &Browser, watch: &mut impl Watch, phone: &str) {
    let at = |path: &str| format!("{}{path}", server.issuer());
    browser.goto(&at("/account/sessions")).await;
    browser.find("#this-device").await;
    watch.seen(browser, "sessions-alone").await;
    Visitor::new(server, phone).signs_in().await;
    browser.goto(&at("/account/sessions")).await;
    browser.find("#other-devices").await;
    watch.seen(browser, "sessions").await;
    browser.press("#end-all").await;
    browser.find("#end-all-submit").await;
    watch.seen(browser, "sessions-all").await;
    browser.goto(&at("/account")).await;
    browser.find(".p-alert").await;
    watch.seen(browser, "account-alert").await;
    browser.press(".p-alert button[value=no]").await;
    browser.find("#secure").await;
    watch.seen(browser, "secure").await;
}

/// Connected apps.
async fn apps(server: &Server, browser: &Browser, watch: &mut impl Watch) {
    browser.goto(&format!("{}/account/apps", server.issuer())).await;
    browser.find("#apps").await;
    watch.seen(browser, "account-apps").await;
    browser.press("#apps a").await;
    browser.find("#remove-access").await;
    watch.seen(browser, "account-app").await;
    browser.press("#remove-access").await;
    browser.find("#remove").await;
    watch.seen(browser, "account-app-remove").await;
}
