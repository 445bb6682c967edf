use serde_json::{Value, json};

use super::*;
use crate::domain::oauth::client::Client;
use crate::domain::oauth::client::tests::client;
use crate::domain::oauth::vocab::{ApplicationType, GrantType, Profile, ResponseType};

fn read(value: &Value, who: Who) -> Result<Client, &'static str> {
    let mut shop = client(&["https://shop.example/cb"]);
    let members = Members::parse(&value.to_string()).map_err(|e| e.code.as_str())?;
    write_over(&mut shop, &members, who).map_err(|e| e.code.as_str())?;
    Ok(shop)
}

#[test]
fn what_is_written_can_be_read_back() {
    let all = json!({
        "client_name": "Магазин", "client_name#en": "Shop", "redirect_uris": ["https://shop.example/a", "https://shop.example/b"],
        "post_logout_redirect_uris": ["https://shop.example/bye"], "grant_types": ["authorization_code", "implicit", "refresh_token"],
        "response_types": ["code", "id_token code"], "scope": "email openid", "application_type": "web",
        "client_uri": "https://shop.example/", "policy_uri": "https://shop.example/p", "tos_uri": "https://shop.example/t",
        "logo_uri": "https://shop.example/l.png", "contacts": ["ops@shop.example"], "software_id": "x", "software_version": "1",
        "initiate_login_uri": "https://shop.example/start", "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256", "jwks_uri": "https://shop.example/jwks", "dpop_bound_access_tokens": true,
        "tls_client_certificate_bound_access_tokens": true, "id_token_signed_response_alg": "ES256",
        "userinfo_signed_response_alg": "RS256", "introspection_signed_response_alg": "ES256",
        "request_object_signing_alg": "PS256", "require_signed_request_object": true,
        "require_pushed_authorization_requests": true, "request_uris": ["https://shop.example/r#abc"],
        "subject_type": "pairwise", "sector_identifier_uri": "https://shop.example/sector", "require_auth_time": true,
        "default_acr_values": ["urn:a"], "default_max_age": 60, "backchannel_logout_uri": "https://shop.example/bc",
        "backchannel_logout_session_required": true, "frontchannel_logout_uri": "https://shop.example/fc",
        "frontchannel_logout_session_required": true, "profile": "oauth21", "access_token_format": "jwt",
        "resources": ["https://api.example"], "serves": ["https://shop.example/api"],
        "exchange": {"subjects": ["a"], "impersonation": true, "delegation": false},
        "unknown": {"x": [1]},
    });
    let shop = read(&all, Who::Operator).unwrap();
    let mut written = Value::Object(described(&shop));
    let mut wanted = all;
    for name in ["client_name#en", "unknown"] {
        wanted.as_object_mut().unwrap().remove(name);
    }
    wanted["response_types"] = json!(["code", "code id_token"]);
    assert_eq!(written.as_object_mut().unwrap().remove("client_id"), Some(json!("shop")));
    assert_eq!(written, wanted);
}

