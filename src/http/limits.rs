//! Bounds on one request: its body, its time, and what a panic may take down.

use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::CONTENT_ENCODING;
use axum::http::{HeaderValue, Method};
use http_body_util::{LengthLimitError, Limited};
use hyper::body::{Frame, SizeHint};

use super::refusal::Refusal;

/// What one request may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes of its body.
    pub body: usize,
    /// Time until the head of the answer.
    pub time: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self { body: 64 * 1024, time: Duration::from_secs(10) }
    }
}

impl Budget {
    /// The same with another body limit.
    #[must_use]
    pub const fn with_body(self, body: usize) -> Self {
        Self { body, ..self }
    }

    /// The same with another time limit.
    #[must_use]
    pub const fn with_time(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    /// Refuses what can be seen to break the limits, and bounds the body where it cannot.
    ///
    /// A body whose length is announced needs no counting: the protocol holds it to its word.
    pub(super) fn admit(self, mut request: Request) -> Result<(Request, Overrun), Refusal> {
        if request.headers().get(CONTENT_ENCODING).is_some_and(|v| v != "identity") {
            return Err(Refusal::EncodedBody);
        }
        // Our limit replaces the router's own, which would stop uploads at 2 MiB.
        DefaultBodyLimit::disable().apply(&mut request);
        let hint = request.body().size_hint();
        let limit = u64::try_from(self.body).unwrap_or(u64::MAX);
        if hint.lower() > limit {
            return Err(Refusal::BodyTooLarge);
        }
        if hint.upper().is_some_and(|upper| upper <= limit) {
            return Ok((request, Overrun(None)));
        }
        let seen = Arc::new(AtomicBool::new(false));
        let overrun = Overrun(Some(Arc::clone(&seen)));
        let bounded = request.map(|body| Body::new(Bounded { body: Limited::new(body, self.body), seen }));
        Ok((bounded, overrun))
    }
}

/// Tells afterwards whether a body of unknown length went over the limit.
#[derive(Debug)]
pub(super) struct Overrun(Option<Arc<AtomicBool>>);

impl Overrun {
    pub(super) fn happened(&self) -> bool {
        self.0.as_ref().is_some_and(|seen| seen.load(Ordering::Relaxed))
    }
}

struct Bounded {
    body: Limited<Body>,
    seen: Arc<AtomicBool>,
}

impl HttpBody for Bounded {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Err(error))) = &polled
            && error.is::<LengthLimitError>()
        {
            self.seen.store(true, Ordering::Relaxed);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Runs a handler within its time; a panic in it becomes a refusal and ends nothing else.
pub(super) async fn bounded<F: Future>(handler: F, time: Duration) -> Result<F::Output, Refusal> {
    let mut handler = pin!(handler);
    let unpanicked = std::future::poll_fn(|cx| {
        // Nothing of the handler is touched again after a panic but its drop.
        std::panic::catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(cx)))
            .map_or(Poll::Ready(Err(Refusal::Broken)), |poll| poll.map(Ok))
    });
    tokio::time::timeout(time, unpanicked).await.unwrap_or(Err(Refusal::OutOfTime))
}

/// The value of an `Allow` header for a hand-made 405.
pub fn allow_header(methods: &[Method]) -> HeaderValue {
    let list = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    // Methods are tokens, so the join is always a legal value.
    HeaderValue::from_str(&list).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allow_lists_the_methods() {
        assert_eq!(allow_header(&[Method::GET, Method::HEAD]), "GET, HEAD");
        assert_eq!(allow_header(&[]), "");
    }
}
