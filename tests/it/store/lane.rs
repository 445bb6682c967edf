//! The write lane: what refuses is undone alone, what is answered is committed, and writers that
//! arrive together commit together.

use freedom_id::base::{Fault, Micros};
use freedom_id::domain::activity::{Activity, Origin, Outcome, Topic};
use freedom_id::store::{Tx, Work, activities};

use crate::support::TestCore;

async fn line(tx: &mut Tx, action: &'static str) -> Result<(), Fault> {
    let activity =
        Activity { user: None, client: None, topic: Topic::Admin, action, outcome: Outcome::Succeed, at: Micros(1) };
    activities::append(tx, &activity, &Origin::default()).await
}

fn write(action: &'static str, keep: bool) -> impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, (), Fault> + Send + 'static {
    move |tx| {
        Box::pin(async move {
            line(tx, action).await?;
            line(tx, action).await?;
            if keep { Ok(()) } else { Err(Fault::Bug("refused on purpose")) }
        })
    }
}

#[tokio::test]
async fn a_refusal_undoes_itself_and_not_its_neighbours() {
    let core = TestCore::new().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..60 {
        let db = core.db.clone();
        tasks.spawn(async move { db.write(write(if n % 3 == 0 { "bad" } else { "good" }, n % 3 != 0)).await.is_ok() });
    }
    let kept = tasks.join_all().await.into_iter().filter(|kept| *kept).count();
    assert_eq!(kept, 40);
    assert_eq!(core.count("SELECT COUNT(*) FROM activities WHERE action = 'good'").await, 80);
    assert_eq!(core.count("SELECT COUNT(*) FROM activities WHERE action = 'bad'").await, 0);
}

#[tokio::test]
async fn a_caller_that_goes_away_does_not_cancel_its_write() {
    let core = TestCore::new().await;
    for _ in 0..20 {
        let db = core.db.clone();
        let task = tokio::spawn(async move { db.write(write("left", true)).await });
        tokio::task::yield_now().await;
        task.abort();
    }
    // Later writes work, and each of the abandoned ones is whole or absent.
    core.db.write(write("after", true)).await.expect("the lane goes on");
    assert_eq!(core.count("SELECT COUNT(*) FROM activities WHERE action = 'after'").await, 2);
    assert_eq!(core.count("SELECT COUNT(*) FROM activities WHERE action = 'left'").await % 2, 0);
}

#[tokio::test]
async fn a_panic_in_a_closure_is_an_error_and_the_lane_goes_on() {
    let core = TestCore::new().await;
    let result: Result<(), Fault> = core.db.write(|_| Box::pin(async { panic!("on purpose") })).await;
    assert!(result.is_err());
    core.db.write(write("after", true)).await.expect("the lane goes on");
}
