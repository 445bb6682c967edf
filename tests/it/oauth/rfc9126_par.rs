//! RFC 9126: requests that the client pushes itself.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, Request};
use freedom_id::base::{Digest, Secret};
use freedom_id::service::clients;
use freedom_id::store::pushed_requests;
use serde_json::json;

use crate::support::browser::Browser;
use crate::support::provider::{CALLBACK, Provider, Reply, Site, fields, lent, part_of, site_named};
use crate::support::signer::{PAR, Signer, jwks, keyed};
use crate::support::{PASSWORD, seconds};

const ANA: &str = "ana@mail.example";

/// A good request with some parameters more.
async fn push(provider: &Provider, site: &Site, more: &[(&str, &str)]) -> Reply {
    let plain = Provider::request(site, "openid phone");
    let mut form = fields(&plain);
    form.retain(|(name, _)| *name != "client_id");
    provider.form(PAR, site, &[&lent(&form)[..], more].concat()).await
}

async fn pushed(provider: &Provider, site: &Site) -> String {
    let reply = push(provider, site, &[]).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.member("request_uri")
}

fn by(site: &Site, uri: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("client_id", site.id.as_str()), ("request_uri", uri)])
        .finish()
}

#[tokio::test]
async fn a_pushed_request_is_answered_with_a_reference_that_works() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let reply = push(&provider, &shop, &[]).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["expires_in"]), (201, &60.into()));
    assert_eq!(reply.headers["cache-control"], "no-store");
    let uri = reply.member("request_uri");
    let secret = uri.strip_prefix("urn:ietf:params:oauth:request_uri:").expect("a reference of ours");
    assert!(secret.len() >= 43, "{secret}");
    assert_ne!(pushed(&provider, &shop).await, uri);
    // What stands beside the reference counts for nothing.
    let request = format!("{}&scope=openid&state=other&redirect_uri=https%3A%2F%2Fevil.example%2F", by(&shop, &uri));
    let to = provider.answer_of(ana, &request).await;
    assert!(to.starts_with(CALLBACK) && to.contains("state=xyz"), "{to}");
    let code = part_of(&to, "code").expect("a code");
    let set = provider.redeem(&shop, &code).await.ok();
    assert_eq!(set.json()["scope"], "openid phone");
}

#[tokio::test]
async fn a_reference_is_good_for_one_answer_but_may_be_opened_before_that() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let uri = pushed(&provider, &shop).await;
    let address = format!("/oauth2/authorize?{}", by(&shop, &uri));
    // A reload, and another tab: both are shown the sign-in.
    assert_eq!(provider.outcome(&by(&shop, &uri)).await, "login");
    let mut browser = Browser::new(provider.router.clone());
    let (first, second) = (browser.get(&address).await, browser.get(&address).await);
    let login = [("identifier", ANA), ("password", PASSWORD)];
    let page = browser.submit(&first, "login", &login).await;
    let page = browser.submit(&page, "consent", &[("decision", "allow")]).await;
    provider.redeem(&shop, &page.answer("code").expect("a code")).await.ok();
    assert_eq!(provider.outcome(&by(&shop, &uri)).await, "invalid_request_uri");
    let page = browser.get(&second.form("login").action).await;
    assert!(!page.body.contains("code="), "{}", page.body);
    // Answered at once, without a page.
    let uri = pushed(&provider, &shop).await;
    provider.code_of(ana, &by(&shop, &uri)).await;
    assert_eq!(provider.outcome(&by(&shop, &uri)).await, "invalid_request_uri");
    // A refusal is an answer, too.
    let reply = push(&provider, &shop, &[("prompt", "consent")]).await;
    let uri = reply.member("request_uri");
    let page = browser.get(&format!("/oauth2/authorize?{}", by(&shop, &uri))).await;
    let page = browser.submit(&page, "consent", &[("decision", "deny")]).await;
    assert_eq!(page.answer("error").as_deref(), Some("access_denied"));
    assert_eq!(provider.outcome(&by(&shop, &uri)).await, "invalid_request_uri");
}

#[tokio::test]
async fn a_reference_is_its_clients_and_for_a_minute() {
    let provider = Provider::new().await;
    let (shop, other) = (provider.shop().await, provider.site(site_named("Other")).await);
    let uri = pushed(&provider, &shop).await;
    assert_eq!(provider.outcome(&by(&other, &uri)).await, "invalid_request_uri");
    assert_eq!(provider.outcome(&by(&shop, &format!("{uri}x"))).await, "invalid_request_uri");
    assert_eq!(provider.outcome(&format!("{}&request=a.b.c", by(&shop, &uri))).await, "invalid_request");
    assert_eq!(provider.outcome(&format!("{}&request_uri=x", by(&shop, &uri))).await, "invalid_request");
    // None of that used it up.
    provider.pass(seconds(59));
    assert_eq!(provider.outcome(&by(&shop, &uri)).await, "login");
    provider.pass(seconds(1));
    assert_eq!(provider.outcome(&by(&shop, &uri)).await, "invalid_request_uri");
}

