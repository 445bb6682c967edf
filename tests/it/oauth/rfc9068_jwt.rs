//! RFC 9068: access tokens that resource servers read themselves.

use axum::body::Body;
use axum::http::Request;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::oauth::vocab::{GrantType, TokenFormat};
use freedom_id::domain::signing_key::SigningAlgorithm;
use freedom_id::service::accounts::manage;
use freedom_id::service::clients;

use crate::support::provider::{Provider, Site, site_named};
use crate::support::{from, seconds};

fn jwt_site() -> clients::Add {
    let mut add = site_named("Shop");
    add.options.access_token_format = TokenFormat::Jwt;
    add
}

async fn token(provider: &Provider, shop: &Site, scope: &str) -> String {
    let ana = provider.ana().await;
    let code = provider.code(shop, ana, scope).await;
    provider.redeem(shop, &code).await.ok().member("access_token")
}

#[tokio::test]
async fn it_says_what_introspection_says() {
    let provider = Provider::new().await;
    let shop = provider.site(jwt_site()).await;
    let ana = provider.ana().await;
    let code = provider.code(&shop, ana, "openid phone").await;
    let set = provider.redeem(&shop, &code).await.ok();
    let (header, claims) = provider.read_jwt(&set.member("access_token")).await;
    assert_eq!((&header["typ"], &header["alg"]), (&"at+jwt".into(), &"ES256".into()));
    let (_, id_token) = provider.read_jwt(&set.member("id_token")).await;
    assert_eq!((&claims["iss"], &claims["aud"]), (&provider.issuer().into(), &provider.issuer().into()));
    assert_eq!((&claims["sub"], &claims["client_id"]), (&id_token["sub"], &shop.id.as_str().into()));
    assert_eq!((&claims["auth_time"], &claims["amr"]), (&id_token["auth_time"], &id_token["amr"]));
    assert_eq!(claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat), Some(600));
    let told = provider.introspect(&shop, &set.member("access_token")).await;
    for name in ["sub", "aud", "scope", "exp", "iat", "client_id", "iss", "acr", "auth_time"] {
        assert!(told[name] != serde_json::Value::Null && told[name] == claims[name], "{name}: {told} {claims}");
    }
    let next = provider.refresh(&shop, &set.member("refresh_token")).await.ok();
    let (_, later) = provider.read_jwt(&next.member("access_token")).await;
    assert_ne!(claims["jti"], later["jti"]);
}

#[tokio::test]
async fn it_is_signed_with_what_the_clients_id_tokens_are_signed_with() {
    let provider = Provider::new().await;
    let shop = provider.site(clients::Add { id_token_alg: SigningAlgorithm::Rs256, ..jwt_site() }).await;
    let token = token(&provider, &shop, "openid").await;
    assert_eq!(provider.read_jwt(&token).await.0["alg"], "RS256");
}

#[tokio::test]
async fn the_row_stays_the_truth() {
    let provider = Provider::new().await;
    let shop = provider.site(jwt_site()).await;
    let revoked = token(&provider, &shop, "openid").await;
    provider.userinfo(&revoked).await.ok();
    provider.form("/oauth2/revoke", &shop, &[("token", &revoked)]).await;
    provider.userinfo(&revoked).await.is_error(401, "invalid_token");
    assert_eq!(provider.introspect(&shop, &revoked).await["active"], false);
    let bek = provider.person(&["bek@mail.example"]).await;
    let code = provider.code(&shop, bek, "openid").await;
    let token = provider.redeem(&shop, &code).await.ok().member("access_token");
    manage::block(&provider, bek, manage::Block::Ban, from(1)).await.expect("a block");
    provider.userinfo(&token).await.is_error(401, "invalid_token");
}

#[tokio::test]
async fn a_changed_or_forged_text_is_no_token() {
    let provider = Provider::new().await;
    let shop = provider.site(jwt_site()).await;
    let token = token(&provider, &shop, "openid").await;
    let mut parts = token.split('.');
    let (head, body) = (parts.next().expect("a header"), parts.next().expect("claims"));
    for forged in [
        format!("{token}="),
        format!("{head}.{body}."),
        format!("eyJhbGciOiJub25lIn0.{body}."),
        format!("{head}.{body}.AAAA"),
        format!("{token}.{token}"),
    ] {
        provider.userinfo(&forged).await.is_error(401, "invalid_token");
        assert_eq!(provider.introspect(&shop, &forged).await["active"], false);
    }
    provider.pass(seconds(600));
    provider.userinfo(&token).await.is_error(401, "invalid_token");
}

#[tokio::test]
async fn it_does_not_pass_for_an_id_token() {
    let provider = Provider::new().await;
    let shop = provider.site(jwt_site()).await;
    let ana = provider.ana().await;
    let code = provider.code(&shop, ana, "openid").await;
    let set = provider.redeem(&shop, &code).await.ok();
    let sign_out = |hint: String| {
        let request = Request::get(format!("/oauth2/logout?id_token_hint={hint}")).body(Body::empty());
        provider.send(request.expect("a request"))
    };
    assert_eq!(sign_out(set.member("id_token")).await.status, 200);
    assert_eq!(sign_out(set.member("access_token")).await.status, 400);
}

#[tokio::test]
async fn a_clients_own_token_names_the_client() {
    let provider = Provider::new().await;
    let mut add = jwt_site();
    add.grant_types = vec![GrantType::ClientCredentials];
    add.scopes = Scopes::parse("stock.read").expect("scopes");
    add.optional_scopes = Scopes::default();
    let shop = provider.site(add).await;
    let set = provider.form("/oauth2/token", &shop, &[("grant_type", "client_credentials")]).await.ok();
    let (_, claims) = provider.read_jwt(&set.member("access_token")).await;
    assert_eq!((&claims["sub"], &claims["scope"]), (&shop.id.as_str().into(), &"stock.read".into()));
    assert!(claims.get("auth_time").is_none() && claims.get("acr").is_none());
}
