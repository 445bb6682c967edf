//! Shedding of floods, in memory and per process. True budgets (passwords, codes, messages) are
//! rows and live elsewhere; this only keeps one source from taking the whole machine.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How much one source may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FloodLimits {
    /// Requests per second in the long run; at least 1.
    pub rate: u32,
    /// Requests at once after a pause; at least 1.
    pub burst: u32,
    /// Sources remembered at a time: the bound on memory (about 60 bytes each).
    pub sources: usize,
}

impl Default for FloodLimits {
    fn default() -> Self {
        Self { rate: 100, burst: 400, sources: 65_536 }
    }
}

const SHARDS: usize = 16;

/// A token bucket for each source.
///
/// A bucket is one number: the moment at which it is full again. An absent bucket is a full one, so
/// forgetting buckets whose moment has passed loses nothing.
#[derive(Debug)]
pub struct Flood<K> {
    start: Instant,
    cost: u64,
    depth: u64,
    room: usize,
    hasher: RandomState,
    shards: [Mutex<Shard<K>>; SHARDS],
}

#[derive(Debug)]
struct Shard<K> {
    full_at: HashMap<K, u64>,
    next_sweep: u64,
}

const SWEEP_EVERY: u64 = 1_000_000_000;

impl<K: Hash + Eq> Flood<K> {
    /// Empty buckets for everyone; `start` must not lie after the first `now`.
    pub fn new(limits: FloodLimits, start: Instant) -> Self {
        let cost = 1_000_000_000 / u64::from(limits.rate.max(1));
        Self {
            start,
            cost,
            depth: cost.saturating_mul(u64::from(limits.burst.max(1))),
            room: limits.sources.div_ceil(SHARDS).max(1),
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| Mutex::new(Shard { full_at: HashMap::new(), next_sweep: 0 })),
        }
    }

    /// Takes one request of this source; if there is none left, says how long to wait.
    pub fn take(&self, source: K, now: Instant) -> Result<(), Duration> {
        let now = u64::try_from(now.saturating_duration_since(self.start).as_nanos()).unwrap_or(u64::MAX);
        let place = usize::try_from(self.hasher.hash_one(&source) % SHARDS as u64).unwrap_or(0);
        let Some(shard) = self.shards.get(place) else {
            return Ok(());
        };
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full_at) = shard.full_at.get_mut(&source) {
            let next = (*full_at).max(now).saturating_add(self.cost);
            let missing = next.saturating_sub(now.saturating_add(self.depth));
            if missing > 0 {
                return Err(Duration::from_nanos(missing));
            }
            *full_at = next;
        } else if shard.has_room(self.room, now) {
            shard.full_at.insert(source, now.saturating_add(self.cost));
        }
        Ok(())
    }
}

impl<K: Hash + Eq> Shard<K> {
    /// With more sources than memory for them, newcomers pass uncounted: refusing them would turn
    /// a flood from many addresses into an outage for everybody else.
    fn has_room(&mut self, room: usize, now: u64) -> bool {
        if self.full_at.len() < room {
            return true;
        }
        if now < self.next_sweep {
            return false;
        }
        self.next_sweep = now.saturating_add(SWEEP_EVERY);
        self.full_at.retain(|_, full_at| *full_at > now);
        self.full_at.len() < room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flood(rate: u32, burst: u32, sources: usize) -> (Flood<u32>, Instant) {
        let start = Instant::now();
        (Flood::new(FloodLimits { rate, burst, sources }, start), start)
    }

    #[test]
    fn a_burst_passes_then_the_rate_holds() {
        let (flood, t) = flood(10, 3, 100);
        for _ in 0..3 {
            assert_eq!(flood.take(1, t), Ok(()));
        }
        assert_eq!(flood.take(1, t), Err(Duration::from_millis(100)));
        assert_eq!(flood.take(2, t), Ok(()), "another source has its own bucket");
        let later = t + Duration::from_millis(100);
        assert_eq!(flood.take(1, later), Ok(()));
        assert_eq!(flood.take(1, later), Err(Duration::from_millis(100)));
    }

    #[test]
    fn a_refusal_costs_nothing() {
        let (flood, t) = flood(1, 1, 100);
        assert_eq!(flood.take(1, t), Ok(()));
        for _ in 0..50 {
            assert!(flood.take(1, t).is_err());
        }
        assert_eq!(flood.take(1, t + Duration::from_secs(1)), Ok(()));
    }

    #[test]
    fn memory_is_bounded_and_full_buckets_are_forgotten() {
        let (flood, t) = flood(10, 10, 16);
        let held = |flood: &Flood<u32>| -> usize {
            flood.shards.iter().map(|s| s.lock().map_or(0, |s| s.full_at.len())).sum()
        };
        for source in 0..10_000 {
            assert_eq!(flood.take(source, t), Ok(()));
        }
        assert!(held(&flood) <= 16);
        assert_eq!(flood.take(77_777, t + Duration::from_secs(5)), Ok(()));
        assert!(held(&flood) <= 16);
    }
}
