//! Passkeys: what a device may answer, once, to whom, and for what.

use freedom_id::base::{Fault, Micros};
use freedom_id::domain::activity::Origin;
use freedom_id::domain::passkey::{MOST, Passkey};
use freedom_id::domain::session::{Amr, Session, SessionLife};
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::manage;
use freedom_id::service::passkeys::{self, Add, AddError, Answer, NewKey, Offer, Purpose, Refusal};
use freedom_id::service::{Core, activity};
use serde_json::Value;

use crate::support::authenticator::Authenticator;
use crate::support::{TestCore, browser, from, minutes, seconds};

const LAPTOP: &str = "laptop";

fn origin(core: &Core) -> String {
    core.config.server.issuer.origin().ascii_serialization()
}

async fn new_offer(core: &Core, user: UserId) -> Offer {
    passkeys::ask_new(core, user, &browser(LAPTOP)).await.expect("asks").expect("passkeys are possible")
}

fn adding(user: UserId, offer: &Offer, credential: String) -> Add {
    let life = SessionLife { idle: minutes(30), absolute: minutes(30) };
    Add {
        session: Session::begin(user, vec![Amr::Pwd], false, life, Micros::from_seconds(1_750_000_000)),
        device: None,
        user,
        key: NewKey { browser: browser(LAPTOP), ceremony: offer.ceremony.clone(), credential, name: "Phone".into() },
        origin: Origin::default(),
    }
}

async fn added(core: &Core, user: UserId, device: &mut Authenticator) -> Passkey {
    let offer = new_offer(core, user).await;
    let credential = device.create(&offer.options);
    passkeys::add(core, adding(user, &offer, credential)).await.expect("a passkey is added").passkey
}

async fn asked(core: &Core, purpose: Purpose) -> Offer {
    passkeys::ask(core, purpose, &browser(LAPTOP)).await.expect("asks").expect("passkeys are possible")
}

fn answer(purpose: Purpose, offer: &Offer, credential: String) -> Answer {
    let ceremony = offer.ceremony.clone();
    Answer { purpose, browser: browser(LAPTOP), ceremony, credential, origin: from(1) }
}

/// Both halves: checked, and counted.
async fn given(core: &Core, answer: Answer) -> Result<UserId, Refusal> {
    let proof = passkeys::prove(core, answer).await?;
    let (inner, user) = (core.clone(), proof.user);
    let done = core
        .db
        .write::<_, Fault, _>(move |tx| Box::pin(async move { passkeys::prove_within(&inner, tx, &proof).await }));
    done.await?.map(|()| user)
}

async fn try_with(core: &Core, purpose: Purpose, device: &mut Authenticator) -> Result<UserId, Refusal> {
    let offer = asked(core, purpose).await;
    let credential = device.get(&offer.options);
    given(core, answer(purpose, &offer, credential)).await
}

async fn trail(core: &Core, user: UserId) -> Vec<String> {
    activity::page(core, user, None, 50).await.expect("reads").into_iter().map(|a| a.action).collect()
}

#[tokio::test]
async fn a_passkey_is_added_and_names_its_person() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let mut device = Authenticator::new(&origin(&core));
    let passkey = added(&core, user, &mut device).await;
    assert!(passkey.synced && passkey.backed_up && passkey.used_at.is_none());
    assert_eq!(device.keys[0].handle, user.uuid().as_bytes(), "the device is told the id and nothing else");

    core.pass(minutes(3));
    for purpose in [Purpose::SignIn, Purpose::Second(user), Purpose::Confirm(user)] {
        assert_eq!(try_with(&core, purpose, &mut device).await.expect("signs in"), user, "{purpose:?}");
    }
    let listed = passkeys::list(&core, user).await.expect("reads");
    assert_eq!(listed[0].used_at, Some(core.clock.now()));
    assert!(trail(&core, user).await.contains(&"passkey_add".to_owned()));

    // A device that says nothing of the person can only answer where the person is known.
    device.anonymous = true;
    assert_eq!(try_with(&core, Purpose::Second(user), &mut device).await.expect("is known"), user);
    assert!(matches!(try_with(&core, Purpose::SignIn, &mut device).await, Err(Refusal::Unknown)));
}

