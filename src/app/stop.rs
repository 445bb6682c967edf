//! How the program is asked to stop. The first signal ends it in order, the second at once.

use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::config::Config;
use crate::http::health::Readiness;

use super::Failure;

/// SIGTERM and SIGINT.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub(super) fn listen() -> Result<Self, Failure> {
        let on = |kind| signal(kind).map_err(|error| Failure::new(format!("cannot listen for signals: {error}")));
        Ok(Self { terminate: on(SignalKind::terminate())?, interrupt: on(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// How long a balancer has to notice before connections end. Development has none.
pub(super) fn notice(config: &Config) -> Duration {
    if config.is_development() { Duration::ZERO } else { Duration::from_secs(5) }
}

/// Completes when connections should end: after a signal and the notice.
pub(super) async fn asked(mut signals: Signals, readiness: Readiness, notice: Duration) {
    signals.next().await;
    tracing::info!("stopping; a second signal stops at once");
    readiness.leave();
    tokio::spawn(async move {
        signals.next().await;
        std::process::exit(1);
    });
    tokio::time::sleep(notice).await;
}
