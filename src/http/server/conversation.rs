//! The requests of one connection on their way to the router and back.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use axum::http::{Request, Response, StatusCode, Version};
use axum::routing::future::RouteFuture;
use hyper::body::{Frame, Incoming, SizeHint};
use tower::Service as _;

use super::Limits;
use super::accept::Server;
use super::pulse::Pulse;
use crate::http::client_ip::Peer;

/// What hyper asks for answers.
pub(super) struct Conversation {
    pub(super) server: Arc<Server>,
    pub(super) peer: Peer,
    pub(super) pulse: Arc<Pulse>,
}

impl hyper::service::Service<Request<Incoming>> for Conversation {
    type Response = Response<Watched>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, mut request: Request<Incoming>) -> Answering {
        let open = Open::new(&self.pulse, request.version() == Version::HTTP_2);
        let answer = fit(&request, &self.server.limits).map(|()| {
            request.extensions_mut().insert(self.peer);
            self.server.app.clone().call(request)
        });
        Answering { answer, open: Some(open) }
    }
}

/// Refuses heads that the parser takes and we do not.
fn fit(request: &Request<Incoming>, limits: &Limits) -> Result<(), StatusCode> {
    let headers = request.headers();
    if headers.len() > limits.headers {
        return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    let target = request.uri().path_and_query();
    if target.is_some_and(|target| target.as_str().len() > limits.target_bytes) {
        return Err(StatusCode::URI_TOO_LONG);
    }
    // RFC 9112 §3.2 (exactly one Host) and §6.3 (two lengths are how requests are smuggled).
    let hosts = headers.get_all(HOST).iter().count();
    let hostless = request.version() == Version::HTTP_11 && hosts == 0;
    let ambiguous = headers.contains_key(TRANSFER_ENCODING) && headers.contains_key(CONTENT_LENGTH);
    if hosts > 1 || hostless || ambiguous {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(())
}

/// A request that is being answered; its end is the end of the answer's body.
#[derive(Debug)]
struct Open(Arc<Pulse>);

impl Open {
    fn new(pulse: &Arc<Pulse>, http2: bool) -> Self {
        pulse.request_began(http2);
        Self(Arc::clone(pulse))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.request_ended();
    }
}

/// An answer in the making.
pub(super) struct Answering {
    answer: Result<RouteFuture<Infallible>, StatusCode>,
    open: Option<Open>,
}

impl Future for Answering {
    type Output = Result<Response<Watched>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = match &mut self.answer {
            Ok(future) => Pin::new(future).poll(cx),
            Err(status) => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = *status;
                Poll::Ready(Ok(response))
            }
        };
        polled.map_ok(|response| response.map(|body| Watched { body, open: self.open.take() }))
    }
}

/// An answer's body, which keeps its request open until it has been handed over.
#[derive(Debug)]
pub(super) struct Watched {
    body: Body,
    open: Option<Open>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Some(open) = &self.open {
            open.0.request_moved();
        }
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
