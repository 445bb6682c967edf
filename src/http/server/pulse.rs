//! What a connection is doing, and until when it may.
//!
//! The stream, the requests and the driver of one connection share a pulse. Requests only write the
//! time of day into it; the driver's single timer is armed lazily from it, so that a busy
//! connection pays for no timer.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

use tokio::time::Instant;

use super::Limits;

/// What is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The first byte of the connection.
    FirstByte = 0,
    /// The rest of a request head.
    Head = 1,
    /// Progress in open requests.
    Answer = 2,
    /// The next request.
    Idle = 3,
    /// The other side's end, after ours.
    Linger = 4,
}

impl Phase {
    const fn of(bits: u64) -> Self {
        match bits & 7 {
            0 => Self::FirstByte,
            1 => Self::Head,
            2 => Self::Answer,
            3 => Self::Idle,
            _ => Self::Linger,
        }
    }
}

/// The state shared within one connection. Times are milliseconds since its start.
#[derive(Debug)]
pub(super) struct Pulse {
    start: Instant,
    /// Time << 3 | phase, in one word so that no reader sees half of a change.
    state: AtomicU64,
    requests: AtomicUsize,
    /// Since when no byte could be written; 0 for not at all.
    blocked: AtomicU64,
    http2: AtomicBool,
}

/// What follows when the time is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consequence {
    /// Ask the protocol to end politely.
    Finish,
    /// End now.
    Cut,
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            state: AtomicU64::new(Phase::FirstByte as u64),
            requests: AtomicUsize::new(0),
            blocked: AtomicU64::new(0),
            http2: AtomicBool::new(false),
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX >> 3)
    }

    fn phase(&self) -> Phase {
        Phase::of(self.state.load(Relaxed))
    }

    fn enter(&self, phase: Phase) {
        self.state.store(self.now() << 3 | phase as u64, Relaxed);
    }

    /// Bytes have come in. On an idle HTTP/2 connection they may be no request but a ping's echo;
    /// if its next head is slow, idleness ends it.
    pub(super) fn heard(&self) {
        match self.phase() {
            Phase::FirstByte => self.enter(Phase::Head),
            Phase::Idle if !self.http2.load(Relaxed) => self.enter(Phase::Head),
            _ => {}
        }
    }

    /// Bytes could be written, or not.
    pub(super) fn wrote(&self, progress: bool) {
        match (progress, self.blocked.load(Relaxed)) {
            (true, 0) => {}
            (true, _) => self.blocked.store(0, Relaxed),
            (false, 0) => self.blocked.store(self.now().max(1), Relaxed),
            (false, _) => {}
        }
    }

    pub(super) fn request_began(&self, http2: bool) {
        if http2 {
            self.http2.store(true, Relaxed);
        }
        self.requests.fetch_add(1, Relaxed);
        self.enter(Phase::Answer);
    }

    pub(super) fn request_moved(&self) {
        self.enter(Phase::Answer);
    }

    pub(super) fn request_ended(&self) {
        if self.requests.fetch_sub(1, Relaxed) == 1 {
            self.enter(Phase::Idle);
        }
    }

    pub(super) fn lingers(&self) {
        self.enter(Phase::Linger);
    }

    /// Since when the connection owes nothing, neither an answer nor bytes of one.
    pub(super) fn free_since(&self) -> Option<Instant> {
        let free = self.is_unasked() && self.blocked.load(Relaxed) == 0;
        free.then(|| self.at(self.state.load(Relaxed) >> 3))
    }

    fn is_unasked(&self) -> bool {
        self.requests.load(Relaxed) == 0
    }

    /// When the current state has lasted too long, and what happens then.
    pub(super) fn due(&self, limits: &Limits) -> (Instant, Consequence) {
        let state = self.state.load(Relaxed);
        // A new stream may begin between the two steps of the last one's end: the count decides.
        let phase = if self.is_unasked() { Phase::of(state) } else { Phase::Answer };
        let (patience, consequence) = match phase {
            Phase::FirstByte => (limits.first_byte, Consequence::Cut),
            Phase::Head => (limits.head, Consequence::Cut),
            Phase::Answer => (limits.request_stall, Consequence::Cut),
            Phase::Idle => (limits.keep_alive, Consequence::Finish),
            Phase::Linger => (super::connection::LINGER, Consequence::Cut),
        };
        let due = self.at(state >> 3) + patience;
        match self.blocked.load(Relaxed) {
            0 => (due, consequence),
            since => match self.at(since) + limits.write_stall {
                stalled if stalled < due => (stalled, Consequence::Cut),
                _ => (due, consequence),
            },
        }
    }

    fn at(&self, millis: u64) -> Instant {
        self.start + std::time::Duration::from_millis(millis)
    }
}
