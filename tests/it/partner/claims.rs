//! Records that partners made come to their people.

use freedom_id::base::{Locale, Secret};
use freedom_id::domain::user::{Role, UserId};
use freedom_id::service::accounts::contacts::{self, AddContact, ConfirmContact};
use freedom_id::service::accounts::manage;
use freedom_id::service::accounts::register;
use freedom_id::service::sign_in::{self, WithPassword};
use serde_json::json;

use crate::support::manager::{bank_named, contacts};
use crate::support::partner::Partner;
use crate::support::{PASSWORD, TestCore, address, browser, from, in_session, seconds};

const PHONE: &str = "+77015550001";

#[tokio::test]
async fn whoever_proves_the_phone_is_the_person_and_keeps_the_id() {
    let (bank, token) = Partner::bank().await;
    let body = json!({
        "phone": PHONE, "email": "said@mail.example", "firstname": "Jon", "lastname": "D", "patronymic": "Petrovich",
        "identifier": "900517400123", "country": "KAZ",
    });
    let record: UserId = bank.create(&token, body).await.ok().member("freedom_id").parse().expect("a UUID");
    manage::set_role(&bank, record, Role::Support, from(1)).await.expect("set");
    manage::set_password(&bank, record, Secret::new("made before the proof"), from(1)).await.expect("set");
    let person = bank.registers(&[PHONE, "own@mail.example"]).await;
    assert_eq!(person, record);
    let known = bank.known(person).await;
    assert_eq!(contacts(&known), [(PHONE, true), ("own@mail.example", true)], "what was not proved is gone");
    assert_eq!(known.user.role, Role::Member, "what was given to nobody in particular is gone");
    let with = |password: &str| WithPassword {
        identifier: PHONE.into(),
        password: Secret::new(password),
        remembered: false,
        device: None,
        browser: browser("ana"),
        next: None,
        only: None,
        origin: from(1),
    };
    assert!(sign_in::with_password(&bank, with("made before the proof")).await.is_err());
    assert_eq!(in_session(sign_in::with_password(&bank, with(PASSWORD)).await.expect("signed in")).user, person);
    let facts = &known.user.profile;
    let kept = [&facts.firstname, &facts.lastname, &facts.patronymic, &facts.identifier, &facts.country];
    let expected = ["Aliya", "Omarova", "Petrovich", "900517400123", "KAZ"];
    assert_eq!(kept.map(|fact| fact.as_deref().unwrap_or_default()), expected, "names as they were typed");
    assert_eq!(known.user.locale, Some(Locale::Ru));
    assert!(known.contacts.iter().all(|contact| contact.is_primary));
    assert_eq!(bank.count("SELECT COUNT(*) FROM unclaimed").await, 0);
    assert_eq!(bank.count("SELECT COUNT(*) FROM users WHERE terms_at IS NOT NULL").await, 1);
    // The party still knows the person, and can say nothing that was proved by another.
    bank.update(&token, json!({"freedom_id": record, "nationality": "kz"})).await.ok();
    let again = bank.create(&token, json!({"phone": PHONE})).await;
    again.is_business(409, 900_006, "The phone belongs to another account.");
}

#[tokio::test]
async fn the_oldest_record_becomes_the_person_and_the_others_names_of_it() {
    let (bank, token) = Partner::bank().await;
    let (_, second) = bank.another_bank("Second").await;
    let (_, third) = bank.another_bank("Third").await;
    let oldest = bank.created(&token, PHONE).await;
    bank.pass(seconds(1));
    let body = json!({"phone": PHONE, "firstname": "Other", "identifier": "1234"});
    let alias = bank.create(&second, body).await.ok().member("freedom_id");
    let apart = bank.created(&third, "+77015550002").await;
    let person = bank.registers(&[PHONE]).await;
    assert_eq!(person, oldest);
    let told = bank.update(&second, json!({"freedom_id": alias, "gender": "F"})).await.ok();
    assert_eq!(told.member("freedom_id"), person.text());
    bank.update(&second, json!({"freedom_id": person, "country": "UZB"})).await.ok();
    let facts = bank.known(person).await.user.profile;
    assert_eq!((facts.gender.as_deref(), facts.country.as_deref()), (Some("F"), Some("UZB")));
    assert_eq!(facts.identifier, None, "what was said in the other record is gone with it");
    for (token, id) in [(&token, alias.as_str()), (&third, alias.as_str()), (&third, &person.text())] {
        let expected = if *token == third { 404 } else { 200 };
        assert_eq!(bank.update(token, json!({"freedom_id": id})).await.status, expected);
    }
    assert_eq!(bank.known(apart).await.contacts.len(), 1);
    assert_eq!(bank.count("SELECT COUNT(*) FROM users WHERE standing = 'erased'").await, 1);
    manage::delete(&bank, person, from(1)).await.expect("erased");
    assert_eq!(bank.update(&second, json!({"freedom_id": alias})).await.status, 404);
}

