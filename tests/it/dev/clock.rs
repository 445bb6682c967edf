//! The clock that tests move.

use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;

use super::{router, send};
use crate::support::TestCore;

async fn post(core: &TestCore, kind: &str, body: &'static str) -> (u16, String) {
    let request = Request::post("/dev/clock").header(CONTENT_TYPE, kind).body(Body::from(body)).expect("a request");
    let (status, _, text) = send(&router(core), request).await;
    (status, text)
}

#[tokio::test]
async fn the_whole_server_moves_forward() {
    let core = TestCore::with(|c| c.dev.clock = true).await;
    let before = core.clock.now();
    let (status, text) = post(&core, "application/json", "{\"advance_seconds\": 3600}").await;
    assert_eq!((status, text.as_str()), (200, "{\"now\":\"2025-06-15T16:06:40Z\"}"));
    assert_eq!(before.until(core.clock.now()).as_secs(), 3_600);
}

#[tokio::test]
async fn what_makes_no_sense_moves_nothing() {
    let core = TestCore::with(|c| c.dev.clock = true).await;
    let before = core.clock.now();
    for (kind, body) in [
        ("application/json", "{\"advance_seconds\": -1}"),
        ("application/json", "{\"advance_seconds\": 1e30}"),
        ("application/json", "{\"advance_seconds\": 9999999999}"),
        ("application/json", "nonsense"),
        ("application/json", ""),
        ("text/plain", "{\"advance_seconds\": 1}"),
    ] {
        let (status, text) = post(&core, kind, body).await;
        assert_eq!(status, 400, "{kind} {body}");
        assert!(text.starts_with("{\"error\":"), "{text}");
    }
    assert_eq!(core.clock.now(), before);
}

#[tokio::test]
async fn it_is_there_only_where_it_was_asked_for() {
    let core = TestCore::new().await;
    assert_eq!(post(&core, "application/json", "{\"advance_seconds\": 1}").await.0, 404);
}
