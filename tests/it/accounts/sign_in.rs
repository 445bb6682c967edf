//! Signing in by password and by code, and the waits after failures.

use freedom_id::base::{Digest, Fault, Locale, Secret};
use freedom_id::domain::activity::Origin;
use freedom_id::domain::session::{Amr, Session};
use freedom_id::domain::user::Standing;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::otp::CodeError;
use freedom_id::service::sign_in::{self, Barred, Finish, FinishError, SignInError, Start, StartError, WithPassword};
use freedom_id::service::{Core, activity, sessions};

use crate::support::{PASSWORD, TestCore, address, browser, from, in_session, minutes, seconds};

fn input(name: &str, password: &str, origin: Origin, device: Option<&str>) -> WithPassword {
    WithPassword {
        identifier: name.into(),
        password: Secret::new(password),
        remembered: false,
        device: device.map(Digest::of),
        browser: browser("ana"),
        next: None,
        only: None,
        origin,
    }
}

async fn try_with(core: &Core, name: &str, password: &str, network: u8) -> Result<Session, SignInError> {
    sign_in::with_password(core, input(name, password, from(network), None)).await.map(in_session)
}

#[tokio::test]
async fn either_contact_and_any_spelling_sign_in() {
    let core = TestCore::new().await;
    let user = core.person(&["+77012345678", "ana@mail.example"]).await;
    for name in ["8 701 234 56 78", "ANA@mail.example"] {
        let session = try_with(&core, name, PASSWORD, 1).await.expect("signs in");
        assert_eq!((session.user, session.amr.as_slice()), (user, &[Amr::Pwd][..]));
        assert!(sessions::find_live(&core, session.id).await.expect("reads").is_some());
    }
    for (name, password) in [("ana@mail.example", "wrong"), ("eve@mail.example", PASSWORD), ("x", PASSWORD), ("", "")] {
        assert!(matches!(try_with(&core, name, password, 1).await, Err(SignInError::Mismatch)), "{name}");
    }
}

#[tokio::test]
async fn waits_grow_with_failures_and_end_with_success() {
    let core = TestCore::new().await;
    core.person(&["ana@mail.example"]).await;
    for _ in 0..5 {
        assert!(matches!(try_with(&core, "ana@mail.example", "wrong", 1).await, Err(SignInError::Mismatch)));
    }
    for wait in [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600] {
        match try_with(&core, "ana@mail.example", PASSWORD, 1).await {
            Err(SignInError::Wait { until }) => assert_eq!(core.clock.now().until(until), seconds(wait)),
            other => panic!("waits {wait} s even with the right password: {other:?}"),
        }
        core.pass(seconds(wait));
        assert!(matches!(try_with(&core, "ana@mail.example", "wrong", 1).await, Err(SignInError::Mismatch)));
    }
    core.pass(seconds(3_600));
    try_with(&core, "ana@mail.example", PASSWORD, 1).await.expect("the wait is over");
    for _ in 0..4 {
        assert!(try_with(&core, "ana@mail.example", "wrong", 1).await.is_err());
    }
    try_with(&core, "ana@mail.example", PASSWORD, 1).await.expect("success cleared the count");
}

#[tokio::test]
async fn unknown_names_wait_like_known_ones() {
    let core = TestCore::new().await;
    core.person(&["ana@mail.example"]).await;
    for name in ["ana@mail.example", "nobody@mail.example", "no name at all"] {
        let network = u8::try_from(name.len()).expect("short");
        for _ in 0..5 {
            assert!(matches!(try_with(&core, name, "wrong", network).await, Err(SignInError::Mismatch)), "{name}");
        }
        assert!(matches!(try_with(&core, name, "wrong", network).await, Err(SignInError::Wait { .. })), "{name}");
        assert!(matches!(try_with(&core, name, "wrong", 200).await, Err(SignInError::Mismatch)), "another network");
    }
}

#[tokio::test]
async fn strangers_cannot_keep_a_known_browser_out() {
    let core = TestCore::new().await;
    core.person(&["ana@mail.example"]).await;
    let own = |password| input("ana@mail.example", password, from(1), Some("laptop"));
    sign_in::with_password(&core, own(PASSWORD)).await.expect("the laptop becomes known");
    for network in 1..=5 {
        for _ in 0..4 {
            assert!(try_with(&core, "ana@mail.example", "wrong", network).await.is_err());
        }
    }
    assert!(matches!(try_with(&core, "ana@mail.example", PASSWORD, 99).await, Err(SignInError::Wait { .. })));
    sign_in::with_password(&core, own(PASSWORD)).await.expect("the known browser is exempt");
    for _ in 0..5 {
        assert!(matches!(sign_in::with_password(&core, own("wrong")).await, Err(SignInError::Mismatch)));
    }
    assert!(
        matches!(sign_in::with_password(&core, own(PASSWORD)).await, Err(SignInError::Wait { .. })),
        "but it gets no endless tries"
    );
}

