//! User management (seed `000`).

use axum::http::Method;
use freedom_id::base::{Locale, Secret};
use freedom_id::domain::oauth::vocab::GrantType;
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::authorize::consent;
use freedom_id::service::sign_in::{self, SignInError, WithPassword};
use freedom_id::service::{activity, clients};
use serde_json::{Value, json};

use crate::support::manager::{USER, bank_named, contacts};
use crate::support::partner::{By, Partner, partner_named};
use crate::support::signer::Signer;
use crate::support::{PASSWORD, TestCore, address, browser, from, minutes, seconds};

const TAKEN_PHONE: (u16, u32, &str) = (409, 900_006, "The phone belongs to another account.");
const TAKEN_EMAIL: (u16, u32, &str) = (409, 900_007, "The email belongs to another account.");
const BAD_TOKEN: (u16, u32, &str) = (401, 900_003, "The token is invalid, expired or of the wrong kind.");
const FORBIDDEN: (u16, u32, &str) = (403, 900_004, "The token does not allow this.");
const NOT_FOUND: (u16, u32, &str) = (404, 900_005, "Not found.");

fn example() -> Value {
    json!({
        "phone": "+1234567890",
        "email": "user@example.com",
        "firstname": "John",
        "lastname": "Doe",
        "date_of_birth": "2000-01-01",
        "identifier": "123456789",
        "country": "KAZ",
        "gender": "M",
        "nationality": "citizen of the world",
    })
}

/// Everything that user management writes, to tell whether anything changed.
async fn rows(partner: &Partner) -> Vec<i64> {
    let mut all = Vec::new();
    for statement in [
        "SELECT COUNT(*) FROM users",
        "SELECT COUNT(*) FROM users WHERE firstname = 'John' AND identifier IS NOT NULL",
        "SELECT COUNT(*) FROM contacts",
        "SELECT COUNT(*) FROM contacts WHERE value IN ('+1234567890', 'user@example.com')",
        "SELECT COUNT(*) FROM memberships",
        "SELECT COUNT(*) FROM unclaimed",
        "SELECT COUNT(*) FROM activities",
    ] {
        all.push(partner.count(statement).await);
    }
    all
}

