//! RFC 7009, consent withdrawal, and what operators end.

use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::authorize::consent;
use freedom_id::service::token::revoke::{self, Whose};

use crate::oauth::rfc6749_code::futures_of;
use crate::support::provider::{Provider, Reply, Site, site_named};
use crate::support::{from, seconds};

async fn tokens(provider: &Provider, shop: &Site) -> (Reply, freedom_id::domain::user::UserId) {
    let ana = provider.ana().await;
    let code = provider.code(shop, ana, "openid").await;
    (provider.redeem(shop, &code).await.ok(), ana)
}

#[tokio::test]
async fn a_refresh_token_takes_its_grant_with_it() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let (tokens, _) = tokens(&provider, &shop).await;
    provider.form("/oauth2/revoke", &shop, &[("token", &tokens.member("refresh_token"))]).await.ok();
    provider.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    provider.refresh(&shop, &tokens.member("refresh_token")).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn an_access_token_ends_alone() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let (tokens, _) = tokens(&provider, &shop).await;
    let form = [("token", &*tokens.member("access_token")), ("token_type_hint", "refresh_token")];
    provider.form("/oauth2/revoke", &shop, &form).await.ok();
    provider.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    provider.refresh(&shop, &tokens.member("refresh_token")).await.ok();
}

#[tokio::test]
async fn unknown_and_foreign_tokens_are_no_error_and_nothing_happens() {
    let provider = Provider::new().await;
    let (shop, other) = (provider.shop().await, provider.site(site_named("Other")).await);
    let (tokens, _) = tokens(&provider, &shop).await;
    for token in ["unknown", &tokens.member("access_token"), &tokens.member("refresh_token")] {
        provider.form("/oauth2/revoke", &other, &[("token", token)]).await.ok();
    }
    provider.userinfo(&tokens.member("access_token")).await.ok();
    provider.refresh(&shop, &tokens.member("refresh_token")).await.ok();
    provider.form("/oauth2/revoke", &shop, &[]).await.is_error(400, "invalid_request");
}

#[tokio::test]
async fn withdrawing_consent_ends_every_token_and_asks_again() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let (tokens, ana) = tokens(&provider, &shop).await;
    assert!(consent::withdraw(&provider, ana, shop.id.clone(), from(1)).await.expect("a withdrawal"));
    provider.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    provider.refresh(&shop, &tokens.member("refresh_token")).await.is_error(400, "invalid_grant");
    assert!(consent::of_user(&provider, ana).await.expect("consents").is_empty());
}

#[tokio::test]
async fn a_code_dies_with_the_consent_behind_it() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    consent::withdraw(&provider, ana, shop.id.clone(), from(1)).await.expect("a withdrawal");
    provider.redeem(&shop, &code).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_blocked_person_has_no_tokens() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let (tokens, ana) = tokens(&provider, &shop).await;
    manage::block(&provider, ana, Block::Lock, from(1)).await.expect("a block");
    provider.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    provider.refresh(&shop, &tokens.member("refresh_token")).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn operators_end_the_tokens_of_a_person_a_client_or_all() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let (first, ana) = tokens(&provider, &shop).await;
    for whose in [Whose::User(ana), Whose::Client(shop.id.clone()), Whose::All] {
        let code = provider.code(&shop, ana, "openid").await;
        let tokens = provider.redeem(&shop, &code).await.ok();
        assert!(revoke::revoke_all(&provider, whose).await.expect("a revocation") >= 1);
        provider.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    }
    provider.userinfo(&first.member("access_token")).await.is_error(401, "invalid_token");
}

#[tokio::test]
async fn a_withdrawal_that_meets_a_sign_in_leaves_no_grant_without_consent() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    for _ in 0..10 {
        provider.pass(seconds(1));
        let code = provider.code(&shop, ana, "openid").await;
        let tokens = provider.redeem(&shop, &code).await.ok();
        let session = provider.session(ana).await;
        let silent = (0..4).map(|_| provider.silent(&shop, &session, "openid"));
        let withdrawn = consent::withdraw(&provider, ana, shop.id.clone(), from(1));
        let (codes, withdrawn) = tokio::join!(futures_of(silent), withdrawn);
        assert!(withdrawn.expect("a withdrawal"));
        for code in codes.into_iter().flatten() {
            provider.redeem(&shop, &code).await.is_error(400, "invalid_grant");
        }
        provider.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
        let live = "SELECT COUNT(*) FROM grants WHERE revoked_at IS NULL";
        assert_eq!(provider.count(live).await, 0);
    }
}
