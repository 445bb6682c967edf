//! The way back, with scripts and without, and the link of its e-mail on another device.

use std::path::PathBuf;

use crate::support::road::to_the_shop;
use crate::support::{Browser, Look, PASSWORD, Server, wanted, world};

const NEW: &str = "violet-anchor-thirteen-41";

/// Keeps pictures of a page where `FREEDOM_ID_SCREENSHOTS` names a folder.
async fn picture(browser: &Browser, page: &str) {
    for width in [360, 1280] {
        browser.resize(width, 800).await;
        for theme in ["light", "dark"] {
            browser.prefer(theme).await;
            browser.settles().await;
            let Some(folder) = std::env::var_os("FREEDOM_ID_SCREENSHOTS").map(PathBuf::from) else { continue };
            std::fs::create_dir_all(&folder).expect("a folder for pictures");
            let name = format!("{page}-{width}-{theme}.png");
            std::fs::write(folder.join(name), browser.picture().await).expect("a picture");
        }
    }
    browser.resize(1280, 800).await;
    browser.prefer("light").await;
}

fn add(server: &Server, contacts: &[&str]) {
    let names = ["--firstname", "Dana", "--lastname", "Serik", "--password", PASSWORD];
    server.run(&[&["user", "add"][..], contacts, &names[..]].concat());
}

async fn from_the_shop_and_back(look: Look, email: &str, phone: &str) {
    let Some((server, browser)) = world(look).await else { return };
    // The shop requires a number: nothing else than the password is missing.
    add(&server, &["--email", email, "--phone", phone]);
    to_the_shop(&server, &browser).await;
    browser.fill("#login #identifier", email).await;
    if look == Look::WithoutScripts {
        browser.fill("#login #password", "forgotten").await;
        browser.press("#login-submit").await;
        browser.find("#errors").await;
    }
    browser.press("#forgot").await;
    browser.find("#recover #identifier").await;
    assert_eq!(browser.value("#recover #identifier").await, email, "nothing is typed twice");
    if look == Look::Usual {
        picture(&browser, "recover").await;
    }
    browser.press("#recover-submit").await;
    browser.find("#otp #code").await;
    browser.fill("#otp #code", &server.code_for(email).await).await;
    browser.press("#otp-submit").await;
    browser.find("#new_password").await;
    if look == Look::Usual {
        picture(&browser, "recover-password").await;
    }
    browser.fill("#new_password", NEW).await;
    browser.press("#recover-submit").await;
    browser.find("#recover-continue").await;
    if look == Look::Usual {
        picture(&browser, "recover-done").await;
    }
    browser.press("#recover-continue").await;
    browser.find("#consent").await;
    browser.press("#consent-allow").await;
    browser.arrives_at(&format!("{}/me", server.demo())).await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_forgotten_password_does_not_lose_the_app() {
    from_the_shop_and_back(Look::Usual, "dana1@mail.example", "+77015550195").await;
}

#[tokio::test]
async fn nor_does_it_without_scripts() {
    from_the_shop_and_back(Look::WithoutScripts, "dana2@mail.example", "+77015550196").await;
}

#[tokio::test]
async fn a_mailed_link_goes_on_in_another_browser_and_a_notice_freezes_the_account() {
    if !wanted() {
        return;
    }
    let server = Server::start().await;
    let (laptop, telephone) = (Browser::open(Look::Usual).await, Browser::open(Look::WithoutScripts).await);
    let email = "dana3@mail.example";
    add(&server, &["--email", email]);
    laptop.goto(&format!("{}/recover", server.issuer())).await;
    laptop.fill("#recover #identifier", email).await;
    laptop.press("#recover-submit").await;
    laptop.find("#otp #code").await;
    let link = server.link_to(email, "/recover/link?token=").await;
    for _ in 0..3 {
        telephone.goto(&link).await;
        telephone.find("#recover-link").await;
    }
    picture(&telephone, "recover-link").await;
    telephone.press("#recover-submit").await;
    telephone.find("#new_password").await;
    laptop.goto(&format!("{}/recover", server.issuer())).await;
    assert!(!laptop.has("#otp").await, "the first tab is told");
    picture(&laptop, "recover-elsewhere").await;
    telephone.fill("#new_password", NEW).await;
    telephone.press("#recover-submit").await;
    telephone.find("#recover-continue").await;
    telephone.goto(&link).await;
    telephone.find("#recover-new").await;
    picture(&telephone, "recover-used").await;

    let object = server.link_to(email, "/not-me?token=").await;
    laptop.goto(&object).await;
    laptop.find("#not-me-submit").await;
    picture(&laptop, "not-me").await;
    laptop.press("#not-me-submit").await;
    laptop.find("#recover-continue").await;
    picture(&laptop, "not-me-frozen").await;
    telephone.goto(&format!("{}/account", server.issuer())).await;
    telephone.find("#login").await;
    laptop.close().await;
    telephone.close().await;
    server.saw_no_fault();
}