#[tokio::test]
async fn an_answer_counts_once() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let mut device = Authenticator::new(&origin(&core));
    added(&core, user, &mut device).await;
    let offer = asked(&core, Purpose::SignIn).await;
    let credential = device.get(&offer.options);
    let twice = || given(&core, answer(Purpose::SignIn, &offer, credential.clone()));
    let (one, two) = tokio::join!(twice(), twice());
    let fine = [&one, &two].into_iter().filter(|r| r.is_ok()).count();
    assert_eq!(fine, 1, "two at once: {one:?} {two:?}");
    assert!(matches!(twice().await, Err(Refusal::Stale)), "and never again");

    // The same question in another spelling of its seal is the same question.
    let again = device.get(&offer.options);
    assert!(matches!(given(&core, answer(Purpose::SignIn, &offer, again)).await, Err(Refusal::Stale)));

    // A new passkey, too, is added once per question.
    let offer = new_offer(&core, user).await;
    let other = Authenticator::new(&origin(&core)).create(&offer.options);
    passkeys::add(&core, adding(user, &offer, other)).await.expect("the first");
    let third = Authenticator::new(&origin(&core)).create(&offer.options);
    let refused = passkeys::add(&core, adding(user, &offer, third)).await;
    assert!(matches!(refused, Err(AddError::Refused(Refusal::Stale))), "{refused:?}");
}

#[tokio::test]
async fn a_question_belongs_to_its_browser_its_person_its_purpose_and_its_time() {
    let core = TestCore::new().await;
    let ana = core.person(&["ana@mail.example"]).await;
    let eve = core.person(&["eve@mail.example"]).await;
    let mut device = Authenticator::new(&origin(&core));
    added(&core, ana, &mut device).await;
    added(&core, eve, &mut Authenticator::new(&origin(&core))).await;

    let purposes = [Purpose::SignIn, Purpose::Second(ana), Purpose::Confirm(ana), Purpose::Second(eve)];
    for asked_for in [Purpose::SignIn, Purpose::Second(ana), Purpose::Confirm(ana)] {
        for used_for in purposes.into_iter().filter(|p| *p != asked_for) {
            let offer = asked(&core, asked_for).await;
            let credential = device.get(&offer.options);
            let refused = given(&core, answer(used_for, &offer, credential)).await;
            assert!(matches!(refused, Err(Refusal::Stale)), "{asked_for:?} as {used_for:?}: {refused:?}");
        }
    }
    let offer = asked(&core, Purpose::SignIn).await;
    let credential = device.get(&offer.options);
    let elsewhere = Answer { browser: browser("phone"), ..answer(Purpose::SignIn, &offer, credential.clone()) };
    assert!(matches!(given(&core, elsewhere).await, Err(Refusal::Stale)), "another browser");
    core.pass(seconds(299));
    given(&core, answer(Purpose::SignIn, &offer, credential)).await.expect("in time");
    let offer = asked(&core, Purpose::SignIn).await;
    let credential = device.get(&offer.options);
    core.pass(seconds(300));
    let late = given(&core, answer(Purpose::SignIn, &offer, credential)).await;
    assert!(matches!(late, Err(Refusal::Stale)), "{late:?}");

    // A question for one person is not answered by another one's passkey, even if it was made for it.
    let offer = asked(&core, Purpose::Second(eve)).await;
    let options: Value = serde_json::from_str(&offer.options).expect("JSON");
    let key = device.keys[0].clone();
    let credential = device.get_with(&key, &options);
    let refused = given(&core, answer(Purpose::Second(eve), &offer, credential)).await;
    assert!(matches!(refused, Err(Refusal::Unknown)), "{refused:?}");

    // And nobody adds a passkey to another account, or by a question that was made for a proof.
    let offer = new_offer(&core, ana).await;
    let credential = Authenticator::new(&origin(&core)).create(&offer.options);
    let refused = passkeys::add(&core, adding(eve, &offer, credential)).await;
    assert!(matches!(refused, Err(AddError::Refused(Refusal::Stale))), "{refused:?}");
}

