//! What development mode adds.

mod clock;
mod entrance;
mod messages;
mod outbox;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use freedom_id::http::door::Door;
use freedom_id::http::headers::{HeaderTable, Kind};
use freedom_id::http::refusal::Renderer;
use freedom_id::http::state::{App, Documents};
use freedom_id::service::Core;
use freedom_id::web::dev;
use tower::ServiceExt as _;

fn app(core: &Core) -> App {
    App { core: core.clone(), documents: std::sync::Arc::new(Documents::default()) }
}

fn router(core: &Core) -> Router {
    let door = Door::new(Kind::Page, HeaderTable::new(false), Renderer::default());
    dev::routes(core, &door).with_state(app(core))
}

async fn send(router: &Router, request: Request<Body>) -> (u16, HeaderMap, String) {
    let (parts, body) = router.clone().oneshot(request).await.expect("an answer").into_parts();
    let body = to_bytes(body, 4_000_000).await.expect("a body").to_vec();
    (parts.status.as_u16(), parts.headers, String::from_utf8(body).expect("text"))
}

async fn get(router: &Router, path: &str) -> (u16, HeaderMap, String) {
    send(router, Request::get(path).body(Body::empty()).expect("a request")).await
}
