//! What the queues of this floor have in common: when they are looked at, and when a try is repeated.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::sleep;

use crate::base::Fault;
use crate::service::Core;

use super::runner::jittered;

/// How often to look where no wake-up comes: retries, and what other nodes left.
const LOOK: Duration = Duration::from_secs(1);

/// Takes what is due and tries each once; tells how many were tried.
type Round = for<'c> fn(&'c Core) -> Pin<Box<dyn Future<Output = Result<usize, Fault>> + Send + 'c>>;

/// Goes round until stopped: again at once as long as something was due, else when it is time to look.
pub(super) async fn until_stopped(
    core: &Core,
    woken: &Arc<Notify>,
    mut stopped: watch::Receiver<bool>,
    failed: &'static str,
    round: Round,
) {
    while !*stopped.borrow() {
        match round(core).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(fault) => tracing::error!(%fault, "{failed}"),
        }
        next_look(woken, &mut stopped).await;
    }
}

/// Waits until it is time to look again.
pub(super) async fn next_look(woken: &Arc<Notify>, stopped: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = woken.notified() => {}
        () = sleep(jittered(LOOK)) => {}
        _ = stopped.changed() => {}
    }
}

/// The wait after a number of tries: twice as long each time, up to a bound.
pub(super) fn back_off(first: Duration, longest: Duration, attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(16);
    first.saturating_mul(1 << doublings).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_between_tries_doubles_up_to_its_bound() {
        let (first, longest) = (Duration::from_secs(5), Duration::from_secs(900));
        let waits: Vec<u64> = [1, 2, 3, 8, 9, 100].map(|n| back_off(first, longest, n).as_secs()).to_vec();
        assert_eq!(waits, [5, 10, 20, 640, 900, 900]);
    }
}
