//! Races, thieves and confusions at the partner API.

use axum::http::Method;
use freedom_id::domain::oauth::options::Options;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::authorize::consent;
use serde_json::{Value, json};

use crate::oauth::rfc6749_code::futures_of;
use crate::support::from;
use crate::support::partner::{By, Partner, partner_named, sign_in};
use crate::support::provider::{CALLBACK, Reply, VERIFIER, part_of};

const TOKEN: &str = "/api/v1/oauth/token";

async fn is_dead(partner: &Partner, tokens: &Reply) {
    assert_eq!(partner.info(&tokens.member("access_token")).await.status, 401);
    assert_eq!(partner.renew(&tokens.member("refresh_token")).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_racing_exchanges_one_wins_and_its_tokens_end() {
    let partner = Partner::new().await;
    for _ in 0..5 {
        let code = partner.code(&["read.phone"]).await;
        let answers = futures_of((0..4).map(|_| partner.exchange(&code))).await;
        let won: Vec<_> = answers.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(won.len(), 1);
        for lost in answers.iter().filter(|reply| reply.status != 200) {
            lost.is_business(400, 100_101, "Invalid authorization_code.");
        }
        is_dead(&partner, won[0]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_refreshes_get_one_pair() {
    let partner = Partner::new().await;
    let mut tokens = partner.tokens(&["read.phone"]).await;
    for _ in 0..5 {
        let refresh = tokens.member("refresh_token");
        let answers = futures_of((0..4).map(|_| partner.renew(&refresh))).await;
        for reply in &answers {
            assert_eq!((reply.status.as_u16(), &reply.body), (200, &answers[0].body));
        }
        tokens = answers.into_iter().next().expect("an answer");
        partner.info(&tokens.member("access_token")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_withdrawal_nor_a_block_leaves_a_token_behind() {
    let partner = Partner::new().await;
    for round in 0..6 {
        let tokens = partner.tokens(&["read.phone"]).await;
        let refresh = tokens.member("refresh_token");
        let code = partner.code(&["read.phone"]).await;
        let ends = async {
            if round % 2 == 0 {
                consent::withdraw(&partner, partner.ana, partner.site.id.clone(), from(1)).await.expect("withdrawn");
            } else {
                manage::block(&partner, partner.ana, Block::Lock, from(1)).await.expect("blocked");
            }
        };
        let ((), exchanged, renewed) = tokio::join!(ends, partner.exchange(&code), partner.renew(&refresh));
        for reply in [exchanged, renewed] {
            if reply.status == 200 {
                is_dead(&partner, &reply).await;
            }
        }
        is_dead(&partner, &tokens).await;
        if round % 2 == 1 {
            manage::unblock(&partner, partner.ana, from(1)).await.expect("unblocked");
        }
        partner.exchange(&code).await.is_business(400, 100_101, "Invalid authorization_code.");
    }
}

#[tokio::test]
async fn a_refresh_token_that_was_stolen_ends_with_the_family() {
    let partner = Partner::new().await;
    // The thief is first, and the owner comes later.
    let stolen = partner.tokens(&["read.phone"]).await;
    let thief = partner.renew(&stolen.member("refresh_token")).await.ok();
    partner.pass(crate::support::seconds(11));
    assert_eq!(partner.renew(&stolen.member("refresh_token")).await.status, 401);
    is_dead(&partner, &thief).await;
    // The owner is first.
    let stolen = partner.tokens(&["read.phone"]).await;
    let owner = partner.renew(&stolen.member("refresh_token")).await.ok();
    let next = partner.renew(&owner.member("refresh_token")).await.ok();
    assert_eq!(partner.renew(&stolen.member("refresh_token")).await.status, 401);
    is_dead(&partner, &next).await;
}

#[tokio::test]
async fn a_link_is_of_the_client_that_made_it() {
    let partner = Partner::new().await;
    let evil = {
        let mut add = partner_named("Evil");
        add.redirect_uris = vec!["https://evil.example/cb".into()];
        add.options = Options::default();
        partner.site(add).await
    };
    let body = json!({"redirect_uri": CALLBACK, "grants": ["openid"]});
    let reply = partner.post("/api/v1/oauth/authorize", By::Site(&evil), body).await;
    reply.is_invalid(&json!({"redirect_uri": ["The selected redirect uri is invalid."]}));
    // Whatever else stands in the address, the stored request counts.
    let link = partner.link(&["read.phone"]).await;
    let more = format!("{link}&client_id={}&redirect_uri=https://evil.example/cb&state=x&prompt=none", evil.id);
    let to = partner.follow(&more).await;
    assert!(to.starts_with(&format!("{CALLBACK}?")) && part_of(&to, "state").as_deref() == Some("s-1"), "{to}");
    // Nor is a link a pushed request.
    let track = link.split(['=', '&']).nth(1).expect("an id");
    for urn in [format!("urn:ietf:params:oauth:request_uri:{track}"), track.to_owned()] {
        for path in ["/oauth2/authorize", "/openid"] {
            let id = &partner.site.id;
            let address = format!("{path}?client_id={id}&request_uri={urn}&redirect_uri={CALLBACK}");
            let page = partner.browser().get(&address).await;
            assert_eq!(page.answer("error").as_deref(), Some("invalid_request_uri"), "{path}");
        }
    }
}

#[tokio::test]
async fn nobody_is_signed_in_for_somebody_elses_link() {
    let partner = Partner::new().await;
    // A form that another site sends, or that was drawn for another browser, is refused and takes nothing.
    let link = partner.link(&["read.phone"]).await;
    let track = link.split(['=', '&']).nth(1).expect("an id").to_owned();
    let owned = "SELECT COUNT(*) FROM tracks WHERE browser IS NOT NULL";
    let mut victim = partner.browser();
    let login = victim.get(&link).await;
    let mut attacker = partner.browser();
    let drawn = attacker
        .get(&link)
        .await
        .form("login")
        .with(&[("identifier", "ana@mail.example"), ("password", crate::support::PASSWORD)]);
    let typed = [("track_id", &*track), ("identifier", "ana@mail.example"), ("password", crate::support::PASSWORD)];
    let bare = victim.post("/login", &typed).await;
    let foreign = victim.send(Method::POST, &drawn.action, Some(&drawn.fields)).await;
    for page in [bare, foreign] {
        assert!(page.status.is_client_error(), "{}", page.status);
    }
    assert_eq!(partner.count(owned).await, 0);
    // The attacker's own sign-in binds the link to the attacker's browser: nobody can be led through it.
    attacker.send(Method::POST, &drawn.action, Some(&drawn.fields)).await;
    assert_eq!(sign_in(&mut victim, &login).await.status, 404);
    assert_eq!(victim.get(&link).await.status, 404);
}

#[tokio::test]
async fn a_code_that_was_slipped_in_fails_where_there_is_a_challenge() {
    let partner = Partner::new().await;
    let body = |verifier: &str| {
        json!({
            "redirect_uri": CALLBACK, "grants": ["read.phone"], "code_challenge_method": "S256",
            "code_challenge": freedom_id::protocol::pkce::s256(verifier),
        })
    };
    let own = "o".repeat(43);
    let stolen = partner.follow(&partner.link_of(body(VERIFIER)).await).await;
    let code = part_of(&stolen, "authorization_code").expect("a code");
    partner.link_of(body(&own)).await;
    let input = json!({"authorization_code": code, "code_verifier": own});
    let reply = partner.post(TOKEN, By::Site(&partner.site), input).await;
    reply.is_business(400, 100_101, "Invalid authorization_code.");
}

#[tokio::test]
async fn ids_and_digests_are_no_credentials() {
    let partner = Partner::new().await;
    let tokens = partner.tokens(&["read.phone"]).await;
    let refresh = tokens.member("refresh_token");
    let before = partner.ledger().await;
    for text in [
        tokens.member("id"),
        partner.ana.text(),
        freedom_id::base::Digest::of(&refresh).text().to_owned(),
        freedom_id::base::Digest::of(&tokens.member("access_token")).text().to_owned(),
    ] {
        assert_eq!(partner.info(&text).await.status, 401);
        assert_eq!(partner.renew(&text).await.status, 401);
        assert_eq!(partner.exchange(&text).await.status, 400);
    }
    assert_eq!(partner.ledger().await, before);
    let made = partner.link(&["openid"]).await;
    assert!(!made.contains(partner.site.secret.as_ref().expect("a secret").expose()));
    let secret = Value::String(partner.site.secret.as_ref().expect("a secret").expose().to_owned());
    let reply = partner.post(TOKEN, By::Site(&partner.site), json!({"authorization_code": secret})).await;
    reply.is_business(400, 100_101, "Invalid authorization_code.");
    assert!(!reply.body.contains(secret.as_str().expect("text")));
}
