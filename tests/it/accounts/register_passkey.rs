//! An account that is opened with a passkey instead of a password.

use freedom_id::base::{Email, Locale, Secret};
use freedom_id::domain::registration::{Registration, RegistrationStep};
use freedom_id::domain::session::Amr;
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::register::{self, Finish, FinishError, Start, StepError};
use freedom_id::service::passkeys::{self, Answer, NewKey, Offer, Purpose, Refusal};
use freedom_id::service::{Core, activity};
use serde_json::json;

use crate::support::authenticator::Authenticator;
use crate::support::partner::Partner;
use crate::support::{PASSWORD, TestCore, address, browser, email, from, minutes, phone};

const MAIL: &str = "eve@mail.example";
const PHONE: &str = "+77015550001";
const LAPTOP: &str = "laptop";

fn device(core: &Core) -> Authenticator {
    Authenticator::new(&core.config.server.issuer.origin().ascii_serialization())
}

/// A registration that is at its third step.
async fn begun(core: &TestCore, contact: &str) -> Secret {
    let email: Option<Email> = contact.contains('@').then(|| email(contact));
    let phone = (!contact.contains('@')).then(|| phone(contact));
    let start = Start { phone, email, locale: Locale::En, track: None, previous: None, origin: from(1) };
    let cookie = register::start(core, start).await.expect("started").cookie;
    let code = core.last_code(&address(contact)).await.expect("a code");
    register::prove(core, &cookie, code, from(1)).await.expect("proved");
    cookie
}

async fn registration(core: &Core, cookie: &Secret) -> Registration {
    register::resume(core, cookie).await.expect("reads").expect("is there")
}

async fn asked(core: &Core, cookie: &Secret) -> Offer {
    let registration = registration(core, cookie).await;
    register::ask_passkey(core, &registration, &browser(LAPTOP)).await.expect("asks").expect("passkeys are possible")
}

fn key(offer: &Offer, credential: String) -> NewKey {
    NewKey { browser: browser(LAPTOP), ceremony: offer.ceremony.clone(), credential, name: "Laptop".into() }
}

async fn chosen(core: &Core, cookie: &Secret, device: &mut Authenticator) {
    let offer = asked(core, cookie).await;
    let credential = device.create(&offer.options);
    register::choose_passkey(core, cookie, key(&offer, credential)).await.expect("kept");
}

fn last(cookie: &Secret) -> Finish {
    Finish {
        cookie: cookie.clone(),
        firstname: "Eve".into(),
        lastname: "Smith".into(),
        accept_terms: true,
        link: None,
        device: None,
        origin: from(1),
    }
}

async fn signs_in(core: &Core, device: &mut Authenticator) -> Result<UserId, Refusal> {
    let purpose = Purpose::SignIn;
    let offer = passkeys::ask(core, purpose, &browser("other")).await.expect("asks").expect("passkeys are possible");
    let credential = device.get(&offer.options);
    let answer = Answer { purpose, browser: browser("other"), ceremony: offer.ceremony, credential, origin: from(2) };
    passkeys::prove(core, answer).await.map(|proof| proof.user)
}

#[tokio::test]
async fn the_account_has_the_passkey_and_no_password() {
    let core = TestCore::new().await;
    let (cookie, mut device) = (begun(&core, MAIL).await, device(&core));
    chosen(&core, &cookie, &mut device).await;
    let made_at = core.clock.now();
    assert_eq!(registration(&core, &cookie).await.next(), RegistrationStep::About);
    core.pass(minutes(7));
    let (user, session) = register::finish(&core, last(&cookie)).await.expect("opened");
    assert_eq!(
        (session.amr.as_slice(), session.auth_time),
        (&[Amr::Passkey][..], made_at),
        "what was proved, and when"
    );
    assert_eq!(signs_in(&core, &mut device).await.expect("known"), user.id);
    assert_eq!(core.count("SELECT COUNT(*) FROM passwords").await, 0);
    assert_eq!(core.count("SELECT COUNT(*) FROM registrations WHERE passkey IS NOT NULL").await, 0);
    let trail: Vec<String> =
        activity::page(&core, user.id, None, 9).await.expect("reads").into_iter().map(|a| a.action).collect();
    assert!(trail.contains(&"passkey_add".to_owned()), "{trail:?}");
}

#[tokio::test]
async fn the_last_choice_counts() {
    let core = TestCore::new().await;
    let (cookie, mut device) = (begun(&core, MAIL).await, device(&core));
    chosen(&core, &cookie, &mut device).await;
    register::choose_password(&core, &cookie, Secret::new(PASSWORD)).await.expect("chosen");
    register::finish(&core, last(&cookie)).await.expect("opened");
    assert!(matches!(signs_in(&core, &mut device).await, Err(Refusal::Unknown)));
    assert_eq!(core.count("SELECT COUNT(*) FROM passwords").await, 1);
}