#[test]
fn a_stranger_cannot_decide_what_operators_decide() {
    let asked = json!({
        "profile": "fapi2", "resources": ["https://api.example"], "serves": ["https://api.example"],
        "access_token_format": "jwt",
        "exchange": {"impersonation": true}, "scope": "openid read.gender read.identifier read.nationality users.write",
    });
    let shop = read(&asked, Who::Stranger).unwrap();
    assert_eq!(shop.options, client(&["https://shop.example/cb"]).options);
    assert_eq!(shop.scopes.to_string(), "openid read.gender");
    assert_eq!(read(&json!({"scope": "users.write"}), Who::Stranger).err(), Some("invalid_client_metadata"));
    assert_eq!(read(&asked, Who::Operator).unwrap().options.profile, Profile::Fapi2);
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let code = |value: Value| read(&value, Who::Stranger).err();
    for bad in [
        json!({"redirect_uris": ["javascript:alert(1)"]}),
        json!({"redirect_uris": ["http://shop.example/cb"]}),
        json!({"redirect_uris": ["https://shop.example/cb#x"]}),
        json!({"redirect_uris": "https://shop.example/cb"}),
        json!({"redirect_uris": [1]}),
        json!({"redirect_uris": vec!["https://shop.example/cb"; 21]}),
        json!({"redirect_uris": [format!("https://shop.example/{}", "x".repeat(2_000))]}),
    ] {
        assert_eq!(code(bad.clone()), Some("invalid_redirect_uri"), "{bad}");
    }
    for bad in [
        json!({"client_name": 1}),
        json!({"client_name": "x".repeat(241)}),
        json!({"client_uri": "https://x\n"}),
        json!({"contacts": "a"}),
        json!({"contacts": vec!["a"; 21]}),
        json!({"grant_types": ["password"]}),
        json!({"grant_types": "authorization_code"}),
        json!({"response_types": ["token"]}),
        json!({"response_types": ["none"]}),
        json!({"grant_types": ["authorization_code"], "response_types": ["id_token"]}),
        json!({"grant_types": ["implicit"], "response_types": ["code"]}),
        json!({"token_endpoint_auth_method": "plain"}),
        json!({"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "none"}),
        json!({"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "HS256"}),
        json!({"token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": "RS256"}),
        json!({"id_token_signed_response_alg": "none"}),
        json!({"id_token_signed_response_alg": "HS256"}),
        json!({"userinfo_signed_response_alg": "none"}),
        json!({"request_object_signing_alg": "none"}),
        json!({"request_object_encryption_alg": "RSA-OAEP"}),
        json!({"id_token_encrypted_response_alg": "RSA-OAEP"}),
        json!({"jwks": []}),
        json!({"jwks": {"keys": [{"kty": "oct", "k": "AA"}]}}),
        json!({"tls_client_auth_san_dns": "a", "tls_client_auth_san_ip": "b"}),
        json!({"tls_client_auth_san_dns": 1}),
        json!({"subject_type": "transient"}),
        json!({"default_max_age": -1}),
        json!({"default_max_age": "60"}),
        json!({"require_auth_time": "yes"}),
        json!({"application_type": "desktop"}),
        json!({"scope": ["openid"]}),
        json!({"post_logout_redirect_uris": ["javascript:x"]}),
        json!({"default_acr_values": ["a b"]}),
    ] {
        assert_eq!(code(bad.clone()), Some("invalid_client_metadata"), "{bad}");
    }
    assert_eq!(code(json!({"software_statement": "a.b.c"})), Some("unapproved_software_statement"));
    assert_eq!(code(json!({"software_statement": {}})), Some("invalid_software_statement"));
}

#[test]
fn documents_are_bounded() {
    let parse = |text: &str| Members::parse(text).is_ok();
    assert!(parse(r#"{"a":"[[[[[[[[[[[[\"[[[[[[{"}"#));
    assert!(parse(&format!("{{\"a\":{}{}}}", "[".repeat(7), "]".repeat(7))));
    assert!(!parse(&format!("{{\"a\":{}{}}}", "[".repeat(8), "]".repeat(8))));
    assert!(!parse(&"[".repeat(100_000)));
    let many: Vec<String> = (0..101).map(|n| format!("\"m{n}\":1")).collect();
    assert!(!parse(&format!("{{{}}}", many.join(","))));
    for bad in ["", "[]", "1", "\"x\"", "{", "{\"a\":}", "null"] {
        assert!(!parse(bad), "{bad}");
    }
}

#[test]
fn what_is_not_said_follows_from_what_is() {
    let shop = read(&json!({"grant_types": ["client_credentials"]}), Who::Stranger).unwrap();
    assert!(shop.options.response_types.is_empty());
    let shop = read(&json!({"response_types": ["code id_token"]}), Who::Stranger).unwrap();
    assert_eq!(shop.grant_types, [GrantType::AuthorizationCode, GrantType::Implicit, GrantType::RefreshToken]);
    let shop = read(&json!({"redirect_uris": ["com.example.app:/cb"]}), Who::Stranger).unwrap();
    assert_eq!(shop.options.application_type, ApplicationType::Native);
    let shop = read(&json!({"grant_types": ["authorization_code", "authorization_code"]}), Who::Stranger).unwrap();
    assert_eq!((shop.grant_types.len(), shop.options.response_types), (1, vec![ResponseType::Code]));
    let shop = read(&json!({"profile": "fapi2", "id_token_signed_response_alg": null}), Who::Operator).unwrap();
    assert!(shop.options.par_required && shop.options.dpop_bound);
    assert_eq!(shop.id_token_alg.as_str(), "ES256");
    let shop = read(&json!({"client_uri": null, "jwks": null, "default_max_age": null}), Who::Stranger).unwrap();
    assert_eq!(shop.home_uri, None);
}
