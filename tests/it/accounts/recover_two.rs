//! The way back where a second step is on: two proofs, of different kinds.

use freedom_id::domain::message::Event;
use freedom_id::domain::session::Amr;
use freedom_id::service::recover::{self, Finish, FinishError, Here, Proof, SecondError, Stage};
use freedom_id::service::recovery_codes::RecoveryError;
use freedom_id::service::sessions;
use freedom_id::service::sign_in::Entered;
use freedom_id::service::totp::TotpError;
use freedom_id::store::users;

use crate::support::recovery::{at, finish, last_step, prove, prove_other, proved, start, with_app};
use crate::support::{TestCore, address, browser, from, seconds};

const MAIL: &str = "ana@mail.example";
const WORK: &str = "ana@work.example";
const PHONE: &str = "+77012345678";

async fn second(core: &TestCore, proof: Proof) -> Result<(), SecondError> {
    recover::second(core, &browser("tab"), proof, from(1)).await
}

#[tokio::test]
async fn a_code_alone_is_not_enough_and_the_app_completes_it() {
    let core = TestCore::new().await;
    let user = core.person(&[MAIL]).await;
    let (app, _) = with_app(&core, user, MAIL).await;
    let before = signed_in_both(&core).await;
    proved(&core, MAIL, "tab").await;
    assert_eq!(at(&core, "tab").await, "second");
    assert!(matches!(finish(&core, "tab", true).await, Err(FinishError::OtherStep)));
    let wrong = second(&core, Proof::Totp("000000".into())).await;
    assert!(matches!(wrong, Err(SecondError::Totp(TotpError::Wrong))), "{wrong:?}");
    let code = app.shows(&core);
    second(&core, Proof::Totp(code.clone())).await.expect("right");
    assert!(matches!(second(&core, Proof::Totp(code)).await, Err(SecondError::OtherStep)), "once");
    assert_eq!(at(&core, "tab").await, "password");
    let done = finish(&core, "tab", false).await.expect("set").how.expect("let in");
    assert_eq!(done.session().expect("a session").amr, [Amr::Otp, Amr::Totp]);
    for id in before {
        assert!(sessions::find_live(&core, id).await.expect("reads").is_none(), "signed out, ticked or not");
    }
}

/// Sessions that there are.
async fn signed_in_both(core: &TestCore) -> Vec<freedom_id::domain::session::SessionId> {
    use freedom_id::store::Conn as _;
    let mut reader = core.db.read().await.expect("a reader");
    let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM sessions WHERE ended_at IS NULL")
        .fetch_all(reader.conn())
        .await
        .expect("ids");
    ids.iter().map(|id| id.parse().expect("an id")).collect()
}

#[tokio::test]
async fn a_recovery_code_counts_and_is_used_up() {
    let core = TestCore::new().await;
    let user = core.person(&[MAIL]).await;
    let (_, codes) = with_app(&core, user, MAIL).await;
    proved(&core, MAIL, "tab").await;
    let wrong = second(&core, Proof::Recovery("0000-0000-0000-0000".into())).await;
    assert!(matches!(wrong, Err(SecondError::Recovery(RecoveryError::Wrong))), "{wrong:?}");
    second(&core, Proof::Recovery(codes[0].expose().to_lowercase())).await.expect("right");
    let done = finish(&core, "tab", true).await.expect("set").how.expect("let in");
    assert_eq!(done.session().expect("a session").amr, [Amr::Otp, Amr::Recovery]);
    let told = core.letters(&address(MAIL)).await;
    assert!(told.iter().any(|letter| letter.purpose == Event::RecoveryCodeUsed.as_str()));
    core.pass(seconds(60));
    proved(&core, MAIL, "tab").await;
    let again = second(&core, Proof::Recovery(codes[0].expose().to_owned())).await;
    assert!(matches!(again, Err(SecondError::Recovery(RecoveryError::Used))), "{again:?}");
}

