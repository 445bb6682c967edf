//! Time: the one place that reads the wall clock.
//!
//! Everything that expires is decided with [`Clock::now`], so a test (or `/dev/clock`) can move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

/// A moment in UTC: microseconds since 1970-01-01, as it stands in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Micros(pub i64);

/// Where our people are: both countries live at UTC+5.
const LOCAL: Duration = Duration::from_secs(5 * 3_600);

impl Micros {
    /// The integer that is stored.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down: the unit of JWT dates (RFC 7519 §2).
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The moment of a number of whole seconds; out-of-range input is clamped.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Later by a duration; stops at the end of time instead of wrapping.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    /// Earlier by a duration; stops at the beginning of time instead of wrapping.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long until `later`; zero if it is not later.
    pub fn until(self, later: Self) -> Duration {
        Duration::from_micros(u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0))
    }

    /// The calendar form, for showing and for the date types of other crates.
    pub fn to_datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The calendar form where our people are, for showing to them.
    pub fn local(self) -> NaiveDateTime {
        self.plus(LOCAL).to_datetime().naive_utc()
    }

    /// RFC 3339 with whole seconds and `Z`.
    pub fn to_rfc3339(self) -> String {
        self.to_datetime().to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

/// Where "now" comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock, plus microseconds that only development mode moves.
    System(Arc<AtomicI64>),
    /// Stands still until it is moved: tests.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::System(Arc::default())
    }

    /// A clock that stands at a moment until it is moved.
    pub fn manual(at: Micros) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.0)))
    }

    /// The present moment.
    pub fn now(&self) -> Micros {
        match self {
            Self::System(offset) => {
                #[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Micros(0).plus(since).plus_signed(offset.load(Ordering::Relaxed))
            }
            Self::Manual(at) => Micros(at.load(Ordering::Relaxed)),
        }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        let (Self::System(cell) | Self::Manual(cell)) = self;
        // Saturates, so that no request can wrap time around.
        let moved = cell.load(Ordering::Relaxed).saturating_add(micros);
        cell.store(moved, Ordering::Relaxed);
    }
}

impl Micros {
    fn plus_signed(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_round_down_and_arithmetic_saturates() {
        assert_eq!(Micros(1_999_999).seconds(), 1);
        assert_eq!(Micros(i64::MAX).plus(Duration::from_secs(1)), Micros(i64::MAX));
        assert_eq!(Micros(5).until(Micros(3)), Duration::ZERO);
        assert_eq!(Micros::from_seconds(1_740_000_000).to_rfc3339(), "2025-02-19T21:20:00Z");
    }

    #[test]
    fn a_manual_clock_moves_only_by_hand() {
        let clock = Clock::manual(Micros(10));
        assert_eq!(clock.now(), Micros(10));
        clock.advance(Duration::from_micros(5));
        assert_eq!(clock.now(), Micros(15));
    }
}
