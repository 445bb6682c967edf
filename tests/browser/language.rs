//! Pages speak the language that was asked for, and a change of language loses nothing.

use crate::support::site::Site;
use crate::support::{Browser, Look, world};

#[tokio::test]
async fn a_change_of_language_keeps_what_was_typed() {
    for look in [Look::Usual, Look::WithoutScripts] {
        let Some((server, browser)) = world(look).await else { return };
        browser.goto(&format!("{}/login", server.issuer())).await;
        assert_eq!(browser.language().await, "en");
        browser.fill("#login #identifier", "dana@mail.example").await;
        choose(&browser, "ru", look).await;
        assert_eq!(browser.value("#identifier").await, "dana@mail.example");

        browser.goto(&format!("{}/register", server.issuer())).await;
        assert_eq!(browser.language().await, "ru", "the choice is remembered");
        browser.fill("#register #phone", "+7 701 555 01 50").await;
        choose(&browser, "kk", look).await;
        assert_eq!(browser.value("#phone").await, "+7 701 555 01 50");
        browser.close().await;
        server.saw_no_fault();
    }
}

async fn choose(browser: &Browser, tag: &str, look: Look) {
    if look == Look::Usual {
        browser.press(".c-lang-link").await;
    }
    browser.press(&format!("#language button[value={tag}]")).await;
    browser.find(&format!("html[lang={tag}]")).await;
}

#[tokio::test]
async fn a_site_may_wish_for_a_language_and_the_person_for_another() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    let site = Site::open(&server).await;
    browser.goto(&site.request(&server, &[("ui_locales", "fr uz kk")])).await;
    browser.find("#login").await;
    assert_eq!(browser.language().await, "uz");
    choose(&browser, "kk", Look::Usual).await;
    browser.press("a[href^='/register']").await;
    browser.find("#register").await;
    assert_eq!(browser.language().await, "kk", "the person's choice is newer than the site's wish");
    browser.close().await;
    server.saw_no_fault();
}
