//! RFC 7662: what a token is worth, told to its client.

use axum::body::Body;
use axum::http::Request;

use crate::support::provider::{Provider, site_named};
use crate::support::seconds;

#[tokio::test]
async fn a_client_learns_about_its_own_tokens_only() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let other = provider.site(site_named("Other")).await;
    let code = provider.code(&shop, ana, "openid phone").await;
    let tokens = provider.redeem(&shop, &code).await.ok();
    let (access, refresh) = (tokens.member("access_token"), tokens.member("refresh_token"));
    let about = provider.form("/oauth2/introspect", &shop, &[("token", &access)]).await.ok().json();
    assert_eq!(about["active"], true);
    assert_eq!((about["sub"].as_str(), about["client_id"].as_str()), (Some(&*ana.text()), Some(shop.id.as_str())));
    assert_eq!((about["scope"].as_str(), about["token_type"].as_str()), (Some("openid phone"), Some("Bearer")));
    assert_eq!(about["exp"].as_i64().zip(about["iat"].as_i64()).map(|(e, i)| e - i), Some(600));
    let about = provider.form("/oauth2/introspect", &shop, &[("token", &refresh)]).await.ok().json();
    assert_eq!((&about["active"], about.get("token_type")), (&true.into(), None));
    for token in [&*access, &*refresh, "unknown"] {
        let reply = provider.form("/oauth2/introspect", &other, &[("token", token)]).await.ok();
        assert_eq!(reply.body, r#"{"active":false}"#);
    }
    provider.pass(seconds(600));
    let reply = provider.form("/oauth2/introspect", &shop, &[("token", &access)]).await.ok();
    assert_eq!(reply.body, r#"{"active":false}"#);
}

#[tokio::test]
async fn whoever_asks_must_prove_who_they_are() {
    let provider = Provider::new().await;
    let mut public = site_named("App");
    public.auth_method = "none".parse().expect("a method");
    let public = provider.site(public).await;
    provider.form("/oauth2/introspect", &public, &[("token", "x")]).await.is_error(401, "invalid_client");
    let nobody = Request::post("/oauth2/introspect")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("token=x"))
        .expect("a request");
    provider.send(nobody).await.is_error(401, "invalid_client");
}
