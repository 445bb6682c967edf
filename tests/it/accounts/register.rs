//! Opening an account.

use freedom_id::base::{Locale, Secret};
use freedom_id::domain::message::Message;
use freedom_id::domain::password::PasswordFlaw;
use freedom_id::domain::registration::RegistrationStep;
use freedom_id::domain::session::Session;
use freedom_id::domain::user::User;
use freedom_id::service::accounts::register::{self, AboutFlaw, Finish, FinishError, Start, StartError, StepError};
use freedom_id::service::otp::CodeError;
use freedom_id::service::sign_in::{self, WithPassword};
use freedom_id::service::{Core, sessions};

use crate::support::{
    PASSWORD, TestCore, address, browser, email, from, in_session, minutes, other_code, phone, seconds,
};

fn begin(tel: Option<&str>, mail: Option<&str>) -> Start {
    Start {
        phone: tel.map(phone),
        email: mail.map(email),
        locale: Locale::Kk,
        track: None,
        previous: None,
        origin: from(1),
    }
}

fn about(cookie: &Secret) -> Finish {
    Finish {
        cookie: cookie.clone(),
        firstname: "Әйгерім".into(),
        lastname: "Бекова".into(),
        accept_terms: true,
        link: None,
        device: None,
        origin: from(1),
    }
}

async fn prove(core: &TestCore, cookie: &Secret, to: &str) {
    let code = core.last_code(&address(to)).await.expect("a code");
    register::prove(core, cookie, code, from(1)).await.expect("proved");
}

/// Up to the last step.
async fn ready(core: &TestCore, tel: &str) -> Secret {
    let started = register::start(core, begin(Some(tel), None)).await.expect("started");
    prove(core, &started.cookie, tel).await;
    register::choose_password(core, &started.cookie, Secret::new(PASSWORD)).await.expect("chosen");
    started.cookie
}

#[tokio::test]
async fn step_by_step_a_person_gets_an_account_and_is_signed_in() {
    let core = TestCore::new().await;
    let started = register::start(&core, begin(Some("+77012345678"), Some("ana@mail.example"))).await.expect("started");
    let cookie = started.cookie;
    assert!(matches!(started.registration.next(), RegistrationStep::Prove(a) if a == address("+77012345678")));
    let refused = register::choose_password(&core, &cookie, Secret::new(PASSWORD)).await;
    assert!(matches!(refused, Err(StepError::OtherStep)));
    assert!(core.letters(&address("ana@mail.example")).await.is_empty(), "the first is proved before the second");
    prove(&core, &cookie, "+77012345678").await;
    prove(&core, &cookie, "ana@mail.example").await;

    for (password, flaw) in [
        ("short", PasswordFlaw::Short { least: 8 }),
        ("qwertyuiop", PasswordFlaw::Common),
        ("77012345678-xyz", PasswordFlaw::Personal),
    ] {
        let refused = register::choose_password(&core, &cookie, Secret::new(password)).await;
        assert!(matches!(refused, Err(StepError::Password(f)) if f == flaw), "{password}");
    }
    assert!(matches!(register::finish(&core, about(&cookie)).await, Err(FinishError::OtherStep)));
    register::choose_password(&core, &cookie, Secret::new(PASSWORD)).await.expect("chosen");
    let wrong = Finish { firstname: "1".into(), accept_terms: false, ..about(&cookie) };
    let refused = register::finish(&core, wrong).await;
    assert!(matches!(&refused, Err(FinishError::Fields(f)) if f[..] == [AboutFlaw::Firstname, AboutFlaw::Terms]));

    let (user, session) = register::finish(&core, about(&cookie)).await.expect("finished");
    assert_eq!(user.profile.display_name().as_deref(), Some("Әйгерім Бекова"));
    assert!(sessions::find_live(&core, session.id).await.expect("reads").is_some());
    let again = register::resume(&core, &cookie).await.expect("reads").expect("is there");
    assert_eq!(again.next(), RegistrationStep::Done);
    assert_eq!(again.password_hash, None);
    for name in ["+77012345678", "ana@mail.example"] {
        let input = WithPassword {
            identifier: name.into(),
            password: Secret::new(PASSWORD),
            remembered: false,
            device: None,
            browser: browser("ana"),
            next: None,
            only: None,
            origin: from(1),
        };
        assert_eq!(in_session(sign_in::with_password(&core, input).await.expect("signs in")).user, user.id);
    }
}

