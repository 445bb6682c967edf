//! OIDC Front-Channel Logout 1.0, and what people see at the end.

use freedom_id::domain::oauth::options::Options;

use super::{AFTER, ANA, browser, bye, sign_in, site, told_at};
use crate::support::provider::Provider;

fn framed(uri: &str) -> Options {
    Options { frontchannel_logout_uri: Some(uri.to_owned()), ..Options::default() }
}

#[tokio::test]
async fn the_page_frames_the_clients_of_the_session_and_nobody_else_and_then_goes_back() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", framed("https://shop.example/out?x=1")).await;
    let pay = site(&provider, "Pay", told_at("https://pay.example/out")).await;
    let mute = site(&provider, "Mute", Options::default()).await;
    site(&provider, "Stranger", framed("https://shop.example/other")).await;
    let mut browser = browser(&provider);
    let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    for other in [&pay, &mute] {
        sign_in(&provider, &mut browser, other, ANA, "openid").await;
    }
    let members = [("id_token_hint", done.id_token.as_str()), ("post_logout_redirect_uri", AFTER), ("state", "s")];
    let page = browser.get(&bye(&members)).await;
    let sid = done.claim(&provider, "sid").await;
    let issuer: String = form_urlencoded::byte_serialize(provider.issuer().as_bytes()).collect();
    let expected = format!("https://shop.example/out?x=1&iss={issuer}&sid={sid}");
    assert_eq!(page.body.matches("<iframe").count(), 1);
    assert_eq!(page.attribute("iframe[hidden]", "src"), Some(expected));
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("; frame-src https://shop.example;") && policy.contains("script-src 'self'"), "{policy}");
    assert_eq!(page.attribute("meta[http-equiv=refresh]", "content"), Some(format!("4; url={AFTER}?state=s")));
    assert_eq!(page.attribute("#back", "href"), Some(format!("{AFTER}?state=s")));
    assert!(page.has("script[src*='js/logout.js']"));
    let told = page.text("ul.c-plain");
    assert!(told.contains("Shop") && told.contains("Pay") && !told.contains("Mute"), "{told}");
    assert!(page.text(".c-alert--warn").contains("Mute"));
    assert!(!page.body.contains("Stranger"));

    let again = browser.get(&bye(&[("id_token_hint", &done.id_token)])).await;
    let policy = again.headers["content-security-policy"].to_str().expect("text");
    assert!(!again.has("iframe") && !policy.contains("frame-src"), "nothing ended, nothing is framed: {policy}");
}

#[tokio::test]
async fn a_sign_out_by_the_form_frames_them_too() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", framed("https://shop.example/out")).await;
    let mut browser = browser(&provider);
    sign_in(&provider, &mut browser, &shop, ANA, "openid offline_access").await;
    let account = browser.get("/account").await;
    let page = browser.submit(&account, "logout", &[("decision", "logout")]).await;
    assert!(page.has("main#logged-out") && page.has("iframe") && !page.has("meta[http-equiv=refresh]"));
}

#[tokio::test]
async fn an_app_with_an_address_for_that_can_be_opened_from_the_account() {
    let provider = Provider::new().await;
    provider.ana().await;
    let options = Options { initiate_login_uri: Some("https://shop.example/login?x=1".into()), ..Options::default() };
    let shop = site(&provider, "Shop", options).await;
    let mut browser = browser(&provider);
    sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let account = browser.get("/account").await;
    let issuer: String = form_urlencoded::byte_serialize(provider.issuer().as_bytes()).collect();
    let link = account.attribute(".c-apps a[href^='https://shop.example/login']", "href");
    assert_eq!(link, Some(format!("https://shop.example/login?x=1&iss={issuer}")));
}
