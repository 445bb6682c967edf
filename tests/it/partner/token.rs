//! Codes and tokens at the doors of both generations.

use freedom_id::base::Secret;
use freedom_id::domain::oauth::vocab::SubjectType;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::authorize::consent;
use freedom_id::service::{clients, sessions};
use serde_json::json;

use super::errors::BAD_CODE;
use crate::support::partner::{By, Partner, openid_of, partner_named};
use crate::support::provider::{CALLBACK, Provider, Reply, part_of};
use crate::support::{TestCore, from};

fn is_bad_code(reply: &Reply) {
    reply.is_business(BAD_CODE.0, BAD_CODE.1, BAD_CODE.2);
}

#[tokio::test]
async fn a_code_is_good_at_its_own_door_and_for_its_own_client_only() {
    let partner = Partner::new().await;
    let other = partner.other("Other").await;
    let link = partner.code(&["openid", "read.phone"]).await;
    let standard = Provider::code(&partner, &partner.site, partner.ana, "openid phone").await;
    let openid = partner.openid_code().await;
    let before = partner.ledger().await;
    for by in [&partner.site, &other] {
        partner.redeem(by, &link).await.is_error(400, "invalid_grant");
        partner.oidc(by, &link).await.is_error(400, "invalid_grant");
        for code in [&standard, &openid] {
            is_bad_code(&partner.post("/api/v1/oauth/token", By::Site(by), json!({"authorization_code": code})).await);
        }
    }
    is_bad_code(&partner.post("/api/v1/oauth/token", By::Site(&other), json!({"authorization_code": link})).await);
    partner.oidc(&other, &openid).await.is_error(400, "invalid_grant");
    partner.redeem(&other, &standard).await.is_error(400, "invalid_grant");
    assert_eq!(partner.ledger().await, before, "none of these tries changed anything");
    partner.redeem(&partner.site, &standard).await.ok();
    partner.oidc(&partner.site, &openid).await.ok();
    let tokens = partner.exchange(&link).await.ok();
    // Nor do they end anything once the codes are used.
    let before = partner.ledger().await;
    partner.redeem(&partner.site, &link).await.is_error(400, "invalid_grant");
    partner.oidc(&partner.site, &link).await.is_error(400, "invalid_grant");
    is_bad_code(&partner.post("/api/v1/oauth/token", By::Site(&other), json!({"authorization_code": link})).await);
    is_bad_code(&partner.exchange(&openid).await);
    is_bad_code(&partner.exchange(&standard).await);
    assert_eq!(partner.ledger().await, before);
    partner.info(&tokens.member("access_token")).await.ok();
    // Both doors of the standard generations take the codes of both.
    let openid = partner.openid_code().await;
    let form = [("grant_type", "authorization_code"), ("code", &*openid), ("redirect_uri", CALLBACK)];
    partner.form("/oauth2/token", &partner.site, &form).await.ok();
}

#[tokio::test]
async fn the_same_person_has_the_same_id_behind_every_door() {
    let partner = Partner::new().await;
    let link = partner.tokens(&["openid", "read.phone"]).await;
    let openid = partner.oidc(&partner.site, &partner.openid_code().await).await.ok();
    let code = Provider::code(&partner, &partner.site, partner.ana, "openid phone").await;
    let standard = partner.redeem(&partner.site, &code).await.ok();
    let id = partner.ana.text();
    for tokens in [&link, &openid, &standard] {
        let access = tokens.member("access_token");
        assert_eq!(partner.info(&access).await.ok().member("id"), id);
        for path in ["/oauth2/userinfo", "/api/v1/oidc/userinfo"] {
            let told = partner.get(path, Some(&access)).await.ok();
            assert_eq!((told.member("sub"), told.member("phone_number")), (id.clone(), "+77011234567".into()));
        }
    }
    for tokens in [&openid, &standard] {
        assert_eq!(partner.read_jwt(&tokens.member("id_token")).await.1["sub"], *id);
    }
}

/// The tokens of a link and of `/openid`.
async fn both(partner: &Partner) -> [Reply; 2] {
    let openid = partner.openid_code().await;
    [partner.tokens(&["read.phone"]).await, partner.oidc(&partner.site, &openid).await.ok()]
}

/// Whether each of them still reads and renews; the renewed ones take their place.
async fn live(partner: &Partner, tokens: &mut [Reply; 2]) -> [bool; 2] {
    let [link, openid] = &tokens;
    let reads = [
        partner.info(&link.member("access_token")).await.status == 200,
        partner.info(&openid.member("access_token")).await.status == 200,
    ];
    let renewed = [
        partner.renew(&link.member("refresh_token")).await,
        partner.oidc_refresh(&openid.member("refresh_token")).await,
    ];
    let renews = [renewed[0].status == 200, renewed[1].status == 200];
    assert_eq!(reads, renews, "both tokens of a pair live or die together");
    if renews == [true, true] {
        *tokens = renewed;
    }
    renews
}