#[tokio::test]
async fn an_answer_counts_once_in_its_browser_for_its_registration_and_in_time() {
    let core = TestCore::new().await;
    let (cookie, other) = (begun(&core, MAIL).await, begun(&core, "other@mail.example").await);
    let mut device = device(&core);
    let offer = asked(&core, &cookie).await;
    let answer = key(&offer, device.create(&offer.options));
    let elsewhere = NewKey { browser: browser("thief"), ..answer.clone() };
    for (cookie, answer) in [(&other, answer.clone()), (&cookie, elsewhere)] {
        let refused = register::choose_passkey(&core, cookie, answer).await;
        assert!(matches!(refused, Err(StepError::Passkey(Refusal::Stale))), "{refused:?}");
    }
    register::choose_passkey(&core, &cookie, answer.clone()).await.expect("kept");
    let again = register::choose_passkey(&core, &cookie, answer).await;
    assert!(matches!(again, Err(StepError::Passkey(Refusal::Stale))), "{again:?}");
    let late = asked(&core, &cookie).await;
    let answer = key(&late, device.create(&late.options));
    core.pass(minutes(5));
    let late = register::choose_passkey(&core, &cookie, answer).await;
    assert!(matches!(late, Err(StepError::Passkey(Refusal::Stale))), "{late:?}");
}

#[tokio::test]
async fn nothing_is_chosen_before_the_contact_is_proved() {
    let core = TestCore::new().await;
    let start = Start {
        phone: None,
        email: Some(email(MAIL)),
        locale: Locale::En,
        track: None,
        previous: None,
        origin: from(1),
    };
    let cookie = register::start(&core, start).await.expect("started").cookie;
    let offer = asked(&core, &cookie).await;
    let answer = key(&offer, device(&core).create(&offer.options));
    let early = register::choose_passkey(&core, &cookie, answer).await;
    assert!(matches!(early, Err(StepError::OtherStep)), "{early:?}");
}

#[tokio::test]
async fn a_key_that_somebody_has_is_chosen_anew() {
    let core = TestCore::new().await;
    let mut device = device(&core);
    let first = begun(&core, MAIL).await;
    chosen(&core, &first, &mut device).await;
    let second = begun(&core, "other@mail.example").await;
    let offer = asked(&core, &second).await;
    // The key that was made for the other account, as if it were made for this one.
    let options = serde_json::from_str(&offer.options).expect("options");
    let answer = key(&offer, device.present_key(&options));
    register::choose_passkey(&core, &second, answer).await.expect("kept");
    let (user, _) = register::finish(&core, last(&first)).await.expect("opened");
    let refused = register::finish(&core, last(&second)).await;
    assert!(matches!(refused, Err(FinishError::PasskeyGone)), "{refused:?}");
    assert_eq!(core.count("SELECT COUNT(*) FROM users").await, 1);
    assert_eq!(registration(&core, &second).await.next(), RegistrationStep::Password);
    assert_eq!(signs_in(&core, &mut device).await.expect("the first one's still"), user.id);
}

#[tokio::test]
async fn a_record_that_a_party_made_becomes_the_person_with_the_passkey() {
    let (bank, token) = Partner::bank().await;
    let record: UserId =
        bank.create(&token, json!({"phone": PHONE})).await.ok().member("freedom_id").parse().expect("a UUID");
    let (cookie, mut device) = (begun(&bank, PHONE).await, device(&bank));
    chosen(&bank, &cookie, &mut device).await;
    let (user, _) = register::finish(&bank, last(&cookie)).await.expect("opened");
    assert_eq!(user.id, record);
    assert_eq!(signs_in(&bank, &mut device).await.expect("known"), record);
}

#[tokio::test]
async fn a_record_that_a_party_makes_meanwhile_wants_another_passkey() {
    let (bank, token) = Partner::bank().await;
    let (cookie, mut device) = (begun(&bank, PHONE).await, device(&bank));
    chosen(&bank, &cookie, &mut device).await;
    let record: UserId =
        bank.create(&token, json!({"phone": PHONE})).await.ok().member("freedom_id").parse().expect("a UUID");
    let early = register::finish(&bank, last(&cookie)).await;
    assert!(matches!(early, Err(FinishError::PasskeyGone)), "{early:?}");
    assert_eq!(registration(&bank, &cookie).await.next(), RegistrationStep::Password, "chosen anew");
    chosen(&bank, &cookie, &mut device).await;
    let (user, _) = register::finish(&bank, last(&cookie)).await.expect("opened");
    assert_eq!(user.id, record);
    assert_eq!(signs_in(&bank, &mut device).await.expect("known"), record);
}
