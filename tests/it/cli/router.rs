//! The router as a whole, in the process of the test.

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use freedom_id::app::{self, Around};
use tower::ServiceExt as _;

use crate::support::TestCore;

#[tokio::test]
async fn every_prefix_answers_in_its_own_words() {
    let core = TestCore::new().await;
    let around = Around::default();
    let router = app::router(app::state(core.core.clone()).expect("a state"), &around);
    let ask = async |method: Method, path: &str| {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).expect("a request");
        let (parts, body) = router.clone().oneshot(request).await.expect("an answer").into_parts();
        let body = to_bytes(body, 100_000).await.expect("a body");
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).expect("text"))
    };
    for path in ["/oauth2/nothing", "/.well-known/nothing"] {
        let (status, headers, body) = ask(Method::GET, path).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(headers[header::CONTENT_TYPE].to_str().expect("text").contains("json") && body.contains("error"));
    }
    let (status, headers, body) = ask(Method::GET, "/oauth2/token").await;
    assert_eq!((status, headers[header::ALLOW].to_str().ok()), (StatusCode::METHOD_NOT_ALLOWED, Some("POST,OPTIONS")));
    assert!(body.contains("invalid_request"));
    let (status, headers, _) = ask(Method::GET, "/nothing").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY) && headers.contains_key("x-request-id"));

    assert_eq!(ask(Method::GET, "/healthz").await.0, StatusCode::OK);
    assert_eq!(ask(Method::GET, "/readyz").await.0, StatusCode::OK);
    around.readiness.leave();
    assert_eq!(ask(Method::GET, "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ask(Method::GET, "/healthz").await.0, StatusCode::OK);
}
