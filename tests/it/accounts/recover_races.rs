//! Two at once on the way back: tabs, browsers, an attacker beside the owner.

use std::sync::Arc;

use freedom_id::service::recover::FinishError;
use freedom_id::service::{recover, sessions};
use tokio::task::JoinSet;

use crate::support::recovery::{at, finish, follow, prove, proved, signed_in, start, token_to, try_password};
use crate::support::{PASSWORD, TestCore, address, from, seconds};

const MAIL: &str = "ana@mail.example";

#[tokio::test]
async fn who_begins_later_does_not_push_out_who_proved_something() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    proved(&core, MAIL, "owner").await;
    core.pass(seconds(60));
    start(&core, MAIL, "thief").await.expect("begins");
    assert_eq!(at(&core, "owner").await, "password");
    finish(&core, "owner", true).await.expect("set");
    assert_eq!(at(&core, "thief").await, "code", "what was on its way ended with it, which looks like any other");
    assert!(matches!(finish(&core, "thief", true).await, Err(FinishError::OtherStep)));
    assert!(follow(&core, &token_to(&core, MAIL).await.expect("a link"), "thief").await.is_err());
}

#[tokio::test]
async fn one_waits_for_its_first_proof_and_one_goes_on() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    start(&core, MAIL, "first").await.expect("begins");
    let older = core.last_code(&address(MAIL)).await.expect("a code");
    core.pass(seconds(60));
    start(&core, MAIL, "second").await.expect("begins");
    assert_eq!(at(&core, "first").await, "code", "as for a contact that nobody has");
    assert!(prove(&core, &older, "first").await.is_err());
    let code = core.last_code(&address(MAIL)).await.expect("a code");
    prove(&core, &code, "second").await.expect("right");
    core.pass(seconds(60));
    proved(&core, MAIL, "third").await;
    assert_eq!((at(&core, "second").await, at(&core, "third").await), ("nothing", "password"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_finish_at_once_one_sets_the_password() {
    let core = Arc::new(TestCore::new().await);
    core.person(&[MAIL]).await;
    proved(&core, MAIL, "tab").await;
    let mut tries = JoinSet::new();
    for _ in 0..4 {
        let core = core.clone();
        tries.spawn(async move { finish(&core, "tab", true).await });
    }
    let results = tries.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(results.iter().filter_map(|r| r.as_ref().err()).all(|error| matches!(error, FinishError::OtherStep)));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_link_and_code_at_once_one_goes_on() {
    for _ in 0..5 {
        let core = Arc::new(TestCore::new().await);
        core.person(&[MAIL]).await;
        start(&core, MAIL, "tab").await.expect("begins");
        let code = core.last_code(&address(MAIL)).await.expect("a code");
        let token = token_to(&core, MAIL).await.expect("a link");
        let mut tries = JoinSet::new();
        let one = core.clone();
        tries.spawn(async move { prove(&one, &code, "tab").await.is_ok() });
        for n in 0..2 {
            let (core, token) = (core.clone(), token.clone());
            tries.spawn(async move { follow(&core, &token, &format!("other {n}")).await.is_ok() });
        }
        let good = tries.join_all().await.into_iter().filter(|good| *good).count();
        assert_eq!(good, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_beginnings_at_once_leave_one() {
    let core = Arc::new(TestCore::with(|config| config.limits.enabled = false).await);
    core.person(&[MAIL, "+77012345678"]).await;
    let mut tries = JoinSet::new();
    for n in 0..8 {
        let core = core.clone();
        let name = if n % 2 == 0 { MAIL } else { "+77012345678" };
        tries.spawn(async move { start(&core, name, &format!("tab {n}")).await });
    }
    for result in tries.join_all().await {
        result.expect("begins");
    }
    assert_eq!(core.count("SELECT COUNT(*) FROM recoveries WHERE ended_at IS NULL").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_beside_a_reset_is_either_ended_or_refused() {
    for _ in 0..5 {
        let core = Arc::new(TestCore::new().await);
        core.person(&[MAIL]).await;
        let early = signed_in(&core, MAIL, "early").await;
        proved(&core, MAIL, "tab").await;
        let thief = core.clone();
        let beside = tokio::spawn(async move { try_password(&thief, MAIL, PASSWORD, "thief").await });
        finish(&core, "tab", true).await.expect("set");
        if let Ok(entered) = beside.await.expect("ran") {
            let session = entered.session().expect("a session");
            assert!(sessions::find_live(&core, session.id).await.expect("reads").is_none());
        }
        assert!(sessions::find_live(&core, early.id).await.expect("reads").is_none());
    }
}

#[tokio::test]
async fn a_sign_in_that_waits_for_its_second_step_ends_with_a_reset() {
    let core = TestCore::new().await;
    let user = core.person(&[MAIL]).await;
    let (app, _) = crate::support::recovery::with_app(&core, user, MAIL).await;
    try_password(&core, MAIL, PASSWORD, "thief").await.expect("half in");
    let waits = "SELECT COUNT(*) FROM pending_sign_ins WHERE ended_at IS NULL";
    assert_eq!(core.count(waits).await, 1);
    proved(&core, MAIL, "tab").await;
    let proof = recover::Proof::Totp(app.shows(&core));
    recover::second(&core, &crate::support::browser("tab"), proof, from(1)).await.expect("right");
    finish(&core, "tab", true).await.expect("set");
    assert_eq!(core.count(waits).await, 0);
}
