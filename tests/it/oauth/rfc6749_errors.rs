//! RFC 6749 §5.2 and RFC 6750 §3: every bad request gets its error, none a 500.

use axum::body::Body;
use axum::http::Request;

use crate::support::provider::{Provider, Reply};

async fn post(provider: &Provider, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
    let mut request = Request::post(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    provider.send(request.body(body.into()).expect("a request")).await
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn client_authentication_fails_with_a_challenge() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let basic = shop.basic();
    let wrong = basic.replace(|c: char| c.is_ascii_digit(), "A");
    for header in [wrong.as_str(), "Basic", "Basic !!!", "Bearer x", "Basic Og==", "Basic /w=="] {
        let headers = [FORM, ("authorization", header)];
        let reply = post(&provider, "/oauth2/token", &headers, "grant_type=client_credentials").await;
        reply.is_error(401, "invalid_client");
        assert!(reply.headers["www-authenticate"].to_str().expect("text").starts_with("Basic "));
    }
    post(&provider, "/oauth2/token", &[FORM], "grant_type=client_credentials").await.is_error(401, "invalid_client");
    let twice = [FORM, ("authorization", &*basic), ("authorization", &*basic)];
    post(&provider, "/oauth2/token", &twice, "grant_type=client_credentials").await.is_error(400, "invalid_request");
    let both = format!("grant_type=client_credentials&client_id={}&client_secret=x", shop.id);
    post(&provider, "/oauth2/token", &[FORM, ("authorization", &basic)], both).await.is_error(400, "invalid_request");
}

#[tokio::test]
async fn malformed_requests_get_invalid_request() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let basic = shop.basic();
    let good = [FORM, ("authorization", &*basic)];
    let large = format!("grant_type=refresh_token&refresh_token={}", "a".repeat(20_000));
    for (body, status, code) in [
        ("", 400, "invalid_request"),
        ("grant_type=", 400, "invalid_request"),
        ("grant_type=password&username=a&password=b", 400, "unsupported_grant_type"),
        ("grant_type=authorization_code", 400, "invalid_request"),
        ("grant_type=authorization_code&code=x&code=y", 400, "invalid_request"),
        ("grant_type=refresh_token&refresh_token=%ff", 400, "invalid_request"),
        ("grant_type=refresh_token&refresh_token=%00", 400, "invalid_request"),
        ("grant_type=authorization_code&code=unknown", 400, "invalid_grant"),
        (large.as_str(), 413, "invalid_request"),
    ] {
        let reply = post(&provider, "/oauth2/token", &good, body.to_owned()).await;
        reply.is_error(status, code);
        assert_eq!(reply.headers["content-type"], "application/json; charset=utf-8");
        assert_eq!(reply.headers["cache-control"], "no-store");
    }
    let json = [("content-type", "application/json"), ("authorization", &*basic)];
    post(&provider, "/oauth2/token", &json, r#"{"grant_type":"client_credentials"}"#)
        .await
        .is_error(400, "invalid_request");
    let bytes = post(&provider, "/oauth2/token", &good, vec![0xff, 0xfe]).await;
    bytes.is_error(400, "invalid_request");
    let packed = [FORM, ("authorization", &*basic), ("content-encoding", "gzip")];
    post(&provider, "/oauth2/token", &packed, "grant_type=client_credentials").await.is_error(415, "invalid_request");
}

#[tokio::test]
async fn wrong_methods_are_told_which_are_right() {
    let provider = Provider::new().await;
    for (path, allowed) in
        [("/oauth2/token", "POST,OPTIONS"), ("/oauth2/introspect", "POST"), ("/oauth2/revoke", "POST,OPTIONS")]
    {
        let reply = provider.get(path, None).await;
        assert_eq!(reply.status, 405);
        assert_eq!(reply.headers["allow"], allowed);
    }
}

#[tokio::test]
async fn no_answer_repeats_what_was_sent() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let basic = shop.basic();
    let evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/userinfo"] {
        for body in [format!("grant_type={evil}"), format!("token={evil}&client_id={evil}"), format!("{evil}={evil}")] {
            for headers in [vec![FORM], vec![FORM, ("authorization", &*basic)]] {
                let reply = post(&provider, path, &headers, body.clone()).await;
                assert!(!reply.body.contains("alert") && reply.status != 500, "{path} {body}: {}", reply.body);
            }
        }
    }
}

#[tokio::test]
async fn a_bearer_comes_once_in_one_way() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    let token = provider.redeem(&shop, &code).await.ok().member("access_token");
    let bearer = format!("Bearer {token}");
    let in_form = format!("access_token={token}");
    post(&provider, "/oauth2/userinfo", &[FORM], in_form.clone()).await.ok();
    post(&provider, "/oauth2/userinfo", &[("authorization", &*bearer)], "").await.ok();
    post(&provider, "/oauth2/userinfo", &[FORM, ("authorization", &*bearer)], in_form)
        .await
        .is_error(400, "invalid_request");
    let none = provider.get("/oauth2/userinfo", None).await;
    none.is_error(401, "invalid_token");
    assert!(none.headers["www-authenticate"].to_str().expect("text").starts_with("Bearer resource_metadata="));
    let wrong = provider.userinfo("wrong").await;
    assert!(wrong.headers["www-authenticate"].to_str().expect("text").contains(r#"error="invalid_token""#));
    // RFC 6750 §2.3: never in an address.
    provider.get(&format!("/oauth2/userinfo?access_token={token}"), None).await.is_error(401, "invalid_token");
}

#[tokio::test]
async fn a_token_without_openid_reads_the_facts_it_was_given_and_else_nothing() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "read.phone").await;
    let tokens = provider.redeem(&shop, &code).await.ok();
    assert!(tokens.json().get("id_token").is_none());
    let told = provider.userinfo(&tokens.member("access_token")).await.ok().json();
    assert_eq!(told["phone_number"], "+77011234567");
    assert!(told.get("email").is_none());
    let code = provider.code(&shop, ana, "offline_access").await;
    let tokens = provider.redeem(&shop, &code).await.ok();
    provider.userinfo(&tokens.member("access_token")).await.is_error(403, "insufficient_scope");
}
