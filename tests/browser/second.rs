//! The second step in a real browser: an authenticator app, recovery codes, and both without scripts.

use serde_json::json;

use crate::support::authenticator::{Authenticator, codes, enrol};
use crate::support::road::sign_in;
use crate::support::{Browser, Look, Server, world};

const APP: &str = "/account/security/authenticator";
const CODES: &str = "/account/security/recovery-codes";

async fn at_home(server: &Server, browser: &Browser, phone: &str) {
    server.add_person(phone);
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(browser, phone).await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
}

async fn out(server: &Server, browser: &Browser) {
    browser.goto(&format!("{}/logout", server.issuer())).await;
    browser.press("#logout-yes").await;
    browser.find("#logged-out").await;
}

/// The password; the second step follows.
async fn in_again(server: &Server, browser: &Browser, phone: &str) {
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(browser, phone).await;
    browser.arrives_at(&format!("{}/login/second", server.issuer())).await;
}

/// What a picture of a key is drawn with.
async fn picture(browser: &Browser) -> String {
    browser.find(".p-totp__qr path").await.attr("d").await.expect("an attribute").unwrap_or_default()
}

#[tokio::test]
async fn the_key_stays_the_same_until_it_is_proved() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    at_home(&server, &browser, "+77015550190").await;
    browser.prefer("dark").await;
    browser.goto(&format!("{}{APP}", server.issuer())).await;
    let (key, drawn) = (browser.text("#totp-key").await, picture(&browser).await);
    let groups: Vec<&str> = key.split_whitespace().collect();
    assert!(groups.len() == 8 && groups.iter().all(|group| group.len() == 4), "{key}");
    let link = browser.find("#totp-link").await.attr("href").await.expect("an attribute").unwrap_or_default();
    assert!(link.starts_with("otpauth://totp/") && link.contains(&format!("secret={}", groups.concat())), "{link}");

    // A camera finds the picture: it has a name for those who do not see it, and a light border also in the dark.
    let script = "
        const qr = document.querySelector('.p-totp__qr');
        const quiet = qr.querySelector('rect'), dark = qr.querySelector('path').getBBox();
        return [qr.getAttribute('aria-label').length > 0, getComputedStyle(quiet).fill, dark.x >= 4 && dark.y >= 4,
                quiet.getBBox().width - dark.x - dark.width >= 4];";
    let seen = browser.client.execute(script, Vec::new()).await.expect("a script runs");
    assert_eq!(seen, json!([true, "rgb(255, 255, 255)", true, true]));

    browser.client.refresh().await.expect("a page");
    assert_eq!((browser.text("#totp-key").await, picture(&browser).await), (key.clone(), drawn.clone()), "reloaded");
    let app = Authenticator::typed_from(&browser).await;
    browser.fill("#totp #code", &app.misread(&server).await).await;
    browser.press("#totp-submit").await;
    browser.find("#errors").await;
    assert_eq!((browser.text("#totp-key").await, picture(&browser).await), (key, drawn), "a wrong code keeps it");
    browser.fill("#totp #code", &app.shows(&server).await).await;
    browser.press("#totp-submit").await;
    browser.find("#codes-list").await;
    browser.close().await;
    server.saw_no_fault();
}

/// The text that stands on the page, as paper shows it.
async fn on_paper(browser: &Browser) -> String {
    browser.debug("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
    let text = browser.everything().await;
    browser.debug("Emulation.setEmulatedMedia", json!({ "media": "" })).await;
    text
}

#[tokio::test]
async fn recovery_codes_are_shown_once_and_left_with_the_tick() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    let phone = "+77015550191";
    at_home(&server, &browser, phone).await;
    browser.goto(&format!("{}{APP}", server.issuer())).await;
    let (_, shown) = enrol(&server, &browser).await;
    assert_eq!(browser.count("#codes-list li").await, 10);

    let paper = on_paper(&browser).await;
    let (first, rest) = paper.split_once('\n').expect("lines");
    let facts: Vec<&str> = first.split(" · ").collect();
    assert!(facts.len() == 3 && facts[0] == "Freedom ID" && facts[1].contains("Dana"), "{first}");
    assert!(facts[2].chars().any(|c| c.is_ascii_digit()), "a date: {first}");
    let mut printed: Vec<&str> =
        rest.lines().map(|line| line.trim_start_matches(|c: char| !c.is_alphanumeric())).collect();
    printed.retain(|line| !line.is_empty());
    assert_eq!(printed, shown, "nothing but codes");
    let button = browser.find("[data-print]").await;
    assert!(button.is_displayed().await.expect("a state"), "with scripts there is a button to print");

    browser.press("#codes-done").await;
    browser.find("#errors").await;
    assert_eq!(codes(&browser).await, shown, "without the tick they are still there");
    browser.press("#saved").await;
    browser.press("#codes-done").await;
    browser.find("#codes-row").await;
    browser.client.back().await.expect("a page");
    browser.goto(&format!("{}{CODES}", server.issuer())).await;
    let page = browser.find("html").await.html(true).await.expect("a page");
    assert!(shown.iter().all(|code| !page.contains(code.as_str())), "never again");
    browser.close().await;
    server.saw_no_fault();
}

