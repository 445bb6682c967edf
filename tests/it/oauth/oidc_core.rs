//! OIDC Core and Discovery, read with the openidconnect crate's own types.

use freedom_id::base::Digest;
use freedom_id::domain::oauth::entrance::Entrance;
use freedom_id::protocol::params::Params;
use freedom_id::protocol::redirect::Answer;
use freedom_id::service::authorize::{self, Begin, Browser, Next};
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreProviderMetadata};
use openidconnect::{AccessToken, ClientId, IssuerUrl, Nonce};

use crate::support::from;
use crate::support::provider::{CALLBACK, Provider, Site, site_named};

async fn verifier(provider: &Provider, site: &Site) -> CoreIdTokenVerifier<'static> {
    let keys: CoreJsonWebKeySet =
        serde_json::from_str(&provider.get("/oauth2/jwks", None).await.ok().body).expect("keys");
    let now = provider.clock.now().to_datetime();
    CoreIdTokenVerifier::new_public_client(
        ClientId::new(site.id.to_string()),
        IssuerUrl::new(provider.issuer().to_owned()).expect("an issuer"),
        keys,
    )
    .set_time_fn(move || now)
    .set_allowed_algs([
        openidconnect::core::CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        openidconnect::core::CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    ])
}

#[tokio::test]
async fn an_id_token_verifies_with_the_published_keys() {
    for algorithm in ["ES256", "RS256"] {
        let provider = Provider::new().await;
        let mut shop = site_named("Shop");
        shop.id_token_alg = algorithm.parse().expect("an algorithm");
        let (shop, ana) = (provider.site(shop).await, provider.ana().await);
        let code = provider.code(&shop, ana, "openid").await;
        let tokens = provider.redeem(&shop, &code).await.ok();
        let id_token: CoreIdToken = tokens.member("id_token").parse().expect("an ID token");
        let verifier = verifier(&provider, &shop).await;
        let claims = id_token.claims(&verifier, &Nonce::new("n-0S6".into())).expect("a good ID token");
        assert_eq!(claims.subject().as_str(), ana.text());
        assert_eq!(claims.auth_time(), Some(claims.issue_time()));
        assert!(id_token.claims(&verifier, &Nonce::new("other".into())).is_err());
        let key = id_token.signing_key(&verifier).expect("the key");
        let hash = openidconnect::AccessTokenHash::from_token(
            &AccessToken::new(tokens.member("access_token")),
            id_token.signing_alg().expect("an algorithm"),
            key,
        );
        assert_eq!(claims.access_token_hash(), Some(&hash.expect("a hash")));
    }
}

#[tokio::test]
async fn discovery_tells_what_is_mounted() {
    let provider = Provider::new().await;
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
        let reply = provider.get(path, None).await.ok();
        assert_eq!(reply.headers["access-control-allow-origin"], "*");
        assert_eq!(reply.headers["cache-control"], "public, max-age=900");
        let metadata: CoreProviderMetadata = serde_json::from_str(&reply.body).expect("metadata");
        assert_eq!(metadata.issuer().as_str(), provider.issuer());
        let json = reply.json();
        assert_eq!(json["code_challenge_methods_supported"], serde_json::json!(["S256"]));
        assert_eq!(json["authorization_response_iss_parameter_supported"], true);
        assert_eq!(json["response_types_supported"], serde_json::json!(["code"]));
        for endpoint in [
            "token_endpoint",
            "userinfo_endpoint",
            "jwks_uri",
            "introspection_endpoint",
            "revocation_endpoint",
            "device_authorization_endpoint",
        ] {
            let path = json[endpoint].as_str().and_then(|u| u.strip_prefix(provider.issuer())).expect(endpoint);
            assert_ne!(provider.get(path, None).await.status, 404, "{endpoint}");
        }
    }
}

#[tokio::test]
async fn published_keys_carry_their_use_and_no_secret() {
    let provider = Provider::new().await;
    let reply = provider.get("/oauth2/jwks", None).await.ok();
    let keys = reply.json();
    let keys = keys["keys"].as_array().expect("keys");
    assert_eq!(keys.len(), 2);
    for key in keys {
        for member in ["kid", "use", "alg", "kty"] {
            assert!(key[member].is_string(), "{member}");
        }
        for secret in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(secret).is_none(), "{secret}");
        }
    }
}

#[tokio::test]
async fn user_info_tells_exactly_what_was_granted() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid read.phone").await;
    let tokens = provider.redeem(&shop, &code).await.ok();
    let claims = provider.userinfo(&tokens.member("access_token")).await.ok().json();
    assert_eq!(
        claims,
        serde_json::json!({"sub": ana.text(), "phone_number": "+77011234567", "phone_number_verified": true})
    );
}

#[tokio::test]
async fn answers_carry_state_and_issuer_and_never_leave_for_unregistered_places() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let good = Provider::request(&shop, "openid");
    let browser = Browser { binding: Digest::of("b"), sessions: Vec::new() };
    let ask = |request: String| {
        let (provider, browser) = (&provider, browser.clone());
        async move {
            let params = Params::parse(&request).expect("parameters");
            authorize::begin(provider, Begin { params, entrance: Entrance::Standard, browser, origin: from(1) }).await
        }
    };
    let Ok(Next::Answer(Answer::Location(to))) = ask(format!("{good}&prompt=none")).await else { panic!("an answer") };
    assert!(to.starts_with(&format!("{CALLBACK}?error=login_required")), "{to}");
    assert!(to.contains("state=xyz") && to.contains("iss=http%3A%2F%2Flocalhost%3A8080"), "{to}");
    let elsewhere = good.replace("shop.example", "evil.example");
    assert!(ask(elsewhere).await.is_err());
    let nobody = good.replace(shop.id.as_str(), "nobody");
    assert!(ask(nobody).await.is_err());
}
