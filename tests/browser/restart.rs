//! What outlives a restart: sign-ins and keys.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

use crate::support::road::sign_in;
use crate::support::site::Site;
use crate::support::visitor::Caller;
use crate::support::{Look, Server, world};

#[tokio::test]
async fn a_restart_keeps_people_signed_in_and_tokens_true() {
    let Some((mut server, browser)) = world(Look::Usual).await else { return };
    let person = server.add_person("+77015550180");
    let site = Site::open(&server).await;
    let caller = Caller::new(&server, &site.client, &site.redirect_uri());
    browser.goto(&site.request(&server, &[])).await;
    sign_in(&browser, "+77015550180").await;
    browser.press("#consent-allow").await;
    browser.arrives_at(&format!("{}/done", site.third)).await;
    let (status, tokens) = caller.redeem(&site.answer_after(0).await["code"]).await.expect("an answer");
    assert_eq!(status, 200, "{tokens}");
    let text = |name: &str| tokens[name].as_str().expect(name);
    assert_eq!(verified(&server, &site, text("id_token")).await["sub"], person);

    server.stop().await;
    server.start_again().await;

    browser.goto(&format!("{}/account", server.issuer())).await;
    browser.find("#apps-title").await;
    assert!(browser.everything().await.contains("Dana Serik"), "still signed in");
    browser.goto(&site.request(&server, &[("prompt", "none")])).await;
    browser.arrives_at(&format!("{}/done", site.third)).await;
    assert!(site.answer_after(1).await.contains_key("code"));
    assert_eq!(verified(&server, &site, text("id_token")).await["sub"], person);
    assert_eq!(caller.user_info(text("access_token")).await, 200);
    let (status, again) = caller.refresh(text("refresh_token")).await.expect("an answer");
    assert_eq!(status, 200, "{again}");
    assert_eq!(verified(&server, &site, again["id_token"].as_str().expect("an ID token")).await["sub"], person);
    browser.close().await;
    server.saw_no_fault();
}

/// The claims of an ID token, by the keys that the server publishes now.
async fn verified(server: &Server, site: &Site, token: &str) -> Value {
    let answer = server.http.get(format!("{}/oauth2/jwks", server.issuer())).send().await.expect("keys");
    let keys: JwkSet = serde_json::from_str(&answer.text().await.expect("keys")).expect("keys");
    let header = decode_header(token).expect("a token");
    let key = keys.find(header.kid.as_deref().expect("a kid")).expect("the key is published");
    let mut rules = Validation::new(header.alg);
    rules.set_audience(&[&site.client.id]);
    rules.set_issuer(&[server.issuer()]);
    decode(token, &DecodingKey::from_jwk(key).expect("a key"), &rules).expect("the token is true").claims
}
