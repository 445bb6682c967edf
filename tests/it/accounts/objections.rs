//! "This was not me": an objection freezes the account, takes back what was made since, and only the way back by an
//! older contact lifts it.

use freedom_id::base::{Fault, Locale, Micros};
use freedom_id::domain::message::Event;
use freedom_id::domain::undo::Undo;
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::manage;
use freedom_id::service::notices::{self, Tell};
use freedom_id::service::objections::{self, Objection};
use freedom_id::service::recover::{self, Proof};
use freedom_id::service::sessions;
use freedom_id::service::sign_in::{self, Barred, Finish, FinishError, SignInError, Start};
use freedom_id::store::{contacts, undo, users};

use crate::support::recovery::{NEW, at, finish, objection, proved, signed_in, start, try_password, with_app};
use crate::support::{PASSWORD, TestCore, address, browser, from, minutes, seconds};

const OWN: &str = "ana@mail.example";
const PHONE: &str = "+77012345678";
const THIEF: &str = "thief@mail.example";

/// Adds a contact as whoever is signed in does, and tells.
async fn add(core: &TestCore, user: UserId, name: &str) {
    let (inner, address, now) = (core.core.clone(), address(name), core.clock.now());
    core.db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                assert!(contacts::prove(tx, user, &address, now).await?);
                let tell = Tell {
                    user,
                    event: Event::EmailAdded,
                    detail: Some(address.masked()),
                    undo: Some(Undo::added(&address)),
                    also: Vec::new(),
                };
                notices::tell_within(&inner, tx, tell, &from(7)).await
            })
        })
        .await
        .expect("added");
    core.pass(seconds(1));
}

/// Removes a contact as whoever is signed in does, and tells.
async fn remove(core: &TestCore, user: UserId, name: &str, confirmed_at: Micros) {
    let (inner, address) = (core.core.clone(), address(name));
    core.db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                undo::remove_contact(tx, user, &address, Some(Micros(0))).await?;
                let undo = Some(Undo::removed(&address, confirmed_at, true));
                let also = vec![address.clone()];
                let tell = Tell { user, event: Event::EmailRemoved, detail: Some(address.masked()), undo, also };
                notices::tell_within(&inner, tx, tell, &from(7)).await
            })
        })
        .await
        .expect("removed");
    core.pass(seconds(1));
}

async fn has(core: &TestCore, user: UserId) -> Vec<String> {
    let person = manage::show(core, user).await.expect("a person");
    let mut all: Vec<String> = person.contacts.iter().map(|contact| contact.address.as_str().to_owned()).collect();
    all.sort();
    all
}

async fn object(core: &TestCore, to: &str, about: Event) -> Result<(), Objection> {
    let token = objection(core, to, about.as_str()).await;
    objections::object(core, &token, from(2)).await.expect("runs")
}

async fn by_code(core: &TestCore, name: &str) -> Result<(), FinishError> {
    let input = Start { identifier: name.into(), browser: browser("x"), locale: Locale::En, origin: from(1) };
    sign_in::start(core, input).await.expect("begins");
    let code = core.last_code(&address(name)).await.expect("a code");
    let input = Finish {
        id: None,
        browser: browser("x"),
        code,
        remembered: false,
        device: None,
        next: None,
        only: None,
        origin: from(1),
    };
    sign_in::finish(core, input).await.map(drop)
}