#[tokio::test]
async fn the_documented_example_makes_a_record_that_nobody_can_sign_in_to() {
    let (bank, token) = Partner::bank().await;
    let made = bank.create(&token, example()).await.ok();
    let id: UserId = made.member("freedom_id").parse().expect("a UUID");
    assert_eq!(made.body, format!(r#"{{"freedom_id":"{id}"}}"#));
    let person = bank.known(id).await;
    assert_eq!(contacts(&person), [("+1234567890", false), ("user@example.com", false)]);
    let facts = &person.user.profile;
    for (kept, given) in [
        (&facts.firstname, "John"),
        (&facts.lastname, "Doe"),
        (&facts.date_of_birth, "2000-01-01"),
        (&facts.identifier, "123456789"),
        (&facts.country, "KAZ"),
        (&facts.gender, "M"),
        (&facts.nationality, "citizen of the world"),
    ] {
        assert_eq!(kept.as_deref(), Some(given));
    }
    assert_eq!(bank.count("SELECT COUNT(*) FROM users WHERE identifier LIKE '%123456789%'").await, 0);
    let trail = activity::page(&bank, id, None, 10).await.expect("reads");
    assert_eq!(trail.iter().map(|line| line.action.as_str()).collect::<Vec<_>>(), ["create_user"]);
    assert_eq!(trail[0].client.as_deref(), Some(bank.site.id.as_str()));

    for name in ["+1234567890", "user@example.com"] {
        let start =
            sign_in::Start { identifier: name.into(), browser: browser("b"), locale: Locale::En, origin: from(3) };
        match sign_in::start(&bank, start).await {
            Err(sign_in::StartError::NoSms) => assert!(name.starts_with('+'), "no text messages go to that country"),
            started => drop(started.expect("looks like a code")),
        }
        assert!(bank.letters(&address(name)).await.is_empty(), "nothing is sent, as to somebody unknown");
        let input = WithPassword {
            identifier: name.into(),
            password: Secret::new(PASSWORD),
            remembered: false,
            device: None,
            browser: browser("ana"),
            next: None,
            only: None,
            origin: from(3),
        };
        assert!(matches!(sign_in::with_password(&bank, input).await, Err(SignInError::Mismatch)));
    }
}

#[tokio::test]
async fn every_field_is_judged_and_what_is_wrong_changes_nothing() {
    let (bank, token) = Partner::bank().await;
    let id = bank.create(&token, example()).await.ok().member("freedom_id");
    let long = "x".repeat(256);
    let table = [
        ("phone", json!("1234567890"), "The Phone format is invalid."),
        ("phone", json!("+123456789"), "The Phone format is invalid."),
        ("phone", json!("+1234567890123456"), "The Phone format is invalid."),
        ("phone", json!("+7 701 234 56 78"), "The Phone format is invalid."),
        ("phone", json!("+1234567890\n"), "The Phone format is invalid."),
        ("phone", json!("+٧٧٠١٢٣٤٥٦٧٨"), "The Phone format is invalid."),
        ("phone", json!(77_012_345_678_u64), "The Phone must be a string."),
        ("phone", json!(["+77012345678"]), "The Phone must be a string."),
        ("email", json!("nobody"), "The Email must be a valid email address."),
        ("email", json!("a b@c.kz"), "The Email must be a valid email address."),
        ("email", json!("a@b.kz\r\nBcc: x@y.kz"), "The Email format is invalid."),
        ("email", json!(true), "The Email must be a string."),
        ("firstname", json!(&long), "The Firstname may not be greater than 255 characters."),
        ("firstname", json!("Jo\u{0}hn"), "The Firstname format is invalid."),
        ("firstname", json!("Jo\u{202e}hn"), "The Firstname format is invalid."),
        ("lastname", json!("a\nb"), "The Lastname format is invalid."),
        ("lastname", json!({}), "The Lastname must be a string."),
        ("patronymic", json!(&long), "The Patronymic may not be greater than 255 characters."),
        ("date_of_birth", json!("2001-02-29"), "The Date of birth is not a valid date."),
        ("date_of_birth", json!("01.01.2000"), "The Date of birth is not a valid date."),
        ("date_of_birth", json!("2000-1-1"), "The Date of birth is not a valid date."),
        ("date_of_birth", json!("1850-01-01"), "The Date of birth is not a valid date."),
        ("date_of_birth", json!("2999-01-01"), "The Date of birth must be a date before today."),
        ("identifier", json!("x".repeat(65)), "The Identifier may not be greater than 64 characters."),
        ("identifier", json!("12\u{7}34"), "The Identifier format is invalid."),
        ("country", json!("kaz"), "The Country format is invalid."),
        ("country", json!("KZ"), "The Country format is invalid."),
        ("country", json!("XXX"), "The selected country is invalid."),
        ("gender", json!("m"), "The Gender format is invalid."),
        ("gender", json!("X"), "The Gender format is invalid."),
        ("nationality", json!(&long), "The Nationality may not be greater than 255 characters."),
    ];
    let before = rows(&bank).await;
    for (field, value, sentence) in table {
        let told = json!({field: [sentence]});
        let mut body = json!({"phone": "+19998887766", "firstname": "Eve", "email": "eve@mail.example"});
        body[field] = value;
        bank.create(&token, body.clone()).await.is_invalid(&told);
        body["freedom_id"] = json!(id);
        bank.update(&token, body).await.is_invalid(&told);
    }
    let required = json!({"phone": ["The Phone field is required."]});
    for body in [json!({}), json!({"phone": null}), json!({"phone": ""}), Value::Null] {
        bank.create(&token, body).await.is_invalid(&required);
    }
    let required = json!({"freedom_id": ["The Freedom id field is required."]});
    bank.update(&token, json!({"phone": "+19998887766"})).await.is_invalid(&required);
    for bad in ["1", "eeca9287d8244f50928b450d2e46f874", "{eeca9287-d824-4f50-928b-450d2e46f874}"] {
        let told = json!({"freedom_id": ["The Freedom id must be a valid UUID."]});
        bank.update(&token, json!({"freedom_id": bad, "firstname": "Eve"})).await.is_invalid(&told);
    }
    let both = json!({"phone": ["The Phone format is invalid."], "gender": ["The Gender format is invalid."]});
    bank.create(&token, json!({"phone": "x", "gender": "x"})).await.is_invalid(&both);
    assert_eq!(rows(&bank).await, before);

    // What is unusual and fine: markup is text.
    for name in ["<b>Ann</b>", "O'Brien", "Әйгерім", "John 3rd", &"x".repeat(255)] {
        bank.update(&token, json!({"freedom_id": id, "firstname": name})).await.ok();
    }
}

#[tokio::test]
async fn only_a_clients_own_token_with_the_scope_opens_this() {
    let mut add = bank_named("Bank");
    add.scopes = add.scopes.union(&["reports.read"].into_iter().collect());
    let bank = Partner::with(TestCore::new().await, add).await;
    let token = bank.own_token(&bank.site).await;
    let person = bank.tokens(&["read.phone"]).await;
    let plain = {
        let form = [("grant_type", "client_credentials"), ("scope", "reports.read")];
        bank.form("/oauth2/token", &bank.site, &form).await.ok().member("access_token")
    };
    let bound = {
        let proof = Signer::with("k", "ES256").proof(&bank, "POST", "/oauth2/token", json!({}));
        let basic = bank.site.basic();
        let headers = [("authorization", basic.as_str()), ("dpop", proof.as_str())];
        let form = [("grant_type", "client_credentials")];
        bank.provider.post("/oauth2/token", &headers, &form).await.ok().member("access_token")
    };
    let before = rows(&bank).await;
    let refused = async |by: By<'_>, (status, code, message): (u16, u32, &str)| {
        for method in [Method::POST, Method::PUT] {
            // Before anything is said about the body.
            for body in [example(), json!({"gender": 1})] {
                bank.call(method.clone(), USER, by, &body).await.is_business(status, code, message);
            }
        }
    };
    for by in [By::Nobody, By::Site(&bank.site), By::Token("unknown"), By::Token(&person.member("refresh_token"))] {
        refused(by, BAD_TOKEN).await;
    }
    refused(By::Token(&bound), BAD_TOKEN).await;
    refused(By::Token(&person.member("access_token")), FORBIDDEN).await;
    refused(By::Token(&plain), FORBIDDEN).await;
    let id = bank.site.id.clone();
    let scope = |with: bool| {
        move |client: &mut freedom_id::domain::oauth::client::Client| {
            let own = ["users.write"].into_iter().collect();
            client.scopes = if with { client.scopes.union(&own) } else { client.scopes.without(&own) };
            Ok(())
        }
    };
    clients::change(&bank, &id, scope(false)).await.expect("changed");
    refused(By::Token(&token), FORBIDDEN).await;
    clients::change(&bank, &id, scope(true)).await.expect("changed");
    assert_eq!(rows(&bank).await[..6], before[..6]);
    bank.create(&token, example()).await.ok();
    bank.pass(minutes(60 * 24));
    refused(By::Token(&token), BAD_TOKEN).await;
}

#[tokio::test]
async fn a_contact_clashes_where_it_is_confirmed_or_said_twice_by_one_party() {
    let (bank, token) = Partner::bank().await;
    let (_, other) = bank.another_bank("Other").await;
    let first = bank.created(&token, "+77015550001").await;
    let check = async |body: Value, (status, code, message): (u16, u32, &str)| {
        let before = rows(&bank).await;
        bank.create(&token, body.clone()).await.is_business(status, code, message);
        let mut update = body;
        let second = bank.create(&token, json!({"phone": "+77015550002"})).await;
        let second = if second.status == 200 { second.member("freedom_id") } else { String::new() };
        if !second.is_empty() {
            update["freedom_id"] = json!(second);
            update["firstname"] = json!("Changed");
            bank.update(&token, update).await.is_business(status, code, message);
            let person = bank.known(second.parse().expect("a UUID")).await;
            assert_eq!(contacts(&person), [("+77015550002", false)]);
            assert_eq!(person.user.profile.firstname, None, "nothing of it was written");
            manage::delete(&bank, person.user.id, from(1)).await.expect("erased");
        }
        assert_eq!(rows(&bank).await[2..6], before[2..6]);
    };
    // Ana has confirmed hers.
    check(json!({"phone": "+77011234567"}), TAKEN_PHONE).await;
    check(json!({"phone": "+77015550009", "email": "ANA@mail.example"}), TAKEN_EMAIL).await;
    // The party said it of somebody else.
    check(json!({"phone": "+77015550001"}), TAKEN_PHONE).await;
    bank.update(&token, json!({"freedom_id": first, "email": "first@mail.example"})).await.ok();
    check(json!({"phone": "+77015550009", "email": "first@mail.example"}), TAKEN_EMAIL).await;
    // What another party says is no proof.
    bank.created(&other, "+77015550001").await;
    bank.update(&token, json!({"freedom_id": first, "phone": "+77015550001"})).await.ok();
    // What is not said any more is free.
    bank.update(&token, json!({"freedom_id": first, "phone": "+77015550003"})).await.ok();
    bank.created(&token, "+77015550001").await;
}

#[tokio::test]
async fn what_is_absent_null_or_empty_stays() {
    let (bank, token) = Partner::bank().await;
    let id = bank.create(&token, example()).await.ok().member("freedom_id");
    let before = bank.known(id.parse().expect("a UUID")).await;
    for body in [
        json!({"freedom_id": id}),
        json!({"freedom_id": id.to_uppercase(), "phone": null, "email": null, "firstname": null, "gender": ""}),
    ] {
        let done = bank.update(&token, body).await.ok();
        assert_eq!(done.body, format!(r#"{{"freedom_id":"{id}"}}"#));
    }
    let more = json!({"freedom_id": id, "patronymic": "Ivanovich", "identifier": "AB-1", "unknown": [1]});
    bank.update(&token, more).await.ok();
    let after = bank.known(id.parse().expect("a UUID")).await;
    assert_eq!(contacts(&after), contacts(&before));
    let mut facts = before.user.profile;
    (facts.patronymic, facts.identifier) = (Some("Ivanovich".into()), Some("AB-1".into()));
    assert_eq!(after.user.profile, facts);
}

#[tokio::test]
async fn only_people_that_the_party_brought_or_who_consent_are_there() {
    let (bank, token) = Partner::bank().await;
    let (site, other) = bank.another_bank("Other").await;
    let (status, code, message) = NOT_FOUND;
    let gone = async |token: &str, id: UserId| {
        let body = json!({"freedom_id": id, "firstname": "Changed"});
        bank.update(token, body).await.is_business(status, code, message);
    };
    let own = bank.created(&token, "+77015550001").await;
    gone(&token, freedom_id::base::Id::opaque()).await;
    gone(&token, bank.ana).await;
    gone(&other, own).await;
    // Another client of the same party sees them.
    clients::amend(&bank, &site.id, None, Some("Bank".into()), |_| Ok(())).await.expect("moved");
    bank.update(&other, json!({"freedom_id": own, "firstname": "Ann"})).await.ok();

    bank.tokens(&["read.phone"]).await;
    bank.update(&token, json!({"freedom_id": bank.ana, "nationality": "kz"})).await.ok();
    assert_eq!(bank.known(bank.ana).await.user.profile.nationality.as_deref(), Some("kz"));
    gone(&other, bank.ana).await;
    consent::withdraw(&bank, bank.ana, bank.site.id.clone(), from(1)).await.expect("withdrawn");
    gone(&token, bank.ana).await;

    manage::block(&bank, own, Block::Lock, from(1)).await.expect("blocked");
    gone(&token, own).await;
    manage::unblock(&bank, own, from(1)).await.expect("unblocked");
    bank.update(&token, json!({"freedom_id": own})).await.ok();
    manage::delete(&bank, own, from(1)).await.expect("erased");
    gone(&token, own).await;
    assert_eq!(bank.count("SELECT COUNT(*) FROM memberships").await, 0);
}

#[tokio::test]
async fn a_confirmed_contact_stays_in_force_until_the_new_one_is_proved() {
    let (bank, token) = Partner::bank().await;
    bank.tokens(&["read.phone"]).await;
    let body = json!({"freedom_id": bank.ana, "phone": "+77015550001", "email": "new@mail.example"});
    bank.update(&token, body).await.ok();
    let person = bank.known(bank.ana).await;
    let expected =
        [("+77011234567", true), ("+77015550001", false), ("ana@mail.example", true), ("new@mail.example", false)];
    assert_eq!(contacts(&person), expected);
    let tokens = bank.tokens(&["read.phone", "read.phones"]).await;
    let info = bank.info(&tokens.member("access_token")).await.ok().json();
    assert_eq!((&info["phone"], &info["phones"]), (&json!("+77011234567"), &json!([])));
    // The party takes it back.
    bank.update(&token, json!({"freedom_id": bank.ana, "phone": "+77011234567"})).await.ok();
    assert_eq!(bank.known(bank.ana).await.contacts.len(), 3);
}

#[tokio::test]
async fn of_two_at_once_with_one_phone_exactly_one_wins() {
    let (bank, token) = Partner::bank().await;
    for round in 0..6 {
        let phone = format!("+7701555{round:04}");
        let body = || json!({"phone": phone, "email": format!("p{round}@mail.example")});
        let (one, two, three) =
            tokio::join!(bank.create(&token, body()), bank.create(&token, body()), bank.create(&token, body()));
        let mut all = [one.status.as_u16(), two.status.as_u16(), three.status.as_u16()];
        all.sort_unstable();
        assert_eq!(all, [200, 409, 409], "{one:?} {two:?} {three:?}");

        let ids = [
            bank.created(&token, &format!("+7702555{round:04}")).await,
            bank.created(&token, &format!("+7703555{round:04}")).await,
        ];
        let phone = format!("+7704555{round:04}");
        let [one, two] = ids.map(|id| json!({"freedom_id": id, "phone": phone}));
        let (one, two) = tokio::join!(bank.update(&token, one), bank.update(&token, two));
        let mut all = [one.status.as_u16(), two.status.as_u16()];
        all.sort_unstable();
        assert_eq!(all, [200, 409], "{one:?} {two:?}");
    }
    assert_eq!(bank.count("SELECT COUNT(*) FROM unclaimed").await, 18);
}

#[tokio::test]
async fn calls_are_limited_and_clashes_more_so() {
    let core = TestCore::with(|config| {
        config.freedom_id.user_calls_per_minute = 8;
        config.freedom_id.user_clashes_per_hour = 3;
    })
    .await;
    let bank = Partner::with(core, bank_named("Bank")).await;
    let token = bank.own_token(&bank.site).await;
    let (_, other) = bank.another_bank("Other").await;
    for n in 0..8 {
        bank.created(&token, &format!("+7701555000{n}")).await;
    }
    let late = bank.create(&token, json!({"phone": "+77015550008"})).await;
    late.is_business(429, 900_008, "Too many requests.");
    let wait: u64 = late.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    bank.created(&other, "+77015550008").await;
    bank.pass(seconds(61));
    for _ in 0..3 {
        let (status, code, message) = TAKEN_PHONE;
        bank.create(&token, json!({"phone": "+77011234567"})).await.is_business(status, code, message);
    }
    // Neither one that would clash nor one that would not.
    for phone in ["+77011234567", "+77015550009"] {
        bank.create(&token, json!({"phone": phone})).await.is_business(429, 900_008, "Too many requests.");
    }
    bank.pass(minutes(61));
    let token = bank.own_token(&bank.site).await;
    bank.created(&token, "+77015550009").await;
}

#[tokio::test]
async fn a_client_that_manages_people_has_a_party_of_its_own() {
    let (bank, _) = Partner::bank().await;
    let party = clients::show(&bank, &bank.site.id).await.expect("reads").party;
    assert!(party.is_some());
    let plain = bank.site(partner_named("Plain")).await;
    assert_eq!(clients::show(&bank, &plain.id).await.expect("reads").party, None);
    // It does not fall in with a stranger that has the same name.
    assert!(clients::add(&bank, bank_named("Bank")).await.is_err());
    let grant = |client: &mut freedom_id::domain::oauth::client::Client| {
        client.grant_types.push(GrantType::ClientCredentials);
        client.scopes = client.scopes.union(&["users.write"].into_iter().collect());
        Ok(())
    };
    let plain = clients::change(&bank, &plain.id, grant).await.expect("changed");
    assert!(plain.party.is_some() && plain.party != party);
    assert_eq!(bank.count("SELECT value FROM counters WHERE name = 'parties'").await, 2);
    assert_eq!(bank.count("SELECT MAX(number) FROM parties").await, 2);
}