#[tokio::test]
async fn an_email_address_claims_nothing_and_is_taken_from_who_only_said_it() {
    let (bank, token) = Partner::bank().await;
    let made = bank.create(&token, json!({"phone": PHONE, "email": "both@mail.example"})).await.ok();
    let record: UserId = made.member("freedom_id").parse().expect("a UUID");
    let person = bank.registers(&["both@mail.example"]).await;
    assert_ne!(person, record);
    assert_eq!(contacts(&bank.known(record).await), [(PHONE, false)]);
    assert_eq!(bank.registers(&[PHONE]).await, record);
}

#[tokio::test]
async fn a_person_who_was_here_before_takes_the_record_in_but_owes_its_party_nothing() {
    let (bank, token) = Partner::bank().await;
    let record = bank.created(&token, PHONE).await;
    let add = AddContact {
        user: bank.ana,
        address: address(PHONE),
        browser: browser("ana"),
        locale: Locale::En,
        origin: from(1),
    };
    contacts::add(&bank, add).await.expect("sent");
    let code = bank.last_code(&address(PHONE)).await.expect("a code");
    let confirm = ConfirmContact { user: bank.ana, browser: browser("ana"), code, origin: from(1) };
    contacts::confirm(&bank, confirm).await.expect("added");
    let body = json!({"freedom_id": record, "firstname": "Changed"});
    bank.update(&token, body.clone()).await.is_business(404, 900_005, "Not found.");
    assert_eq!(bank.known(bank.ana).await.user.profile.firstname.as_deref(), Some("Aigerim"));
    // With the person's consent the old id leads to the person.
    bank.tokens(&["read.phone"]).await;
    assert_eq!(bank.update(&token, body).await.ok().member("freedom_id"), bank.ana.text());
}

#[tokio::test]
async fn a_blocked_record_is_nobodys_to_claim() {
    let (bank, token) = Partner::bank().await;
    let record = bank.created(&token, PHONE).await;
    manage::block(&bank, record, manage::Block::Ban, from(1)).await.expect("blocked");
    assert_ne!(bank.registers(&[PHONE]).await, record);
    assert!(bank.known(record).await.contacts.is_empty());
}

/// The party corrects the phone while somebody who holds the old number registers: the record is theirs before
/// the correction, or not at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_whose_phone_is_corrected_meanwhile_is_not_claimed_by_the_old_one() {
    let core = TestCore::with(|config| config.otp.sends_per_network_hour = 100).await;
    let bank = Partner::with(core, bank_named("Bank")).await;
    let token = bank.own_token(&bank.site).await;
    for round in 0..16 {
        let (old, new) = (format!("+7701555{round:04}"), format!("+7702555{round:04}"));
        let record = bank.created(&token, &old).await;
        let finish = bank.ready(&[&old]).await;
        let body = json!({"freedom_id": record, "phone": new});
        let (updated, finished) = tokio::join!(bank.update(&token, body), register::finish(&bank, finish));
        updated.ok();
        let person = finished.expect("finished").0.id;
        let known = bank.known(record).await;
        assert!(contacts(&known).contains(&(&*new, false)), "{round}: {known:?}, {person}");
    }
}
