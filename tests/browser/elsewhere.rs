//! A site on another host whose callback sends people on to a third: browsers hold every redirect that
//! answers a form to `form-action`, so each way back is walked in a real one.

use crate::support::road::sign_in;
use crate::support::site::Site;
use crate::support::visitor::Caller;
use crate::support::{Browser, Look, Server, until, world};

const PHONE: &str = "+77015550130";

async fn abroad(look: Look) -> Option<(Server, Browser, Site)> {
    let (server, browser) = world(look).await?;
    server.add_person(PHONE);
    let site = Site::open(&server).await;
    Some((server, browser, site))
}

#[tokio::test]
async fn every_answer_reaches_the_third_place() {
    let Some((server, browser, site)) = abroad(Look::Usual).await else { return };
    walk(&server, &browser, &site).await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn every_answer_reaches_the_third_place_without_scripts() {
    let Some((server, browser, site)) = abroad(Look::WithoutScripts).await else { return };
    walk(&server, &browser, &site).await;
    browser.close().await;
    server.saw_no_fault();
}

async fn walk(server: &Server, browser: &Browser, site: &Site) {
    let caller = Caller::new(server, &site.client, &site.redirect_uri());
    // Denied, right after the sign-in.
    browser.goto(&site.request(server, &[])).await;
    sign_in(browser, PHONE).await;
    browser.press("#consent-deny").await;
    arrived(browser, site).await;
    let denied = site.answer_after(0).await;
    assert_eq!(denied.get("error").map(String::as_str), Some("access_denied"));

    // Allowed.
    browser.goto(&site.request(server, &[])).await;
    browser.press("#consent-allow").await;
    arrived(browser, site).await;
    let allowed = site.answer_after(1).await;
    assert_eq!(allowed.get("state").map(String::as_str), Some("a-state-of-this-site"));
    assert_eq!(allowed.get("iss").map(String::as_str), Some(&*server.issuer()));
    let (status, tokens) = caller.redeem(&allowed["code"]).await.expect("an answer");
    assert_eq!(status, 200, "{tokens}");

    // Allowed before: nothing is asked, even silently.
    for (n, prompt) in [(2, "none"), (3, "")] {
        let more: &[(&str, &str)] = if prompt.is_empty() { &[] } else { &[("prompt", prompt)] };
        browser.goto(&site.request(server, more)).await;
        arrived(browser, site).await;
        assert!(site.answer_after(n).await.contains_key("code"), "{prompt}");
    }

    // Asked again, and answered by a form.
    for (n, button, word) in [(4, "#consent-allow", "code"), (5, "#consent-deny", "error")] {
        browser.goto(&site.request(server, &[("prompt", "consent"), ("response_mode", "form_post")])).await;
        browser.press(button).await;
        sent_on(browser, site).await;
        arrived(browser, site).await;
        assert!(site.answer_after(n).await.contains_key(word), "{word}");
    }

    // The request as a form from the site, where somebody is signed in and where nobody is.
    browser.goto(&site.form(server, &[])).await;
    browser.press("#go").await;
    arrived(browser, site).await;
    assert!(site.answer_after(6).await.contains_key("code"));

    browser.goto(&site.form(server, &[("prompt", "login")])).await;
    browser.press("#go").await;
    sign_in(browser, PHONE).await;
    arrived(browser, site).await;
    assert!(site.answer_after(7).await.contains_key("code"));
    assert_eq!(site.answers().len(), 8, "one answer for each request");
}

/// Without scripts the form of an answer waits for its button; with them it may be gone before it is seen.
async fn sent_on(browser: &Browser, site: &Site) {
    let there = format!("{}/done", site.third);
    until("the answer is sent on", async || {
        if browser.url().await.starts_with(&there) {
            return Some(());
        }
        let button = browser.client.find(fantoccini::Locator::Css("#form-post button")).await.ok()?;
        button.click().await.ok()
    })
    .await;
}

async fn arrived(browser: &Browser, site: &Site) {
    browser.arrives_at(&format!("{}/done", site.third)).await;
    browser.find("#arrived").await;
}
