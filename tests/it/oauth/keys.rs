//! Signing keys: published before use, kept after it; no verification fails on the way.

use freedom_id::domain::signing_key::SigningAlgorithm;
use freedom_id::service::keys;
use serde_json::{Value, json};

use crate::support::provider::Provider;
use crate::support::{TestCore, seconds};

const DAY: u64 = 86_400;

async fn kids(provider: &Provider) -> Vec<String> {
    let keys = provider.get("/oauth2/jwks", None).await.ok().json();
    let all = keys["keys"].as_array().expect("keys");
    all.iter().filter(|k| k["alg"] == "ES256").map(|k| k["kid"].as_str().expect("a kid").to_owned()).collect()
}

async fn sign(provider: &Provider) -> String {
    let now = provider.clock.now();
    let set = keys::current(provider).await.expect("keys");
    set.sign(SigningAlgorithm::Es256, "JWT", &json!({"sub": "ana"}), now).expect("a token")
}

async fn verifies(provider: &Provider, token: &str) -> bool {
    keys::current(provider).await.expect("keys").verify::<Value>(token).is_some()
}

fn kid(token: &str) -> String {
    freedom_id::base::jws::peek(token).and_then(|(kid, _)| kid).expect("a kid")
}

#[tokio::test]
async fn a_rotation_is_seen_before_it_is_used_and_old_tokens_live_on() {
    let provider = Provider::new().await;
    let first = kids(&provider).await;
    let old_token = sign(&provider).await;
    keys::rotate(&provider, Some(SigningAlgorithm::Es256)).await.expect("a rotation");
    assert_eq!(kids(&provider).await.len(), 2, "the next key is published at once");
    assert_eq!(kid(&sign(&provider).await), first[0], "and not used yet");
    provider.pass(seconds(DAY));
    let new_token = sign(&provider).await;
    assert_ne!(kid(&new_token), first[0]);
    assert!(verifies(&provider, &old_token).await && verifies(&provider, &new_token).await);
    provider.pass(seconds(600 + 3_600));
    assert_eq!(kids(&provider).await.len(), 1, "the old key goes when no token of it can live");
    assert!(verifies(&provider, &new_token).await);
}

#[tokio::test]
async fn keys_rotate_by_themselves_when_they_come_of_age() {
    let provider = Provider::new().await;
    let first = kids(&provider).await;
    keys::rotate_due(&provider).await.expect("the job");
    assert_eq!(kids(&provider).await, first);
    provider.pass(seconds(89 * DAY));
    for _ in 0..3 {
        keys::rotate_due(&provider).await.expect("the job");
    }
    assert_eq!(kids(&provider).await.len(), 2, "one successor, however often the job runs");
    provider.pass(seconds(DAY));
    assert_ne!(kid(&sign(&provider).await), first[0]);
}

#[tokio::test]
async fn a_revoked_key_is_gone_and_another_signs() {
    let provider = Provider::new().await;
    let token = sign(&provider).await;
    assert!(keys::revoke(&provider, &kid(&token)).await.expect("a revocation"));
    assert!(!verifies(&provider, &token).await);
    let next = sign(&provider).await;
    assert!(verifies(&provider, &next).await);
    assert_eq!(kids(&provider).await, [kid(&next)]);
}

#[tokio::test]
async fn nodes_that_start_together_make_one_set_of_keys() {
    let core = TestCore::new().await;
    let starts = (0..4).map(|_| keys::ensure(&core));
    for started in crate::oauth::rfc6749_code::futures_of(starts).await {
        started.expect("a start");
    }
    assert_eq!(core.count("SELECT COUNT(*) FROM signing_keys").await, 2);
}

#[tokio::test]
async fn the_token_never_chooses_the_algorithm() {
    let provider = Provider::new().await;
    let token = sign(&provider).await;
    let body = token.split('.').nth(1).expect("claims");
    let header = |json: Value| {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json.to_string())
    };
    for forged in [
        format!("{}.{body}.", header(json!({"alg": "none", "kid": kid(&token)}))),
        format!("{}.{body}.AAAA", header(json!({"alg": "HS256", "kid": kid(&token)}))),
        format!("{}.{body}.AAAA", header(json!({"alg": "RS256", "kid": kid(&token)}))),
        format!("{}.{body}.AAAA", header(json!({"alg": "ES256", "kid": "other"}))),
        "a.b.c".into(),
        String::new(),
    ] {
        assert!(!verifies(&provider, &forged).await, "{forged}");
    }
}
