//! Delivery of messages.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use freedom_id::base::{Fault, Locale, Secret};
use freedom_id::config::{Config, MailMode, Mode};
use freedom_id::domain::message::Message;
use freedom_id::service::jobs::{deliver_outbox::deliver_due, runner};
use freedom_id::service::outbox::{self, Enqueue};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use crate::support::{TestCore, address, minutes, seconds};

async fn enqueue(core: &TestCore, to: &str) {
    let ask = Enqueue {
        address: address(to),
        purpose: "sign_in",
        locale: Locale::En,
        message: Message::Code { code: "123456".into() },
        expires_at: core.clock.now().plus(minutes(10)),
    };
    let inner = core.core.clone();
    core.db
        .write::<_, Fault, _>(move |tx| Box::pin(async move { outbox::enqueue(&inner, tx, ask).await }))
        .await
        .expect("written");
    outbox::wake(core);
}

fn smtp(port: u16) -> impl FnOnce(&mut Config) {
    move |config| {
        config.mail.mode = MailMode::Smtp;
        config.mail.url = Some(Secret::new(format!("smtp://127.0.0.1:{port}")));
    }
}

/// A mail server that takes everything and counts it.
async fn mail_server() -> (u16, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let taken = Arc::new(AtomicU32::new(0));
    let count = taken.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let count = count.clone();
            tokio::spawn(async move { serve_mail(socket, &count).await });
        }
    });
    (port, taken)
}

async fn serve_mail(mut socket: tokio::net::TcpStream, count: &AtomicU32) -> std::io::Result<()> {
    let (read, mut write) = socket.split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await?;
    let mut in_body = false;
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match (in_body, line.as_str()) {
            (true, ".") => {
                in_body = false;
                count.fetch_add(1, Ordering::SeqCst);
                b"250 taken\r\n"
            }
            (true, _) => continue,
            (false, "DATA") => {
                in_body = true;
                b"354 go on\r\n"
            }
            (false, "QUIT") => b"221 bye\r\n",
            (false, _) => b"250 test\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_deliver_each_message_once() {
    let (port, taken) = mail_server().await;
    let core = TestCore::with(smtp(port)).await;
    for n in 0..20 {
        enqueue(&core, &format!("p{n}@mail.example")).await;
    }
    let workers = (0..4).map(|_| {
        let core = core.core.clone();
        async move { while deliver_due(&core).await.expect("no fault") > 0 {} }
    });
    workers.collect::<tokio::task::JoinSet<_>>().join_all().await;
    assert_eq!(taken.load(Ordering::SeqCst), 20);
    assert_eq!(core.count("SELECT COUNT(*) FROM outbox WHERE delivered_at IS NOT NULL AND due_at IS NULL").await, 20);
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_again_until_the_message_is_too_old() {
    let core = TestCore::with(smtp(1)).await;
    enqueue(&core, "ana@mail.example").await;
    assert_eq!(deliver_due(&core).await.expect("tried"), 1);
    for wait in [5, 10, 20] {
        core.pass(seconds(wait - 1));
        assert_eq!(deliver_due(&core).await.expect("looked"), 0, "not yet");
        core.pass(seconds(1));
        assert_eq!(deliver_due(&core).await.expect("tried"), 1, "after {wait} s");
    }
    core.pass(minutes(10));
    assert_eq!(deliver_due(&core).await.expect("given up"), 0);
    assert_eq!(
        core.count("SELECT COUNT(*) FROM outbox WHERE due_at IS NULL AND delivered_at IS NULL AND failure IS NOT NULL")
            .await,
        1
    );
}

#[tokio::test]
async fn a_worker_that_died_loses_its_message_to_another() {
    let core = TestCore::new().await;
    enqueue(&core, "ana@mail.example").await;
    let now = core.clock.now();
    let dead = core.db.write::<_, Fault, _>(move |tx| {
        Box::pin(async move { freedom_id::store::outbox::claim(tx, "dead", now.plus(minutes(1)), now, 8).await })
    });
    assert_eq!(dead.await.expect("claimed").len(), 1);
    assert_eq!(deliver_due(&core).await.expect("looked"), 0);
    core.pass(minutes(1));
    assert_eq!(deliver_due(&core).await.expect("delivered"), 1);
    assert_eq!(deliver_due(&core).await.expect("looked"), 0);
}

#[tokio::test]
async fn a_newer_message_withdraws_the_one_that_waits() {
    let core = TestCore::new().await;
    enqueue(&core, "ana@mail.example").await;
    enqueue(&core, "ana@mail.example").await;
    assert_eq!(deliver_due(&core).await.expect("delivered"), 1);
}

#[tokio::test]
async fn what_was_delivered_is_blanked_in_production_and_readable_in_development() {
    let core = TestCore::new().await;
    enqueue(&core, "+77012345678").await;
    deliver_due(&core).await.expect("delivered");
    let letters = core.letters(&address("+77012345678")).await;
    assert_eq!(letters[0].content.text, "Freedom ID code: 123456. Do not share it.\n\n@localhost #123456");
    assert!(
        outbox::list(&core, None, Some(freedom_id::domain::contact::Channel::Email), 10)
            .await
            .expect("reads")
            .is_empty()
    );
    assert_eq!(core.count("SELECT COUNT(*) FROM outbox WHERE message LIKE '%123456%'").await, 0, "sealed");

    let core = TestCore::with(|c| c.server.mode = Mode::Production).await;
    enqueue(&core, "+77012345678").await;
    deliver_due(&core).await.expect("delivered");
    assert!(core.letters(&address("+77012345678")).await.is_empty());
    assert_eq!(core.count("SELECT COUNT(*) FROM outbox WHERE message = ''").await, 1);
}

#[tokio::test]
async fn a_message_wakes_its_delivery() {
    let core = TestCore::new().await;
    let runner = runner::start(&core, Vec::new());
    enqueue(&core, "ana@mail.example").await;
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while core.count("SELECT COUNT(*) FROM outbox WHERE delivered_at IS NOT NULL").await == 0 {
        assert!(std::time::Instant::now() < deadline, "delivered by itself");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    runner.stop(Duration::from_secs(10)).await;
}