#[tokio::test]
async fn what_a_device_or_page_of_others_signs_is_refused() {
    type Lie = fn(&mut Authenticator);
    let lies: [(&str, Lie); 9] = [
        ("another origin", |d| d.origin = "https://evil.example".into()),
        ("a subdomain", |d| d.origin = d.origin.replace("localhost", "x.localhost")),
        ("another port", |d| d.origin = "http://localhost:1".into()),
        ("https for http", |d| d.origin = d.origin.replace("http:", "https:")),
        ("a frame", |d| d.cross_origin = true),
        ("another site", |d| d.site = Some("evil.example".into())),
        ("nobody there", |d| d.present = false),
        ("nobody verified", |d| d.verified = false),
        ("a copy of what cannot be copied", |d| (d.synced, d.backed_up) = (false, true)),
    ];
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let mut honest = Authenticator::new(&origin(&core));
    added(&core, user, &mut honest).await;
    for (name, lie) in lies {
        let mut device = honest.clone();
        lie(&mut device);
        let refused = try_with(&core, Purpose::SignIn, &mut device).await;
        assert!(matches!(refused, Err(Refusal::Unknown)), "{name}: {refused:?}");
        let mut device = Authenticator::new(&origin(&core));
        lie(&mut device);
        let offer = new_offer(&core, user).await;
        let credential = device.create(&offer.options);
        let refused = passkeys::add(&core, adding(user, &offer, credential)).await;
        assert!(matches!(refused, Err(AddError::Refused(Refusal::Unknown))), "{name}: {refused:?}");
    }
    let mut device = honest.clone();
    device.kind = Some("webauthn.create");
    assert!(matches!(try_with(&core, Purpose::SignIn, &mut device).await, Err(Refusal::Unknown)), "the type");
    let mut device = honest.clone();
    device.keys[0].handle = b"somebody else who".to_vec();
    assert!(matches!(try_with(&core, Purpose::SignIn, &mut device).await, Err(Refusal::Unknown)), "the handle");

    // The answer to another question, though it was one of ours.
    let (one, two) = (asked(&core, Purpose::SignIn).await, asked(&core, Purpose::SignIn).await);
    let credential = honest.get(&one.options);
    let refused = given(&core, answer(Purpose::SignIn, &two, credential)).await;
    assert!(matches!(refused, Err(Refusal::Unknown)), "{refused:?}");

    // What is no answer at all.
    let long = format!("\"{}\"", "x".repeat(70_000));
    for text in ["", "{}", "null", "[1]", "\u{0}", long.as_str()] {
        let offer = asked(&core, Purpose::SignIn).await;
        let refused = given(&core, answer(Purpose::SignIn, &offer, text.into())).await;
        assert!(matches!(refused, Err(Refusal::Unknown)), "{refused:?}");
        let offer = Offer { ceremony: text.into(), ..offer };
        let refused = given(&core, answer(Purpose::SignIn, &offer, honest.get(&offer.options))).await;
        assert!(matches!(refused, Err(Refusal::Stale)), "{refused:?}");
    }
    assert_eq!(passkeys::list(&core, user).await.expect("reads").len(), 1);
}

#[tokio::test]
async fn a_copied_key_is_told_by_its_count() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let mut stick = Authenticator::stick(&origin(&core));
    added(&core, user, &mut stick).await;
    let mut copy = stick.clone();
    try_with(&core, Purpose::SignIn, &mut stick).await.expect("counts on");
    let refused = try_with(&core, Purpose::SignIn, &mut copy).await;
    assert!(matches!(refused, Err(Refusal::Cloned)), "{refused:?}");
    assert_eq!(trail(&core, user).await[0], "passkey_copied");

    // Also when both come at the same moment: the later one finds the count already there.
    let mut copy = stick.clone();
    let (one, two) = (asked(&core, Purpose::SignIn).await, asked(&core, Purpose::SignIn).await);
    let first = answer(Purpose::SignIn, &one, stick.get(&one.options));
    let second = answer(Purpose::SignIn, &two, copy.get(&two.options));
    let (first, second) = (passkeys::prove(&core, first).await, passkeys::prove(&core, second).await);
    let (first, second) = (first.expect("a right answer"), second.expect("a right answer"));
    for (proof, right) in [(first, true), (second, false)] {
        let inner = core.core.clone();
        let counted = core
            .db
            .write::<_, Fault, _>(move |tx| Box::pin(async move { passkeys::prove_within(&inner, tx, &proof).await }))
            .await
            .expect("writes");
        assert_eq!(counted.is_ok(), right, "{counted:?}");
    }
    // A counter that stood and now says nothing is a copy too; one that goes far ahead is none.
    let mut mute = Authenticator { counter: None, ..stick.clone() };
    assert!(matches!(try_with(&core, Purpose::SignIn, &mut mute).await, Err(Refusal::Cloned)));
    stick.counter = Some(4_000_000_000);
    try_with(&core, Purpose::SignIn, &mut stick).await.expect("counts on");
}

