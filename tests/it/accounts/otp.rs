//! One-time codes.

use freedom_id::base::{Fault, Locale};
use freedom_id::domain::contact::Address;
use freedom_id::domain::otp::{OtpId, OtpPurpose};
use freedom_id::service::otp::{self, CodeError, Issue, IssueError, Say, Submit};
use tokio::task::JoinSet;

use crate::support::{TestCore, address, browser, from, minutes, other_code, seconds};

fn ask(to: &Address, network: u8) -> Issue {
    Issue {
        purpose: OtpPurpose::SignIn,
        address: to.clone(),
        browser: browser("ana"),
        subject: None,
        locale: Locale::En,
        say: Say::Code,
        length: 6,
        origin: from(network),
    }
}

async fn submit(core: &TestCore, id: OtpId, code: &str) -> Result<(), CodeError> {
    submit_from(&core.core, id, code, "ana").await
}

async fn submit_from(core: &freedom_id::service::Core, id: OtpId, code: &str, from: &str) -> Result<(), CodeError> {
    let submit = Submit { id, browser: browser(from), code: code.into(), length: 6 };
    let inner = core.clone();
    let result = core
        .db
        .write::<_, Fault, _>(move |tx| Box::pin(async move { otp::submit_within(&inner, tx, &submit).await }))
        .await?;
    result.map(drop)
}

#[tokio::test]
async fn a_code_works_once_in_its_browser_and_in_time() {
    let core = TestCore::new().await;
    let to = address("+77012345678");
    let pending = otp::issue(&core, ask(&to, 1)).await.expect("issued");
    let code = core.last_code(&to).await.expect("a code");
    assert!(matches!(submit(&core, pending.id, "12").await, Err(CodeError::Malformed)));
    assert!(matches!(submit_from(&core, pending.id, &code, "eve").await, Err(CodeError::Unknown)));
    assert!(matches!(submit(&core, pending.id, &other_code(&code)).await, Err(CodeError::Wrong { left: 4 })));
    assert!(submit(&core, pending.id, &code).await.is_ok());
    assert!(matches!(submit(&core, pending.id, &code).await, Err(CodeError::Ended)));

    core.pass(minutes(2));
    let pending = otp::issue(&core, ask(&to, 1)).await.expect("issued again");
    let code = core.last_code(&to).await.expect("a code");
    core.pass(minutes(5));
    assert!(matches!(submit(&core, pending.id, &code).await, Err(CodeError::Expired)));
}

#[tokio::test]
async fn a_new_code_replaces_the_old_one_and_is_found_by_its_browser() {
    let core = TestCore::new().await;
    let to = address("ana@mail.example");
    let first = otp::issue(&core, ask(&to, 1)).await.expect("issued");
    let old = core.last_code(&to).await.expect("a code");
    match otp::issue(&core, ask(&to, 1)).await {
        Err(IssueError::Wait { until }) => assert_eq!(until, first.resend_at),
        other => panic!("one per minute: {other:?}"),
    }
    core.pass(seconds(61));
    let second = otp::issue(&core, ask(&to, 1)).await.expect("issued again");
    assert!(matches!(submit(&core, first.id, &old).await, Err(CodeError::Ended)));
    let found = otp::pending(&core, &browser("ana"), OtpPurpose::SignIn).await.expect("reads").expect("is there");
    assert_eq!(found.id, second.id);
    assert_eq!(found.address, to);
    assert!(otp::pending(&core, &browser("eve"), OtpPurpose::SignIn).await.expect("reads").is_none());
    assert!(otp::pending(&core, &browser("ana"), OtpPurpose::Register).await.expect("reads").is_none());
}

