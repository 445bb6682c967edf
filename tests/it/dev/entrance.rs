//! The way to the demo site.

use axum::http::header::LOCATION;
use freedom_id::web::demo;

use super::{app, get};
use crate::support::TestCore;

#[tokio::test]
async fn demo_leads_to_the_shop_where_there_is_one() {
    let core = TestCore::new().await;
    let open = demo::entrance(Some("http://127.0.0.1:8081".into())).with_state(app(&core));
    let (status, headers, _) = get(&open, "/demo").await;
    assert_eq!((status, headers[LOCATION].to_str().expect("text")), (303, "http://127.0.0.1:8081/"));
    let closed = demo::entrance(None).with_state(app(&core));
    assert_eq!(get(&closed, "/demo").await.0, 404);
}
