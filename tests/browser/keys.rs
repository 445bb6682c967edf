//! The way from a site and back with keys only.

use serde_json::json;

use crate::support::authenticator::enrol;
use crate::support::road::sign_in;
use crate::support::site::Site;
use crate::support::{Browser, Look, PASSWORD, world};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e006}";
const SPACE: &str = " ";

/// What has the focus: its id, else its value, else its name. That it is seen is looked at, too.
const STOP: &str = "
    const e = document.activeElement;
    if (e === document.body) return '';
    const box = e.getBoundingClientRect(), look = getComputedStyle(e);
    if (look.outlineStyle === 'none' || parseFloat(look.outlineWidth) < 2.9) return 'no sight of ' + e.outerHTML;
    if (box.bottom < 0 || box.top > innerHeight) return 'out of the window: ' + e.outerHTML;
    return e.id || e.value || e.ariaLabel || e.textContent.trim();";

async fn stop(browser: &Browser) -> String {
    let stop = browser.client.execute(STOP, Vec::new()).await.expect("a script runs");
    stop.as_str().map(str::to_owned).expect("a stop")
}

/// Every stop of a page in their order: on from the last one comes the first again.
async fn stops(browser: &Browser) -> Vec<String> {
    let mut all = Vec::<String>::new();
    for _ in 0..40 {
        browser.keys(TAB).await;
        let stop = stop(browser).await;
        if all.first() == Some(&stop) {
            let first = all.iter().position(|stop| stop == HEAD[0]);
            all.rotate_left(first.expect("the way past the navigation"));
            return all;
        }
        if !stop.is_empty() {
            all.push(stop);
        }
    }
    panic!("no way around: {all:?}");
}

/// Goes on to an element.
async fn to(browser: &Browser, wanted: &str) {
    for _ in 0..40 {
        if stop(browser).await == wanted {
            return;
        }
        browser.keys(TAB).await;
    }
    panic!("{wanted}: not reached by keys");
}

/// What every page begins and ends with.
const HEAD: [&str; 4] = ["Skip to main content", "Outbox", "Freedom ID", "Language: English"];
const FOOT: [&str; 7] = ["kk", "uz", "ru", "en", "Help", "Terms of use", "Privacy notice"];

/// What stands between them on each page, in the order of the eye.
const LOGIN: [&str; 10] = [
    "identifier",
    "password",
    "Show password",
    "forgot",
    "remember",
    "login-submit",
    "login-passkey",
    "code",
    "login-device",
    "Create an account",
];
const SECOND: [&str; 6] = ["Not you?", "code", "trust", "totp-submit", "use-recovery", "other-way"];
const CONSENT: [&str; 4] = ["other", "read.email", "consent-allow", "consent-deny"];

fn between(own: &[&str]) -> Vec<String> {
    [&HEAD, own, &FOOT].concat().into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn keys_lead_from_the_site_to_both_answers() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    // As a window in front of somebody.
    browser.debug("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await;
    let phone = "+77015550210";
    server.add_person(phone);
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(&browser, phone).await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    browser.goto(&format!("{}/account/security/authenticator", server.issuer())).await;
    let (app, _) = enrol(&server, &browser).await;
    browser.goto(&format!("{}/logout", server.issuer())).await;
    browser.press("#logout-yes").await;
    browser.find("#logged-out").await;

    let site = Site::open(&server).await;
    browser.goto(&site.request(&server, &[])).await;
    browser.find("#login").await;
    assert_eq!(stops(&browser).await, between(&LOGIN));
    to(&browser, "Language: English").await;
    browser.keys(ENTER).await;
    browser.find(".c-langs.is-open").await;
    to(&browser, "Help").await;
    assert!(!browser.has(".c-langs.is-open").await, "what opened over the page closes behind the focus");
    to(&browser, "identifier").await;
    browser.keys(phone).await;
    browser.keys(TAB).await;
    browser.keys(PASSWORD).await;
    to(&browser, "login-submit").await;
    browser.keys(ENTER).await;

    browser.find("#totp #code:focus").await;
    assert_eq!(stops(&browser).await, between(&SECOND));
    to(&browser, "code").await;
    browser.keys(&app.shows(&server).await).await;
    browser.keys(ENTER).await;

    browser.find("#consent").await;
    assert_eq!(stops(&browser).await, between(&CONSENT));
    to(&browser, "read.email").await;
    browser.keys(SPACE).await;
    browser.find("#consent [value='read.email']:checked").await;
    to(&browser, "consent-allow").await;
    browser.keys(ENTER).await;
    assert!(site.answer_after(0).await.contains_key("code"));

    browser.goto(&site.request(&server, &[("prompt", "consent")])).await;
    browser.find("#consent").await;
    to(&browser, "consent-deny").await;
    browser.keys(SPACE).await;
    assert_eq!(site.answer_after(1).await.get("error").map(String::as_str), Some("access_denied"));
    browser.close().await;
    server.saw_no_fault();
}
