//! A site of somebody else: serves what a test puts there, on this machine.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

#[derive(Clone)]
enum Answer {
    Body(Vec<u8>),
    Json(StatusCode, String),
    Redirect(String),
}

#[derive(Default)]
struct Shelf {
    answers: Mutex<HashMap<String, Answer>>,
    calls: AtomicUsize,
}

pub struct Outside {
    port: u16,
    shelf: Arc<Shelf>,
    server: JoinHandle<()>,
}

impl Outside {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let shelf = Arc::new(Shelf::default());
        let known = Arc::clone(&shelf);
        let app = Router::new().fallback(move |uri: Uri| {
            let known = Arc::clone(&known);
            async move { known.answer(uri.path()) }
        });
        let server = tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else { return };
                let service = hyper_util::service::TowerToHyperService::new(app.clone());
                tokio::spawn(async move {
                    let io = hyper_util::rt::TokioIo::new(stream);
                    let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, service).await;
                });
            }
        });
        Self { port, shelf, server }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn serve(&self, path: &str, body: Vec<u8>) -> String {
        self.put(path, Answer::Body(body))
    }

    pub fn json(&self, path: &str, status: u16, value: &serde_json::Value) -> String {
        let status = StatusCode::from_u16(status).expect("a status");
        self.put(path, Answer::Json(status, value.to_string()))
    }

    pub fn redirect(&self, path: &str, to: &str) -> String {
        self.put(path, Answer::Redirect(to.to_owned()))
    }

    fn put(&self, path: &str, answer: Answer) -> String {
        self.shelf.answers.lock().expect("a lock").insert(path.to_owned(), answer);
        self.address(path)
    }

    /// How often it was called.
    pub fn calls(&self) -> usize {
        self.shelf.calls.load(Ordering::SeqCst)
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Shelf {
    fn answer(&self, path: &str) -> Response {
        self.calls.fetch_add(1, Ordering::SeqCst);
        match self.answers.lock().expect("a lock").get(path).cloned() {
            Some(Answer::Body(body)) => body.into_response(),
            Some(Answer::Json(status, text)) => {
                (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
            }
            Some(Answer::Redirect(to)) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }
}
