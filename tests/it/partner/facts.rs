//! What is documented of tokens and of user info, and what was decided where nothing is.

use std::time::Duration;

use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::user::Profile;
use freedom_id::service::accounts::profile::{self, SetProfile};
use freedom_id::service::{clients, jobs};
use serde_json::{Value, json};

use super::errors::BAD_CODE;
use crate::support::partner::{By, GRANTS, Partner, partner_named};
use crate::support::provider::{Reply, part_of};
use crate::support::{TestCore, from, minutes, seconds};

const MICRO: Duration = Duration::from_micros(1);

/// Ana with everything an account may hold.
async fn complete() -> Partner {
    let mut add = partner_named("Shop");
    add.optional_scopes = Scopes::default();
    let partner = Partner::with(TestCore::new().await, add).await;
    let text = |text: &str| Some(text.to_owned());
    let profile = Profile {
        firstname: text("Айгерим"),
        lastname: text("Bekova"),
        patronymic: None,
        date_of_birth: text("1990-02-28"),
        gender: text("F"),
        country: text("KAZ"),
        nationality: text("citizen of the world"),
        identifier: text("123456789"),
        address: None,
    };
    profile::set(&partner, SetProfile { user: partner.ana, profile, origin: from(1) }).await.expect("a profile");
    partner
}

fn names(reply: &Reply) -> Vec<String> {
    reply.json().as_object().expect("an object").keys().cloned().collect()
}