#[tokio::test]
async fn one_network_has_a_budget_over_all_names() {
    let core = TestCore::new().await;
    core.person(&["ana@mail.example"]).await;
    for n in 0..20 {
        let name = format!("p{n}@mail.example");
        assert!(matches!(try_with(&core, &name, "wrong", 1).await, Err(SignInError::Mismatch)), "{n}");
    }
    assert!(matches!(try_with(&core, "ana@mail.example", PASSWORD, 1).await, Err(SignInError::Wait { .. })));
    core.pass(minutes(5));
    for _ in 0..30 {
        try_with(&core, "ana@mail.example", PASSWORD, 1).await.expect("right ones do not count");
    }
}

#[tokio::test]
async fn one_network_has_a_budget_for_a_day() {
    let core = TestCore::with(|c| c.limits.network_failures_per_day = 30).await;
    core.person(&["ana@mail.example"]).await;
    for n in 0..30 {
        let name = format!("p{n}@mail.example");
        assert!(matches!(try_with(&core, &name, "wrong", 1).await, Err(SignInError::Mismatch)), "{n}");
        core.pass(minutes(1));
    }
    assert!(matches!(try_with(&core, "ana@mail.example", PASSWORD, 1).await, Err(SignInError::Wait { .. })));
    core.pass(minutes(24 * 60));
    try_with(&core, "ana@mail.example", PASSWORD, 1).await.expect("the day is over");
}

#[tokio::test]
async fn a_hundred_wrong_passwords_in_a_row_shut_that_way_until_the_owner_comes_in_by_another() {
    let core = TestCore::new().await;
    core.person(&["ana@mail.example"]).await;
    for n in 0..100_u8 {
        let answer = try_with(&core, "ana@mail.example", "wrong", n).await;
        assert!(matches!(answer, Err(SignInError::Mismatch)), "{n}: {answer:?}");
        core.pass(minutes(61));
    }
    assert!(matches!(try_with(&core, "ana@mail.example", PASSWORD, 200).await, Err(SignInError::Wait { .. })));
    core.pass(minutes(24 * 60));
    assert!(matches!(try_with(&core, "ana@mail.example", PASSWORD, 200).await, Err(SignInError::Wait { .. })));
    sign_in::start(&core, start("ana@mail.example")).await.expect("started");
    let code = core.last_code(&address("ana@mail.example")).await.expect("a code");
    sign_in::finish(&core, finish(&code)).await.expect("another way is open");
    try_with(&core, "ana@mail.example", PASSWORD, 200).await.expect("and opens this one");
}

#[tokio::test]
async fn limits_can_be_off() {
    let core = TestCore::with(|c| c.limits.enabled = false).await;
    core.person(&["ana@mail.example"]).await;
    for _ in 0..30 {
        assert!(matches!(try_with(&core, "ana@mail.example", "wrong", 1).await, Err(SignInError::Mismatch)));
    }
    try_with(&core, "ana@mail.example", PASSWORD, 1).await.expect("signs in");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_guesses_do_not_pass_the_threshold() {
    let core = TestCore::new().await;
    core.person(&["ana@mail.example"]).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let inner = core.core.clone();
        tries.spawn(async move { try_with(&inner, "ana@mail.example", "wrong", 1).await });
    }
    let results = tries.join_all().await;
    let looked_at = results.iter().filter(|r| matches!(r, Err(SignInError::Mismatch))).count();
    assert_eq!(looked_at, 5, "{results:?}");
}

#[tokio::test]
async fn a_pause_is_told_after_the_right_password_only() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    manage::block(&core, user, Block::Lock, Origin::default()).await.expect("blocked");
    assert!(matches!(try_with(&core, "ana@mail.example", "wrong", 1).await, Err(SignInError::Mismatch)));
    let paused = try_with(&core, "ana@mail.example", PASSWORD, 1).await;
    assert!(matches!(paused, Err(SignInError::Barred(Barred::Standing(Standing::Locked)))), "{paused:?}");
    let lines = activity::page(&core, user, None, 10).await.expect("reads");
    let told: Vec<(&str, &str)> = lines.iter().map(|l| (l.action.as_str(), l.outcome.as_str())).collect();
    assert_eq!(
        told,
        [("sign_in", "denied"), ("sign_in", "failed"), ("block", "succeed"), ("add_user", "succeed")],
        "{lines:?}"
    );
}

#[tokio::test]
async fn an_old_hash_is_made_anew_at_the_next_sign_in() {
    let mut core = TestCore::new().await;
    core.person(&["ana@mail.example"]).await;
    let mut config = (*core.config).clone();
    config.passwords.iterations = 2;
    core.core = Core::new(config.into(), core.clock.clone(), core.db.clone(), core.keyring.clone()).expect("a core");
    for _ in 0..2 {
        try_with(&core, "ana@mail.example", PASSWORD, 1).await.expect("signs in");
        assert_eq!(core.count("SELECT COUNT(*) FROM passwords WHERE hash LIKE '%t=2%'").await, 1);
    }
}

