//! The development outbox, for people and for programs.

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use freedom_id::base::{Fault, Locale};
use freedom_id::config::Mode;
use freedom_id::domain::message::Message;
use freedom_id::service::outbox::{self, Enqueue};
use serde_json::Value;

use super::{get, router, send};
use crate::support::{TestCore, address, minutes, seconds};

async fn write(core: &TestCore, to: &str, digits: &str) {
    let ask = Enqueue {
        address: address(to),
        purpose: "sign_in",
        locale: Locale::En,
        message: Message::Code { code: digits.into() },
        expires_at: core.clock.now().plus(minutes(10)),
    };
    let inner = core.core.clone();
    core.db
        .write::<_, Fault, _>(move |tx| Box::pin(async move { outbox::enqueue(&inner, tx, ask).await }))
        .await
        .expect("written");
    core.pass(seconds(1));
}

async fn three() -> TestCore {
    let core = TestCore::new().await;
    write(&core, "+77012345678", "111111").await;
    write(&core, "ana@mail.example", "222222").await;
    write(&core, "+77019999999", "333333").await;
    core
}

async fn codes(core: &TestCore, path: &str) -> Vec<String> {
    let (status, _, text) = get(&router(core), path).await;
    assert_eq!(status, 200, "{path}");
    let all: Vec<Value> = serde_json::from_str(&text).expect("a list");
    all.iter().map(|entry| entry["code"].as_str().expect("a code").to_owned()).collect()
}

#[tokio::test]
async fn programs_read_messages_newest_first_and_filter_them() {
    let core = three().await;
    assert_eq!(codes(&core, "/dev/outbox.json").await, ["333333", "222222", "111111"]);
    assert_eq!(codes(&core, "/dev/outbox.json?to=%2B77012345678").await, ["111111"]);
    assert_eq!(codes(&core, "/dev/outbox.json?to=+77012345678").await, ["111111"]);
    assert_eq!(codes(&core, "/dev/outbox.json?to=ana%40mail.example").await, ["222222"]);
    assert_eq!(codes(&core, "/dev/outbox.json?channel=sms").await, ["333333", "111111"]);
    assert_eq!(codes(&core, "/dev/outbox.json?channel=email&to=").await, ["222222"]);
    assert!(codes(&core, "/dev/outbox.json?to=nobody%40mail.example").await.is_empty());
    assert_eq!(get(&router(&core), "/dev/outbox.json?channel=pigeon").await.0, 400);
}

#[tokio::test]
async fn an_entry_has_the_agreed_shape() {
    let core = TestCore::new().await;
    write(&core, "+77012345678", "111111").await;
    write(&core, "ana@mail.example", "222222").await;
    let (_, headers, text) = get(&router(&core), "/dev/outbox.json").await;
    assert_eq!(headers[CONTENT_TYPE], "application/json");
    assert_eq!(headers[CACHE_CONTROL], "no-store");
    let all: Vec<Value> = serde_json::from_str(&text).expect("a list");
    let (mail, sms) = (&all[0], &all[1]);
    let mut keys: Vec<_> = mail.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["channel", "code", "created_at", "id", "purpose", "subject", "text", "to"]);
    assert_eq!((&sms["channel"], &sms["to"], &sms["subject"]), (&"sms".into(), &"+77012345678".into(), &Value::Null));
    assert_eq!((&sms["purpose"], &sms["created_at"]), (&"sign_in".into(), &"2025-06-15T15:06:40Z".into()));
    assert_eq!((&mail["channel"], &mail["to"]), (&"email".into(), &"ana@mail.example".into()));
    assert!(mail["subject"].as_str().expect("a subject").contains("222222"));
    assert!(mail["text"].as_str().expect("a text").contains("222222"));
}

#[tokio::test]
async fn people_read_the_same_in_their_language() {
    let core = three().await;
    let (status, headers, html) = get(&router(&core), "/dev/outbox?lang=ru&channel=email").await;
    assert_eq!(status, 200);
    assert!(headers[CONTENT_SECURITY_POLICY].to_str().expect("text").contains("script-src 'self'"));
    assert!(html.contains("<html lang=\"ru\"") && html.contains("222222") && !html.contains("111111"));
    assert!(html.contains("href=\"/dev/outbox?channel=email&#38;lang=kk\""), "the filter stays: {html}");
    let (_, _, html) = get(&router(&core), "/dev/outbox?to=%22%3E%3Cscript%3E").await;
    assert!(!html.contains("\"><script>") && !html.contains("111111"));
}

#[tokio::test]
async fn the_language_chosen_on_the_pages_holds_here_too() {
    let core = three().await;
    let chosen = Request::get("/dev/outbox").header("cookie", "fid_l=kk.5").header("accept-language", "ru");
    let (_, _, html) = send(&router(&core), chosen.body(Body::empty()).expect("a request")).await;
    assert!(html.contains("<html lang=\"kk\""), "{html}");
}

#[tokio::test]
async fn production_has_no_outbox() {
    let core = TestCore::with(|c| {
        c.server.mode = Mode::Production;
        c.dev.clock = true;
    })
    .await;
    for path in ["/dev/outbox", "/dev/outbox.json", "/dev/clock"] {
        assert_eq!(get(&router(&core), path).await.0, 404, "{path}");
    }
}
