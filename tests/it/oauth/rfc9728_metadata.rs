//! RFC 9728: a client that knows only us as a resource finds out the rest.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

use crate::support::provider::{Provider, Reply};

fn challenge(reply: &Reply) -> &str {
    reply.headers[header::WWW_AUTHENTICATE].to_str().expect("a challenge")
}

#[tokio::test]
async fn a_challenge_leads_to_the_metadata_of_the_resource() {
    let provider = Provider::new().await;
    let issuer = provider.issuer().to_owned();
    let address = format!("{issuer}/.well-known/oauth-protected-resource");
    let nothing = provider.get("/oauth2/userinfo", None).await;
    assert_eq!(
        (nothing.status.as_u16(), challenge(&nothing)),
        (401, &*format!(r#"Bearer resource_metadata="{address}""#))
    );
    let wrong = provider.userinfo("wrong").await;
    assert!(challenge(&wrong).starts_with(r#"Bearer error="invalid_token", "#), "{}", challenge(&wrong));
    assert!(challenge(&wrong).ends_with(&format!(r#", resource_metadata="{address}""#)), "{}", challenge(&wrong));
    let by_dpop = Request::get("/oauth2/userinfo").header(header::AUTHORIZATION, "DPoP wrong").body(Body::empty());
    let by_dpop = provider.send(by_dpop.expect("a request")).await;
    assert!(challenge(&by_dpop).starts_with("DPoP ") && challenge(&by_dpop).contains("resource_metadata="));
    let told = provider.get("/.well-known/oauth-protected-resource", None).await.ok().json();
    assert_eq!((&told["resource"], &told["authorization_servers"]), (&json!(issuer), &json!([issuer])));
    assert_eq!(told["bearer_methods_supported"], json!(["header", "body"]));
    assert_eq!(told["jwks_uri"], json!(format!("{issuer}/oauth2/jwks")));
    assert_eq!(told["tls_client_certificate_bound_access_tokens"], false);
    let server = provider.get("/.well-known/oauth-authorization-server", None).await.ok().json();
    assert_eq!(server["protected_resources"], json!([issuer]));
    for name in ["scopes_supported", "dpop_signing_alg_values_supported"] {
        assert_eq!(told[name], server[name], "{name}");
    }
    let grants = server["grant_types_supported"].as_array().expect("grants");
    assert!(grants.contains(&json!("urn:ietf:params:oauth:grant-type:token-exchange")));
}
