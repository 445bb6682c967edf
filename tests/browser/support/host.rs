//! A site with the login button on it: its page is on another site than Freedom ID, its server begins logins.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::HeaderName;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use super::server::{Registered, Server};
use super::site::CHALLENGE;
use super::until;

type Answer = BTreeMap<String, String>;

#[derive(Clone)]
struct Shared {
    page: String,
    start: Url,
    answers: Arc<Mutex<Vec<Answer>>>,
}

/// The site.
pub struct Host {
    pub client: Registered,
    pub origin: String,
    shared: Shared,
    task: JoinHandle<()>,
}

impl Host {
    /// `button` is what stands on its page; it notes the events of the element with the id `go`.
    pub async fn open(server: &Server, button: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let client = server.add_client(&format!("{origin}/callback"));
        let mut start = Url::parse(&format!("{}/oauth2/authorize", server.issuer())).expect("an address");
        start.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &*client.id),
            ("redirect_uri", &format!("{origin}/callback")),
            ("scope", "openid read.phone"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("state", "a-state-of-this-site"),
        ]);
        let page = page(&server.issuer(), button);
        let shared = Shared { page, start, answers: Arc::default() };
        let router = router(shared.clone());
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self { client, origin, shared, task }
    }

    /// Where its server sends a pop-up window.
    pub fn popup_request(&self) -> String {
        asked(&self.shared.start, "display=popup").into()
    }

    /// What came back to its callback, in order.
    pub fn answers(&self) -> Vec<Answer> {
        self.shared.answers.lock().expect("a lock").clone()
    }

    /// Waits for one more answer than there were.
    pub async fn answer_after(&self, before: usize) -> Answer {
        until("an answer reaches the site", async || self.answers().get(before).cloned()).await
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The page forbids everything inline: the button has to do with that.
fn page(issuer: &str, button: &str) -> String {
    format!(
        "<!doctype html><html lang=en><title>Host</title>{button}<p id=events></p>\
         <script src=\"{issuer}/widget/v1/freedom-id.js\" defer></script><script src=/notes.js defer></script>"
    )
}

/// Everything that is heard, by the page itself and by the button.
const NOTES: &str = r#"
  const note = (text) => { document.getElementById("events").textContent += text + "; "; };
  for (const name of ["start", "success", "cancel", "error"]) {
    addEventListener("freedom-id:" + name, (event) => {
      note(name + " " + (event.detail && event.detail.code ? "code" : "") + (event.detail && event.detail.state || ""));
      if (location.search.includes("prevent")) { event.preventDefault(); }
    });
  }
  addEventListener("message", (event) => note("message from " + event.origin));
"#;

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(host))
        .route("/alone", get(async |state: State<Shared>| with(host(state).await, OPENER, "same-origin")))
        .route("/notes.js", get(async || ([("content-type", "text/javascript")], NOTES)))
        .route("/start", get(start))
        .route("/callback", get(callback))
        .with_state(shared)
}

const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const POLICY: HeaderName = HeaderName::from_static("content-security-policy");

fn with(mut response: Response, name: HeaderName, value: &str) -> Response {
    response.headers_mut().insert(name, value.parse().expect("a value"));
    response
}

async fn host(State(shared): State<Shared>) -> Response {
    let issuer = shared.start.origin().ascii_serialization();
    let policy = format!("default-src 'none'; script-src 'self' {issuer}; style-src {issuer}; base-uri 'none'");
    with(Html(shared.page).into_response(), POLICY, &policy)
}

/// As every site would: what the button added is passed on.
fn asked(start: &Url, query: &str) -> Url {
    let mut url = start.clone();
    if query.contains("display=popup") {
        url.query_pairs_mut().append_pair("response_mode", "web_message");
    }
    url
}

async fn start(State(shared): State<Shared>, RawQuery(query): RawQuery) -> Redirect {
    Redirect::to(asked(&shared.start, &query.unwrap_or_default()).as_str())
}

async fn callback(State(shared): State<Shared>, RawQuery(query): RawQuery) -> Html<&'static str> {
    let answer = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    shared.answers.lock().expect("a lock").push(answer);
    Html("<!doctype html><h1 id=arrived>arrived</h1>")
}

/// A page on a third site, with this script.
pub struct Stranger {
    pub origin: String,
    task: JoinHandle<()>,
}

impl Stranger {
    pub async fn open(script: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.2", 0)).await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let page = format!(
            "<!doctype html><title>Stranger</title><button id=do>Do</button><p id=heard></p><script>{script}</script>"
        );
        let router = Router::new().route("/", get(async move || Html(page)));
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self { origin, task }
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.task.abort();
    }
}
