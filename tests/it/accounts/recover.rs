//! The way back by one proof: where nobody switched a second step on.

use freedom_id::domain::message::Event;
use freedom_id::domain::otp::OtpPurpose;
use freedom_id::domain::session::Amr;
use freedom_id::domain::user::Standing;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::otp::{self, CODE_LENGTH, CodeError, Submit};
use freedom_id::service::recover::{self, Asked, FinishError, FollowError, ProveError, StartError};
use freedom_id::service::sessions;
use freedom_id::service::sign_in::{self, SignInError};

use crate::support::recovery::{NEW, at, finish, follow, prove, proved, signed_in, start, token_to, try_password};
use crate::support::{PASSWORD, TestCore, address, browser, from, minutes, other_code, seconds};

const MAIL: &str = "ana@mail.example";
const PHONE: &str = "+77012345678";

#[tokio::test]
async fn a_code_leads_back_to_a_new_password_and_everybody_else_is_signed_out() {
    let core = TestCore::new().await;
    let user = core.person(&[PHONE, MAIL]).await;
    let thief = signed_in(&core, MAIL, "thief").await;
    assert_eq!(at(&core, "tab").await, "nothing");
    start(&core, MAIL, "tab").await.expect("begins");
    assert_eq!(at(&core, "tab").await, "code");
    let code = core.last_code(&address(MAIL)).await.expect("a code");
    let wrong = prove(&core, &other_code(&code), "tab").await;
    assert!(matches!(wrong, Err(ProveError::Code(CodeError::Wrong { left: 4 }))), "{wrong:?}");
    assert!(matches!(prove(&core, &code, "thief").await, Err(ProveError::Code(CodeError::Unknown))));
    assert!(matches!(finish(&core, "tab", true).await, Err(FinishError::OtherStep)), "nothing is proved");
    prove(&core, &code, "tab").await.expect("right");
    assert_eq!(at(&core, "tab").await, "password");

    let session = finish(&core, "tab", true).await.expect("set").how.expect("let in").session().expect("a session");
    assert_eq!((session.user, session.amr.as_slice()), (user, &[Amr::Otp][..]), "what was proved, and nothing else");
    assert!(sessions::find_live(&core, thief.id).await.expect("reads").is_none());
    assert!(sessions::find_live(&core, session.id).await.expect("reads").is_some());
    assert!(matches!(try_password(&core, MAIL, PASSWORD, "x").await, Err(SignInError::Mismatch)));
    try_password(&core, MAIL, NEW, "x").await.expect("the new one");
    for to in [MAIL, PHONE] {
        let told = core.letters(&address(to)).await;
        assert!(told.iter().any(|letter| letter.purpose == Event::PasswordReset.as_str()), "{to} is told");
    }
    assert_eq!(at(&core, "tab").await, "nothing", "it is over");
    assert!(matches!(finish(&core, "tab", true).await, Err(FinishError::OtherStep)));
}

#[tokio::test]
async fn other_browsers_stay_signed_in_where_the_person_wishes_so() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    let phone = signed_in(&core, MAIL, "telephone").await;
    proved(&core, MAIL, "tab").await;
    finish(&core, "tab", false).await.expect("set");
    assert!(sessions::find_live(&core, phone.id).await.expect("reads").is_some());
}

#[tokio::test]
async fn strangers_are_at_the_same_step_and_get_nothing() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    for name in ["eve@mail.example", PHONE] {
        start(&core, name, "tab").await.expect("begins");
        assert_eq!(at(&core, "tab").await, "code");
        assert!(core.letters(&address(name)).await.is_empty());
        for code in ["000000", "123456"] {
            assert!(matches!(prove(&core, code, "tab").await, Err(ProveError::Code(CodeError::Wrong { .. }))));
        }
        assert!(matches!(finish(&core, "tab", true).await, Err(FinishError::OtherStep)));
    }
    assert!(matches!(start(&core, "x", "tab").await, Err(StartError::NotAnAddress(_))));
    let unproved = core.count("SELECT COUNT(*) FROM recoveries WHERE user_id IS NULL").await;
    assert_eq!(unproved, 2, "written down like any other");
}

