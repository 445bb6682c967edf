//! Real connections on loopback. Limits under test are tiny, all others are an hour, so that only
//! the limit under test can be what ended a connection.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Extension;
use axum::routing::{get, post};
use hyper::body::Frame;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::*;
use crate::http::client_ip::Peer;

const HOUR: Duration = Duration::from_hours(1);
const SOON: Duration = Duration::from_millis(50);
const GIVE_UP: Duration = Duration::from_mins(1);
const ASK: &str = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";

fn patient() -> Limits {
    Limits {
        first_byte: HOUR,
        head: HOUR,
        keep_alive: HOUR,
        write_stall: HOUR,
        request_stall: HOUR,
        drain: HOUR,
        ..Limits::default()
    }
}

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
}

impl Running {
    async fn start(app: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let done = tokio::spawn(serve(vec![listener], app, limits, async move {
            let _ = stopped.await;
        }));
        Self { address, stop, done }
    }

    async fn hello(limits: Limits) -> Self {
        let app = Router::new()
            .route("/", get(|Extension(peer): Extension<Peer>| async move { peer.address.to_string() }))
            .route("/", post(|| async { "early" }));
        Self::start(app, limits).await
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        within(self.done).await.unwrap();
    }
}

async fn within<F: Future>(future: F) -> F::Output {
    timeout(GIVE_UP, future).await.unwrap()
}

/// All that comes until the other side ends the connection, politely or not.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = within(stream.read_to_end(&mut all)).await;
    String::from_utf8(all).unwrap()
}

/// One answer of `hello`, whose body ends with the port.
async fn answer(stream: &mut TcpStream) -> String {
    let mut all = String::new();
    let port = format!("127.0.0.1:{}", stream.local_addr().unwrap().port());
    while !all.ends_with(&port) {
        let mut chunk = [0; 1024];
        let n = within(stream.read(&mut chunk)).await.unwrap();
        assert_ne!(n, 0, "ended after {all:?}");
        all.push_str(std::str::from_utf8(&chunk[..n]).unwrap());
    }
    all
}

#[tokio::test]
async fn silence_is_cut() {
    let server = Running::hello(Limits { first_byte: SOON, ..patient() }).await;
    assert_eq!(rest(&mut server.connect().await).await, "");
}

