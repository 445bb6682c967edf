//! The outermost layer, once around all routes: names the request, finds out who asks, writes the
//! log line. One service instead of three, because every boxed layer costs each request.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use tower::{Layer, Service};

use super::client_ip::{Peer, TrustedProxies};
use super::trace::{self, Line};
use crate::base::RequestId;

/// The layer. Mount it last, with `Router::layer`: there the matched route is known.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    trusted: Arc<TrustedProxies>,
    certificate: Option<HeaderName>,
}

impl Edge {
    /// Believes the forwarding headers of these proxies.
    pub fn new(trusted: TrustedProxies) -> Self {
        Self { trusted: Arc::new(trusted), certificate: None }
    }

    /// Takes certificates of TLS clients from this header of theirs (RFC 9440).
    #[must_use]
    pub fn certificates(self, header: Option<HeaderName>) -> Self {
        Self { certificate: header, ..self }
    }
}

/// The certificate of the other side of the TLS connection, as a trusted proxy wrote it down. Nobody else
/// can put it here.
#[derive(Clone, Debug)]
pub struct ForwardedCertificate(pub HeaderValue);

impl<S> Layer<S> for Edge {
    type Service = EdgeService<S>;

    fn layer(&self, inner: S) -> EdgeService<S> {
        EdgeService { inner, trusted: Arc::clone(&self.trusted), certificate: self.certificate.clone() }
    }
}

/// What [`Edge`] makes of a service.
#[derive(Clone, Debug)]
pub struct EdgeService<S> {
    inner: S,
    trusted: Arc<TrustedProxies>,
    certificate: Option<HeaderName>,
}

impl<S> Service<Request> for EdgeService<S>
where
    S: Service<Request, Error = Infallible>,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let id = RequestId::fresh();
        let peer = peer(&request);
        let client = self.trusted.resolve(peer, request.headers());
        if let Some(header) = &self.certificate
            && let Some(value) = only(&mut request, header)
            && self.trusted.contains(peer.address.ip())
        {
            request.extensions_mut().insert(ForwardedCertificate(value));
        }
        let line = Line::begin(&request, id, client);
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(client);
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = answer.await?.into_response();
            trace::tell(id, response.headers_mut());
            line.end(response.status());
            Ok(response)
        })
    }
}

/// Takes a header out of a request; one that is repeated could be half a stranger's and counts as none.
fn only(request: &mut Request, name: &HeaderName) -> Option<HeaderValue> {
    let headers = request.headers_mut();
    let alone = headers.get_all(name).iter().count() == 1;
    headers.remove(name).filter(|_| alone)
}

/// Requests that did not come over our sockets (tests call the router directly) have no peer.
fn peer(request: &Request) -> Peer {
    request
        .extensions()
        .get()
        .copied()
        .unwrap_or(Peer { address: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0), secure: false })
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::StatusCode;
    use axum::routing::get;
    use tower::ServiceExt;
    use tracing::subscriber::DefaultGuard;
    use tracing_subscriber::fmt::MakeWriter;

    use super::*;
    use crate::http::client_ip::ClientIp;

    fn app() -> Router {
        Router::new()
            .route("/who/{secret}", get(|ClientIp(ip): ClientIp, id: RequestId| async move { format!("{ip} {id}") }))
            .route("/bad", get(async || StatusCode::BAD_REQUEST))
            .layer(Edge::new(TrustedProxies(vec!["127.0.0.1/32".parse().unwrap()])))
    }

    async fn ask(path: &str) -> Response {
        let mut request = Request::get(path).header("x-forwarded-for", "192.0.2.9").body(Body::empty()).unwrap();
        let address = "127.0.0.1:9".parse().unwrap();
        request.extensions_mut().insert(Peer { address, secure: false });
        app().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn a_request_is_named_and_its_client_found() {
        let response = ask("/who/x").await;
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let body = to_bytes(response.into_body(), 1000).await.unwrap();
        assert_eq!(body, format!("192.0.2.9 {id}"));
    }

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Log {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    fn capture() -> (Log, DefaultGuard) {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_ansi(false)
            .with_writer(log.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    #[tokio::test]
    async fn the_line_names_the_route_and_no_secret() {
        let (log, _guard) = capture();
        for path in ["/who/hunter2?code=hunter2", "/bad?hunter2", "/nowhere/hunter2"] {
            ask(path).await;
        }
        let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<_> = log.lines().filter(|l| l.contains("request answered")).collect();
        assert_eq!(lines.len(), 3, "{log}");
        for (line, parts) in lines.iter().zip([
            ["DEBUG", "route=\"/who/{secret}\"", "status=200"],
            ["INFO", "route=\"/bad\"", "status=400"],
            ["INFO", "route=\"unmatched\"", "status=404"],
        ]) {
            assert!(parts.iter().all(|part| line.contains(part)), "{line}");
            assert!(line.contains("client.ip=192.0.2.9") && line.contains("request_id="), "{line}");
        }
        assert!(!log.contains("hunter2"), "{log}");
    }
}