#[tokio::test]
async fn a_thief_who_added_an_address_and_removed_the_owners_loses_both_ways() {
    let core = TestCore::new().await;
    let user = core.person(&[OWN, PHONE]).await;
    let proved_at = core.clock.now();
    core.pass(minutes(5));
    let thief = signed_in(&core, OWN, "thief").await;
    core.pass(seconds(1));
    add(&core, user, THIEF).await;
    remove(&core, user, OWN, proved_at).await;
    assert_eq!(has(&core, user).await, [PHONE, THIEF]);

    let token = objection(&core, OWN, Event::EmailAdded.as_str()).await;
    for _ in 0..3 {
        assert!(matches!(objections::look(&core, &token).await, Ok(Objection::Open(_))), "looking changes nothing");
    }
    objections::object(&core, &token, from(2)).await.expect("runs").expect("objects");
    assert_eq!(has(&core, user).await, [PHONE, OWN], "what was changed since is taken back");
    assert!(sessions::find_live(&core, thief.id).await.expect("reads").is_none());
    assert!(matches!(objections::object(&core, &token, from(2)).await, Ok(Err(Objection::Used))), "once");
    let told = core.letters(&address(PHONE)).await;
    assert!(told.iter().any(|letter| letter.purpose == Event::Frozen.as_str()));
    assert!(core.letters(&address(THIEF)).await.iter().all(|letter| letter.purpose != Event::Frozen.as_str()));

    // Every ordinary way in ends at "recover first", after the right proof.
    let password = try_password(&core, OWN, PASSWORD, "x").await;
    assert!(matches!(password, Err(SignInError::Barred(Barred::Frozen))), "{password:?}");
    assert!(matches!(try_password(&core, OWN, "wrong", "x").await, Err(SignInError::Mismatch)));
    assert!(matches!(by_code(&core, PHONE).await, Err(FinishError::Barred(Barred::Frozen))));

    start(&core, THIEF, "thief").await.expect("begins");
    let sent = core.letters(&address(THIEF)).await;
    assert!(sent.iter().all(|letter| letter.purpose != "recover"), "nobody's address leads nowhere");
    proved(&core, OWN, "owner").await;
    let done = finish(&core, "owner", false).await.expect("set").how.expect("let in");
    assert!(done.session().is_some());
    try_password(&core, OWN, NEW, "x").await.expect("not frozen any more");
}

#[tokio::test]
async fn an_authenticator_app_of_a_thief_goes_and_the_owners_comes_back() {
    let core = TestCore::new().await;
    let user = core.person(&[OWN]).await;
    core.pass(minutes(5));
    let (owners, codes) = with_app(&core, user, OWN).await;
    core.pass(minutes(5));
    // Whoever holds a session of both steps turns it off and their own on.
    freedom_id::service::totp::remove(&core, user, from(7)).await.expect("off");
    core.pass(seconds(1));
    with_app(&core, user, OWN).await;
    object(&core, OWN, Event::TotpOff).await.expect("objects");
    proved(&core, OWN, "tab").await;
    assert_eq!(at(&core, "tab").await, "second", "the second step is on again");
    let thiefs = recover::second(&core, &browser("tab"), Proof::Recovery(codes[0].expose().into()), from(1)).await;
    assert!(thiefs.is_err(), "codes of then are gone");
    core.pass(seconds(60));
    let proof = Proof::Totp(owners.shows(&core));
    recover::second(&core, &browser("tab"), proof, from(1)).await.expect("the owner's app");
    finish(&core, "tab", true).await.expect("set");
}

#[tokio::test]
async fn a_reset_that_was_not_the_owners_locks_its_password() {
    let core = TestCore::new().await;
    core.person(&[OWN, PHONE]).await;
    core.pass(minutes(5));
    proved(&core, OWN, "thief").await;
    finish(&core, "thief", true).await.expect("set");
    core.pass(seconds(1));
    object(&core, PHONE, Event::PasswordReset).await.expect("objects");
    let thief = try_password(&core, OWN, NEW, "thief").await;
    assert!(matches!(thief, Err(SignInError::Mismatch)), "it opens nothing: {thief:?}");
    core.pass(seconds(60));
    proved(&core, PHONE, "owner").await;
    finish(&core, "owner", true).await.expect("set");
}

