//! The demo shop from its window to the way out, with and without scripts.

use fantoccini::Locator;

use crate::support::road::{register, sign_in, to_the_shop};
use crate::support::{Browser, Look, Server, until, world};

#[tokio::test]
async fn a_new_person_gets_into_the_shop_and_out_again() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    in_and_out(&server, &browser).await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_new_person_gets_into_the_shop_and_out_again_without_scripts() {
    let Some((server, browser)) = world(Look::WithoutScripts).await else { return };
    browser.goto(&format!("{}/login", server.issuer())).await;
    assert!(browser.has(".c-reveal[hidden]").await, "no script showed what needs scripts");
    in_and_out(&server, &browser).await;
    browser.close().await;
    server.saw_no_fault();
}

async fn in_and_out(server: &Server, browser: &Browser) {
    const PHONE: &str = "+77015550123";
    to_the_shop(server, browser).await;
    browser.find("#login").await;
    browser.press("a[href^='/register']").await;
    register(server, browser, PHONE, &mut ()).await;

    browser.find("#consent").await;
    let asked = browser.everything().await;
    assert!(asked.contains("Дана Серікқызы") && asked.contains("555"), "{asked}");
    browser.press("#consent-allow").await;
    browser.arrives_at(&format!("{}/me", server.demo())).await;
    assert_eq!(browser.text("[data-claim=phone_number]").await, PHONE);
    assert_eq!(browser.text("[data-claim=given_name]").await, "Дана");
    assert!(!browser.has("[data-claim=email]").await, "nothing was ticked");

    browser.press("#demo-userinfo").await;
    let told = answer(browser, "the data come").await;
    assert!(told.contains(PHONE), "{told}");

    // The tokens are the shop's to give back; the sign-in with us stays.
    browser.press("#demo-sign-out").await;
    browser.find("#demo-login").await;
    browser.press("#demo-login").await;
    browser.arrives_at(&format!("{}/me", server.demo())).await;

    browser.press("#demo-sign-out-everywhere").await;
    // The shop shows the ID token of who is here: nobody is asked, and the person comes back.
    browser.arrives_at(&format!("{}/signed-out", server.demo())).await;
    browser.press("#demo-login").await;
    browser.find("#login").await;
}

/// What the shop's last button brought.
async fn answer(browser: &Browser, what: &str) -> String {
    until(what, async || Some(browser.text("#demo-answer").await).filter(|text| !text.is_empty())).await
}

#[tokio::test]
async fn a_person_denies_and_then_allows_with_what_may_be_declined() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    server.add_person("+77015550124");
    to_the_shop(&server, &browser).await;
    sign_in(&browser, "+77015550124").await;
    browser.press("#consent-deny").await;
    browser.find("#demo-error").await;
    assert!(browser.url().await.starts_with(&server.demo()));

    // Signed in already: straight to the question.
    to_the_shop(&server, &browser).await;
    browser.find("#consent").await;
    for grant in ["read.email", "offline_access"] {
        browser.press(&format!("#consent input[name=grant][value='{grant}']")).await;
    }
    browser.press("#consent-allow").await;
    browser.arrives_at(&format!("{}/me", server.demo())).await;
    assert_eq!(browser.text("[data-claim=email]").await, "person77015550124@mail.example");
    browser.press("#demo-refresh").await;
    let granted = answer(&browser, "the refresh is answered").await;
    assert!(granted.contains("offline_access") && granted.contains("read.email"), "{granted}");
    let tokens = browser.client.find_all(Locator::Css("details summary code")).await.expect("tokens");
    assert!(tokens.len() >= 2, "the shop shows what it holds");
    browser.close().await;
    server.saw_no_fault();
}
