//! Regular jobs. Each is a row that one node takes by compare-and-set; a node that dies while
//! holding one loses it when the lease ends. There is no leader.

use std::pin::Pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::base::{Fault, random};
use crate::store::jobs;

use super::super::Core;
use super::{deliver_logouts, deliver_outbox, erase_closing, purge, settle_profiles};

/// What a job does.
pub type Run = fn(Core) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;

/// A regular job.
#[derive(Clone, Copy)]
pub struct Job {
    /// Its name; one row.
    pub name: &'static str,
    /// How often it runs, over all nodes.
    pub every: Duration,
    /// Longest run; it is stopped then.
    pub longest: Duration,
    /// What it does.
    pub run: Run,
}

/// The jobs of this floor. Others are added where the runner is started.
pub fn jobs() -> Vec<Job> {
    vec![purge::JOB, erase_closing::JOB]
}

/// The running jobs.
pub struct Runner {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// Nodes look this often whether a job is due.
const LOOK: Duration = Duration::from_secs(5);

/// Starts the regular jobs, the deliveries and the work on profile requests.
pub fn start(core: &Core, jobs: Vec<Job>) -> Runner {
    let (stop, stopped) = watch::channel(false);
    let mut tasks: Vec<_> =
        jobs.into_iter().map(|job| tokio::spawn(repeat(core.clone(), job, stopped.clone()))).collect();
    tasks.push(tokio::spawn(deliver_outbox::run(core.clone(), stopped.clone())));
    tasks.push(tokio::spawn(deliver_logouts::run(core.clone(), stopped.clone())));
    tasks.push(tokio::spawn(settle_profiles::run(core.clone(), stopped)));
    Runner { stop, tasks }
}

impl Runner {
    /// Lets each job finish what it is at, but not for longer than `patience`.
    pub async fn stop(self, patience: Duration) {
        let _ = self.stop.send(true);
        let all = async {
            for task in &mut self.tasks.into_iter() {
                let _ = task.await;
            }
        };
        if timeout(patience, all).await.is_err() {
            tracing::warn!("jobs were cut off; their leases end by themselves");
        }
    }
}

async fn repeat(core: Core, job: Job, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match run_if_due(&core, &job).await {
            Ok(_) => {}
            Err(fault) => tracing::error!(job = job.name, %fault, "a job failed"),
        }
        tokio::select! {
            () = sleep(jittered(LOOK)) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Runs a job if it is due and no other node has it; tells whether it ran.
pub async fn run_if_due(core: &Core, job: &Job) -> Result<bool, Fault> {
    let lease = random::token()?.expose().to_owned();
    let name = job.name;
    let (mine, now) = (lease.clone(), core.clock.now());
    let lease_ends = now.plus(job.longest.saturating_mul(2));
    // A row due later than this was written under a clock that was moved back since.
    let horizon = (job.every + job.longest).saturating_mul(3);
    let claimed = core.db.write(move |tx| {
        Box::pin(async move {
            jobs::ensure(tx, name, now).await?;
            jobs::claim(tx, name, &mine, lease_ends, now, horizon).await
        })
    });
    if !claimed.await? {
        return Ok(false);
    }
    let outcome = match timeout(job.longest, (job.run)(core.clone())).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Fault::Busy("a job")),
    };
    // A failed job is not due again at once: what failed it is likely still there.
    let due_at = core.clock.now().plus(jittered(job.every));
    core.db
        .write::<(), Fault, _>(move |tx| Box::pin(async move { jobs::release(tx, name, &lease, due_at).await }))
        .await?;
    outcome.map(|()| true)
}

/// Up to a tenth more, so that nodes and jobs drift apart.
pub(super) fn jittered(duration: Duration) -> Duration {
    let share = random::bytes::<1>().map_or(0, |[byte]| u32::from(byte));
    duration + duration.saturating_mul(share) / 2_560
}