#[tokio::test]
async fn one_may_object_for_a_week() {
    let core = TestCore::new().await;
    let user = core.person(&[OWN]).await;
    core.pass(minutes(1));
    add(&core, user, THIEF).await;
    let token = objection(&core, OWN, Event::EmailAdded.as_str()).await;
    core.pass(minutes(7 * 24 * 60));
    assert!(matches!(objections::look(&core, &token).await, Ok(Objection::Expired)));
    assert!(matches!(objections::object(&core, &token, from(2)).await, Ok(Err(Objection::Expired))));
    assert_eq!(has(&core, user).await, [OWN, THIEF]);
    let nobody = freedom_id::base::Secret::new("x".repeat(43));
    assert!(matches!(objections::object(&core, &nobody, from(2)).await, Ok(Err(Objection::Unknown))));
}

#[tokio::test]
async fn the_earliest_contested_change_decides_which_contacts_lead_back() {
    let core = TestCore::new().await;
    let user = core.person(&[PHONE]).await;
    core.pass(minutes(1));
    add(&core, user, THIEF).await;
    let first = objection(&core, PHONE, Event::EmailAdded.as_str()).await;
    core.pass(minutes(1));
    add(&core, user, OWN).await;
    // The thief, too, can object: the owner's newer address goes, theirs stays.
    object(&core, THIEF, Event::EmailAdded).await.expect("objects");
    assert_eq!(has(&core, user).await, [PHONE, THIEF]);
    objections::object(&core, &first, from(2)).await.expect("runs").expect("objects");
    assert_eq!(has(&core, user).await, [PHONE]);
    let before = users::frozen_before(&mut core.db.read().await.expect("reads"), user).await.expect("reads");
    assert!(before.is_some_and(|before| before < core.clock.now().minus(minutes(1))));
}

#[tokio::test]
async fn what_somebody_else_proved_since_does_not_come_back() {
    let core = TestCore::new().await;
    let user = core.person(&[OWN, PHONE]).await;
    let proved_at = core.clock.now();
    core.pass(minutes(1));
    remove(&core, user, OWN, proved_at).await;
    let other = core.person(&[OWN]).await;
    object(&core, PHONE, Event::EmailRemoved).await.expect("objects");
    assert_eq!(has(&core, user).await, [PHONE]);
    assert_eq!(has(&core, other).await, [OWN]);
}

#[tokio::test]
async fn an_account_with_nothing_older_can_be_recovered_all_the_same() {
    let core = TestCore::new().await;
    let user = core.person(&[OWN]).await;
    add(&core, user, THIEF).await;
    // Both were proved at the same moment as far as anybody can tell.
    object(&core, OWN, Event::EmailAdded).await.expect("objects");
    assert_eq!(has(&core, user).await, [OWN]);
    proved(&core, OWN, "tab").await;
    finish(&core, "tab", true).await.expect("set");
}

#[tokio::test]
async fn an_operator_lifts_a_freeze() {
    let core = TestCore::new().await;
    let user = core.person(&[OWN]).await;
    core.pass(minutes(1));
    add(&core, user, THIEF).await;
    object(&core, OWN, Event::EmailAdded).await.expect("objects");
    manage::unblock(&core, user, from(9)).await.expect("lifted");
    try_password(&core, OWN, PASSWORD, "x").await.expect("signs in");
    assert!(manage::unblock(&core, user, from(9)).await.is_err(), "nothing is left to lift");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_beside_an_objection_is_ended_or_refused() {
    for _ in 0..5 {
        let core = std::sync::Arc::new(TestCore::new().await);
        let user = core.person(&[OWN]).await;
        core.pass(minutes(1));
        add(&core, user, THIEF).await;
        let thief = core.clone();
        let beside = tokio::spawn(async move { try_password(&thief, OWN, PASSWORD, "thief").await });
        object(&core, OWN, Event::EmailAdded).await.expect("objects");
        if let Ok(entered) = beside.await.expect("ran") {
            let session = entered.session().expect("a session");
            assert!(sessions::find_live(&core, session.id).await.expect("reads").is_none());
        }
    }
}