#[tokio::test]
async fn a_code_lives_ten_minutes_and_the_rest_thirty() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    start(&core, MAIL, "tab").await.expect("begins");
    let code = core.last_code(&address(MAIL)).await.expect("a code");
    core.pass(minutes(10));
    assert!(matches!(prove(&core, &code, "tab").await, Err(ProveError::Code(CodeError::Expired))));
    proved(&core, MAIL, "tab").await;
    core.pass(seconds(30 * 60 - 1));
    assert_eq!(at(&core, "tab").await, "password");
    core.pass(seconds(1));
    assert_eq!(at(&core, "tab").await, "nothing");
    assert!(matches!(finish(&core, "tab", true).await, Err(FinishError::OtherStep)));
}

#[tokio::test]
async fn few_begin_in_a_minute_and_in_a_day_whoever_is_there() {
    let core = TestCore::with(|config| config.otp.sends_per_hour = 100).await;
    core.person(&[MAIL]).await;
    for name in [MAIL, "eve@mail.example"] {
        for n in 0..5 {
            start(&core, name, "tab").await.unwrap_or_else(|error| panic!("{name} {n}: {error}"));
            let early = start(&core, name, "other").await;
            assert!(matches!(early, Err(StartError::Wait { .. })), "{early:?}");
            core.pass(seconds(60));
        }
        let sixth = start(&core, name, "tab").await;
        assert!(matches!(sixth, Err(StartError::Wait { .. })), "{sixth:?}");
        core.pass(minutes(60));
        assert!(start(&core, name, "tab").await.is_err(), "{name}");
    }
    core.pass(minutes(24 * 60));
    start(&core, MAIL, "tab").await.expect("another day");
}

#[tokio::test]
async fn one_network_has_a_budget_over_all_names() {
    let core = TestCore::new().await;
    for n in 0..10 {
        start(&core, &format!("p{n}@mail.example"), "tab").await.expect("begins");
    }
    assert!(matches!(start(&core, MAIL, "tab").await, Err(StartError::Wait { .. })));
}

#[tokio::test]
async fn a_link_works_once_in_any_browser_and_the_first_tab_is_told() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    start(&core, MAIL, "laptop").await.expect("begins");
    let code = core.last_code(&address(MAIL)).await.expect("a code");
    let token = token_to(&core, MAIL).await.expect("a link");
    for _ in 0..3 {
        assert!(matches!(recover::asked(&core, &token).await, Ok(Asked::Open(_))), "looking changes nothing");
    }
    follow(&core, &token, "telephone").await.expect("goes on");
    assert_eq!((at(&core, "telephone").await, at(&core, "laptop").await), ("password", "elsewhere"));
    let again = follow(&core, &token, "thief").await;
    assert!(matches!(again, Err(FollowError::Dead(Asked::Used(_)))), "{again:?}");
    assert!(prove(&core, &code, "laptop").await.is_err(), "its code went with it");
    finish(&core, "telephone", true).await.expect("set");
    assert!(matches!(recover::asked(&core, &token).await, Ok(Asked::Used(_))));
}

#[tokio::test]
async fn a_link_ends_with_its_code_with_a_newer_one_and_with_time() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    proved(&core, MAIL, "tab").await;
    let used = token_to(&core, MAIL).await.expect("a link");
    assert!(matches!(follow(&core, &used, "x").await, Err(FollowError::Dead(Asked::Used(_)))));
    core.pass(seconds(60));
    start(&core, MAIL, "x").await.expect("begins");
    let older = token_to(&core, MAIL).await.expect("a link");
    core.pass(seconds(60));
    start(&core, MAIL, "y").await.expect("begins");
    assert!(matches!(follow(&core, &older, "x").await, Err(FollowError::Dead(Asked::Expired(_)))), "one is live");
    let newest = token_to(&core, MAIL).await.expect("a link");
    core.pass(minutes(30));
    assert!(matches!(follow(&core, &newest, "y").await, Err(FollowError::Dead(Asked::Expired(_)))));
    assert!(matches!(
        follow(&core, &freedom_id::base::Secret::new("x".repeat(43)), "y").await,
        Err(FollowError::Dead(Asked::Unknown))
    ));
}

