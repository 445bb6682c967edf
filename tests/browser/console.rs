//! The account console in a real browser, with and without scripts.

use crate::support::road::sign_in;
use crate::support::{Browser, Look, Server, world};

async fn at_home(server: &Server, browser: &Browser, phone: &str) {
    server.add_person(phone);
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(browser, phone).await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
}

/// Changes the name, chooses colours, closes the account and keeps it.
async fn lives_in_it(look: Look, phone: &str) {
    let Some((server, browser)) = world(look).await else { return };
    at_home(&server, &browser, phone).await;
    let issuer = server.issuer();
    browser.press(".c-me > summary").await;
    assert!(browser.text(".c-me__panel").await.contains("Dana"));
    browser.goto(&format!("{issuer}/account/profile?edit=name")).await;
    browser.fill("#profile #patronymic", "Serikovna").await;
    browser.press("#profile-save").await;
    browser.arrives_at(&format!("{issuer}/account/profile?done=name")).await;
    assert!(browser.text("main").await.contains("Serikovna"));
    browser.goto(&format!("{issuer}/account/data")).await;
    browser.press("#preferences [name=theme][value=dark]").await;
    browser.press("#preferences-save").await;
    browser.arrives_at(&format!("{issuer}/account/data?done=1")).await;
    browser.find("html[data-theme=dark]").await;
    browser.goto(&format!("{issuer}/account/data/delete")).await;
    browser.press("#delete #understand").await;
    browser.press("#delete-go").await;
    browser.find("#otp #code").await;
    browser.fill("#otp #code", &server.code_for(phone).await).await;
    browser.press("#otp-submit").await;
    browser.find("#account-closed").await;
    browser.goto(&format!("{issuer}/login")).await;
    sign_in(&browser, phone).await;
    browser.arrives_at(&format!("{issuer}/login/closing")).await;
    browser.press("#closing-keep").await;
    browser.arrives_at(&format!("{issuer}/account?done=kept")).await;
    assert!(browser.text(".p-console [role=status]").await.len() > 5);
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_person_lives_in_the_console() {
    lives_in_it(Look::Usual, "+77015550180").await;
}

#[tokio::test]
async fn a_person_lives_in_the_console_without_scripts() {
    lives_in_it(Look::WithoutScripts, "+77015550181").await;
}
