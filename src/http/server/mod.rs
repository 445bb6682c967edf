//! The accept loop and the life of a connection below the router.
//!
//! The router sees requests only. What happens before a request is whole (silence, slow heads), between
//! requests (idleness), behind an answer (a reader that does not read) and at the end (draining) is
//! decided here. TLS joins as another stream type for `connection::run`.

mod accept;
mod connection;
mod conversation;
mod io;
mod pulse;
mod slots;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::client_ip::TrustedProxies;
use slots::Slots;

/// The bounds on connections. Bounds on single requests are in [`super::limits`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time.
    pub connections: usize,
    /// Connections at a time from one IPv4 address or IPv6 /64.
    pub connections_per_source: usize,
    /// Proxies, which may have as many connections as there are.
    pub trusted_proxies: TrustedProxies,
    /// From the connection to its first byte.
    pub first_byte: Duration,
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
    /// From the end of an answer to the first byte of the next request.
    pub keep_alive: Duration,
    /// How long the other side may take no byte of what we send.
    pub write_stall: Duration,
    /// How long a connection with open requests may show no progress in any of them (a stalled
    /// HTTP/2 stream answers pings for ever). Must exceed every handler's time budget.
    pub request_stall: Duration,
    /// How long open requests may go on after the shutdown signal.
    pub drain: Duration,
    /// Bytes of a request head; at least 8192.
    pub head_bytes: usize,
    /// Bytes of a request target.
    pub target_bytes: usize,
    /// Header fields of a request; more than 100 are never taken.
    pub headers: usize,
    /// HTTP/2 only.
    pub http2: Http2Limits,
}

/// The bounds that only HTTP/2 has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Http2Limits {
    /// Requests at a time on one connection.
    pub streams: u32,
    /// Bytes of a header list.
    pub header_list: u32,
    /// Streams that the client has reset and we have not yet looked at; more end the connection.
    pub pending_resets: usize,
    /// Bytes of one request body in flight; a connection has four times as many.
    pub window: u32,
    /// After how much silence the client is pinged.
    pub ping_after: Duration,
    /// How long it may take to answer.
    pub ping_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            connections_per_source: 200,
            trusted_proxies: TrustedProxies::default(),
            first_byte: Duration::from_secs(10),
            head: Duration::from_secs(10),
            keep_alive: Duration::from_mins(1),
            write_stall: Duration::from_secs(30),
            request_stall: Duration::from_mins(1),
            drain: Duration::from_secs(25),
            head_bytes: 16 * 1024,
            target_bytes: 8 * 1024,
            headers: 64,
            http2: Http2Limits::default(),
        }
    }
}

impl Default for Http2Limits {
    fn default() -> Self {
        Self {
            streams: 100,
            header_list: 16 * 1024,
            pending_resets: 50,
            window: 64 * 1024,
            ping_after: Duration::from_secs(20),
            ping_timeout: Duration::from_secs(20),
        }
    }
}

/// Serves `app` on all listeners until `shutdown` completes, then lets open requests finish within
/// [`Limits::drain`]. Returns once no connection is left.
///
/// Every request carries its [`Peer`](super::client_ip::Peer) as an extension.
pub async fn serve(listeners: Vec<TcpListener>, app: Router, limits: Limits, shutdown: impl Future<Output = ()>) {
    let drain = limits.drain;
    let slots = Slots::new(limits.connections, limits.connections_per_source);
    let server = Arc::new(accept::Server::new(app, limits, slots));
    let (draining, stage) = watch::channel(false);
    for listener in listeners {
        tokio::spawn(accept::run(listener, Arc::clone(&server), stage.clone()));
    }
    drop(stage);
    shutdown.await;
    draining.send_replace(true);
    // Each connection ends itself in time; the allowance is for the scheduler.
    let grace = drain + connection::LINGER + Duration::from_secs(1);
    if tokio::time::timeout(grace, draining.closed()).await.is_err() {
        tracing::warn!(connections = draining.receiver_count(), "connections did not end in time");
    }
}
