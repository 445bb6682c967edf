//! Ways in that need somebody else: another provider, and another device of one's own.

use std::path::PathBuf;

use crate::support::audit::Audit;
use crate::support::{Browser, Look, PASSWORD, Server, wanted, world};

/// Looks at a page on a telephone and on a desk, light and dark.
async fn looked_at(audit: &mut Audit, browser: &Browser, page: &str) {
    audit.built(browser, page).await;
    let folder = std::env::var_os("FREEDOM_ID_SCREENSHOTS").map(PathBuf::from);
    for width in [360, 1280] {
        browser.resize(width, 800).await;
        for theme in ["light", "dark"] {
            browser.prefer(theme).await;
            browser.settles().await;
            let name = format!("{page}-{width}-{theme}");
            audit.axe(browser, &name).await;
            if let Some(folder) = &folder {
                std::fs::create_dir_all(folder).expect("a folder for pictures");
                std::fs::write(folder.join(format!("{name}.png")), browser.picture().await).expect("a picture");
            }
        }
    }
}

async fn sign_in(browser: &Browser, identifier: &str) {
    browser.fill("#identifier", identifier).await;
    browser.fill("#password", PASSWORD).await;
    browser.press("#login-submit").await;
}

/// Our house, and another Freedom ID that opens accounts of it.
async fn two_houses() -> Option<(Server, Server)> {
    if !wanted() {
        return None;
    }
    let (mut house, other) = (Server::start().await, Server::start_on("127.0.0.1").await);
    let callback = format!("{}/login/upstream/other/callback", house.issuer());
    let client = other.add_client(&callback);
    house
        .configure(&format!(
            "[[upstream]]\nid = \"other\"\nname = \"Other House\"\nissuer = \"{}\"\nclient_id = \"{}\"\n\
             client_secret = \"{}\"\nscopes = \"openid read.email\"\n",
            other.issuer(),
            client.id,
            client.secret
        ))
        .await;
    Some((house, other))
}

async fn to_the_other_house(browser: &Browser, house: &Server, other: &Server, phone: &str) {
    browser.press("#upstream-other").await;
    browser.arrives_at(&other.issuer()).await;
    if browser.has("#login").await {
        sign_in(browser, phone).await;
    }
    if browser.has("button[name=user]:not([value=other])").await {
        browser.press("button[name=user]:not([value=other])").await;
    }
    if !browser.url().await.starts_with(&house.issuer()) {
        browser.press("#consent-allow").await;
    }
    browser.arrives_at(&house.issuer()).await;
}

#[tokio::test]
async fn an_account_at_another_provider_is_linked_once_and_then_opens_the_account() {
    let Some((house, other)) = two_houses().await else { return };
    let (here, there) = ("+77015550301", "+77015550302");
    house.add_person(here);
    other.add_person(there);
    let (browser, mut audit) = (Browser::open(Look::Usual).await, Audit::new());
    browser.goto(&format!("{}/login", house.issuer())).await;
    browser.find("#upstream-other").await;
    looked_at(&mut audit, &browser, "login-upstream").await;
    to_the_other_house(&browser, &house, &other, there).await;
    browser.find("#upstream-link").await;
    looked_at(&mut audit, &browser, "upstream-choice").await;
    browser.press("#upstream-link").await;
    sign_in(&browser, here).await;
    browser.find("#link-yes").await;
    looked_at(&mut audit, &browser, "upstream-link").await;
    browser.press("#link-yes").await;
    browser.find("#connections").await;
    looked_at(&mut audit, &browser, "connections").await;
    browser.press("#connections a").await;
    browser.find("#remove-yes").await;
    looked_at(&mut audit, &browser, "connection-remove").await;
    browser.goto(&format!("{}/login/upstream/other/callback?state=x&code=y", house.issuer())).await;
    browser.find("main#upstream-end[data-why=no-trip]").await;
    looked_at(&mut audit, &browser, "upstream-end").await;
    browser.close().await;

    let later = Browser::open(Look::WithoutScripts).await;
    later.goto(&format!("{}/login", house.issuer())).await;
    later.press("#upstream-other").await;
    later.arrives_at(&other.issuer()).await;
    sign_in(&later, there).await;
    if later.has("#consent-allow").await {
        later.press("#consent-allow").await;
    }
    later.arrives_at(&format!("{}/account", house.issuer())).await;
    later.close().await;
    house.saw_no_fault();
    audit.ends();
    other.saw_no_fault();
}

#[tokio::test]
async fn a_phone_lets_a_computer_in_which_goes_on_by_itself() {
    let Some((server, computer)) = world(Look::Usual).await else { return };
    let person = "+77015550311";
    server.add_person(person);
    let (phone, mut audit) = (Browser::open(Look::Usual).await, Audit::new());
    phone.goto(&format!("{}/login", server.issuer())).await;
    sign_in(&phone, person).await;
    phone.arrives_at(&format!("{}/account", server.issuer())).await;

    computer.goto(&format!("{}/login", server.issuer())).await;
    computer.press("#login-device").await;
    let code = computer.text("#device-code").await;
    looked_at(&mut audit, &computer, "other-device").await;
    phone.goto(&format!("{}/device?user_code={code}", server.issuer())).await;
    phone.press("#device-submit").await;
    assert_eq!(phone.text("#device-code").await, code);
    looked_at(&mut audit, &phone, "other-device-confirm").await;
    phone.press("#device-allow").await;
    phone.find("main#other-allowed").await;
    looked_at(&mut audit, &phone, "other-device-allowed").await;
    computer.arrives_at(&format!("{}/account", server.issuer())).await;

    let plain = Browser::open(Look::WithoutScripts).await;
    plain.goto(&format!("{}/login", server.issuer())).await;
    plain.press("#login-device").await;
    let code = plain.text("#device-code").await;
    plain.press("#other-device-go").await;
    plain.find("#errors").await;
    phone.goto(&format!("{}/device?user_code={code}", server.issuer())).await;
    phone.press("#device-submit").await;
    phone.press("#device-allow").await;
    phone.find("main#other-allowed").await;
    plain.press("#other-device-go").await;
    plain.arrives_at(&format!("{}/account", server.issuer())).await;
    for browser in [computer, phone, plain] {
        browser.close().await;
    }
    server.saw_no_fault();
    audit.ends();
}