#[tokio::test]
async fn fresh_codes_bring_no_fresh_tries_past_the_hour() {
    let core = TestCore::new().await;
    let to = address("ana@mail.example");
    for _ in 0..2 {
        let pending = otp::issue(&core, ask(&to, 1)).await.expect("issued");
        let wrong = other_code(&core.last_code(&to).await.expect("a code"));
        for _ in 0..5 {
            assert!(submit(&core, pending.id, &wrong).await.is_err());
        }
        core.pass(seconds(61));
    }
    let pending = otp::issue(&core, ask(&to, 1)).await.expect("issued");
    let code = core.last_code(&to).await.expect("a code");
    assert!(matches!(submit(&core, pending.id, &code).await, Err(CodeError::Exhausted { .. })));
    core.pass(minutes(60));
    let pending = otp::issue(&core, ask(&to, 1)).await.expect("issued");
    let code = core.last_code(&to).await.expect("a code");
    assert!(submit(&core, pending.id, &code).await.is_ok());
}

#[tokio::test]
async fn sends_are_bounded_per_hour_and_network_and_refused_ones_do_not_count() {
    let core = TestCore::new().await;
    let to = address("ana@mail.example");
    for _ in 0..5 {
        otp::issue(&core, ask(&to, 1)).await.expect("within the hour's budget");
        assert!(otp::issue(&core, ask(&to, 1)).await.is_err(), "one per minute");
        core.pass(seconds(61));
    }
    assert!(matches!(otp::issue(&core, ask(&to, 2)).await, Err(IssueError::Wait { .. })), "five per hour");
    for n in 0..5 {
        otp::issue(&core, ask(&address(&format!("p{n}@mail.example")), 1)).await.expect("within the network's budget");
    }
    assert!(matches!(otp::issue(&core, ask(&address("q@mail.example"), 1)).await, Err(IssueError::Wait { .. })));
    otp::issue(&core, ask(&address("q@mail.example"), 3)).await.expect("another network");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_wrong_tries_never_pass_the_limit() {
    let core = TestCore::with(|c| c.limits.enabled = false).await;
    let to = address("+77012345678");
    let pending = otp::issue(&core, ask(&to, 1)).await.expect("issued");
    let code = core.last_code(&to).await.expect("a code");
    let mut tries = JoinSet::new();
    for _ in 0..40 {
        let (inner, wrong) = (core.core.clone(), other_code(&code));
        tries.spawn(async move { submit_from(&inner, pending.id, &wrong, "ana").await });
    }
    let mut judged = Vec::new();
    while let Some(result) = tries.join_next().await {
        match result.expect("no panic") {
            Err(CodeError::Wrong { left }) => judged.push(left),
            Err(CodeError::Exhausted { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    judged.sort_unstable();
    assert_eq!(judged, [1, 2, 3, 4]);
    assert!(matches!(submit(&core, pending.id, &code).await, Err(CodeError::Exhausted { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_right_submits_are_accepted_once() {
    let core = TestCore::new().await;
    let to = address("+77012345678");
    let pending = otp::issue(&core, ask(&to, 1)).await.expect("issued");
    let code = core.last_code(&to).await.expect("a code");
    let mut tries = JoinSet::new();
    for _ in 0..5 {
        let (inner, code) = (core.core.clone(), code.clone());
        tries.spawn(async move { submit_from(&inner, pending.id, &code, "ana").await });
    }
    let results = tries.join_all().await;
    assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1, "{results:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_issues_leave_one_live_code() {
    let core = TestCore::with(|c| c.limits.enabled = false).await;
    let to = address("+77012345678");
    let mut asks = JoinSet::new();
    for _ in 0..10 {
        let (inner, ask) = (core.core.clone(), ask(&to, 1));
        asks.spawn(async move { otp::issue(&inner, ask).await });
    }
    for result in asks.join_all().await {
        result.expect("each is issued");
    }
    assert_eq!(core.count("SELECT COUNT(*) FROM otp_challenges WHERE ended_at IS NULL").await, 1);
}

#[tokio::test]
async fn the_fixed_code_is_cut_to_length() {
    let core = TestCore::with(|c| c.otp.fixed_code = Some(freedom_id::base::Secret::new("000000"))).await;
    let to = address("+77012345678");
    otp::issue(&core, Issue { length: 5, ..ask(&to, 1) }).await.expect("issued");
    assert_eq!(core.last_code(&to).await.as_deref(), Some("00000"));
}
