//! Signed answers: introspection (RFC 9701) and user info (OIDC Core §5.3.2).

use axum::body::Body;
use axum::http::{Request, header};
use freedom_id::domain::signing_key::SigningAlgorithm;
use serde_json::json;

use crate::support::provider::{Provider, Reply, Site, site_named};

const JWT: &str = "application/token-introspection+jwt";

async fn introspect(provider: &Provider, site: &Site, token: &str, accept: &str) -> Reply {
    let request = Request::post("/oauth2/introspect")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::AUTHORIZATION, site.basic())
        .header(header::ACCEPT, accept)
        .body(Body::from(format!("token={token}")));
    provider.send(request.expect("a request")).await.ok()
}

fn kind(reply: &Reply) -> &str {
    reply.headers[header::CONTENT_TYPE].to_str().expect("a content type")
}

#[tokio::test]
async fn introspection_answers_by_jwt_to_whoever_accepts_it() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    let token = provider.redeem(&shop, &code).await.ok().member("access_token");
    let reply = introspect(&provider, &shop, &token, JWT).await;
    assert_eq!(kind(&reply), JWT);
    let (head, claims) = provider.read_jwt(&reply.body).await;
    assert_eq!((&head["typ"], &head["alg"]), (&"token-introspection+jwt".into(), &"ES256".into()));
    assert_eq!((&claims["iss"], &claims["aud"]), (&provider.issuer().into(), &shop.id.as_str().into()));
    assert_eq!(claims["iat"], provider.clock.now().seconds());
    assert_eq!(claims["token_introspection"], provider.introspect(&shop, &token).await);
    // It must not pass for a token itself.
    assert!(claims.get("sub").is_none() && claims.get("exp").is_none());
    provider.userinfo(&reply.body).await.is_error(401, "invalid_token");
    let dead = introspect(&provider, &shop, "unknown", JWT).await;
    assert_eq!(provider.read_jwt(&dead.body).await.1["token_introspection"], json!({"active": false}));
    for (accept, jwt) in [
        ("application/json, Application/Token-Introspection+JWT;q=0.5", true),
        ("application/json", false),
        ("*/*", false),
        ("application/token-introspection+jwt;q=0", false),
    ] {
        let reply = introspect(&provider, &shop, &token, accept).await;
        assert_eq!(kind(&reply) == JWT, jwt, "{accept}");
    }
}

#[tokio::test]
async fn answers_are_signed_with_what_the_client_registered() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let mut add = site_named("Shop");
    add.options.introspection_alg = Some(SigningAlgorithm::Rs256);
    add.options.userinfo_alg = Some(SigningAlgorithm::Rs256);
    let shop = provider.site(add).await;
    let code = provider.code(&shop, ana, "openid phone").await;
    let set = provider.redeem(&shop, &code).await.ok();
    let reply = introspect(&provider, &shop, &set.member("access_token"), JWT).await;
    assert_eq!(provider.read_jwt(&reply.body).await.0["alg"], "RS256");
    let reply = provider.userinfo(&set.member("access_token")).await.ok();
    assert_eq!(kind(&reply), "application/jwt");
    let (head, claims) = provider.read_jwt(&reply.body).await;
    let (_, id_token) = provider.read_jwt(&set.member("id_token")).await;
    assert_eq!(head["alg"], "RS256");
    assert_eq!((&claims["iss"], &claims["aud"]), (&provider.issuer().into(), &shop.id.as_str().into()));
    assert_eq!((&claims["sub"], &claims["phone_number"]), (&id_token["sub"], &"+77011234567".into()));
}
