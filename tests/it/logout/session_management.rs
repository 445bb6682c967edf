//! OIDC Session Management 1.0.

use axum::http::Method;
use freedom_id::domain::oauth::options::Options;
use freedom_id::protocol::logout::session_state;

use super::{ANA, EVE, browser, bye, sign_in, sign_in_with, site};
use crate::support::browser::Browser;
use crate::support::provider::{Provider, Site};
use crate::support::{PASSWORD, seconds};

/// What the page in the frame would answer.
fn unchanged(browser: &Browser, site: &Site, state: &str) -> bool {
    let (_, salt) = state.split_once('.').expect("a salt");
    let (_, now) = browser.cookies["fid_b"].split_once('.').expect("a value");
    session_state(site.id.as_str(), "https://shop.example", now, salt) == state
}

#[tokio::test]
async fn the_state_of_an_answer_holds_until_somebody_signs_in_or_out_or_changes() {
    let provider = Provider::new().await;
    provider.ana().await;
    provider.person(&[EVE]).await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let mut browser = browser(&provider);
    let state = |answer: &crate::support::browser::Page| answer.answer("session_state").expect("a state");
    let first = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let one = state(&first.answer);
    assert!(unchanged(&browser, &shop, &one) && !one.contains(' '));
    provider.pass(seconds(120));
    browser.get("/account").await;
    assert!(unchanged(&browser, &shop, &one), "looking around changes nothing");
    let two = state(&sign_in(&provider, &mut browser, &shop, ANA, "openid").await.answer);
    assert!(unchanged(&browser, &shop, &two) && one != two);

    let login = browser.get("/login?other=1").await;
    browser.submit(&login, "login", &[("identifier", EVE), ("password", PASSWORD)]).await;
    assert!(!unchanged(&browser, &shop, &two), "a sign-in");
    let both = browser.cookies["fid_b"].clone();
    let accounts = browser.get("/login/accounts").await;
    let ana = first.claim(&provider, "sub").await;
    let token = accounts.attribute("[name=csrf_token]", "value").expect("a token");
    browser.post("/login/accounts", &[("csrf_token", &token), ("user", &ana)]).await;
    assert_ne!(browser.cookies["fid_b"], both, "a change of account");

    let three = state(&sign_in(&provider, &mut browser, &shop, ANA, "openid").await.answer);
    browser.get(&bye(&[("id_token_hint", &first.id_token)])).await;
    assert!(!unchanged(&browser, &shop, &three), "a sign-out");
    let account = browser.get("/account").await;
    browser.submit(&account, "logout", &[("decision", "logout")]).await;
    let nobody = browser.cookies["fid_b"].clone();
    assert!(nobody.starts_with("0."));
    browser.get("/login").await;
    assert_eq!(browser.cookies["fid_b"], nobody);
}

#[tokio::test]
async fn every_answer_to_an_openid_request_has_one_and_only_those() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let mut browser = browser(&provider);
    sign_in(&provider, &mut browser, &shop, ANA, "openid email").await;
    let form = format!("/oauth2/authorize?{}&response_mode=form_post", Provider::request(&shop, "openid"));
    assert!(browser.get(&form).await.has("input[name=session_state]"));
    let plain = browser.get(&format!("/oauth2/authorize?{}", Provider::request(&shop, "email"))).await;
    assert!(plain.answer("code").is_some() && plain.answer("session_state").is_none());
    // A click repeated gets the same answer once more.
    let request = format!("{}&prompt=login", Provider::request(&shop, "openid"));
    let done = sign_in_with(&provider, &mut browser, &shop, ANA, &request).await;
    assert!(unchanged(&browser, &shop, &done.answer.answer("session_state").expect("a state")));
}

#[tokio::test]
async fn the_cookie_can_be_read_in_a_frame_and_a_visitor_needs_none() {
    let provider = Provider::new().await;
    provider.ana().await;
    let mut browser = browser(&provider);
    let login = browser.get("/login").await;
    assert!(!browser.cookies.contains_key("fid_b"));
    let form = login.form("login").with(&[("identifier", ANA), ("password", PASSWORD)]);
    let page = browser.send(Method::POST, &form.action, Some(&form.fields)).await;
    let cookies: Vec<_> = page.headers.get_all("set-cookie").iter().map(|c| c.to_str().expect("text")).collect();
    let own = cookies.iter().find(|c| c.starts_with("fid_b=")).expect("the cookie");
    assert!(own.contains("; SameSite=None; Secure") && !own.contains("HttpOnly"), "{own}");
}

#[tokio::test]
async fn any_site_may_frame_the_page_and_it_can_do_nothing_but_run_our_script() {
    let provider = Provider::new().await;
    let document = provider.get("/.well-known/openid-configuration", None).await.json();
    for name in ["frontchannel", "backchannel"].map(|n| format!("{n}_logout_supported")) {
        assert_eq!(document[&name], true);
        assert_eq!(document[name.replace("_supported", "_session_supported")], true);
    }
    let address = document["check_session_iframe"].as_str().expect("an address");
    let path = address.strip_prefix(provider.issuer()).expect("ours");
    let page = provider.get(path, None).await.ok();
    assert!(!page.headers.contains_key("x-frame-options") && !page.headers.contains_key("set-cookie"));
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    assert!(!policy.contains("frame-ancestors") && policy.contains("default-src 'none'"), "{policy}");
    assert!(page.body.contains("js/check-session.js") && page.body.contains("data-cookie=\"fid_b\""));
}