#[tokio::test]
async fn two_contacts_by_two_ways_do_and_two_letter_boxes_do_not() {
    let core = TestCore::new().await;
    let user = core.person(&[MAIL, WORK, PHONE]).await;
    with_app(&core, user, MAIL).await;
    proved(&core, MAIL, "tab").await;
    // The second letter box proves nothing new, and the same one even less.
    let here = recover::here(&core, &browser("tab")).await.expect("reads");
    let Here::At(_, stage) = here else { panic!("at a step") };
    let Stage::Second { other, .. } = *stage else { panic!("a second proof is asked for") };
    assert_eq!(other, Some(address(PHONE)));
    prove_other(&core, PHONE, "tab").await;
    assert_eq!(at(&core, "tab").await, "password");
    let done = finish(&core, "tab", true).await.expect("set").how.expect("let in");
    assert!(matches!(done, Entered::Second(_)), "the app is asked for at the sign-in: {done:?}");
}

#[tokio::test]
async fn sms_alone_never_opens_an_account_with_a_second_step() {
    let core = TestCore::new().await;
    let user = core.person(&[PHONE, MAIL]).await;
    sms_step(&core, user).await;
    proved(&core, PHONE, "tab").await;
    assert_eq!(at(&core, "tab").await, "second");
    assert!(matches!(finish(&core, "tab", true).await, Err(FinishError::OtherStep)));
    prove_other(&core, MAIL, "tab").await;
    let done = finish(&core, "tab", true).await.expect("set").how.expect("let in");
    assert_eq!(done.session().expect("what was just chosen is not asked for").amr, [Amr::Sms, Amr::Otp]);
}

async fn sms_step(core: &TestCore, user: freedom_id::domain::user::UserId) {
    let now = core.clock.now();
    core.db
        .write::<_, freedom_id::base::Fault, _>(move |tx| {
            Box::pin(async move { users::set_sms_step(tx, user, Some(now)).await })
        })
        .await
        .expect("set");
}

#[tokio::test]
async fn whoever_lost_the_app_can_leave_it_behind_after_two_messages() {
    let core = TestCore::new().await;
    let user = core.person(&[MAIL, PHONE]).await;
    with_app(&core, user, MAIL).await;
    proved(&core, MAIL, "tab").await;
    prove_other(&core, PHONE, "tab").await;
    let done = recover::finish(&core, Finish { forget_app: true, ..last_step("tab", true) }).await.expect("set");
    assert_eq!(done.how.expect("let in").session().expect("a session").amr, [Amr::Otp, Amr::Sms]);
    assert_eq!(core.count("SELECT COUNT(*) FROM totp").await, 0);
    assert_eq!(core.count("SELECT COUNT(*) FROM recovery_codes").await, 0);
    let told = core.letters(&address(PHONE)).await;
    assert!(told.iter().any(|letter| letter.purpose == Event::TotpOff.as_str()));
}

#[tokio::test]
async fn whoever_proved_the_app_does_not_leave_it_behind_by_the_way() {
    let core = TestCore::new().await;
    let user = core.person(&[MAIL, PHONE]).await;
    let (app, _) = with_app(&core, user, MAIL).await;
    proved(&core, MAIL, "tab").await;
    second(&core, Proof::Totp(app.shows(&core))).await.expect("right");
    recover::finish(&core, Finish { forget_app: true, ..last_step("tab", true) }).await.expect("set");
    assert_eq!(core.count("SELECT COUNT(*) FROM totp").await, 1);
}

#[tokio::test]
async fn a_second_step_that_is_switched_on_meanwhile_is_asked_for() {
    let core = TestCore::new().await;
    let user = core.person(&[MAIL, PHONE]).await;
    proved(&core, MAIL, "tab").await;
    sms_step(&core, user).await;
    assert!(matches!(finish(&core, "tab", true).await, Err(FinishError::OtherStep)));
    assert_eq!(at(&core, "tab").await, "second");
}

#[tokio::test]
async fn the_way_that_is_not_there_is_refused() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    start(&core, MAIL, "tab").await.expect("begins");
    assert!(matches!(second(&core, Proof::Totp("000000".into())).await, Err(SecondError::OtherStep)));
    let code = core.last_code(&address(MAIL)).await.expect("a code");
    prove(&core, &code, "tab").await.expect("right");
    assert!(matches!(second(&core, Proof::Recovery("x".into())).await, Err(SecondError::OtherStep)));
}
