//! Text messages by gateways.

use freedom_id::base::{Fault, Locale, Secret};
use freedom_id::config::{SmsMethod, SmsSuccess};
use freedom_id::domain::message::Message;
use freedom_id::service::jobs::deliver_outbox::deliver_due;
use freedom_id::service::outbox::{self, Enqueue};

use crate::support::gateway::{FakeGateway, through};
use crate::support::{TestCore, address, minutes, seconds};

const DELIVERED: &str = "SELECT COUNT(*) FROM outbox WHERE delivered_at IS NOT NULL";
const WAITING: &str = "SELECT COUNT(*) FROM outbox WHERE due_at IS NOT NULL";
const GIVEN_UP: &str = "SELECT COUNT(*) FROM outbox WHERE due_at IS NULL AND delivered_at IS NULL";

async fn enqueue(core: &TestCore, to: &str) {
    let ask = Enqueue {
        address: address(to),
        purpose: "sign_in",
        locale: Locale::Uz,
        message: Message::Code { code: "123456".into() },
        expires_at: core.clock.now().plus(minutes(5)),
    };
    let inner = core.core.clone();
    core.db
        .write::<_, Fault, _>(move |tx| Box::pin(async move { outbox::enqueue(&inner, tx, ask).await }))
        .await
        .expect("written");
}

async fn deliver(core: &TestCore) -> usize {
    deliver_due(core).await.expect("no fault")
}

async fn send(core: &TestCore) {
    enqueue(core, "+77012345678").await;
    assert_eq!(deliver(core).await, 1);
}

#[tokio::test]
async fn a_message_is_handed_over_as_json_with_the_operators_headers() {
    let gateway = FakeGateway::open().await;
    let core = TestCore::with(through(gateway.settings(), None)).await;
    send(&core).await;
    let taken = gateway.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].method.as_str(), taken[0].path.as_str()), ("POST", "/send"));
    assert_eq!(taken[0].headers["authorization"], "Bearer hush");
    assert_eq!(taken[0].headers["content-type"], "application/json");
    let body = taken[0].json();
    assert_eq!(body["to"], "+77012345678");
    assert_eq!(body["text"], "Freedom ID kodi: 123456. Hech kimga aytmang.\n\n@localhost #123456");
    let id = core.letters(&address("+77012345678")).await[0].id.to_string();
    assert_eq!(body["ref"], id);
    assert_eq!(core.count(DELIVERED).await, 1);
}

