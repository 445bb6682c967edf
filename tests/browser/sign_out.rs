//! What only a real browser shows of signing out: frames of other sites, messages between windows.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;
use url::Url;

use crate::support::road::sign_in;
use crate::support::site::CHALLENGE;
use crate::support::visitor::Caller;
use crate::support::{Browser, Look, Server, until, world};

/// A site on a host of its own that is told in a frame, and that watches the session.
struct Shop {
    origin: String,
    client: crate::support::server::Registered,
    framed: Arc<Mutex<Vec<String>>>,
}

impl Shop {
    async fn open(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let framed: Arc<Mutex<Vec<String>>> = Arc::default();
        let router = Router::new()
            .route("/callback", get(async || Html("<!doctype html><h1 id=arrived>arrived</h1>")))
            .route("/bye", get(async || Html("<!doctype html><h1 id=bye>bye</h1>")))
            .route("/out", get(out))
            .route("/watch", get(watch))
            .with_state((framed.clone(), server.issuer()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = server.add_client(&format!("{origin}/callback"));
        let (bye, out) = (format!("{origin}/bye"), format!("{origin}/out"));
        server.run(&["client", "set", &client.id, "--logout-uri", &bye, "--frontchannel-logout-uri", &out]);
        Self { origin, client, framed }
    }

    /// Signs the person in; gives `session_state` and the ID token.
    async fn sign_in(&self, server: &Server, browser: &Browser, phone: &str) -> (String, String) {
        let callback = format!("{}/callback", self.origin);
        let mut url = Url::parse(&format!("{}/oauth2/authorize", server.issuer())).expect("an address");
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &*self.client.id),
            ("redirect_uri", &*callback),
            ("scope", "openid read.phone"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        browser.goto(url.as_str()).await;
        sign_in(browser, phone).await;
        browser.press("#consent-allow").await;
        let there = Url::parse(&browser.arrives_at(&callback).await).expect("an address");
        let field = |name: &str| there.query_pairs().find(|(n, _)| n == name).expect("a field").1.into_owned();
        let caller = Caller::new(server, &self.client, &callback);
        let (_, tokens) = caller.redeem(&field("code")).await.expect("tokens");
        let id_token = tokens["id_token"].as_str().expect("an ID token").to_owned();
        (field("session_state"), id_token)
    }

    /// What the provider's frame says about a message.
    async fn ask(&self, browser: &Browser, message: &str) -> String {
        browser.goto(&format!("{}/watch", self.origin)).await;
        browser.find("body[data-ready]").await;
        let script = "window.ask(arguments[0])";
        browser.client.execute(script, vec![message.into()]).await.expect("asked");
        browser.find("body[data-said]").await.attr("data-said").await.expect("an attribute").unwrap_or_default()
    }
}

type Shared = (Arc<Mutex<Vec<String>>>, String);

async fn out(State((framed, _)): State<Shared>, RawQuery(query): RawQuery) -> Html<&'static str> {
    framed.lock().expect("a lock").push(query.unwrap_or_default());
    Html("<!doctype html>")
}

async fn watch(State((_, issuer)): State<Shared>) -> Html<String> {
    Html(format!(
        "<!doctype html><body><iframe id=op src=\"{issuer}/oauth2/check_session\" \
         onload=\"document.body.dataset.ready = 1\"></iframe><script>\
         window.ask = (text) => document.getElementById('op').contentWindow.postMessage(text, '{issuer}');\
         addEventListener('message', (event) => {{\
           if (event.origin === '{issuer}') {{ document.body.dataset.said = event.data; }} }});</script>"
    ))
}

#[tokio::test]
async fn a_site_is_told_in_a_frame_before_the_person_comes_back() {
    for look in [Look::Usual, Look::WithoutScripts] {
        let Some((server, browser)) = world(look).await else { return };
        server.add_person("+77015550190");
        let shop = Shop::open(&server).await;
        let (_, id_token) = shop.sign_in(&server, &browser, "+77015550190").await;
        let mut url = Url::parse(&format!("{}/oauth2/logout", server.issuer())).expect("an address");
        let bye = format!("{}/bye", shop.origin);
        url.query_pairs_mut().extend_pairs([
            ("id_token_hint", &*id_token),
            ("post_logout_redirect_uri", &bye),
            ("state", "s"),
        ]);
        browser.goto(url.as_str()).await;
        assert_eq!(browser.arrives_at(&bye).await, format!("{bye}?state=s"));
        let framed = until("the frame is loaded", async || shop.framed.lock().expect("a lock").first().cloned()).await;
        assert!(framed.starts_with("iss=http%3A%2F%2Flocalhost") && framed.contains("&sid="), "{framed}");
        browser.goto(&format!("{}/account", server.issuer())).await;
        browser.find("#login").await;
        browser.close().await;
        server.saw_no_fault();
    }
}

#[tokio::test]
async fn a_site_can_watch_whether_the_sign_in_is_still_the_same() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    server.add_person("+77015550191");
    let shop = Shop::open(&server).await;
    let (state, id_token) = shop.sign_in(&server, &browser, "+77015550191").await;
    let message = format!("{} {state}", shop.client.id);
    assert_eq!(shop.ask(&browser, &message).await, "unchanged");
    assert_eq!(shop.ask(&browser, &format!("somebody-else {state}")).await, "changed");
    for odd in ["nonsense", "", &format!("{message} "), &format!("{} {state} x", shop.client.id)] {
        assert_eq!(shop.ask(&browser, odd).await, "error", "{odd}");
    }
    browser.goto(&format!("{}/oauth2/logout?id_token_hint={id_token}", server.issuer())).await;
    browser.find("#logged-out").await;
    assert_eq!(shop.ask(&browser, &message).await, "changed");
    // A browser that keeps the cookie from the frame knows nothing: the site must not go round in circles.
    browser.goto(&format!("{}/login", server.issuer())).await;
    browser.client.delete_cookie("fid_b").await.expect("deleted");
    assert_eq!(shop.ask(&browser, &message).await, "error");
    browser.close().await;
    server.saw_no_fault();
}
