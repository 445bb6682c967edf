//! Authentication classes on the road of a client: OIDC Core §3.1.2.1 `acr_values` and §5.5.1.1, RFC 9470.

use freedom_id::protocol::acr;
use serde_json::{Value, json};

use crate::support::browser::{Browser, Page};
use crate::support::provider::{Provider, Site};
use crate::support::totp::{Authenticator, enrol};
use crate::support::{PASSWORD, minutes, seconds};

fn essential(site: &Site, class: &str) -> String {
    let claims = json!({"id_token": {"acr": {"essential": true, "value": class}}}).to_string();
    let claims: String = form_urlencoded::byte_serialize(claims.as_bytes()).collect();
    format!("{}&claims={claims}", Provider::request(site, "openid"))
}

fn voluntary(site: &Site, classes: &str) -> String {
    format!("{}&acr_values={}", Provider::request(site, "openid"), classes.replace(' ', "%20"))
}

async fn visit(browser: &mut Browser, request: &str) -> Page {
    browser.get(&format!("/oauth2/authorize?{request}")).await
}

/// A provider with a site that Ana allowed everything, and her browser, where she signed in by her password.
async fn by_password() -> (Provider, Site, Browser) {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    provider.ana().await;
    let browser = provider.signed_in(&Provider::request(&shop, "openid")).await;
    (provider, shop, browser)
}

/// A browser of Ana's where only the password was proved, although she has an app: it is spared the second step.
async fn spared() -> (Provider, Site, Browser, Authenticator) {
    let (provider, shop, mut first) = by_password().await;
    let (authenticator, _) = enrol(&provider, &mut first).await;
    provider.pass(minutes(1));
    let mut browser = Browser::new(provider.router.clone());
    let login = browser.get("/login").await;
    let step = browser.submit(&login, "login", &[("identifier", "ana@mail.example"), ("password", PASSWORD)]).await;
    browser.submit(&step, "totp", &[("code", &authenticator.shows(&provider)), ("trust", "1")]).await;
    let mut spared = Browser::new(provider.router.clone());
    spared.cookies.insert("fid_d".into(), browser.cookies["fid_d"].clone());
    let login = spared.get("/login").await;
    let done = spared.submit(&login, "login", &[("identifier", "ana@mail.example"), ("password", PASSWORD)]).await;
    assert!(done.path.starts_with("/account"), "{}", done.path);
    provider.pass(minutes(1));
    (provider, shop, spared, authenticator)
}

async fn id_token(provider: &Provider, site: &Site, done: &Page) -> Value {
    let code = done.answer("code").unwrap_or_else(|| panic!("a code: {} {}", done.status, done.path));
    let set = provider.redeem(site, &code).await.ok();
    provider.read_jwt(&set.member("id_token")).await.1
}

#[tokio::test]
async fn an_essential_class_is_reached_by_one_more_proof_and_told() {
    let (provider, shop, mut browser, authenticator) = spared().await;
    let plain = visit(&mut browser, &Provider::request(&shop, "openid")).await;
    let before = id_token(&provider, &shop, &plain).await;
    assert_eq!((&before["acr"], &before["amr"]), (&json!(acr::SINGLE), &json!(["pwd"])));
    let silent = visit(&mut browser, &format!("{}&prompt=none", essential(&shop, acr::TWO_FACTOR))).await;
    assert_eq!(silent.answer("error").as_deref(), Some("login_required"));
    let step = visit(&mut browser, &essential(&shop, acr::TWO_FACTOR)).await;
    assert!(step.path.starts_with("/login/second?track_id=") && step.has("form#totp"), "{}", step.path);
    let done = browser.submit(&step, "totp", &[("code", &authenticator.shows(&provider))]).await;
    let after = id_token(&provider, &shop, &done).await;
    assert_eq!((&after["acr"], &after["amr"]), (&json!(acr::TWO_FACTOR), &json!(["pwd", "otp", "mfa"])));
    assert_eq!(after["auth_time"], before["auth_time"], "what was proved first was proved then");
    let silent = visit(&mut browser, &format!("{}&prompt=none", essential(&shop, acr::TWO_FACTOR))).await;
    assert!(silent.answer("code").is_some(), "the session stays raised");
}

#[tokio::test]
async fn a_voluntary_class_is_asked_for_where_it_can_be_reached() {
    let (_provider, shop, mut browser) = by_password().await;
    let done = visit(&mut browser, &voluntary(&shop, acr::TWO_FACTOR)).await;
    assert!(done.answer("code").is_some(), "nothing to reach it with: {}", done.path);
    let (provider, shop, mut browser, authenticator) = spared().await;
    let either = voluntary(&shop, &format!("{} {}", acr::PHISHING_RESISTANT, acr::TWO_FACTOR));
    let silent = visit(&mut browser, &format!("{either}&prompt=none")).await;
    assert!(silent.answer("code").is_some(), "nobody is asked silently");
    let step = visit(&mut browser, &either).await;
    let done = browser.submit(&step, "totp", &[("code", &authenticator.shows(&provider))]).await;
    assert_eq!(id_token(&provider, &shop, &done).await["acr"], acr::TWO_FACTOR);
}

#[tokio::test]
async fn a_resource_that_wants_more_and_newer_gets_both() {
    let (provider, shop, mut browser, authenticator) = spared().await;
    provider.pass(minutes(10));
    // RFC 9470 §4: what the challenge named goes into the request.
    let request = format!("{}&max_age=300", essential(&shop, acr::TWO_FACTOR));
    let login = visit(&mut browser, &request).await;
    assert!(login.has("form#login"), "too old: {}", login.path);
    let before = provider.clock.now().seconds();
    let step = browser.submit(&login, "login", &[("identifier", "ana@mail.example"), ("password", PASSWORD)]).await;
    assert!(step.has("form#totp"), "{} {}", step.path, step.status);
    provider.pass(seconds(30));
    let done = browser.submit(&step, "totp", &[("code", &authenticator.shows(&provider))]).await;
    let told = id_token(&provider, &shop, &done).await;
    assert_eq!(told["acr"], acr::TWO_FACTOR);
    assert!(told["auth_time"].as_i64().expect("a time") >= before);
}

#[tokio::test]
async fn whoever_has_nothing_to_reach_it_is_led_to_set_it_up_or_back() {
    let (provider, shop, mut browser) = by_password().await;
    let lacking = visit(&mut browser, &essential(&shop, acr::TWO_FACTOR)).await;
    let to = lacking.attribute("#set-up-totp", "href").expect("a way");
    assert!(to.starts_with("/account/security/authenticator?track_id="), "{to}");
    let page = browser.get(&to).await;
    let authenticator = Authenticator::typed_from(&page);
    let shown = browser.submit(&page, "totp", &[("code", &authenticator.shows(&provider))]).await;
    let done = browser.submit(&shown, "codes-saved", &[("saved", "1")]).await;
    assert_eq!(id_token(&provider, &shop, &done).await["acr"], acr::TWO_FACTOR, "the request goes on");

    let strong = visit(&mut browser, &essential(&shop, acr::PHISHING_RESISTANT)).await;
    assert!(strong.has("#set-up-passkey") && !strong.has("#set-up-totp"), "codes are not asked for in vain");
    let back = browser.submit(&strong, "leave", &[("action", "leave")]).await;
    assert_eq!(back.answer("error").as_deref(), Some("unmet_authentication_requirements"));
    assert_eq!(provider.count("SELECT COUNT(*) FROM pending_sign_ins WHERE ended_at IS NULL").await, 0);
}
