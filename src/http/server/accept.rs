//! Takes connections from a listener, as long as there are places.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use hyper_util::rt::TokioExecutor;
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Instant;

use super::slots::{Full, Slots};
use super::{Limits, connection};
use crate::http::client_ip::{Network, Peer};

/// What all connections share.
pub(super) struct Server {
    pub(super) app: Router,
    pub(super) limits: Limits,
    pub(super) builder: auto::Builder<TokioExecutor>,
    slots: Arc<Slots>,
    start: Instant,
    next_complaint: AtomicU64,
}

impl Server {
    pub(super) fn new(app: Router, limits: Limits, slots: Arc<Slots>) -> Self {
        let builder = connection::builder(&limits);
        Self { app, limits, builder, slots, start: Instant::now(), next_complaint: AtomicU64::new(0) }
    }

    /// A refused connection is closed without a word: writing to it would cost what the cap saves.
    fn admit(self: &Arc<Self>, stream: TcpStream, address: SocketAddr, stage: &watch::Receiver<bool>) {
        let ip = address.ip();
        let source = (!self.limits.trusted_proxies.contains(ip)).then(|| Network::from(ip));
        match self.slots.take(source) {
            Ok(slot) => {
                // Answers are written whole; waiting for more to send would only delay them.
                let _ = stream.set_nodelay(true);
                let (server, stage) = (Arc::clone(self), stage.clone());
                let peer = Peer { address, secure: false };
                tokio::spawn(async move {
                    connection::run(stream, peer, server, stage).await;
                    drop(slot);
                });
            }
            Err(Full::ForSource) => {
                tracing::debug!(client.ip = %ip, "too many connections from one source");
            }
            Err(Full::Everywhere) => self.complain(),
        }
    }

    /// One line in ten seconds: a flood of connections must not become a flood of lines.
    fn complain(&self) {
        let now = self.start.elapsed().as_secs();
        let next = self.next_complaint.load(Ordering::Relaxed);
        if now >= next {
            self.next_complaint.store(now + 10, Ordering::Relaxed);
            tracing::warn!(connections = self.limits.connections, "all connections are taken, refusing new ones");
        }
    }
}

const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Accepts until the server drains.
pub(super) async fn run(listener: TcpListener, server: Arc<Server>, stage: watch::Receiver<bool>) {
    let mut signal = stage.clone();
    let accepting = async {
        let mut pause = FIRST_PAUSE;
        loop {
            match listener.accept().await {
                Ok((stream, address)) => {
                    pause = FIRST_PAUSE;
                    server.admit(stream, address, &stage);
                }
                Err(error) if concerns_one_connection(&error) => {}
                Err(error) => {
                    // Out of descriptors or memory: only time helps, and asking again at once spins.
                    tracing::warn!(%error, pause_ms = pause.as_millis(), "cannot accept connections");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    };
    tokio::select! {
        () = accepting => {}
        _ = signal.wait_for(|draining| *draining) => {}
    }
}

fn concerns_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}
