//! What text messages may cost.

use freedom_id::base::{Fault, Locale};
use freedom_id::config::Config;
use freedom_id::domain::activity::Origin;
use freedom_id::domain::message::Event;
use freedom_id::domain::otp::OtpPurpose;
use freedom_id::domain::user::UserId;
use freedom_id::service::notices::{self, Tell};
use freedom_id::service::otp::{self, Issue, IssueError, Pending, Say};
use freedom_id::service::sign_in;
use tokio::task::JoinSet;

use crate::support::{TestCore, address, browser, from, minutes, seconds};

const SENT: &str = "SELECT COUNT(*) FROM outbox";

fn ask(to: &str, network: u8) -> Issue {
    Issue {
        purpose: OtpPurpose::SignIn,
        address: address(to),
        browser: browser("ana"),
        subject: None,
        locale: Locale::En,
        say: Say::Code,
        length: 6,
        origin: from(network),
    }
}

async fn send(core: &TestCore, to: &str, network: u8) -> Result<Pending, IssueError> {
    otp::issue(core, ask(to, network)).await
}

/// Somebody asks for a number that nobody has.
async fn ask_for_nobody(core: &TestCore, to: &str, network: u8) -> Result<Pending, IssueError> {
    otp::issue(core, Issue { say: Say::Nothing, ..ask(to, network) }).await
}

fn refused(result: Result<Pending, IssueError>) -> freedom_id::base::Micros {
    match result {
        Err(IssueError::Wait { until }) => until,
        other => panic!("over the budget: {other:?}"),
    }
}

/// A core where one network may ask for everything, so that only the budgets of numbers are seen.
async fn core(change: impl FnOnce(&mut Config)) -> TestCore {
    TestCore::with(|config| {
        config.otp.sends_per_network_hour = 1_000;
        change(config);
    })
    .await
}

#[tokio::test]
async fn neighbouring_numbers_share_a_budget() {
    let core = core(|_| {}).await;
    let begun = core.clock.now();
    for n in 0..20 {
        send(&core, &format!("+770123456{n:02}"), 1).await.expect("within the budget");
    }
    let until = refused(send(&core, "+77012345699", 2).await);
    assert_eq!(until, begun.plus(minutes(60)));
    refused(ask_for_nobody(&core, "+77012345698", 2).await);
    send(&core, "+77012345799", 1).await.expect("another hundred");
    send(&core, "ana@mail.example", 1).await.expect("no SMS");
    assert_eq!(core.count(SENT).await, 22);

    // What was refused was not counted: not for its number either.
    core.pass(seconds(3_599));
    refused(send(&core, "+77012345699", 1).await);
    core.pass(seconds(1));
    for _ in 0..5 {
        send(&core, "+77012345699", 1).await.expect("a new hour");
        core.pass(seconds(60));
    }
}

#[tokio::test]
async fn people_who_are_not_there_count_for_their_neighbours_as_those_who_are() {
    let core = core(|c| c.sms.sends_per_range_hour = 3).await;
    ask_for_nobody(&core, "+77012345601", 1).await.expect("within the budget");
    send(&core, "+77012345602", 1).await.expect("within the budget");
    ask_for_nobody(&core, "+77012345603", 1).await.expect("within the budget");
    refused(send(&core, "+77012345604", 1).await);
    refused(ask_for_nobody(&core, "+77012345605", 1).await);
}

#[tokio::test]
async fn each_country_has_its_budget_of_a_day() {
    let core = core(|c| c.sms.sends_per_country_day = 2).await;
    let begun = core.clock.now();
    for number in ["+77010000001", "+77770000001"] {
        send(&core, number, 1).await.expect("within the budget of Kazakhstan");
    }
    assert_eq!(refused(send(&core, "+77050000001", 1).await), begun.plus(minutes(24 * 60)));
    for number in ["+79160000001", "+998901234567"] {
        send(&core, number, 1).await.expect("another country");
    }
    core.pass(minutes(24 * 60));
    send(&core, "+77050000001", 1).await.expect("another day");
}

#[tokio::test]
async fn where_every_country_is_reached_each_calling_code_has_its_budget() {
    let core = core(|c| {
        c.sms.countries = vec!["*".into(), "+77".into()];
        c.sms.sends_per_country_day = 1;
    })
    .await;
    for number in ["+12025550123", "+77010000001", "+998901234567", "+79160000001"] {
        send(&core, number, 1).await.expect("a country of its own");
    }
    for number in ["+12025550199", "+77020000001", "+998901239999", "+79170000001"] {
        refused(send(&core, number, 1).await);
    }
}

#[tokio::test]
async fn a_day_costs_no_more_than_it_may() {
    let core = core(|c| c.sms.sends_per_day = 3).await;
    let begun = core.clock.now();
    for number in ["+77010000001", "+998901234567", "+79160000001"] {
        send(&core, number, 1).await.expect("within the budget");
    }
    assert_eq!(refused(send(&core, "+77020000001", 1).await), begun.plus(minutes(24 * 60)));
    // Who is there does not show even now.
    assert_eq!(refused(ask_for_nobody(&core, "+77030000001", 1).await), begun.plus(minutes(24 * 60)));
    send(&core, "ana@mail.example", 1).await.expect("letters cost nothing");
    core.pass(seconds(86_399));
    refused(send(&core, "+77020000001", 1).await);
    core.pass(seconds(1));
    send(&core, "+77020000001", 1).await.expect("another day");
}