/// Sets the app up, signs in with it, with a recovery code, and makes new codes.
async fn all_ways(look: Look, phone: &str) {
    let Some((server, browser)) = world(look).await else { return };
    at_home(&server, &browser, phone).await;
    browser.goto(&format!("{}/account/security", server.issuer())).await;
    browser.press("#totp-on").await;
    let (app, shown) = enrol(&server, &browser).await;
    browser.press("#saved").await;
    browser.press("#codes-done").await;
    browser.find("#totp-row #totp-off, #totp-row details").await;
    out(&server, &browser).await;

    in_again(&server, &browser, phone).await;
    browser.goto(&format!("{}/account", server.issuer())).await;
    assert!(browser.has("#login").await, "one step opens nothing");
    in_again(&server, &browser, phone).await;
    browser.fill("#totp #code", &app.misread(&server).await).await;
    browser.press("#totp-submit").await;
    browser.find("#errors").await;
    browser.fill("#totp #code", &app.shows(&server).await).await;
    browser.press("#totp-submit").await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    out(&server, &browser).await;

    for (code, accepted) in [(&shown[0], true), (&shown[0], false), (&shown[1], true)] {
        in_again(&server, &browser, phone).await;
        browser.press("#use-recovery").await;
        browser.fill("#recovery #code", &code.to_lowercase()).await;
        browser.press("#recovery-submit").await;
        if accepted {
            browser.find("#codes-left").await;
            browser.press("#left-continue").await;
            browser.arrives_at(&format!("{}/account", server.issuer())).await;
            out(&server, &browser).await;
        } else {
            browser.find("#errors").await;
        }
    }

    // A browser that is trusted is spared; until it no longer is.
    in_again(&server, &browser, phone).await;
    browser.press("#trust").await;
    browser.fill("#totp #code", &app.shows(&server).await).await;
    browser.press("#totp-submit").await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    out(&server, &browser).await;
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(&browser, phone).await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    browser.goto(&format!("{}/account/security", server.issuer())).await;
    browser.press("#distrust button").await;
    browser.find("#trusted-row").await;
    assert!(!browser.has("#distrust").await);
    out(&server, &browser).await;
    in_again(&server, &browser, phone).await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn every_second_step_lets_its_owner_in() {
    all_ways(Look::Usual, "+77015550192").await;
}

#[tokio::test]
async fn every_second_step_lets_its_owner_in_without_scripts() {
    all_ways(Look::WithoutScripts, "+77015550193").await;
}

#[tokio::test]
async fn without_scripts_no_button_is_dead() {
    let Some((server, browser)) = world(Look::WithoutScripts).await else { return };
    at_home(&server, &browser, "+77015550194").await;
    browser.goto(&format!("{}{APP}", server.issuer())).await;
    browser.find(".p-totp__qr").await;
    for button in ["[data-copy]", "[data-print]"] {
        for found in browser.client.find_all(fantoccini::Locator::Css(button)).await.expect("elements") {
            assert!(!found.is_displayed().await.expect("a state"), "{button}");
        }
    }
    enrol(&server, &browser).await;
    for button in ["[data-copy]", "[data-print]"] {
        assert!(!browser.find(button).await.is_displayed().await.expect("a state"), "{button}");
    }
    browser.close().await;
    server.saw_no_fault();
}
