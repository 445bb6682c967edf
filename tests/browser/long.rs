//! Names as long as they may be, without a place to break, in the language with the longest words.

use crate::looks::Gallery;
use crate::passkeys::{Device, create};
use crate::support::road::Watch as _;
use crate::support::site::Site;
use crate::support::visitor::Visitor;
use crate::support::{Look, PASSWORD, world};

/// Pages of the console that show names.
const PAGES: [(&str, &str); 15] = [
    ("long-overview", "/account"),
    ("long-profile", "/account/profile"),
    ("long-profile-name", "/account/profile?edit=name"),
    ("long-emails", "/account/emails"),
    ("long-phones", "/account/phones"),
    ("long-security", "/account/security"),
    ("long-passkeys", "/account/security/passkeys"),
    ("long-password", "/account/security/password"),
    ("long-authenticator", "/account/security/authenticator"),
    ("long-sessions", "/account/sessions"),
    ("long-apps", "/account/apps"),
    ("long-activity", "/account/activity"),
    ("long-data", "/account/data"),
    ("long-accounts", "/login/accounts"),
    ("long-logout", "/logout"),
];

#[tokio::test]
async fn long_names_are_read_in_full_on_narrow_windows() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    let (name, app) = ("Ғ".repeat(60), "Қ".repeat(60));
    let email = format!("{0}@{0}.example", "w".repeat(60));
    let person = ["--email", &email, "--firstname", &name, "--lastname", &name, "--password", PASSWORD];
    server.run(&[&["user", "add", "--phone", "+77015550213"][..], &person].concat());
    let site = Site::named(&server, &app).await;
    let issuer = server.issuer();
    let mut gallery = Gallery::new("kk", false);
    Device::within(&browser).await;

    browser.goto(&format!("{issuer}/?lang=kk")).await;
    browser.goto(&site.request(&server, &[])).await;
    browser.find("#login").await;
    gallery.seen(&browser, "long-login").await;
    browser.fill("#login #identifier", &email).await;
    browser.fill("#login #password", PASSWORD).await;
    browser.press("#login-submit").await;
    browser.find("#consent").await;
    gallery.seen(&browser, "long-consent").await;
    browser.press("#consent-allow").await;
    browser.arrives_at(&site.third).await;

    create(&server, &browser).await;
    browser.fill(".c-keys input[name=name]", &name).await;
    browser.press(".c-keys button[value=rename]").await;
    browser.arrives_at(&format!("{issuer}/account/security/passkeys?done=renamed")).await;
    Visitor::new(&server, &email).signs_in().await;
    for (page, path) in PAGES {
        browser.goto(&format!("{issuer}{path}")).await;
        browser.find("h1").await;
        gallery.seen(&browser, page).await;
    }
    for (page, path, link, there) in [
        ("long-app", "/account/apps", "#apps a", "#remove-access"),
        ("long-passkey-remove", "/account/security/passkeys", ".c-keys a[href*=remove]", "#passkey-remove"),
    ] {
        browser.goto(&format!("{issuer}{path}")).await;
        browser.press(link).await;
        browser.find(there).await;
        gallery.seen(&browser, page).await;
    }
    browser.goto(&format!("{issuer}/account")).await;
    browser.press(".c-me > summary").await;
    gallery.seen(&browser, "long-menu").await;
    gallery.ends();
    browser.close().await;
    server.saw_no_fault();
}