#[tokio::test]
async fn what_ends_families_and_what_does_not() {
    let partner = Partner::new().await;
    let ana = partner.ana;
    let mut tokens = both(&partner).await;
    // Sign-out, one session after another.
    for session in sessions::of_user(&partner, ana).await.expect("sessions") {
        sessions::end(&partner, ana, session.session.id, from(1)).await.expect("an end");
    }
    assert_eq!(live(&partner, &mut tokens).await, [true, true], "they outlive their session");
    sessions::end_all(&partner, ana, None, from(1)).await.expect("an end");
    assert_eq!(live(&partner, &mut tokens).await, [false, false], "signed out everywhere");
    let mut tokens = both(&partner).await;
    consent::withdraw(&partner, ana, partner.site.id.clone(), from(1)).await.expect("withdrawn");
    assert_eq!(live(&partner, &mut tokens).await, [false, false], "withdrawn");
    let mut tokens = both(&partner).await;
    manage::block(&partner, ana, Block::Lock, from(1)).await.expect("blocked");
    assert_eq!(live(&partner, &mut tokens).await, [false, false], "blocked");
    manage::unblock(&partner, ana, from(1)).await.expect("unblocked");
    assert_eq!(live(&partner, &mut tokens).await, [false, false], "they do not come back");
    let mut tokens = both(&partner).await;
    let same = Secret::new(crate::support::PASSWORD);
    manage::set_password(&partner, ana, same, from(1)).await.expect("a password");
    assert_eq!(live(&partner, &mut tokens).await, [false, false], "a new password");
    let mut tokens = both(&partner).await;
    manage::delete(&partner, ana, from(1)).await.expect("deleted");
    assert_eq!(live(&partner, &mut tokens).await, [false, false], "deleted");
}

#[tokio::test]
async fn sign_out_ends_the_families_that_have_a_revoke_uri() {
    let partner = Partner::new().await;
    let with = {
        let body = json!({"authorization_code": partner.code(&["read.phone"]).await, "revoke_uri": "https://partner.example/end"});
        partner.post("/api/v1/oauth/token", By::Site(&partner.site), body).await.ok()
    };
    let without = partner.tokens(&["read.phone"]).await;
    let with = partner.renew(&with.member("refresh_token")).await.ok();
    for session in sessions::of_user(&partner, partner.ana).await.expect("sessions") {
        sessions::end(&partner, partner.ana, session.session.id, from(1)).await.expect("an end");
    }
    assert_eq!(partner.info(&with.member("access_token")).await.status, 401);
    assert_eq!(partner.renew(&with.member("refresh_token")).await.status, 401);
    partner.info(&without.member("access_token")).await.ok();
}

#[tokio::test]
async fn a_client_may_revoke_and_introspect_what_it_got_here() {
    let partner = Partner::new().await;
    let other = partner.other("Other").await;
    let tokens = partner.tokens(&["read.phone"]).await;
    let (access, refresh) = (tokens.member("access_token"), tokens.member("refresh_token"));
    assert_eq!(partner.introspect(&partner.site, &access).await["active"], true);
    assert_eq!(partner.introspect(&other, &refresh).await["active"], false);
    partner.form("/oauth2/revoke", &other, &[("token", &refresh)]).await;
    partner.info(&access).await.ok();
    partner.form("/oauth2/revoke", &partner.site, &[("token", &refresh)]).await.ok();
    assert_eq!(partner.info(&access).await.status, 401);
    assert_eq!(partner.renew(&refresh).await.status, 401);
}

#[tokio::test]
async fn codes_of_one_client_at_two_addresses_stay_apart() {
    let partner = Partner::new().await;
    let to = partner.follow(&openid_of(&partner.site, "openid", &[])).await;
    let code = part_of(&to, "code").expect("a code");
    let before = partner.ledger().await;
    let form = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", "https://shop.example/other")];
    partner.form("/api/v1/oidc/token", &partner.site, &form).await.is_error(400, "invalid_grant");
    assert_eq!(partner.ledger().await, before);
    partner.oidc(&partner.site, &code).await.ok();
}

#[tokio::test]
async fn a_client_that_knows_people_by_names_of_its_own_gets_the_same_one_everywhere() {
    let mut add = partner_named("Shop");
    add.options.subject_type = SubjectType::Pairwise;
    let partner = Partner::with(TestCore::new().await, add).await;
    let [link, openid] = both(&partner).await;
    let sub = partner.read_jwt(&openid.member("id_token")).await.1["sub"].as_str().expect("a name").to_owned();
    assert_ne!(sub, partner.ana.text());
    for tokens in [&link, &openid] {
        let access = tokens.member("access_token");
        assert_eq!(partner.info(&access).await.ok().member("id"), sub);
        assert_eq!(partner.userinfo(&access).await.ok().member("sub"), sub);
    }
}

#[tokio::test]
async fn a_client_whose_tokens_must_be_bound_to_a_key_has_no_use_for_links() {
    let partner = Partner::new().await;
    let code = partner.code(&["openid"]).await;
    clients::change(&partner, &partner.site.id, |client| {
        client.options.dpop_bound = true;
        Ok(())
    })
    .await
    .expect("a change");
    let before = partner.ledger().await;
    let body = json!({"redirect_uri": CALLBACK, "grants": ["openid"]});
    let reply = partner.post("/api/v1/oauth/authorize", By::Site(&partner.site), body).await;
    reply.is_business(403, 900_004, "The token does not allow this.");
    partner.exchange(&code).await.is_business(400, 900_012, "The request is not valid.");
    assert_eq!(partner.ledger().await, before);
}