#[tokio::test]
async fn a_known_contact_looks_the_same_and_its_holder_is_told() {
    let core = TestCore::new().await;
    core.person(&["ana@mail.example"]).await;
    let known = register::start(&core, begin(None, Some("ana@mail.example"))).await.expect("started");
    let fresh = register::start(&core, begin(None, Some("eve@mail.example"))).await.expect("started");
    let shown = |p: Option<freedom_id::service::otp::Pending>| p.map(|p| (p.expires_at, p.resend_at));
    assert_eq!(
        shown(register::pending(&core, &known.cookie).await.expect("reads")),
        shown(register::pending(&core, &fresh.cookie).await.expect("reads"))
    );
    let letters = core.letters(&address("ana@mail.example")).await;
    assert_eq!(letters.len(), 1);
    assert_eq!((letters[0].code.as_deref(), Message::AlreadyRegistered.code()), (None, None));
    for left in [4, 3, 2, 1] {
        let refused = register::prove(&core, &known.cookie, "123456".into(), from(1)).await;
        assert!(matches!(refused, Err(StepError::Code(CodeError::Wrong { left: l })) if l == left), "{refused:?}");
    }
    let refused = register::prove(&core, &known.cookie, "123456".into(), from(1)).await;
    assert!(matches!(refused, Err(StepError::Code(CodeError::Exhausted { .. }))), "{refused:?}");
}

#[tokio::test]
async fn contacts_can_be_changed_and_what_was_proved_stays_proved() {
    let core = TestCore::new().await;
    let first = register::start(&core, begin(Some("+77012345678"), Some("wrong@mail.example"))).await.expect("started");
    let twice =
        Start { previous: Some(first.cookie.clone()), ..begin(Some("+77012345678"), Some("wrong@mail.example")) };
    let same = register::start(&core, twice).await.expect("a double click is no second code");
    assert_eq!(same.registration.id, first.registration.id);
    prove(&core, &first.cookie, "+77012345678").await;
    let changed =
        Start { previous: Some(first.cookie.clone()), ..begin(Some("+77012345678"), Some("ana@mail.example")) };
    let second = register::start(&core, changed).await.expect("started");
    assert!(matches!(second.registration.next(), RegistrationStep::Prove(a) if a == address("ana@mail.example")));
    assert!(register::resume(&core, &first.cookie).await.expect("reads").is_none());
    prove(&core, &second.cookie, "ana@mail.example").await;
}

#[tokio::test]
async fn numbers_that_cannot_be_are_refused_and_old_registrations_end() {
    let core = TestCore::new().await;
    assert!(matches!(register::start(&core, begin(None, None)).await, Err(StartError::NoContact)));
    let refused = register::start(&core, begin(Some("+70000000000"), None)).await;
    assert!(matches!(refused, Err(StartError::PhoneUnsupported)));
    let cookie = ready(&core, "+77012345678").await;
    core.pass(minutes(24 * 60));
    assert!(matches!(register::finish(&core, about(&cookie)).await, Err(FinishError::Gone)));
    assert!(matches!(register::resend(&core, &cookie, from(1)).await, Err(StepError::Gone)));
}

#[tokio::test]
async fn a_new_code_can_be_asked_for_after_a_minute() {
    let core = TestCore::new().await;
    let started = register::start(&core, begin(Some("+77012345678"), None)).await.expect("started");
    let old = core.last_code(&address("+77012345678")).await.expect("a code");
    assert!(matches!(register::resend(&core, &started.cookie, from(1)).await, Err(StepError::Wait { .. })));
    core.pass(seconds(60));
    register::resend(&core, &started.cookie, from(1)).await.expect("sent");
    let new = core.last_code(&address("+77012345678")).await.expect("a code");
    if old != new {
        let refused = register::prove(&core, &started.cookie, old, from(1)).await;
        assert!(matches!(refused, Err(StepError::Code(CodeError::Wrong { .. }))), "{refused:?}");
    }
    let refused = register::prove(&core, &started.cookie, other_code(&new), from(1)).await;
    assert!(matches!(refused, Err(StepError::Code(CodeError::Wrong { .. }))), "{refused:?}");
    register::prove(&core, &started.cookie, new, from(1)).await.expect("proved");
}

async fn finish_all(core: &Core, cookies: Vec<Secret>) -> Vec<Result<(User, Session), FinishError>> {
    let all = cookies.into_iter().map(|cookie| {
        let core = core.clone();
        async move { register::finish(&core, about(&cookie)).await }
    });
    all.collect::<tokio::task::JoinSet<_>>().join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_finished_many_times_at_once_yields_one_user() {
    let core = TestCore::new().await;
    let cookie = ready(&core, "+77012345678").await;
    let results = finish_all(&core, vec![cookie; 8]).await;
    assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1, "{results:?}");
    let others = results.iter().filter(|r| matches!(r, Err(FinishError::OtherStep))).count();
    assert_eq!(others, 7, "{results:?}");
    assert_eq!(core.count("SELECT COUNT(*) FROM users").await, 1);
    assert_eq!(core.count("SELECT COUNT(*) FROM sessions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_registrations_with_one_number_the_first_to_finish_keeps_it() {
    let core = TestCore::new().await;
    let first = ready(&core, "+77012345678").await;
    core.pass(minutes(2));
    let second = ready(&core, "+77012345678").await;
    let results = finish_all(&core, vec![first, second]).await;
    assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1, "{results:?}");
    assert!(results.iter().any(|r| matches!(r, Err(FinishError::Taken(_)))), "{results:?}");
    assert_eq!(core.count("SELECT COUNT(*) FROM users").await, 1);
    assert_eq!(core.count("SELECT COUNT(*) FROM contacts").await, 1);
}