#[tokio::test]
async fn a_form_and_an_address_are_written_as_such() {
    let gateway = FakeGateway::open().await;
    let mut settings = gateway.settings();
    settings.headers.insert("content-type".into(), Secret::new("application/x-www-form-urlencoded; charset=utf-8"));
    settings.body = Some(Secret::new("login=shop&psw=a%26b&phones={to_digits}&plus={to}&mes={text}"));
    let core = TestCore::with(through(settings, None)).await;
    send(&core).await;
    let body = gateway.taken()[0].body.clone();
    let pairs: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let text = "Freedom ID kodi: 123456. Hech kimga aytmang.\n\n@localhost #123456";
    let expected =
        [("login", "shop"), ("psw", "a&b"), ("phones", "77012345678"), ("plus", "+77012345678"), ("mes", text)];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));

    let mut settings = gateway.settings();
    settings.url = Some(Secret::new(gateway.address("/get?key=hush&to={to}&text={text}")));
    (settings.method, settings.body) = (SmsMethod::Get, None);
    let core = TestCore::with(through(settings, None)).await;
    send(&core).await;
    let taken = gateway.taken().pop().expect("a message");
    assert_eq!((taken.method.as_str(), taken.body.as_str()), ("GET", ""));
    let url = url::Url::parse(&gateway.address(&taken.path)).expect("a URL");
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let expected = [("key", "hush"), ("to", "+77012345678"), ("text", text)];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn the_second_gateway_is_asked_where_the_first_certainly_did_not_take_a_message() {
    let (first, backup) = (FakeGateway::open().await, FakeGateway::open().await);
    let core = TestCore::with(through(first.settings(), Some(backup.settings()))).await;
    let mut sent = 0;
    for status in [400, 401, 403, 404, 422, 429, 500, 503, 302] {
        first.answers(status, "");
        send(&core).await;
        sent += 1;
        assert_eq!((first.taken().len(), backup.taken().len()), (sent, sent), "{status}");
    }
    assert_eq!(core.count(DELIVERED).await, 9);
    let ids = |gateway: &FakeGateway| gateway.taken().iter().map(|t| t.json()["ref"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&backup), "a message keeps its id");

    // Nobody listens at all.
    let mut gone = first.settings();
    gone.url = Some(Secret::new("http://127.0.0.1:1/send"));
    let core = TestCore::with(through(gone, Some(backup.settings()))).await;
    send(&core).await;
    assert_eq!((core.count(DELIVERED).await, backup.taken().len()), (1, 10));
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_given_to_nobody_else() {
    let (first, backup) = (FakeGateway::open().await, FakeGateway::open().await);
    let core = TestCore::with(through(first.settings(), Some(backup.settings()))).await;
    first.loses_an_answer();
    send(&core).await;
    assert_eq!((core.count(WAITING).await, core.count(DELIVERED).await), (1, 0));
    // It knows the message by its id: it is asked again, and it alone, even when it is down meanwhile.
    first.answers(503, "");
    core.pass(seconds(5));
    assert_eq!(deliver(&core).await, 1);
    core.pass(seconds(10));
    assert_eq!(deliver(&core).await, 1);
    assert_eq!((core.count(DELIVERED).await, first.taken().len(), backup.taken().len()), (1, 3, 0));
    let ids: Vec<_> = first.taken().iter().map(|taken| taken.json()["ref"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[tokio::test]
async fn a_gateway_that_cannot_know_a_message_again_is_not_asked_again() {
    let (first, backup) = (FakeGateway::open().await, FakeGateway::open().await);
    let forgetful = || {
        let mut settings = first.settings();
        settings.body = Some(Secret::new(r#"{"to":"{to}","text":"{text}"}"#));
        settings
    };
    let core = TestCore::with(through(forgetful(), Some(backup.settings()))).await;
    // A proxy that lost the answer is the same.
    for status in [502, 504] {
        first.answers(status, "");
        send(&core).await;
    }
    first.loses_an_answer();
    send(&core).await;
    core.pass(minutes(1));
    assert_eq!(deliver(&core).await, 0);
    assert_eq!((core.count(GIVEN_UP).await, first.taken().len(), backup.taken().len()), (3, 3, 0));
    let told = "SELECT COUNT(*) FROM outbox WHERE failure LIKE '%may have been sent%'";
    assert_eq!(core.count(told).await, 3);
}

#[tokio::test]
async fn the_second_gateways_lost_answer_binds_the_message_to_it() {
    let (first, backup) = (FakeGateway::open().await, FakeGateway::open().await);
    let core = TestCore::with(through(first.settings(), Some(backup.settings()))).await;
    first.answers(500, "");
    backup.loses_an_answer();
    send(&core).await;
    core.pass(seconds(5));
    assert_eq!(deliver(&core).await, 1);
    assert_eq!((core.count(DELIVERED).await, first.taken().len(), backup.taken().len()), (1, 1, 2));
}

#[tokio::test]
async fn a_gateway_that_is_down_is_tried_again_and_a_late_code_is_not_sent() {
    let gateway = FakeGateway::open().await;
    let core = TestCore::with(through(gateway.settings(), None)).await;
    enqueue(&core, "+77012345678").await;
    for wait in [5, 10, 20, 40, 80] {
        gateway.answers(503, "");
        assert_eq!(deliver(&core).await, 1);
        core.pass(seconds(wait - 1));
        assert_eq!(deliver(&core).await, 0, "not yet");
        core.pass(seconds(1));
    }
    gateway.answers(429, "");
    assert_eq!(deliver(&core).await, 1);
    core.pass(minutes(5));
    assert_eq!(deliver(&core).await, 0);
    assert_eq!((core.count(GIVEN_UP).await, gateway.taken().len()), (1, 6));
}

#[tokio::test]
async fn a_message_that_everybody_refuses_is_given_up() {
    let (first, backup) = (FakeGateway::open().await, FakeGateway::open().await);
    let core = TestCore::with(through(first.settings(), Some(backup.settings()))).await;
    first.answers(400, "no such number +77012345678");
    backup.answers(422, "no such number +77012345678");
    send(&core).await;
    assert_eq!(core.count(GIVEN_UP).await, 1);
    assert_eq!(
        core.count("SELECT COUNT(*) FROM outbox WHERE failure LIKE '%7701%'").await,
        0,
        "no numbers in failures"
    );
    // One that refuses and one that is down: the second may take it later.
    first.answers(400, "");
    backup.answers(500, "");
    send(&core).await;
    core.pass(seconds(5));
    assert_eq!((deliver(&core).await, core.count(DELIVERED).await), (1, 1));
}

#[tokio::test]
async fn an_answer_counts_by_what_it_says() {
    let gateway = FakeGateway::open().await;
    let mut settings = gateway.settings();
    settings.success = Some(SmsSuccess { pointer: "/result/0/code".into(), equals: "0".into() });
    let core = TestCore::with(through(settings, None)).await;
    let mut delivered = 0;
    for good in [r#"{"result":[{"code":0}]}"#, r#"{"result":[{"code":"0"}]}"#] {
        gateway.answers(200, good);
        send(&core).await;
        delivered += 1;
        assert_eq!(core.count(DELIVERED).await, delivered, "{good}");
    }
    for bad in [r#"{"result":[{"code":10}]}"#, r#"{"result":[]}"#, r#"{"result":[{"code":null}]}"#, "0"] {
        gateway.answers(200, bad);
        send(&core).await;
    }
    assert_eq!((core.count(GIVEN_UP).await, core.count(WAITING).await), (4, 0), "refused");
    // It took something, but nobody knows what it said.
    gateway.answers(200, "<html>ok</html>");
    send(&core).await;
    gateway.answers(200, &format!("\"{}\"", "x".repeat(70_000)));
    enqueue(&core, "+77012345679").await;
    assert_eq!(deliver(&core).await, 1);
    assert_eq!(core.count(WAITING).await, 2, "asked again by its id");
}

#[tokio::test]
async fn no_message_goes_to_a_country_that_is_not_named() {
    let gateway = FakeGateway::open().await;
    let core = TestCore::with(through(gateway.settings(), None)).await;
    enqueue(&core, "+12025550123").await;
    assert_eq!(deliver(&core).await, 1);
    assert_eq!((gateway.taken().len(), core.count(GIVEN_UP).await), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_hand_over_each_message_once() {
    let gateway = FakeGateway::open().await;
    let core = TestCore::with(through(gateway.settings(), None)).await;
    for n in 0..20 {
        enqueue(&core, &format!("+770123456{n:02}")).await;
    }
    let workers = (0..4).map(|_| {
        let core = core.core.clone();
        async move { while deliver_due(&core).await.expect("no fault") > 0 {} }
    });
    workers.collect::<tokio::task::JoinSet<_>>().join_all().await;
    let mut numbers: Vec<_> = gateway.taken().iter().map(|taken| taken.json()["to"].to_string()).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!((numbers.len(), gateway.taken().len()), (20, 20));
}
