//! RFC 7636: proof of possession of a code.

use freedom_id::base::Digest;
use freedom_id::domain::oauth::entrance::Entrance;
use freedom_id::protocol::params::Params;
use freedom_id::protocol::redirect::Answer;
use freedom_id::service::authorize::{self, Begin, Browser, Next};

use crate::support::from;
use crate::support::provider::{CALLBACK, Provider, site_named};

#[tokio::test]
async fn wrong_missing_and_malformed_verifiers_fail_and_leave_the_code_usable() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    let wrong = "a".repeat(43);
    for verifier in [wrong.as_str(), "short", "", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"] {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", verifier),
        ];
        provider.form("/oauth2/token", &shop, &form).await.is_error(400, "invalid_grant");
    }
    provider.redeem(&shop, &code).await.ok();
}

#[tokio::test]
async fn a_verifier_for_a_code_without_challenge_is_a_downgrade() {
    let provider = Provider::new().await;
    let mut legacy = site_named("Legacy");
    legacy.pkce_required = false;
    let (legacy, ana) = (provider.site(legacy).await, provider.ana().await);
    let session = provider.session(ana).await;
    let first = provider.code(&legacy, ana, "openid").await;
    provider.redeem(&legacy, &first).await.ok();
    // The consent is given now; the same request without a challenge answers at once.
    let kept: Vec<String> = Provider::request(&legacy, "openid")
        .split('&')
        .filter(|p| !p.starts_with("code_challenge"))
        .map(str::to_owned)
        .collect();
    let browser = Browser { binding: Digest::of("b"), sessions: vec![session.id] };
    let params = Params::parse(&kept.join("&")).expect("parameters");
    let next = authorize::begin(&provider, Begin { params, entrance: Entrance::Standard, browser, origin: from(1) })
        .await
        .expect("a request");
    let Next::Answer(Answer::Location(to)) = next else { panic!("an answer") };
    let url = url::Url::parse(&to).expect("an address");
    let code = url.query_pairs().find(|(n, _)| n == "code").expect("a code").1.into_owned();
    provider.redeem(&legacy, &code).await.is_error(400, "invalid_grant");
    let form = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", CALLBACK)];
    provider.form("/oauth2/token", &legacy, &form).await.ok();
}

#[tokio::test]
async fn a_challenge_is_demanded_and_plain_is_refused() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let good = Provider::request(&shop, "openid");
    let without: Vec<&str> = good.split('&').filter(|p| !p.starts_with("code_challenge")).collect();
    let plain = good.replace("S256", "plain");
    for request in [without.join("&"), plain] {
        let params = Params::parse(&request).expect("parameters");
        let browser = Browser { binding: Digest::of("b"), sessions: Vec::new() };
        let next =
            authorize::begin(&provider, Begin { params, entrance: Entrance::Standard, browser, origin: from(1) })
                .await
                .expect("an answer");
        let Next::Answer(Answer::Location(to)) = next else { panic!("an answer") };
        assert!(to.starts_with(CALLBACK) && to.contains("error=invalid_request"), "{to}");
    }
}
