//! What the deliveries of this floor have in common: when they look, and when they try again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::sleep;

use super::runner::jittered;

/// How often to look where no wake-up comes: retries, and what other nodes left.
const LOOK: Duration = Duration::from_secs(1);

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