#[tokio::test]
async fn a_slow_head_is_cut() {
    let server = Running::hello(Limits { head: SOON, ..patient() }).await;
    let mut stream = server.send("GET / HTTP/1.1\r\nHost: he").await;
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn a_slow_head_is_cut_on_a_kept_connection_too() {
    let server = Running::hello(Limits { head: SOON, ..patient() }).await;
    let mut stream = server.send(ASK).await;
    answer(&mut stream).await;
    stream.write_all(b"GET / HT").await.unwrap();
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn an_idle_connection_is_ended() {
    let server = Running::hello(Limits { keep_alive: SOON, ..patient() }).await;
    let mut stream = server.send(ASK).await;
    answer(&mut stream).await;
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn a_slow_handler_is_neither_idle_nor_a_slow_head() {
    let app = Router::new().route("/", get(|| async { tokio::time::sleep(SOON * 4).await }));
    let server = Running::start(app, Limits { head: SOON, keep_alive: SOON, ..patient() }).await;
    let mut stream = server.send(ASK).await;
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn requests_in_one_packet_are_all_answered() {
    let server = Running::hello(patient()).await;
    let mut stream = server.send(&format!("{ASK}{ASK}GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")).await;
    assert_eq!(rest(&mut stream).await.matches("200 OK").count(), 3);
}

#[tokio::test]
async fn heads_beyond_the_limits_are_refused() {
    let server = Running::hello(patient()).await;
    let headers = |n: usize| "x: y\r\n".repeat(n);
    for (head, status) in [
        (format!("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n", headers(62)), "200"),
        (format!("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n", headers(63)), "431"),
        (format!("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n", headers(200)), "431"),
        (format!("GET / HTTP/1.1\r\nHost: h\r\nx: {}\r\n\r\n", "y".repeat(200_000)), "431"),
        (format!("GET /?{} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "y".repeat(8000)), "200"),
        (format!("GET /?{} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "y".repeat(8191)), "414"),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        ("nonsense\r\n\r\n".to_owned(), "400"),
    ] {
        // The server may have ended its side before it has seen everything.
        let mut stream = server.connect().await;
        let _ = stream.write_all(head.as_bytes()).await;
        let got = rest(&mut stream).await;
        assert!(got.starts_with(&format!("HTTP/1.1 {status}")), "{status}: {got}");
    }
}

#[tokio::test]
async fn an_early_answer_survives_a_body_that_nobody_read() {
    let server = Running::hello(patient()).await;
    let mut stream = server.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 400000\r\n\r\n").await;
    // What has gone into our own buffers is read and thrown away, not answered by a reset.
    let _ = stream.write_all(&vec![b'x'; 400_000]).await;
    assert!(rest(&mut stream).await.ends_with("early"));
}

#[tokio::test]
async fn a_source_has_its_share_of_connections() {
    let server = Running::hello(Limits { connections_per_source: 1, ..patient() }).await;
    let mut first = server.send(ASK).await;
    answer(&mut first).await;
    assert_eq!(rest(&mut server.connect().await).await, "");
    drop(first);
    within(async {
        loop {
            let mut stream = server.connect().await;
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await;
            if rest(&mut stream).await.contains("200 OK") {
                break;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_trusted_proxy_has_no_share_but_counts_in_all() {
    let trusted_proxies = TrustedProxies(vec!["127.0.0.0/8".parse().unwrap()]);
    let limits = Limits { connections: 2, connections_per_source: 1, trusted_proxies, ..patient() };
    let server = Running::hello(limits).await;
    let mut held = [server.send(ASK).await, server.send(ASK).await];
    for stream in &mut held {
        answer(stream).await;
    }
    assert_eq!(rest(&mut server.connect().await).await, "");
}

#[tokio::test]
async fn idle_and_half_asked_connections_do_not_hold_up_a_shutdown() {
    let server = Running::hello(patient()).await;
    let mut idle = server.send(ASK).await;
    answer(&mut idle).await;
    let _silent = server.connect().await;
    let _half = server.send("GET / HTTP/1.1\r\nHost").await;
    let mut half_again = server.send(ASK).await;
    answer(&mut half_again).await;
    half_again.write_all(b"GET / HTTP").await.unwrap();
    server.stop().await;
    assert_eq!(rest(&mut idle).await, "");
}

#[tokio::test]
async fn an_open_request_is_finished_during_a_shutdown() {
    let gate = Arc::new((Notify::new(), Notify::new()));
    let inner = Arc::clone(&gate);
    let handler = move || async move {
        inner.0.notify_one();
        inner.1.notified().await;
        "finished"
    };
    let server = Running::start(Router::new().route("/", get(handler)), patient()).await;
    let mut stream = server.send(ASK).await;
    within(gate.0.notified()).await;
    let Running { address, stop, done } = server;
    stop.send(()).unwrap();
    within(async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    gate.1.notify_one();
    let got = rest(&mut stream).await;
    assert!(got.contains("connection: close") && got.ends_with("finished"), "{got}");
    drop(stream);
    within(done).await.unwrap();
}

#[tokio::test]
async fn a_request_that_does_not_end_is_dropped_after_the_drain() {
    let entered = Arc::new(Notify::new());
    let inner = Arc::clone(&entered);
    let handler = move || async move {
        inner.notify_one();
        std::future::pending::<()>().await;
    };
    let server = Running::start(Router::new().route("/", get(handler)), Limits { drain: SOON, ..patient() }).await;
    let mut stream = server.send(ASK).await;
    within(entered.notified()).await;
    server.stop().await;
    assert_eq!(rest(&mut stream).await, "");
}

/// A body without end that tells when it is dropped.
struct Endless(#[expect(dead_code, reason = "dropping it is the signal")] oneshot::Sender<()>);

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[0; 16 * 1024])))))
    }
}

async fn endless(limits: Limits) -> (Running, oneshot::Receiver<()>) {
    let (dropped, signal) = oneshot::channel();
    let body = Arc::new(std::sync::Mutex::new(Some(Endless(dropped))));
    let handler = move || async move { Body::new(body.lock().unwrap().take().unwrap()) };
    (Running::start(Router::new().route("/", get(handler)), limits).await, signal)
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_cut() {
    let (server, dropped) = endless(Limits { write_stall: SOON, ..patient() }).await;
    let _stream = server.send(ASK).await;
    within(dropped).await.unwrap_err();
}

#[expect(clippy::disallowed_methods, reason = "a client that speaks HTTP/2 to the server under test")]
fn http2_client() -> reqwest::Client {
    reqwest::Client::builder().http2_prior_knowledge().no_proxy().build().unwrap()
}

#[tokio::test]
async fn http2_is_spoken_and_shut_down() {
    let server = Running::hello(patient()).await;
    let client = http2_client();
    let answer = within(client.get(format!("http://{}/", server.address)).send()).await.unwrap();
    assert_eq!(answer.version(), axum::http::Version::HTTP_2);
    assert!(within(answer.text()).await.unwrap().starts_with("127.0.0.1:"));
    server.stop().await;
}

#[tokio::test]
async fn a_stalled_http2_stream_is_cut() {
    let (server, dropped) = endless(Limits { request_stall: SOON, ..patient() }).await;
    let client = http2_client();
    let _unread = within(client.get(format!("http://{}/", server.address)).send()).await.unwrap();
    within(dropped).await.unwrap_err();
}

#[tokio::test]
async fn an_idle_http2_connection_is_ended() {
    let server = Running::hello(Limits { keep_alive: SOON, connections_per_source: 1, ..patient() }).await;
    let client = http2_client();
    within(client.get(format!("http://{}/", server.address)).send()).await.unwrap();
    // The only place is free again once the first connection has gone.
    within(async {
        loop {
            let mut stream = server.connect().await;
            let _ = stream.write_all(ASK.as_bytes()).await;
            if rest(&mut stream).await.contains("200 OK") {
                break;
            }
        }
    })
    .await;
}
