//! The store behind the browser's session cookie.

use std::collections::HashMap;

use freedom_id::store::web_sessions::WebSessions;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::SessionStore as _;

use crate::support::{TestCore, minutes};

#[tokio::test]
async fn records_are_kept_by_digest_and_end_by_our_clock() {
    let core = TestCore::new().await;
    let store = WebSessions::new(core.db.clone(), core.clock.clone(), minutes(10));
    let data = HashMap::from([("user".to_owned(), serde_json::json!("ana"))]);
    let mut record = Record { id: Id::default(), data, expiry_date: OffsetDateTime::UNIX_EPOCH };
    store.create(&mut record).await.expect("created");
    let first = record.id;
    store.create(&mut record).await.expect("created under another id");
    assert_ne!(first, record.id);
    core.pass(minutes(9));
    assert_eq!(store.load(&first).await.expect("loads").map(|r| r.data), Some(record.data.clone()));
    store.save(&record).await.expect("saved");
    core.pass(minutes(1));
    assert!(store.load(&first).await.expect("loads").is_none(), "ten minutes after it was saved");
    assert!(store.load(&record.id).await.expect("loads").is_some());
    store.delete(&record.id).await.expect("deleted");
    assert!(store.load(&record.id).await.expect("loads").is_none());
}
