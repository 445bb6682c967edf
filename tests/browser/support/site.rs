//! A stranger's site: another host than the issuer's, with a callback that sends people on to a third.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{Html, Redirect};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use super::server::{Registered, Server};
use super::until;

/// The pair of RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

type Answer = BTreeMap<String, String>;

#[derive(Clone, Default)]
struct Shared {
    answers: Arc<Mutex<Vec<Answer>>>,
    third: String,
    form: Arc<Mutex<String>>,
}

/// The site, and the third place behind it.
pub struct Site {
    pub client: Registered,
    pub third: String,
    origin: String,
    shared: Shared,
    tasks: Vec<JoinHandle<()>>,
}

impl Site {
    pub async fn open(server: &Server) -> Self {
        Self::named(server, "Strange Site").await
    }

    pub async fn named(server: &Server, name: &str) -> Self {
        let third = Router::new().route("/done", get(async || Html("<!doctype html><h1 id=arrived>arrived</h1>")));
        let (third, third_task) = serve("127.0.0.2", |_| third).await;
        let mut shared = Shared::default();
        shared.third.clone_from(&third);
        let (origin, task) = serve("127.0.0.1", |_| router(shared.clone())).await;
        let client = server.add_client_named(name, &format!("{origin}/callback"));
        Self { client, third, origin, shared, tasks: vec![third_task, task] }
    }

    pub fn redirect_uri(&self) -> String {
        format!("{}/callback", self.origin)
    }

    fn fields(&self, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let redirect = self.redirect_uri();
        let usual = [
            ("response_type", "code"),
            ("client_id", &*self.client.id),
            ("redirect_uri", &*redirect),
            ("scope", "openid profile offline_access read.phone read.email"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("state", "a-state-of-this-site"),
        ];
        usual.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Where the site sends people.
    pub fn request(&self, server: &Server, more: &[(&str, &str)]) -> String {
        let mut url = Url::parse(&format!("{}/oauth2/authorize", server.issuer())).expect("an address");
        url.query_pairs_mut().extend_pairs(self.fields(more));
        url.into()
    }

    /// A page of the site whose only button sends the same request as a form.
    pub fn form(&self, server: &Server, more: &[(&str, &str)]) -> String {
        let mut inputs = String::new();
        for (name, value) in self.fields(more) {
            inputs.extend(["<input type=hidden name=\"", &name, "\" value=\"", &value, "\">"]);
        }
        let issuer = server.issuer();
        let page = format!(
            "<!doctype html><form method=post action=\"{issuer}/oauth2/authorize\">{inputs}<button id=go>Go</button></form>"
        );
        *self.shared.form.lock().expect("a lock") = page;
        format!("{}/form", self.origin)
    }

    /// What came back, in order.
    pub fn answers(&self) -> Vec<Answer> {
        self.shared.answers.lock().expect("a lock").clone()
    }

    /// Waits for one more answer than there were.
    pub async fn answer_after(&self, before: usize) -> Answer {
        until("an answer reaches the site", async || self.answers().get(before).cloned()).await
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn serve(host: &str, router: impl FnOnce(&str) -> Router) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind((host, 0)).await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let router = router(&origin);
    let task = tokio::spawn(async move {
        let _ = axum::serve(listener, router).await;
    });
    (origin, task)
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/form", get(async |State(shared): State<Shared>| Html(shared.form.lock().expect("a lock").clone())))
        .route("/callback", get(by_query).post(by_form))
        .with_state(shared)
}

async fn by_query(State(shared): State<Shared>, RawQuery(query): RawQuery) -> Redirect {
    note(&shared, query.unwrap_or_default().as_bytes())
}

async fn by_form(State(shared): State<Shared>, body: String) -> Redirect {
    note(&shared, body.as_bytes())
}

fn note(shared: &Shared, text: &[u8]) -> Redirect {
    let answer = form_urlencoded::parse(text).into_owned().collect();
    shared.answers.lock().expect("a lock").push(answer);
    Redirect::to(&format!("{}/done", shared.third))
}
