//! RFC 6749 §4.1: the code and its exchange.

use crate::support::provider::{CALLBACK, Provider, VERIFIER, site_named};
use crate::support::seconds;

#[tokio::test]
async fn a_code_becomes_tokens() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid profile offline_access").await;
    let answer = provider.redeem(&shop, &code).await.ok();
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["pragma"], "no-cache");
    let json = answer.json();
    assert_eq!((json["token_type"].as_str(), json["expires_in"].as_u64()), (Some("Bearer"), Some(600)));
    assert_eq!(json["scope"], "offline_access openid profile");
    provider.userinfo(&answer.member("access_token")).await.ok();
}

#[tokio::test]
async fn a_replayed_code_ends_what_the_first_use_brought() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    let tokens = provider.redeem(&shop, &code).await.ok();
    provider.redeem(&shop, &code).await.is_error(400, "invalid_grant");
    provider.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    provider.refresh(&shop, &tokens.member("refresh_token")).await.is_error(400, "invalid_grant");
    assert_eq!(provider.count("SELECT COUNT(*) FROM activities WHERE action = 'code_replay'").await, 1);
}

#[tokio::test]
async fn of_racing_uses_at_most_one_wins_and_none_keeps_tokens() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    for _ in 0..10 {
        let code = provider.code(&shop, ana, "openid").await;
        let uses = (0..4).map(|_| provider.redeem(&shop, &code));
        let answers = futures_of(uses).await;
        let won: Vec<_> = answers.iter().filter(|a| a.status == 200).collect();
        assert_eq!(won.len(), 1, "one use of a code wins");
        provider.userinfo(&won[0].member("access_token")).await.is_error(401, "invalid_token");
    }
}

/// Runs futures at once on this task.
pub async fn futures_of<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = futures.into_iter().map(|f| (Box::pin(f), None)).collect();
    std::future::poll_fn(|cx| {
        let mut all = true;
        for (future, done) in &mut pending {
            if done.is_none() {
                match future.as_mut().poll(cx) {
                    std::task::Poll::Ready(value) => *done = Some(value),
                    std::task::Poll::Pending => all = false,
                }
            }
        }
        if all { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    pending.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test]
async fn a_code_ends_after_a_minute() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    provider.pass(seconds(60));
    provider.redeem(&shop, &code).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_code_serves_only_its_client_and_a_stranger_cannot_spoil_it() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let other = provider.site(site_named("Other")).await;
    let code = provider.code(&shop, ana, "openid").await;
    provider.redeem(&other, &code).await.is_error(400, "invalid_grant");
    let tokens = provider.redeem(&shop, &code).await.ok();
    provider.redeem(&other, &code).await.is_error(400, "invalid_grant");
    provider.userinfo(&tokens.member("access_token")).await.ok();
}

#[tokio::test]
async fn the_redirect_uri_must_be_the_requests_but_may_be_left_out() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "openid").await;
    let form = |redirect| {
        [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("code_verifier", VERIFIER),
            ("redirect_uri", redirect),
        ]
    };
    for wrong in ["https://shop.example/callback/", "https://evil.example/callback", "x"] {
        provider.form("/oauth2/token", &shop, &form(wrong)).await.is_error(400, "invalid_grant");
    }
    provider.form("/oauth2/token", &shop, &form("")).await.ok();
    let code = provider.code(&shop, ana, "openid").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("code_verifier", VERIFIER),
        ("redirect_uri", CALLBACK),
    ];
    provider.form("/oauth2/token", &shop, &form).await.ok();
}

#[tokio::test]
async fn a_client_without_the_refresh_grant_gets_no_refresh_token() {
    let provider = Provider::new().await;
    let mut plain = site_named("Plain");
    plain.grant_types.retain(|g| g.as_str() != "refresh_token");
    let (plain, ana) = (provider.site(plain).await, provider.ana().await);
    let code = provider.code(&plain, ana, "openid").await;
    let tokens = provider.redeem(&plain, &code).await.ok();
    assert!(tokens.json().get("refresh_token").is_none());
    provider.refresh(&plain, "anything").await.is_error(400, "unauthorized_client");
}

#[tokio::test]
async fn client_credentials_give_a_token_that_opens_nothing_of_a_person() {
    let provider = Provider::new().await;
    let mut machine = site_named("Machine");
    machine.redirect_uris.clear();
    machine.grant_types = vec!["client_credentials".parse().expect("a grant type")];
    machine.scopes = "openid reports.read".parse().expect("scopes");
    machine.optional_scopes = "".parse().expect("no scopes");
    let machine = provider.site(machine).await;
    let answer = provider.form("/oauth2/token", &machine, &[("grant_type", "client_credentials")]).await.ok();
    assert_eq!(answer.json()["scope"], "reports.read");
    assert!(answer.json().get("refresh_token").is_none() && answer.json().get("id_token").is_none());
    provider.userinfo(&answer.member("access_token")).await.is_error(401, "invalid_token");
    let form = [("grant_type", "client_credentials"), ("scope", "openid")];
    provider.form("/oauth2/token", &machine, &form).await.is_error(400, "invalid_scope");
}
