//! Erases accounts that their owners closed and did not come back to in time.

use std::time::Duration;

use crate::base::Fault;
use crate::store::closings;

use super::super::accounts::closing;
use super::super::{Core, outbox, sessions};
use super::runner::Job;

/// People in one run.
const AT_ONCE: u32 = 100;
/// How long the address of a last message is kept after it was written.
const FAREWELL: Duration = Duration::from_secs(86_400);

/// The job.
pub const JOB: Job = Job {
    name: "erase_closing",
    every: Duration::from_secs(60),
    longest: Duration::from_secs(50),
    run: |core| Box::pin(async move { run(&core).await }),
};

/// Erases whoever is due, one transaction each.
pub async fn run(core: &Core) -> Result<(), Fault> {
    let now = core.clock.now();
    for user in closings::over(&mut core.db.read().await?, now, AT_ONCE).await? {
        if closing::erase_over(core, user).await? {
            tracing::info!(user = %user, "an account was erased, as its owner asked for");
            sessions::wake(core);
            outbox::wake(core);
        }
    }
    let before = now.minus(FAREWELL);
    core.db.write::<(), Fault, _>(move |tx| Box::pin(async move { closings::forget_farewells(tx, before).await })).await
}