#[tokio::test]
async fn a_registration_that_changed_since_is_the_one_that_counts() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let uri = pushed(&provider, &shop).await;
    clients::change(&provider, &shop.id, |client| {
        client.redirect_uris = vec!["https://shop.example/new".into()];
        Ok(())
    })
    .await
    .expect("a change");
    assert_eq!(provider.outcome(&by(&shop, &uri)).await, "invalid_request");
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once_as_json() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let plain = Provider::request(&shop, "openid phone");
    let pairs = fields(&plain);
    let with = async |name: &str, value: Option<&str>| {
        let mut form = lent(&pairs);
        form.retain(|(own, _)| *own != name && *own != "client_id");
        form.extend(value.map(|value| (name, value)));
        provider.form(PAR, &shop, &form).await
    };
    for (name, value, error) in [
        ("request_uri", Some("urn:ietf:params:oauth:request_uri:x"), "invalid_request"),
        ("request_uri", Some("https://shop.example/object"), "invalid_request"),
        ("redirect_uri", Some("https://evil.example/"), "invalid_request"),
        ("redirect_uri", None, "invalid_request"),
        ("response_type", Some("token"), "unsupported_response_type"),
        ("response_type", None, "invalid_request"),
        ("response_mode", Some("jwt"), "invalid_request"),
        ("scope", Some("openid read.country"), "invalid_scope"),
        ("scope", None, "invalid_scope"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("prompt", Some("none login"), "invalid_request"),
        ("max_age", Some("-1"), "invalid_request"),
        ("claims", Some("x"), "invalid_request"),
        ("resource", Some("https://api.example"), "invalid_target"),
        ("id_token_hint", Some("x"), "invalid_request"),
        ("registration", Some("{}"), "registration_not_supported"),
        ("dpop_jkt", Some("x"), "invalid_request"),
        ("request", Some("x"), "invalid_request_object"),
        ("client_id", Some("other"), "invalid_request"),
    ] {
        let reply = with(name, value).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (400, &error.into()), "{name} {value:?}");
        assert_eq!(reply.headers[CONTENT_TYPE], "application/json; charset=utf-8");
        assert_eq!(reply.headers["cache-control"], "no-store");
    }
    push(&provider, &shop, &[("state", "twice")]).await.is_error(400, "invalid_request");
    let wrong = Site { secret: Some(Secret::new("wrong")), ..shop.clone() };
    push(&provider, &wrong, &[]).await.is_error(401, "invalid_client");
    let nobody = Site { secret: None, ..shop.clone() };
    push(&provider, &nobody, &[]).await.is_error(401, "invalid_client");
    provider.post(PAR, &[], &[]).await.is_error(401, "invalid_client");
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let request = Request::builder().method(method).uri(PAR).body(Body::empty());
        provider.send(request.expect("a request")).await.is_error(405, "invalid_request");
    }
    let long = "a".repeat(20_000);
    let reply = push(&provider, &shop, &[("login_hint", &long)]).await;
    reply.is_error(413, "invalid_request");
    let request = Request::post(PAR).header(CONTENT_TYPE, "application/json");
    let reply = provider.send(request.body("{}".into()).expect("a request")).await;
    reply.is_error(400, "invalid_request");
    assert_eq!(provider.count("SELECT COUNT(*) FROM pushed_requests").await, 0);
}

#[tokio::test]
async fn what_proved_the_client_is_not_kept() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let site = provider.site(keyed("Shop", &key)).await;
    let plain = Provider::request(&site, "openid");
    let pairs = fields(&plain);
    let form = lent(&pairs);
    let assertion = key.assertion(&provider, &site, json!({}));
    let uri = provider.asserted(PAR, &assertion, &form).await.member("request_uri");
    let digest = Digest::of(&uri);
    let mut reader = provider.db.read().await.expect("a reader");
    let now = provider.clock.now();
    let kept = pushed_requests::find_open(&mut reader, &digest, now).await.expect("read").expect("a request");
    // Neither in clear nor for those who hold the key of the database.
    assert!(!kept.request.contains("code_challenge"), "sealed");
    let text = provider.keyring.open(&format!("pushed_requests/{}", digest.text()), &kept.request).expect("opened");
    assert!(text.expose().contains("code_challenge") && !text.expose().contains("client_assertion"));
    drop(reader);
    assert_eq!(provider.outcome(&by(&site, &uri)).await, "login");
}

#[tokio::test]
async fn a_client_that_must_push_is_not_heard_otherwise() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let mut add = site_named("Shop");
    add.options.par_required = true;
    add.options.jwks = Some(jwks(&[&key]));
    let shop = provider.site(add).await;
    let plain = Provider::request(&shop, "openid");
    assert_eq!(provider.outcome(&plain).await, "invalid_request");
    let object = key.object(&provider, &shop, &plain, json!({}));
    assert_eq!(provider.outcome(&format!("{plain}&request={object}")).await, "invalid_request");
    let uri = pushed(&provider, &shop).await;
    assert_eq!(provider.outcome(&by(&shop, &uri)).await, "login");
}
