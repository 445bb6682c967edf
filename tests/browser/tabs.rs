//! Several tabs, the Back button, a nervous finger.

use fantoccini::actions::{Actions, InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use std::time::Duration;

use crate::support::road::{sign_in, to_the_shop};
use crate::support::site::Site;
use crate::support::visitor::Caller;
use crate::support::{Browser, Look, until, world};

#[tokio::test]
async fn two_tabs_each_find_their_way_to_the_shop() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    server.add_person("+77015550140");
    to_the_shop(&server, &browser).await;
    browser.find("#login").await;
    let first = browser.client.window().await.expect("a window");
    let second = browser.client.new_window(true).await.expect("a tab").handle;
    browser.client.switch_to_window(second.clone()).await.expect("a tab");
    to_the_shop(&server, &browser).await;
    browser.find("#login").await;

    browser.client.switch_to_window(first).await.expect("a tab");
    sign_in(&browser, "+77015550140").await;
    browser.press("#consent-allow").await;
    browser.arrives_at(&format!("{}/me", server.demo())).await;

    // The other tab still shows the form from before.
    browser.client.switch_to_window(second).await.expect("a tab");
    sign_in(&browser, "+77015550140").await;
    browser.arrives_at(&format!("{}/me", server.demo())).await;
    assert_eq!(browser.text("[data-claim=phone_number]").await, "+77015550140");
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn the_back_button_shows_nothing_private_after_sign_out() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    server.add_person("+77015550141");
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(&browser, "+77015550141").await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    assert!(browser.everything().await.contains("Dana Serik"));
    browser.press("#logout-yes").await;
    browser.find("#logged-out").await;
    for _ in 0..2 {
        browser.client.back().await.expect("a way back");
        until("the page settles without the person", async || {
            let text = browser.everything().await;
            (!text.is_empty() && !text.contains("Dana")).then_some(())
        })
        .await;
    }
    browser.goto(&format!("{}/account", server.issuer())).await;
    browser.find("#login").await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_double_click_on_allow_gives_one_code() {
    for look in [Look::Usual, Look::WithoutScripts] {
        let Some((server, browser)) = world(look).await else { return };
        server.add_person("+77015550142");
        let site = Site::open(&server).await;
        browser.goto(&site.request(&server, &[])).await;
        sign_in(&browser, "+77015550142").await;
        browser.find("#consent").await;
        double_click(&browser, "#consent-allow").await;
        browser.arrives_at(&format!("{}/done", site.third)).await;
        let answers = site.answers();
        let codes: std::collections::BTreeSet<_> = answers.iter().map(|answer| &answer["code"]).collect();
        assert_eq!(codes.len(), 1, "{look:?}: {answers:?}");
        let caller = Caller::new(&server, &site.client, &site.redirect_uri());
        let code = codes.first().expect("a code");
        assert_eq!(caller.redeem(code).await.expect("an answer").0, 200);
        browser.close().await;
        server.saw_no_fault();
    }
}

async fn double_click(browser: &Browser, css: &str) {
    let element = browser.find(css).await;
    let press = || PointerAction::Down { button: MOUSE_BUTTON_LEFT };
    let release = || PointerAction::Up { button: MOUSE_BUTTON_LEFT };
    let to = PointerAction::MoveToElement { element, duration: Some(Duration::ZERO), x: 0.0, y: 0.0 };
    let mouse = MouseActions::new("mouse".into()).then(to).then(press()).then(release()).then(press()).then(release());
    browser.client.perform_actions(Actions::from(mouse)).await.expect("two clicks");
}

#[tokio::test]
async fn back_and_refresh_after_a_wrong_answer_send_nothing_again() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    server.add_person("+77015550143");
    let site = Site::open(&server).await;
    browser.goto(&site.request(&server, &[])).await;
    browser.fill("#login #identifier", "+77015550143").await;
    browser.fill("#login #password", "not the password").await;
    browser.press("#login-submit").await;
    browser.find("#errors").await;
    browser.client.refresh().await.expect("refreshed");
    browser.find("#login #identifier").await;
    assert!(!browser.has("#errors").await && browser.has(".c-party").await, "the same page, as it was asked for first");

    browser.goto(&format!("{}/register", server.issuer())).await;
    browser.fill("#register #phone", "+77015550144").await;
    browser.press("#register-submit").await;
    browser.find("#otp #code").await;
    let code = server.code_for("+77015550144").await;
    browser.fill("#otp #code", if code == "123456" { "654321" } else { "123456" }).await;
    browser.press("#otp-submit").await;
    browser.find("#errors").await;
    browser.fill("#otp #code", &code).await;
    browser.press("#otp-submit").await;
    browser.find("#register #password").await;
    browser.client.back().await.expect("back");
    browser.find("#register #password").await;
    browser.close().await;
    server.saw_no_fault();
}
