//! Every page of the road on a telephone and on a desk, light and dark, in two languages. Pictures are
//! kept where `FREEDOM_ID_SCREENSHOTS` names a folder.

use std::path::PathBuf;

use crate::support::road::{Watch, register, to_the_shop};
use crate::support::{Browser, Look, Server, world};

const WIDTHS: [u32; 2] = [360, 1280];
const THEMES: [&str; 2] = ["light", "dark"];

/// The pages for developers.
const DEVELOPERS: [(&str, &str); 8] = [
    ("developers", "/developers"),
    ("developers-partner-api", "/developers/partner-api"),
    ("developers-openid", "/developers/openid"),
    ("developers-session-end", "/developers/session-end"),
    ("developers-samples", "/developers/samples"),
    ("developers-decisions", "/developers/decisions"),
    ("developers-reference", "/developers/reference"),
    ("developers-try", "/developers/try"),
];

/// Pages as they look, kept where a folder is named.
pub struct Gallery {
    language: &'static str,
    folder: Option<PathBuf>,
}

impl Gallery {
    pub fn new(language: &'static str) -> Self {
        Self { language, folder: std::env::var_os("FREEDOM_ID_SCREENSHOTS").map(PathBuf::from) }
    }
}

impl Watch for Gallery {
    async fn seen(&mut self, browser: &Browser, page: &'static str) {
        let language = browser.language().await;
        assert!(language == self.language || page == "outbox", "{page} is in {language}");
        for width in WIDTHS {
            browser.resize(width, 800).await;
            for theme in THEMES {
                browser.prefer(theme).await;
                browser.settles().await;
                let name = format!("{page}-{width}-{theme}-{}", self.language);
                browser.fits(&name).await;
                if let Some(folder) = &self.folder {
                    std::fs::create_dir_all(folder).expect("a folder for pictures");
                    std::fs::write(folder.join(format!("{name}.png")), browser.picture().await).expect("a picture");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_page_fits_on_a_telephone_and_on_a_desk() {
    for (language, phone) in [("en", "+77015550160"), ("ru", "+77015550161")] {
        let Some((server, browser)) = world(Look::Usual).await else { return };
        let mut gallery = Gallery::new(language);
        browse(&server, &browser, &mut gallery, phone).await;
        browser.close().await;
        server.saw_no_fault();
    }
}

async fn browse(server: &Server, browser: &Browser, gallery: &mut Gallery, phone: &str) {
    let issuer = server.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    browser.goto(&format!("{}/?lang={}", server.demo(), gallery.language)).await;
    gallery.seen(browser, "demo-home").await;
    browser.goto(&at(&format!("/?lang={}", gallery.language))).await;
    for (page, path) in [("home", "/"), ("terms", "/terms"), ("privacy", "/privacy"), ("help", "/help")] {
        browser.goto(&at(path)).await;
        gallery.seen(browser, page).await;
    }
    for (page, path) in DEVELOPERS {
        browser.goto(&at(path)).await;
        browser.find(".p-dev").await;
        gallery.seen(browser, page).await;
    }
    browser.goto(&at("/developers/button?mode=popup")).await;
    gallery.seen(browser, "button").await;
    browser.goto(&at("/no/such/page")).await;
    gallery.seen(browser, "not-found").await;
    browser.goto(&at("/oauth2/authorize?client_id=nobody")).await;
    browser.find("#error-page").await;
    gallery.seen(browser, "oauth-error").await;

    to_the_shop(server, browser).await;
    browser.find("#login").await;
    gallery.seen(browser, "login").await;
    browser.fill("#login #identifier", "nobody@mail.example").await;
    browser.fill("#login #password", "not the password").await;
    browser.press("#login-submit").await;
    browser.find("#errors").await;
    gallery.seen(browser, "login-wrong").await;
    browser.press("a[href^='/register']").await;
    browser.find("#register #phone").await;
    browser.fill("#register #phone", "12").await;
    browser.press("#register-submit").await;
    browser.find("#errors").await;
    gallery.seen(browser, "register-wrong").await;
    to_the_shop(server, browser).await;
    browser.press("a[href^='/register']").await;
    register(server, browser, phone, gallery).await;
    browser.find("#consent").await;
    gallery.seen(browser, "consent").await;
    browser.press("#consent-deny").await;
    browser.find("#demo-error").await;
    gallery.seen(browser, "demo-denied").await;
    to_the_shop(server, browser).await;
    browser.press("#consent-allow").await;
    browser.find("#demo-session").await;
    gallery.seen(browser, "demo-profile").await;

    browser.goto(&at("/account")).await;
    browser.find("#apps-title").await;
    gallery.seen(browser, "account").await;
    browser.goto(&format!("{}/login?prompt=select_account", server.demo())).await;
    browser.find("#accounts").await;
    gallery.seen(browser, "accounts").await;
    browser.goto(&server.device_asks().await).await;
    gallery.seen(browser, "device").await;
    browser.press("#device-submit").await;
    browser.find("#device-code").await;
    gallery.seen(browser, "device-confirm").await;
    browser.press("#device-continue").await;
    browser.find("#consent").await;
    gallery.seen(browser, "device-consent").await;
    browser.press("#consent-allow").await;
    browser.find("#device-allowed").await;
    gallery.seen(browser, "device-allowed").await;
    browser.goto(&at("/device")).await;
    browser.fill("#device #user_code", "BCDF-GHJK").await;
    browser.press("#device-submit").await;
    browser.find("#errors").await;
    gallery.seen(browser, "device-wrong").await;
    browser.goto(&at("/logout")).await;
    browser.find("#logout").await;
    gallery.seen(browser, "logout").await;
    browser.press("#logout-yes").await;
    browser.find("#logged-out").await;
    gallery.seen(browser, "signed-out").await;
    browser.goto(&at("/login")).await;
    browser.fill("#login #identifier", phone).await;
    browser.press("#login button[value=code]").await;
    browser.find("#otp").await;
    gallery.seen(browser, "code").await;
    browser.goto(&at("/dev/outbox")).await;
    gallery.seen(browser, "outbox").await;
}