#[tokio::test]
async fn whoever_did_not_ask_ends_link_and_code() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    start(&core, MAIL, "thief").await.expect("begins");
    let code = core.last_code(&address(MAIL)).await.expect("a code");
    let token = token_to(&core, MAIL).await.expect("a link");
    recover::refuse(&core, &token, from(2)).await.expect("refuses");
    assert!(prove(&core, &code, "thief").await.is_err());
    assert!(follow(&core, &token, "thief").await.is_err());
    try_password(&core, MAIL, PASSWORD, "x").await.expect("nothing was changed");
}

#[tokio::test]
async fn codes_of_one_purpose_are_nothing_for_another() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    start(&core, MAIL, "tab").await.expect("begins");
    let back = core.last_code(&address(MAIL)).await.expect("a code");
    let input = sign_in::Start {
        identifier: MAIL.into(),
        browser: browser("tab"),
        locale: freedom_id::base::Locale::En,
        origin: from(1),
    };
    let pending = sign_in::start(&core, input).await.expect("begins");
    let way_in = core.last_code(&address(MAIL)).await.expect("a code");
    if back != way_in {
        assert!(prove(&core, &way_in, "tab").await.is_err());
        let submit = Submit { id: pending.id, browser: browser("tab"), code: back.clone(), length: CODE_LENGTH };
        let inner = core.core.clone();
        let judged = core
            .db
            .write::<_, freedom_id::base::Fault, _>(move |tx| {
                Box::pin(async move { otp::submit_within(&inner, tx, &submit).await })
            })
            .await;
        assert!(matches!(judged, Ok(Err(CodeError::Wrong { .. }))), "{judged:?}");
    }
    let waiting = otp::pending(&core, &browser("tab"), OtpPurpose::Recover).await.expect("reads");
    assert!(waiting.is_some(), "the other code did not take its place");
    prove(&core, &back, "tab").await.expect("right");
}

#[tokio::test]
async fn the_blocked_are_told_after_the_right_code_only_and_get_nowhere() {
    let core = TestCore::new().await;
    let user = core.person(&[MAIL]).await;
    proved(&core, MAIL, "early").await;
    manage::block(&core, user, Block::Lock, from(9)).await.expect("blocked");
    let late = finish(&core, "early", true).await;
    assert!(matches!(late, Err(FinishError::Barred(Standing::Locked))), "{late:?}");
    core.pass(seconds(60));
    start(&core, MAIL, "tab").await.expect("begins");
    let code = core.last_code(&address(MAIL)).await.expect("a code");
    let told = prove(&core, &code, "tab").await;
    assert!(matches!(told, Err(ProveError::Barred(Standing::Locked))), "{told:?}");
    core.pass(seconds(60));
    start(&core, MAIL, "tab").await.expect("begins");
    let token = token_to(&core, MAIL).await.expect("a link");
    assert!(matches!(follow(&core, &token, "x").await, Err(FollowError::Barred(Standing::Locked))));
    manage::delete(&core, user, from(9)).await.expect("erased");
    assert!(follow(&core, &token, "x").await.is_err());
}

#[tokio::test]
async fn failures_are_forgotten_with_the_old_password() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    for _ in 0..5 {
        assert!(try_password(&core, MAIL, "wrong", "tab").await.is_err());
    }
    assert!(matches!(try_password(&core, MAIL, PASSWORD, "tab").await, Err(SignInError::Wait { .. })));
    proved(&core, MAIL, "tab").await;
    finish(&core, "tab", true).await.expect("set");
    try_password(&core, MAIL, NEW, "fresh").await.expect("nobody waits");
}

#[tokio::test]
async fn a_bad_password_changes_nothing_and_the_step_stays() {
    let core = TestCore::new().await;
    core.person(&[MAIL]).await;
    proved(&core, MAIL, "tab").await;
    for bad in ["short", "password123", "my-aigerim-horse-91"] {
        let input = recover::Finish {
            password: freedom_id::base::Secret::new(bad),
            ..crate::support::recovery::last_step("tab", true)
        };
        assert!(matches!(recover::finish(&core, input).await, Err(FinishError::Password(_))), "{bad}");
    }
    assert_eq!(at(&core, "tab").await, "password");
    try_password(&core, MAIL, PASSWORD, "x").await.expect("still the old one");
    finish(&core, "tab", true).await.expect("set");
}
