//! Contacts, devices and apps of an account in a real browser, with and without scripts.

use crate::support::road::{sign_in, to_the_shop};
use crate::support::visitor::Visitor;
use crate::support::{Browser, Look, Server, world};

async fn at_home(server: &Server, browser: &Browser, phone: &str) {
    server.add_person(phone);
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(browser, phone).await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
}

/// Adds an address, makes it the primary one, removes the one that was.
async fn contacts(look: Look, phone: &str) {
    let Some((server, browser)) = world(look).await else { return };
    at_home(&server, &browser, phone).await;
    let page = format!("{}/account/emails", server.issuer());
    let (old, new) = (format!("person{}@mail.example", &phone[1..]), format!("new{}@mail.example", &phone[1..]));
    browser.goto(&page).await;
    browser.fill("#contact #email", &new).await;
    browser.press("#contact-submit").await;
    browser.find("#otp #code").await;
    browser.fill("#otp #code", &server.code_for(&new).await).await;
    browser.press("#otp-submit").await;
    browser.arrives_at(&format!("{page}?done=added")).await;
    assert!(browser.text("#contacts").await.contains(&new));
    browser.press("#contacts form[action$='/primary'] button").await;
    browser.arrives_at(&format!("{page}?done=primary")).await;
    assert!(browser.text("#contacts li:first-child").await.contains(&new));
    browser.press("#contacts a[href$='/remove']").await;
    browser.find("#remove").await;
    browser.press("#remove-submit").await;
    browser.arrives_at(&format!("{page}?done=removed")).await;
    assert!(!browser.text("#contacts").await.contains(&old));
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_person_changes_their_addresses() {
    contacts(Look::Usual, "+77015550170").await;
}

#[tokio::test]
async fn a_person_changes_their_addresses_without_scripts() {
    contacts(Look::WithoutScripts, "+77015550171").await;
}

/// Ends another sign-in, and removes an app.
async fn devices_and_apps(look: Look, phone: &str) {
    let Some((server, browser)) = world(look).await else { return };
    at_home(&server, &browser, phone).await;
    let issuer = server.issuer();
    Visitor::new(&server, phone).signs_in().await;
    browser.goto(&format!("{issuer}/account/sessions")).await;
    assert!(browser.text("#this-device").await.contains("Chrome"));
    browser.press("#other-devices form button").await;
    browser.arrives_at(&format!("{issuer}/account/sessions?done=")).await;
    assert!(!browser.has("#other-devices").await);

    to_the_shop(&server, &browser).await;
    browser.press("#consent-allow").await;
    browser.arrives_at(&format!("{}/me", server.demo())).await;
    browser.goto(&format!("{issuer}/account/apps")).await;
    browser.press("#apps a").await;
    browser.press("#remove-access").await;
    browser.find("#remove").await;
    browser.press("#remove-submit").await;
    browser.arrives_at(&format!("{issuer}/account/apps?done=")).await;
    assert!(!browser.has("#apps").await);
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_person_ends_what_is_elsewhere() {
    devices_and_apps(Look::Usual, "+77015550172").await;
}

#[tokio::test]
async fn a_person_ends_what_is_elsewhere_without_scripts() {
    devices_and_apps(Look::WithoutScripts, "+77015550173").await;
}
