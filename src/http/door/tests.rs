use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::routing::{get, post};
use hyper::body::Frame;
use tower::ServiceExt;

use super::*;
use crate::http::flood::FloodLimits;

fn door() -> Door {
    let words = Renderer::new(|refusal, asked| {
        (refusal.status(), format!("{refusal:?} {} {}", asked.method, asked.uri.path())).into_response()
    });
    let budget = Budget::default().with_body(10).with_time(Duration::from_millis(50));
    Door::new(Kind::Json, HeaderTable::new(true), words).budget(budget)
}

fn app(door: Door) -> Router {
    Router::new()
        .route("/echo", post(|body: Bytes| async { body }))
        .route("/slow", get(std::future::pending::<()>))
        .route("/broken", get(async || -> () { panic!("on purpose") }))
        .fallback(async || Refusal::NotFound)
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .layer(door)
}

async fn ask(app: Router, request: Request) -> (StatusCode, HeaderMap, String) {
    let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
    let text = String::from_utf8(to_bytes(body, 10_000).await.unwrap().to_vec()).unwrap();
    (parts.status, parts.headers, text)
}

fn request(method: Method, path: &str, body: impl Into<Body>) -> Request {
    Request::builder().method(method).uri(path).body(body.into()).unwrap()
}

#[tokio::test]
async fn what_fits_passes_with_the_headers_of_its_kind() {
    let (status, headers, text) = ask(app(door()), request(Method::POST, "/echo", "0123456789")).await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "0123456789"));
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn every_refusal_is_worded_by_the_family() {
    let encoded = Request::post("/echo").header(header::CONTENT_ENCODING, "gzip").body(Body::empty()).unwrap();
    for (request, status, words) in [
        (request(Method::POST, "/echo", "0123456789a"), 413, "BodyTooLarge POST /echo"),
        (request(Method::GET, "/slow", ""), 503, "OutOfTime GET /slow"),
        (request(Method::GET, "/broken", ""), 500, "Broken GET /broken"),
        (request(Method::GET, "/nowhere", ""), 404, "NotFound GET /nowhere"),
        (request(Method::GET, "/echo", ""), 405, "MethodNotAllowed GET /echo"),
        (encoded, 415, "EncodedBody POST /echo"),
    ] {
        let (got, headers, text) = ask(app(door()), request).await;
        assert_eq!((got.as_u16(), text.as_str()), (status, words));
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers.contains_key(header::RETRY_AFTER), status == 503);
        assert_eq!(headers.contains_key(header::ALLOW), status == 405);
    }
}

/// So many bytes, one at a time, without saying beforehand how many.
struct Unannounced(usize);

impl HttpBody for Unannounced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(left) = self.0.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.0 = left;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"x")))))
    }
}

#[tokio::test]
async fn a_body_of_unknown_length_is_counted() {
    for (size, status) in [(10, StatusCode::OK), (11, StatusCode::PAYLOAD_TOO_LARGE)] {
        let request = request(Method::POST, "/echo", Body::new(Unannounced(size)));
        let (got, ..) = ask(app(door()), request).await;
        assert_eq!(got, status);
    }
}

#[tokio::test]
async fn a_flood_is_shed() {
    let flood = Flood::new(FloodLimits { rate: 1, burst: 1, sources: 10 }, Instant::now());
    let app = app(door().flood(Some(Arc::new(flood))));
    let (first, ..) = ask(app.clone(), request(Method::POST, "/echo", "x")).await;
    assert_eq!(first, StatusCode::OK);
    let (second, headers, _) = ask(app, request(Method::POST, "/echo", "x")).await;
    assert_eq!(second, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(headers[header::RETRY_AFTER], "1");
}
