//! The page that shows every message: letters stand in closed frames, in their own clothes.

use fantoccini::Locator;

use crate::support::audit::Audit;
use crate::support::{Browser, Look, Server, world};

const WIDTHS: [u32; 2] = [360, 1280];
const THEMES: [&str; 2] = ["light", "dark"];

#[tokio::test]
async fn letters_are_seen_as_their_readers_see_them() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    browser.goto(&format!("{}/dev/outbox", server.issuer())).await;
    browser.press("a[href='/dev/messages']").await;
    let mut audit = Audit::new();
    audit.built(&browser, "messages").await;
    for width in WIDTHS {
        for theme in THEMES {
            look(&server, &browser, width, theme).await;
            audit.axe(&browser, &format!("messages, {width}, {theme}")).await;
        }
    }
    audit.ends();
    browser.close().await;
    server.saw_no_fault();
}

async fn look(server: &Server, browser: &Browser, width: u32, theme: &str) {
    browser.resize(width, 800).await;
    browser.prefer(theme).await;
    browser.goto(&format!("{}/dev/messages#passkey_added-ru", server.issuer())).await;
    let frame = "article[data-key=passkey_added][data-lang=ru] iframe";
    let script = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
    browser.client.execute(script, vec![frame.into()]).await.expect("scrolled");
    browser.settles().await;
    browser.find(frame).await.enter_frame().await.expect("a frame");
    let heading = browser.find("h1").await;
    assert_eq!(heading.text().await.expect("a text"), "Добавлен ключ доступа");
    let link = browser.client.find(Locator::Css("a")).await.expect("a link");
    let colour = link.css_value("background-color").await.expect("a colour");
    assert_eq!(colour, "rgba(11, 107, 69, 1)", "the letter's own style holds");
    browser.client.clone().enter_parent_frame().await.expect("the page");
    if let Some(folder) = std::env::var_os("FREEDOM_ID_SCREENSHOTS").map(std::path::PathBuf::from) {
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let picture = browser.client.screenshot().await.expect("a picture");
        std::fs::write(folder.join(format!("messages-{width}-{theme}.png")), picture).expect("a picture");
    }
}
