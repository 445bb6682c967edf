//! The account console in a real browser, with and without scripts.

use std::path::PathBuf;

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

#[tokio::test]
async fn every_page_of_the_console_fits() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    at_home(&server, &browser, "+77015550182").await;
    let folder = std::env::var_os("FREEDOM_ID_SCREENSHOTS").map(PathBuf::from);
    for language in ["ru", "kk"] {
        for (name, path) in [
            ("console", "/account"),
            ("console-profile", "/account/profile"),
            ("console-edit", "/account/profile?edit=birth"),
            ("console-activity", "/account/activity"),
            ("console-documents", "/account/documents"),
            ("console-data", "/account/data"),
            ("console-delete", "/account/data/delete"),
        ] {
            let join = if path.contains('?') { '&' } else { '?' };
            browser.goto(&format!("{}{path}{join}lang={language}", server.issuer())).await;
            browser.find(".p-console__head").await;
            for width in [360, 1280] {
                browser.resize(width, 800).await;
                for theme in ["light", "dark"] {
                    browser.prefer(theme).await;
                    browser.settles().await;
                    let name = format!("{name}-{width}-{theme}-{language}");
                    browser.fits(&name).await;
                    if let Some(folder) = &folder {
                        std::fs::create_dir_all(folder).expect("a folder for pictures");
                        std::fs::write(folder.join(format!("{name}.png")), browser.picture().await).expect("a picture");
                    }
                }
            }
        }
    }
    browser.close().await;
    server.saw_no_fault();
}
