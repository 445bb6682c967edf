//! An SMS gateway on this machine that answers as a test says and remembers what it was told.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex};

use freedom_id::base::Secret;
use freedom_id::config::{Config, SmsGateway, SmsMode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What was sent to it.
#[derive(Clone, Debug)]
pub struct Taken {
    pub method: String,
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Taken {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }
}

#[derive(Clone)]
enum Answer {
    Status(u16, String),
    /// It takes the message and hangs up.
    Nothing,
}

#[derive(Default)]
struct Told {
    answers: Mutex<VecDeque<Answer>>,
    taken: Mutex<Vec<Taken>>,
}

/// The gateway. It answers 200 where it was told nothing else.
pub struct FakeGateway {
    port: u16,
    told: Arc<Told>,
    server: JoinHandle<()>,
}

impl FakeGateway {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let told = Arc::new(Told::default());
        let known = told.clone();
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let known = known.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| take(known.clone(), request));
                    let io = hyper_util::rt::TokioIo::new(stream);
                    let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, service).await;
                });
            }
        });
        Self { port, told, server }
    }

    pub fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The settings that lead to it: JSON with everything in it.
    pub fn settings(&self) -> SmsGateway {
        SmsGateway {
            url: Some(Secret::new(self.address("/send"))),
            headers: BTreeMap::from([("Authorization".into(), Secret::new("Bearer hush"))]),
            body: Some(Secret::new(r#"{"to":"{to}","text":"{text}","ref":"{id}"}"#)),
            ..SmsGateway::default()
        }
    }

    /// How the next message is answered, once.
    pub fn answers(&self, status: u16, body: &str) {
        self.put(Answer::Status(status, body.to_owned()));
    }

    /// The next message is taken, and its answer lost.
    pub fn loses_an_answer(&self) {
        self.put(Answer::Nothing);
    }

    fn put(&self, answer: Answer) {
        self.told.answers.lock().expect("a lock").push_back(answer);
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.told.taken.lock().expect("a lock").clone()
    }
}

impl Drop for FakeGateway {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Makes these the gateways of a core.
pub fn through(first: SmsGateway, backup: Option<SmsGateway>) -> impl FnOnce(&mut Config) {
    move |config| {
        let sms = &mut config.sms;
        sms.mode = SmsMode::Http;
        sms.url = first.url;
        sms.method = first.method;
        sms.headers = first.headers;
        sms.body = first.body;
        sms.success = first.success;
        sms.backup = backup;
    }
}

async fn take(told: Arc<Told>, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let taken = Taken {
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    told.taken.lock().expect("a lock").push(taken);
    let answer = told.answers.lock().expect("a lock").pop_front().unwrap_or(Answer::Status(200, "{}".into()));
    match answer {
        Answer::Status(status, body) => {
            let response = Response::builder().status(status).body(Full::new(Bytes::from(body)));
            Ok(response.expect("an answer"))
        }
        Answer::Nothing => Err(io::Error::other("the line was cut")),
    }
}
