//! Drives one connection: the protocol, its one timer, and the end.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Limits;
use super::accept::Server;
use super::conversation::Conversation;
use super::io::Watched;
use super::pulse::{Consequence, Pulse};
use crate::http::client_ip::Peer;

/// How long a finished connection waits for the other side, whether to read our last bytes or to
/// complete a request head that was on its way.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// The protocol settings that all connections share.
pub(super) fn builder(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        // Its clock also runs while the connection is idle; the pulse can tell the two apart.
        .header_read_timeout(None)
        .max_buf_size(limits.head_bytes.max(8192));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.http2.streams)
        .max_header_list_size(limits.http2.header_list)
        .max_pending_accept_reset_streams(limits.http2.pending_resets)
        .initial_stream_window_size(limits.http2.window)
        .initial_connection_window_size(limits.http2.window.saturating_mul(4))
        .max_send_buf_size(64 * 1024)
        .keep_alive_interval(limits.http2.ping_after)
        .keep_alive_timeout(limits.http2.ping_timeout);
    builder
}

/// Serves one stream to its end.
pub(super) async fn run<IO>(io: IO, peer: Peer, server: Arc<Server>, mut stage: watch::Receiver<bool>)
where
    IO: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let pulse = Arc::new(Pulse::new());
    let limits = &server.limits;
    let io = TokioIo::new(Watched::new(io, Arc::clone(&pulse)));
    let conversation = Conversation { server: Arc::clone(&server), peer, pulse: Arc::clone(&pulse) };
    let mut protocol = pin!(server.builder.serve_connection(io, conversation));

    let mut end = End::default();
    let mut armed = pulse.due(limits).0;
    let mut timer = pin!(sleep_until(armed));
    let mut signal = pin!(stage.wait_for(|draining| *draining));

    std::future::poll_fn(|cx| {
        loop {
            if let Poll::Ready(result) = protocol.as_mut().poll(cx) {
                if let Err(error) = result {
                    tracing::trace!(%error, "connection ended");
                }
                return Poll::Ready(());
            }
            if !end.draining && signal.as_mut().poll(cx).is_ready() {
                end.drain(limits.drain);
                protocol.as_mut().graceful_shutdown();
                continue;
            }
            let (due, consequence) = end.due(&pulse, limits);
            // Only an earlier time must be set at once; a later one is noticed when the timer fires.
            if due < armed {
                armed = due;
                timer.as_mut().reset(armed);
            }
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            if due > Instant::now() {
                armed = due;
                timer.as_mut().reset(armed);
            } else if consequence == Consequence::Cut {
                return Poll::Ready(());
            } else {
                end.finish();
                protocol.as_mut().graceful_shutdown();
            }
        }
    })
    .await;
}

/// How far the end of a connection has come.
#[derive(Debug, Default)]
struct End {
    draining: bool,
    finishing: Option<Instant>,
    latest: Option<Instant>,
}

impl End {
    fn finish(&mut self) {
        self.finishing.get_or_insert_with(Instant::now);
    }

    fn drain(&mut self, patience: Duration) {
        self.draining = true;
        self.latest = Some(Instant::now() + patience);
        self.finish();
    }

    fn due(&self, pulse: &Pulse, limits: &Limits) -> (Instant, Consequence) {
        let (due, consequence) = pulse.due(limits);
        let Some(finishing) = self.finishing else {
            return (due, consequence);
        };
        // Without a request there is nothing to wait for but what was on its way.
        let last = pulse.free_since().map(|since| since.max(finishing) + LINGER).or(self.latest);
        (last.map_or(due, |last| last.min(due)), Consequence::Cut)
    }
}
