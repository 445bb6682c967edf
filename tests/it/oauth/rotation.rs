//! RFC 6749 §6, RFC 9700 §4.14.2: refresh tokens work once.

use crate::oauth::rfc6749_code::futures_of;
use crate::support::provider::{Provider, site_named};
use crate::support::seconds;

#[tokio::test]
async fn each_refresh_brings_a_new_pair_and_an_id_token() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid phone").await;
    let first = provider.redeem(&shop, &code).await.ok();
    let second = provider.refresh(&shop, &first.member("refresh_token")).await.ok();
    assert_ne!(first.member("refresh_token"), second.member("refresh_token"));
    assert_ne!(first.member("access_token"), second.member("access_token"));
    assert!(second.json()["id_token"].is_string());
    assert_eq!(second.json()["scope"], "openid phone");
    // On the standard door the old access token lives to its short end.
    provider.userinfo(&first.member("access_token")).await.ok();
    provider.userinfo(&second.member("access_token")).await.ok();
}

#[tokio::test]
async fn a_lost_answer_is_given_again_for_ten_seconds() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    let old = provider.redeem(&shop, &code).await.ok().member("refresh_token");
    let answer = provider.refresh(&shop, &old).await.ok();
    provider.pass(seconds(9));
    let again = provider.refresh(&shop, &old).await.ok();
    assert_eq!(answer.member("access_token"), again.member("access_token"));
    assert_eq!(answer.member("refresh_token"), again.member("refresh_token"));
    assert_eq!(again.json()["expires_in"], 591);
    provider.pass(seconds(1));
    provider.refresh(&shop, &old).await.is_error(400, "invalid_grant");
    provider.refresh(&shop, &answer.member("refresh_token")).await.is_error(400, "invalid_grant");
    provider.userinfo(&answer.member("access_token")).await.is_error(401, "invalid_token");
    assert_eq!(provider.count("SELECT COUNT(*) FROM activities WHERE action = 'refresh_reuse'").await, 1);
}

#[tokio::test]
async fn once_the_successor_was_used_the_old_one_is_reuse() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    let one = provider.redeem(&shop, &code).await.ok().member("refresh_token");
    let two = provider.refresh(&shop, &one).await.ok().member("refresh_token");
    let three = provider.refresh(&shop, &two).await.ok();
    provider.refresh(&shop, &one).await.is_error(400, "invalid_grant");
    provider.refresh(&shop, &three.member("refresh_token")).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn twins_at_the_same_moment_get_the_same_pair() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    let mut token = provider.redeem(&shop, &code).await.ok().member("refresh_token");
    for _ in 0..10 {
        let answers = futures_of((0..4).map(|_| provider.refresh(&shop, &token))).await;
        let pairs: Vec<String> = answers.into_iter().map(|a| a.ok().member("refresh_token")).collect();
        assert!(pairs.windows(2).all(|w| w[0] == w[1]), "one successor only");
        token = pairs[0].clone();
    }
}

#[tokio::test]
async fn a_refresh_token_serves_its_client_only_and_a_stranger_cannot_spoil_it() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let other = provider.site(site_named("Other")).await;
    let code = provider.code(&shop, ana, "openid").await;
    let token = provider.redeem(&shop, &code).await.ok().member("refresh_token");
    provider.refresh(&other, &token).await.is_error(400, "invalid_grant");
    provider.refresh(&shop, &token).await.ok();
}

#[tokio::test]
async fn scope_may_narrow_and_come_back_but_never_grow() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid phone").await;
    let token = provider.redeem(&shop, &code).await.ok().member("refresh_token");
    let ask = |token: String, scope: &'static str| {
        let (provider, shop) = (&provider, &shop);
        async move {
            let form = [("grant_type", "refresh_token"), ("refresh_token", &*token), ("scope", scope)];
            provider.form("/oauth2/token", shop, &form).await
        }
    };
    ask(token.clone(), "openid phone email").await.is_error(400, "invalid_scope");
    let narrow = ask(token, "openid").await.ok();
    assert_eq!(narrow.json()["scope"], "openid");
    assert!(provider.userinfo(&narrow.member("access_token")).await.ok().json().get("phone_number").is_none());
    let whole = provider.refresh(&shop, &narrow.member("refresh_token")).await.ok();
    assert_eq!(whole.json()["scope"], "openid phone");
}

#[tokio::test]
async fn idleness_and_age_end_a_chain() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let day = 86_400;
    let code = provider.code(&shop, ana, "openid").await;
    let token = provider.redeem(&shop, &code).await.ok().member("refresh_token");
    provider.pass(seconds(7 * day));
    provider.refresh(&shop, &token).await.is_error(400, "invalid_grant");
    let code = provider.code(&shop, ana, "openid").await;
    let mut token = provider.redeem(&shop, &code).await.ok().member("refresh_token");
    for _ in 0..4 {
        provider.pass(seconds(6 * day));
        token = provider.refresh(&shop, &token).await.ok().member("refresh_token");
    }
    provider.pass(seconds(6 * day));
    provider.refresh(&shop, &token).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn an_access_token_is_no_refresh_token_and_the_reverse() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    let tokens = provider.redeem(&shop, &code).await.ok();
    provider.refresh(&shop, &tokens.member("access_token")).await.is_error(400, "invalid_grant");
    provider.userinfo(&tokens.member("refresh_token")).await.is_error(401, "invalid_token");
}