#[tokio::test]
async fn the_oldest_session_ends_past_the_cap() {
    let core = TestCore::with(|c| c.sessions.per_user = 2).await;
    let user = core.person(&["ana@mail.example"]).await;
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(try_with(&core, "ana@mail.example", PASSWORD, 1).await.expect("signs in"));
        core.pass(seconds(1));
    }
    let live: Vec<_> = sessions::of_user(&core, user).await.expect("reads").iter().map(|r| r.session.id).collect();
    assert_eq!(live, [all[2].id, all[1].id]);
    assert!(sessions::find_live(&core, all[0].id).await.expect("reads").is_none());
    let ids: Vec<_> = all.iter().map(|s| s.id).collect();
    let chooser = sessions::signed_in(&core, &ids).await.expect("reads");
    assert_eq!(chooser.len(), 2);
    assert_eq!(chooser[0].person.user.profile.display_name().as_deref(), Some("Aigerim Bekova"));
    assert!(sessions::end(&core, user, all[1].id, Origin::default()).await.expect("ends").is_some());
    assert!(sessions::end(&core, user, all[1].id, Origin::default()).await.expect("ended before").is_none());
}

#[tokio::test]
async fn use_keeps_a_session_alive_until_its_age_ends_it() {
    let core = TestCore::new().await;
    core.person(&["ana@mail.example"]).await;
    let session = try_with(&core, "ana@mail.example", PASSWORD, 1).await.expect("signs in");
    for _ in 0..(12 * 3 - 1) {
        core.pass(minutes(20));
        let live = sessions::find_live(&core, session.id).await.expect("reads").expect("lives");
        sessions::touch(&core, &live).await.expect("written");
    }
    core.pass(minutes(20));
    assert!(sessions::find_live(&core, session.id).await.expect("reads").is_none(), "twelve hours");
    let session = try_with(&core, "ana@mail.example", PASSWORD, 1).await.expect("signs in");
    core.pass(minutes(30));
    assert!(sessions::find_live(&core, session.id).await.expect("reads").is_none(), "half an hour unused");
}

fn start(name: &str) -> Start {
    Start { identifier: name.into(), browser: browser("ana"), locale: Locale::En, origin: from(1) }
}

fn finish(code: &str) -> Finish {
    Finish {
        id: None,
        browser: browser("ana"),
        code: code.into(),
        remembered: true,
        device: None,
        next: None,
        only: None,
        origin: from(1),
    }
}

#[tokio::test]
async fn a_code_signs_in_and_nobody_can_tell_who_is_there() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let known = sign_in::start(&core, start("ana@mail.example")).await.expect("started");
    let code = core.last_code(&address("ana@mail.example")).await.expect("a code");
    let session = in_session(sign_in::finish(&core, finish(&code)).await.expect("signs in"));
    assert_eq!((session.user, session.amr.as_slice(), session.remembered), (user, &[Amr::Otp][..], true));

    let unknown = sign_in::start(&core, start("eve@mail.example")).await.expect("started");
    assert_eq!(known.expires_at, unknown.expires_at);
    assert!(core.letters(&address("eve@mail.example")).await.is_empty());
    let refused = sign_in::finish(&core, finish("123456")).await;
    assert!(matches!(refused, Err(FinishError::Code(CodeError::Wrong { left: 4 }))), "{refused:?}");
    assert!(matches!(sign_in::start(&core, start("eve@mail.example")).await, Err(StartError::Wait { .. })));
    assert!(matches!(sign_in::start(&core, start("eve")).await, Err(StartError::NotAnAddress(_))));
}

#[tokio::test]
async fn a_code_for_a_person_who_was_blocked_meanwhile_tells_the_pause() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    sign_in::start(&core, start("ana@mail.example")).await.expect("started");
    manage::block(&core, user, Block::Ban, Origin::default()).await.expect("blocked");
    let code = core.last_code(&address("ana@mail.example")).await.expect("a code");
    let refused = sign_in::finish(&core, finish(&code)).await;
    assert!(matches!(refused, Err(FinishError::Barred(Barred::Standing(Standing::Banned)))), "{refused:?}");
}

#[tokio::test]
async fn there_are_no_codes_by_sms_where_sms_is_off() {
    let core = TestCore::with(|c| c.sms.mode = freedom_id::config::SmsMode::Off).await;
    assert!(matches!(sign_in::start(&core, start("+77012345678")).await, Err(StartError::NoSms)));
}

#[tokio::test]
async fn a_full_hashing_lane_is_our_failure_not_a_mismatch() {
    let core = TestCore::with(|c| {
        c.passwords.concurrency = Some(1);
        c.passwords.queue = 0;
        c.passwords.memory_kib = 65_536;
        c.passwords.iterations = 3;
        c.limits.enabled = false;
    })
    .await;
    let tries = (0..8).map(|n| {
        let inner = core.core.clone();
        async move { try_with(&inner, &format!("p{n}@mail.example"), "wrong", 1).await }
    });
    let results = tries.collect::<tokio::task::JoinSet<_>>().join_all().await;
    assert!(results.iter().any(|r| matches!(r, Err(SignInError::Fault(Fault::Busy(_))))), "{results:?}");
    assert!(results.iter().any(|r| matches!(r, Err(SignInError::Mismatch))), "{results:?}");
}
