//! How many connections there are, in all and from each source.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use crate::http::client_ip::Network;

/// Places for connections.
#[derive(Debug)]
pub(super) struct Slots {
    total: usize,
    per_source: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    sources: HashMap<Network, usize>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    Everywhere,
    ForSource,
}

/// A place, given back when dropped.
#[derive(Debug)]
pub(super) struct Slot {
    slots: Arc<Slots>,
    source: Option<Network>,
}

impl Slots {
    pub(super) fn new(total: usize, per_source: usize) -> Arc<Self> {
        Arc::new(Self { total, per_source, taken: Mutex::default() })
    }

    /// Takes a place; `source` is `None` for those whose connections are only counted in all.
    pub(super) fn take(self: &Arc<Self>, source: Option<Network>) -> Result<Slot, Full> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.total >= self.total {
            return Err(Full::Everywhere);
        }
        if let Some(source) = source {
            if taken.sources.get(&source).is_some_and(|n| *n >= self.per_source) {
                return Err(Full::ForSource);
            }
            *taken.sources.entry(source).or_default() += 1;
        }
        taken.total += 1;
        Ok(Slot { slots: Arc::clone(self), source })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.slots.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.total -= 1;
        if let Some(Entry::Occupied(mut held)) = self.source.map(|source| taken.sources.entry(source)) {
            *held.get_mut() -= 1;
            if *held.get() == 0 {
                held.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    fn source(ip: &str) -> Network {
        ip.parse::<IpAddr>().unwrap().into()
    }

    #[test]
    fn places_are_counted_by_source_and_in_all_and_come_back() {
        let slots = Slots::new(4, 2);
        let a = slots.take(Some(source("2001:db8::1"))).unwrap();
        let _b = slots.take(Some(source("2001:db8::2"))).unwrap();
        assert_eq!(slots.take(Some(source("2001:db8::3"))).unwrap_err(), Full::ForSource);
        let _c = slots.take(None).unwrap();
        let _d = slots.take(None).unwrap();
        assert_eq!(slots.take(None).unwrap_err(), Full::Everywhere);
        drop(a);
        slots.take(Some(source("2001:db8::3"))).unwrap();
    }

    #[test]
    fn a_source_without_connections_is_forgotten() {
        let slots = Slots::new(4, 2);
        drop(slots.take(Some(source("192.0.2.1"))).unwrap());
        assert!(slots.taken.lock().unwrap().sources.is_empty());
    }
}