#[tokio::test]
async fn what_the_device_says_of_copies_is_kept_up_to_date() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let mut phone = Authenticator { backed_up: false, ..Authenticator::new(&origin(&core)) };
    let passkey = added(&core, user, &mut phone).await;
    assert!(passkey.synced && !passkey.backed_up);
    phone.backed_up = true;
    try_with(&core, Purpose::SignIn, &mut phone).await.expect("signs in");
    assert!(passkeys::list(&core, user).await.expect("reads")[0].backed_up);
    // Whether it can be copied at all never changes.
    (phone.synced, phone.backed_up) = (false, false);
    assert!(matches!(try_with(&core, Purpose::SignIn, &mut phone).await, Err(Refusal::Unknown)));
}

#[tokio::test]
async fn a_key_is_one_persons_and_nobody_has_too_many() {
    let core = TestCore::new().await;
    let ana = core.person(&["ana@mail.example"]).await;
    let eve = core.person(&["eve@mail.example"]).await;
    let mut device = Authenticator::new(&origin(&core));
    added(&core, ana, &mut device).await;
    let offer = new_offer(&core, eve).await;
    let options: Value = serde_json::from_str(&offer.options).expect("JSON");
    let stolen = device.present_key(&options);
    let refused = passkeys::add(&core, adding(eve, &offer, stolen)).await;
    assert!(matches!(refused, Err(AddError::Taken)), "{refused:?}");
    // The person's own device is told not to make a second one; if it does not listen, we do.
    let offer = new_offer(&core, ana).await;
    let options: Value = serde_json::from_str(&offer.options).expect("JSON");
    assert_eq!(options["excludeCredentials"].as_array().expect("a list").len(), 1);
    let again = device.present_key(&options);
    assert!(passkeys::add(&core, adding(ana, &offer, again)).await.is_err());

    for _ in 1..MOST - 1 {
        added(&core, ana, &mut Authenticator::new(&origin(&core))).await;
    }
    let (one, two) = (new_offer(&core, ana).await, new_offer(&core, ana).await);
    let mut last = Vec::new();
    for offer in [&one, &two] {
        last.push(adding(ana, offer, Authenticator::new(&origin(&core)).create(&offer.options)));
    }
    let (two, one) = (last.pop().expect("two"), last.pop().expect("one"));
    let (one, two) = tokio::join!(passkeys::add(&core, one), passkeys::add(&core, two));
    let refused = [&one, &two].into_iter().filter(|r| matches!(r, Err(AddError::TooMany))).count();
    assert_eq!(refused, 1, "{one:?} {two:?}");
    assert_eq!(passkeys::list(&core, ana).await.expect("reads").len(), MOST as usize);
}

#[tokio::test]
async fn passkeys_are_named_by_their_person_and_go_with_them() {
    let core = TestCore::new().await;
    let ana = core.person(&["ana@mail.example"]).await;
    let eve = core.person(&["eve@mail.example"]).await;
    let mut device = Authenticator::new(&origin(&core));
    let passkey = added(&core, ana, &mut device).await;
    assert!(!passkeys::rename(&core, eve, passkey.id, "Mine".into()).await.expect("writes"));
    assert!(passkeys::rename(&core, ana, passkey.id, "My phone".into()).await.expect("writes"));
    assert_eq!(passkeys::list(&core, ana).await.expect("reads")[0].name, "My phone");
    manage::delete(&core, ana, Origin::default()).await.expect("erased");
    assert!(passkeys::list(&core, ana).await.expect("reads").is_empty());
    assert!(matches!(try_with(&core, Purpose::SignIn, &mut device).await, Err(Refusal::Unknown)));
}

#[tokio::test]
async fn only_places_that_browsers_accept_have_passkeys() {
    for (issuer, possible) in [
        ("http://localhost:8080", true),
        ("https://id.example.org", true),
        ("http://127.0.0.1:8080", false),
        ("https://192.0.2.1", false),
    ] {
        let core = TestCore::with(|config| config.server.issuer = issuer.parse().expect("an address")).await;
        assert_eq!(passkeys::are_possible(&core), possible, "{issuer}");
        let offer = passkeys::ask(&core, Purpose::SignIn, &browser(LAPTOP)).await.expect("asks");
        assert_eq!(offer.is_some(), possible, "{issuer}");
    }
}