#[tokio::test]
async fn what_is_not_sent_costs_nothing() {
    let core = core(|c| (c.sms.sends_per_day, c.sms.sends_per_country_day) = (2, 2)).await;
    for n in 0..10 {
        ask_for_nobody(&core, &format!("+77010000{n}00"), 1).await.expect("nobody is there");
    }
    send(&core, "+77020000001", 1).await.expect("the first");
    // One that another limit refuses takes nothing either.
    for _ in 0..5 {
        refused(send(&core, "+77020000001", 1).await);
    }
    send(&core, "+77030000001", 1).await.expect("the second");
    refused(send(&core, "+77040000001", 1).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_requests_never_pass_a_budget() {
    for change in [
        (|c| c.sms.sends_per_day = 1) as fn(&mut Config),
        |c| c.sms.sends_per_country_day = 1,
        |c| c.sms.sends_per_range_hour = 1,
    ] {
        let core = core(change).await;
        let mut asks = JoinSet::new();
        for n in 0..8 {
            let (inner, ask) = (core.core.clone(), ask(&format!("+7701234560{n}"), n));
            asks.spawn(async move { otp::issue(&inner, ask).await.is_ok() });
        }
        let sent = asks.join_all().await.into_iter().filter(|sent| *sent).count();
        assert_eq!((sent, core.count(SENT).await), (1, 1));
    }
}

#[tokio::test]
async fn a_number_gets_ten_codes_a_day_however_patient_somebody_is() {
    let core = core(|c| c.sms.sends_per_range_hour = 1_000).await;
    let begun = core.clock.now();
    for _ in 0..2 {
        for _ in 0..5 {
            send(&core, "+77012345678", 1).await.expect("within the day");
            core.pass(seconds(60));
        }
        refused(send(&core, "+77012345678", 1).await);
        core.pass(minutes(60));
    }
    assert_eq!(refused(send(&core, "+77012345678", 1).await), begun.plus(minutes(24 * 60)));
}

#[tokio::test]
async fn nothing_is_counted_where_limits_are_off() {
    let core = core(|c| {
        c.limits.enabled = false;
        c.sms.sends_per_day = 0;
    })
    .await;
    for _ in 0..3 {
        send(&core, "+77012345678", 1).await.expect("no limits");
        ask_for_nobody(&core, "+77012345679", 1).await.expect("no limits");
    }
}

async fn tell(core: &TestCore, user: UserId, event: Event) {
    let inner = core.core.clone();
    let tell = Tell { user, event, detail: None, undo: None, also: Vec::new() };
    core.db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move { notices::tell_within(&inner, tx, tell, &Origin::default()).await })
        })
        .await
        .expect("told");
}

const NOTICES: &str = "SELECT COUNT(*) FROM outbox WHERE channel = 'sms' AND due_at IS NOT NULL";
const LETTERS: &str = "SELECT COUNT(*) FROM outbox WHERE channel = 'email' AND due_at IS NOT NULL";

#[tokio::test]
async fn notices_by_sms_are_bounded_per_number_and_letters_are_not() {
    let core = core(|_| {}).await;
    let user = core.person(&["+77012345678", "ana@mail.example"]).await;
    for n in 1..=12 {
        tell(&core, user, Event::PasskeyAdded).await;
        assert_eq!((core.count(NOTICES).await, core.count(LETTERS).await), (n.min(10), n), "none hides another");
    }
    core.pass(minutes(24 * 60));
    tell(&core, user, Event::PasskeyRemoved).await;
    assert_eq!(core.count(NOTICES).await, 11, "another day");
}

#[tokio::test]
async fn notices_count_for_the_day_but_are_told_when_it_is_used_up() {
    let core = core(|c| c.sms.sends_per_day = 2).await;
    let user = core.person(&["+77012345678"]).await;
    tell(&core, user, Event::NewDevice).await;
    send(&core, "+77020000001", 1).await.expect("the second of the day");
    refused(send(&core, "+77030000001", 1).await);
    tell(&core, user, Event::PasswordChanged).await;
    assert_eq!(core.count(NOTICES).await, 3);
}

#[tokio::test]
async fn a_number_that_no_sms_goes_to_gets_none() {
    let core = core(|c| c.sms.countries = vec!["+998".into()]).await;
    let user = core.person(&["+77012345678", "ana@mail.example"]).await;
    tell(&core, user, Event::PasswordChanged).await;
    assert_eq!((core.count(NOTICES).await, core.count(LETTERS).await), (0, 1));
    let start = sign_in::Start {
        identifier: "+77012345678".into(),
        browser: browser("ana"),
        locale: Locale::En,
        origin: from(1),
    };
    assert!(matches!(sign_in::start(&core, start).await, Err(sign_in::StartError::NoSms)));
}