fn is_token(text: &str) -> bool {
    text.len() == 128 && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[tokio::test]
async fn d_every_grant_is_accepted_and_opens_its_field_and_no_other() {
    let partner = complete().await;
    let id = partner.ana.text();
    for grant in GRANTS {
        let tokens = partner.tokens(&[grant]).await;
        let told = partner.info(&tokens.member("access_token")).await.ok();
        let value = match grant.trim_start_matches("read.") {
            "date_of_birth" => json!("1990-02-28"),
            "firstname" => json!("Айгерим"),
            "lastname" => json!("Bekova"),
            "patronymic" => Value::Null,
            "country" => json!("KAZ"),
            "nationality" => json!("citizen of the world"),
            "gender" => json!("F"),
            "identifier" => json!("123456789"),
            "phone" => json!("+77011234567"),
            "email" => json!("ana@mail.example"),
            "phones" | "emails" => json!([]),
            _ => {
                assert_eq!(told.json(), json!({"id": id}), "{grant} opens nothing by itself");
                continue;
            }
        };
        assert_eq!(told.json(), json!({"id": id, grant.trim_start_matches("read."): value}), "{grant}");
    }
    let tokens = partner.tokens(&GRANTS).await;
    let told = partner.info(&tokens.member("access_token")).await.ok();
    assert!(told.body.starts_with(&format!(r#"{{"id":"{id}","#)), "the id comes first: {}", told.body);
    assert_eq!(names(&told).len(), 13);
}

#[tokio::test]
async fn o_the_standard_scopes_open_the_same_fields() {
    let mut add = partner_named("Shop");
    add.scopes = add.scopes.union(&Scopes::parse("address").expect("scopes"));
    add.optional_scopes = Scopes::default();
    let partner = Partner::with(TestCore::new().await, add).await;
    for (scope, fields) in [
        ("profile", &["date_of_birth", "firstname", "gender", "id", "lastname", "patronymic"][..]),
        ("email", &["email", "id"]),
        ("phone", &["id", "phone"]),
        ("address", &["id"]),
        ("offline_access", &["id"]),
    ] {
        let tokens = partner.tokens(&[scope]).await;
        let mut told = names(&partner.info(&tokens.member("access_token")).await.ok());
        told.sort();
        assert_eq!(told, fields, "{scope}");
    }
}

#[tokio::test]
async fn an_optional_grant_that_was_not_ticked_is_absent() {
    // The site of the tests marks `read.email` as optional.
    let partner = Partner::new().await;
    let mut browser = partner.browser();
    let link = partner.link(&["read.email", "read.phone"]).await;
    let to = partner.unticked(&mut browser, &link).await;
    let code = part_of(&to, "authorization_code").expect("a code");
    let tokens = partner.exchange(&code).await.ok();
    let told = partner.info(&tokens.member("access_token")).await.ok();
    assert_eq!(told.json(), json!({"id": partner.ana.text(), "phone": "+77011234567"}));
}

#[tokio::test]
async fn de_tokens_look_as_documented_and_live_to_the_microsecond() {
    let partner = Partner::new().await;
    partner.go_to("2026-02-25T06:35:50.000000Z");
    let code = partner.code(&["read.phone"]).await;
    partner.pass(seconds(59) + Duration::from_micros(999_999));
    let first = partner.exchange(&code).await.ok();
    assert_eq!(
        first.body.matches('"').count(),
        20,
        "five members, all of them texts, and nothing else: {}",
        first.body
    );
    let order = ["\"id\"", "\"access_token\"", "\"refresh_token\"", "\"access_expire_at\"", "\"refresh_expire_at\""];
    let places: Vec<_> = order.iter().map(|name| first.body.find(name).expect("a member")).collect();
    assert!(places.is_sorted(), "{}", first.body);
    assert!(is_token(&first.member("access_token")) && is_token(&first.member("refresh_token")));
    assert_eq!(first.member("access_expire_at"), "2026-03-04T06:36:49.999999Z");
    assert_eq!(first.member("refresh_expire_at"), "2026-03-25T06:36:49.999999Z");
    let id = uuid::Uuid::parse_str(&first.member("id")).expect("a UUID");
    assert_eq!(id.get_version_num(), 7);
    partner.pass(Duration::from_micros(7 * 86_400_000_000 - 1));
    partner.info(&first.member("access_token")).await.ok();
    partner.pass(MICRO);
    assert_eq!(partner.info(&first.member("access_token")).await.status, 401);
    partner.go_to("2026-03-25T06:36:49.999998Z");
    let second = partner.renew(&first.member("refresh_token")).await.ok();
    assert_eq!(names(&second), names(&first));
    assert_eq!(second.member("id"), first.member("id"), "one family");
    assert_ne!(second.member("access_token"), first.member("access_token"));
    assert_ne!(second.member("refresh_token"), first.member("refresh_token"));
    assert!(is_token(&second.member("access_token")) && is_token(&second.member("refresh_token")));
    assert_eq!(second.member("access_expire_at"), "2026-04-01T06:36:49.999998Z");
    assert_eq!(second.member("refresh_expire_at"), "2026-04-25T06:36:49.999998Z");
    partner.go_to("2026-04-25T06:36:49.999998Z");
    assert_eq!(partner.renew(&second.member("refresh_token")).await.status, 401, "too late by nothing");
}

#[tokio::test]
async fn e_a_refresh_token_lives_a_calendar_month_and_a_chain_of_them_as_long_as_it_is_used() {
    let partner = Partner::new().await;
    partner.go_to("2026-01-31T23:59:59.000001Z");
    let code = partner.code(&["read.phone"]).await;
    let mut tokens = partner.exchange(&code).await.ok();
    assert_eq!(tokens.member("refresh_expire_at"), "2026-02-28T23:59:59.000001Z");
    let id = tokens.member("id");
    // The clean-up runs all the time, and takes nothing away that still counts.
    for (at, ends) in [
        ("2026-02-28T23:59:59.000000Z", "2026-03-28T23:59:59.000000Z"),
        ("2026-03-28T12:00:00.000000Z", "2026-04-28T12:00:00.000000Z"),
        ("2026-04-28T11:00:00.000000Z", "2026-05-28T11:00:00.000000Z"),
        ("2026-05-28T10:00:00.000000Z", "2026-06-28T10:00:00.000000Z"),
        ("2026-06-27T10:00:00.000000Z", "2026-07-27T10:00:00.000000Z"),
        ("2026-07-27T09:00:00.000000Z", "2026-08-27T09:00:00.000000Z"),
    ] {
        partner.go_to(at);
        jobs::purge::run(&partner).await.expect("the clean-up runs");
        tokens = partner.renew(&tokens.member("refresh_token")).await.ok();
        assert_eq!((tokens.member("id"), tokens.member("refresh_expire_at")), (id.clone(), ends.to_owned()), "{at}");
        partner.info(&tokens.member("access_token")).await.ok();
    }
    partner.go_to("2028-01-31T00:00:00.000000Z");
    assert_eq!(partner.renew(&tokens.member("refresh_token")).await.status, 401);
    let tokens = partner.tokens(&["read.phone"]).await;
    assert_eq!(tokens.member("refresh_expire_at"), "2028-02-29T00:00:00.000000Z", "a leap year");
}

#[tokio::test]
async fn e_lifetimes_are_a_matter_of_the_client_where_it_has_its_own() {
    let mut add = partner_named("Shop");
    add.options.access_token_seconds = Some(3_600);
    add.options.refresh_token_seconds = Some(7_200);
    let partner = Partner::with(TestCore::new().await, add).await;
    partner.go_to("2026-01-01T00:00:00Z");
    let tokens = partner.tokens(&["read.phone"]).await;
    assert_eq!(tokens.member("access_expire_at"), "2026-01-01T01:00:00.000000Z");
    assert_eq!(tokens.member("refresh_expire_at"), "2026-01-01T02:00:00.000000Z");
    for _ in 0..3 {
        partner.pass(seconds(3_600));
        assert_eq!(partner.info(&tokens.member("access_token")).await.status, 401);
    }
    assert_eq!(partner.renew(&tokens.member("refresh_token")).await.status, 401);
    let core = TestCore::with(|config| config.freedom_id.access_seconds = 60).await;
    let partner = Partner::with(core, partner_named("Shop")).await;
    let tokens = partner.tokens(&["read.phone"]).await;
    partner.pass(seconds(60));
    assert_eq!(partner.info(&tokens.member("access_token")).await.status, 401);
}

#[tokio::test]
async fn d_a_code_works_once_for_a_minute_and_its_second_use_ends_the_tokens_of_the_first() {
    let partner = Partner::new().await;
    let (status, number, message) = BAD_CODE;
    let late = partner.code(&["read.phone"]).await;
    partner.pass(seconds(60));
    partner.exchange(&late).await.is_business(status, number, message);
    let code = partner.code(&["read.phone"]).await;
    let tokens = partner.exchange(&code).await.ok();
    let bystander = partner.tokens(&["read.phone"]).await;
    partner.exchange(&code).await.is_business(status, number, message);
    assert_eq!(partner.info(&tokens.member("access_token")).await.status, 401);
    assert_eq!(partner.renew(&tokens.member("refresh_token")).await.status, 401);
    partner.info(&bystander.member("access_token")).await.ok();
    // Also long after the code has expired.
    let code = partner.code(&["read.phone"]).await;
    let tokens = partner.exchange(&code).await.ok();
    partner.pass(minutes(600));
    partner.exchange(&code).await.is_business(status, number, message);
    assert_eq!(partner.renew(&tokens.member("refresh_token")).await.status, 401);
}

#[tokio::test]
async fn o_a_refresh_ends_the_old_pair_and_a_lost_answer_is_given_again_for_ten_seconds() {
    let partner = Partner::new().await;
    let first = partner.tokens(&["read.phone"]).await;
    let second = partner.renew(&first.member("refresh_token")).await.ok();
    assert_eq!(partner.info(&first.member("access_token")).await.status, 401, "the access token too");
    partner.pass(seconds(9) + Duration::from_micros(999_999));
    let again = partner.renew(&first.member("refresh_token")).await.ok();
    assert_eq!(again.body, second.body, "the same pair");
    partner.info(&second.member("access_token")).await.ok();
    partner.pass(MICRO);
    assert_eq!(partner.renew(&first.member("refresh_token")).await.status, 401);
    assert_eq!(partner.info(&second.member("access_token")).await.status, 401, "a reuse ends the family");
    assert_eq!(partner.renew(&second.member("refresh_token")).await.status, 401);
    // Whoever has used the successor has had the answer: no grace then.
    let first = partner.tokens(&["read.phone"]).await;
    let second = partner.renew(&first.member("refresh_token")).await.ok();
    let third = partner.renew(&second.member("refresh_token")).await.ok();
    assert_eq!(partner.renew(&first.member("refresh_token")).await.status, 401);
    assert_eq!(partner.info(&third.member("access_token")).await.status, 401);
}

/// A grant of this door lasts as long as it is used: what every refresh leaves behind must not.
#[tokio::test]
async fn a_chain_of_refreshes_without_end_leaves_no_pile_behind() {
    let partner = Partner::new().await;
    let mut tokens = partner.tokens(&["read.phone"]).await;
    for _ in 0..20 {
        tokens = partner.renew(&tokens.member("refresh_token")).await.ok();
    }
    // Each refresh goes through those of its grant.
    assert_eq!(partner.count("SELECT COUNT(*) FROM access_tokens").await, 1);
    let reused = tokens.member("refresh_token");
    for _ in 0..20 {
        partner.pass(seconds(3 * 86_400));
        tokens = partner.renew(&tokens.member("refresh_token")).await.ok();
    }
    jobs::purge::run(&partner).await.expect("the clean-up runs");
    assert!(partner.count("SELECT COUNT(*) FROM refresh_tokens").await <= 12, "a month of them");
    assert_eq!(partner.renew(&reused).await.status, 401);
    tokens = partner.renew(&tokens.member("refresh_token")).await.ok();
    partner.info(&tokens.member("access_token")).await.ok();
}

#[tokio::test]
async fn the_token_of_a_client_without_the_refresh_grant_can_be_refreshed_here_all_the_same() {
    let mut add = partner_named("Shop");
    add.grant_types.retain(|grant| grant.as_str() == "authorization_code");
    let partner = Partner::with(TestCore::new().await, add).await;
    let tokens = partner.tokens(&["read.phone"]).await;
    partner.renew(&tokens.member("refresh_token")).await.ok();
}

#[tokio::test]
async fn a_client_that_may_not_use_codes_gets_no_link() {
    let partner = Partner::new().await;
    let (id, core) = (partner.site.id.clone(), &partner.core);
    let code = partner.code(&["openid"]).await;
    clients::change(core, &id, |client| {
        client.grant_types = vec!["refresh_token".parse().expect("a grant type")];
        Ok(())
    })
    .await
    .expect("a change");
    let body = json!({"redirect_uri": crate::support::provider::CALLBACK, "grants": ["openid"]});
    let before = partner.ledger().await;
    let forbidden = (403, 900_004, "The token does not allow this.");
    for reply in
        [partner.post("/api/v1/oauth/authorize", By::Site(&partner.site), body).await, partner.exchange(&code).await]
    {
        reply.is_business(forbidden.0, forbidden.1, forbidden.2);
    }
    assert_eq!(partner.ledger().await, before);
}

#[tokio::test]
async fn only_what_somebody_proved_to_hold_is_handed_on() {
    let partner = Partner::new().await;
    let tokens = partner.tokens(&["read.phone", "read.email", "phone"]).await;
    partner
        .core
        .db
        .write(|tx| {
            Box::pin(async move {
                use freedom_id::store::Conn as _;
                sqlx::query("UPDATE contacts SET confirmed_at = NULL WHERE channel = 'phone'")
                    .execute(tx.conn())
                    .await?;
                Ok::<_, freedom_id::base::Fault>(())
            })
        })
        .await
        .expect("a write");
    let told = partner.info(&tokens.member("access_token")).await.ok().json();
    assert_eq!(told["phone"], Value::Null, "{told}");
    let claims = partner.userinfo(&tokens.member("access_token")).await.ok().json();
    assert_eq!((&claims["phone_number"], &claims["phone_number_verified"]), (&Value::Null, &Value::Null), "{claims}");
}
