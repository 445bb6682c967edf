//! Regular work.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use freedom_id::base::Fault;
use freedom_id::base::Locale;
use freedom_id::domain::otp::OtpPurpose;
use freedom_id::service::jobs::purge;
use freedom_id::service::jobs::runner::{self, Job, run_if_due};
use freedom_id::service::otp::{self, Issue, Say};

use crate::support::{TestCore, address, browser, from, minutes};

static RUNS: AtomicU32 = AtomicU32::new(0);

const COUNTING: Job = Job {
    name: "counting",
    every: Duration::from_secs(60),
    longest: Duration::from_secs(10),
    run: |_| {
        Box::pin(async {
            RUNS.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(())
        })
    },
};

const FAILING: Job =
    Job { name: "failing", run: |_| Box::pin(async { Err(Fault::Bug("as the test wants")) }), ..COUNTING };

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_nodes_runs_a_job_that_is_due() {
    let core = TestCore::new().await;
    for round in 1..=3 {
        let nodes = (0..8).map(|_| {
            let core = core.core.clone();
            async move { run_if_due(&core, &COUNTING).await.expect("no fault") }
        });
        let ran = nodes.collect::<tokio::task::JoinSet<_>>().join_all().await;
        assert_eq!(ran.into_iter().filter(|&ran| ran).count(), 1);
        assert_eq!(RUNS.load(Ordering::SeqCst), round);
        core.pass(minutes(2));
    }
}

#[tokio::test]
async fn a_job_that_failed_waits_its_time_and_a_job_whose_node_died_is_taken_over() {
    let core = TestCore::new().await;
    assert!(run_if_due(&core, &FAILING).await.is_err());
    assert!(!run_if_due(&core, &FAILING).await.expect("not due"));
    core.pass(minutes(2));
    assert!(run_if_due(&core, &FAILING).await.is_err());

    core.pass(minutes(2));
    let now = core.clock.now();
    let dead = core.db.write::<_, Fault, _>(move |tx| {
        Box::pin(async move {
            let lease_ends = now.plus(Duration::from_secs(20));
            freedom_id::store::jobs::claim(tx, "failing", "dead", lease_ends, now, Duration::from_secs(600)).await
        })
    });
    assert!(dead.await.expect("claimed"));
    assert!(!run_if_due(&core, &FAILING).await.expect("somebody has it"));
    core.pass(Duration::from_secs(20));
    assert!(run_if_due(&core, &FAILING).await.is_err(), "the lease has ended");
}

#[tokio::test]
async fn what_is_over_is_deleted() {
    let core = TestCore::new().await;
    let issue = Issue {
        purpose: OtpPurpose::SignIn,
        address: address("ana@mail.example"),
        browser: browser("ana"),
        subject: None,
        locale: Locale::En,
        say: Say::Code,
        length: 6,
        origin: from(1),
    };
    otp::issue(&core, issue).await.expect("issued");
    freedom_id::service::jobs::deliver_outbox::deliver_due(&core).await.expect("delivered");
    purge::run(&core).await.expect("purged");
    assert_eq!(core.count("SELECT COUNT(*) FROM otp_challenges").await, 1);
    core.pass(minutes(8 * 24 * 60));
    purge::run(&core).await.expect("purged");
    for statement in
        ["SELECT COUNT(*) FROM otp_challenges", "SELECT COUNT(*) FROM outbox", "SELECT COUNT(*) FROM limits"]
    {
        assert_eq!(core.count(statement).await, 0, "{statement}");
    }
}

#[tokio::test]
async fn the_runner_stops_when_it_is_told() {
    let core = TestCore::new().await;
    let runner = runner::start(&core, runner::jobs());
    tokio::time::timeout(Duration::from_secs(20), runner.stop(Duration::from_secs(15))).await.expect("stops");
}
