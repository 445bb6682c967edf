//! The name of one request, in answers and in the log. Not a secret and not a key of any record.

use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Sixteen hexadecimal digits that name one request.
///
/// A counter behind a random start and a mixing function: distinct within the process by
/// construction, between processes by chance, and without a call to the generator per request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(u64);

static START: LazyLock<u64> = LazyLock::new(|| uuid::Uuid::new_v4().as_u64_pair().1);
static COUNT: AtomicU64 = AtomicU64::new(0);

impl RequestId {
    /// An id that no other request of this process has.
    pub fn fresh() -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self(mix(START.wrapping_add(count.wrapping_mul(0x9e37_79b9_7f4a_7c15))))
    }

    /// The digits as ASCII bytes.
    pub fn digits(self) -> [u8; 16] {
        let mut digits = [0; 16];
        for (place, digit) in digits.iter_mut().rev().enumerate() {
            let nibble = (self.0 >> (4 * place)) & 0xf;
            *digit = u8::try_from(nibble).map_or(b'0', |n| if n < 10 { b'0' + n } else { b'a' + n - 10 });
        }
        digits
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The finisher of `SplitMix64`: a bijection, so distinct inputs stay distinct.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_differ_and_both_spellings_agree() {
        let ids: Vec<_> = (0..1000).map(|_| RequestId::fresh()).collect();
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 1000);
        for id in ids {
            assert_eq!(id.to_string().as_bytes(), id.digits());
        }
    }
}
