//! Lock-out: failures in a row, and a wait that grows with them.

use std::time::Duration;

use crate::base::Micros;

/// When a wait begins and how it grows.
#[derive(Clone, Copy, Debug)]
pub struct LockoutRule {
    /// The failure that starts the first wait.
    pub after: u32,
    /// The first wait; each further failure doubles it.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
}

impl LockoutRule {
    /// The wait after so many failures in a row; zero before the threshold.
    pub fn wait(&self, failures: u32) -> Duration {
        let Some(beyond) = failures.checked_sub(self.after) else { return Duration::ZERO };
        self.first.saturating_mul(1_u32.checked_shl(beyond).unwrap_or(u32::MAX)).min(self.longest)
    }

    /// The waits after the first failure, the second, … up to the longest: what one SQL statement
    /// needs to count and to decide at once.
    pub fn steps(&self) -> Vec<Duration> {
        let mut steps = Vec::new();
        for failures in 1..=64 {
            let wait = self.wait(failures);
            steps.push(wait);
            if wait == self.longest {
                break;
            }
        }
        steps
    }
}

/// Whether a try may go ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes, and it is counted as a failure until it succeeds.
    Admitted,
    /// Not before then.
    Wait(Micros),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_its_bound() {
        let rule = LockoutRule { after: 5, first: Duration::from_secs(30), longest: Duration::from_secs(3_600) };
        let waits: Vec<u64> = [4, 5, 6, 7, 12, 60].into_iter().map(|n| rule.wait(n).as_secs()).collect();
        assert_eq!(waits, [0, 30, 60, 120, 3_600, 3_600]);
        assert_eq!(rule.steps().len(), 12);
    }
}
