//! Works off profile requests. Any number of nodes may do it: each takes requests by compare-and-set with a
//! lease, and a request of a node that died is taken again when the lease ends.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::base::{Fault, random};
use crate::domain::profile_request::ProfileRequest;
use crate::store::profile_requests::{self as store, Due, End};

use super::super::Core;
use super::super::partners::profile::draw_up;
use super::delivery::{back_off, until_stopped};

/// Requests worked on at once.
const AT_ONCE: u32 = 8;
/// Longer than a few reads may take.
const LEASE: Duration = Duration::from_secs(60);
const FIRST_RETRY: Duration = Duration::from_secs(5);
const LONGEST_RETRY: Duration = Duration::from_secs(3_600);

/// Works until stopped.
pub async fn run(core: Core, stopped: watch::Receiver<bool>) {
    until_stopped(&core, &core.profiles, stopped, "profile requests could not be worked off", |core| {
        Box::pin(settle_due(core))
    })
    .await;
}

/// Takes the requests that are due and tries to answer each once; tells how many were tried.
pub async fn settle_due(core: &Core) -> Result<usize, Fault> {
    let due = store::due(&mut core.db.read().await?, core.clock.now(), AT_ONCE).await?;
    let mut working = JoinSet::new();
    for one in due {
        working.spawn(settle(core.clone(), one));
    }
    let mut taken = 0;
    while let Some(done) = working.join_next().await {
        match done {
            Ok(Ok(mine)) => taken += usize::from(mine),
            Ok(Err(fault)) => tracing::error!(%fault, "a profile request was not settled; its lease ends by itself"),
            Err(_) => tracing::error!("the work on a profile request broke off; its lease ends by itself"),
        }
    }
    Ok(taken)
}

/// False if another worker has it.
async fn settle(core: Core, due: Due) -> Result<bool, Fault> {
    let lease = random::token()?.expose().to_owned();
    let (mine, lease_ends) = (lease.clone(), core.clock.now().plus(LEASE));
    let claim = core.db.write_one(move |tx| Box::pin(async move { store::claim(tx, due, &mine, lease_ends).await }));
    let Some(request) = claim.await? else { return Ok(false) };
    let end = match draw_up(&core, &request).await {
        Ok(Some(sealed)) => End::Completed(sealed),
        Ok(None) => End::Failed("not allowed any more"),
        Err(fault) => {
            if postpone(&core, &request, &lease, &fault).await? {
                return Ok(true);
            }
            End::Failed("not possible in time")
        }
    };
    let now = core.clock.now();
    core.db
        .write_one::<_, Fault, _>(move |tx| {
            Box::pin(async move { store::finish(tx, request.id, &lease, &end, now).await })
        })
        .await?;
    Ok(true)
}

/// Puts a request off that could not be answered now; false if it would not be known any more then.
async fn postpone(core: &Core, request: &ProfileRequest, lease: &str, fault: &Fault) -> Result<bool, Fault> {
    let due_at = core.clock.now().plus(back_off(FIRST_RETRY, LONGEST_RETRY, request.attempts));
    let last = due_at >= request.expires_at;
    tracing::warn!(request.id = %request.id, attempts = request.attempts, last, %fault, "a profile was not drawn up");
    if last {
        return Ok(false);
    }
    let (id, lease, failure) = (request.id, lease.to_owned(), fault.to_string());
    core.db
        .write_one::<_, Fault, _>(move |tx| {
            Box::pin(async move { store::postpone(tx, id, &lease, due_at, &failure).await })
        })
        .await?;
    Ok(true)
}
