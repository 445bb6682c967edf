//! Addresses that strangers name and we call: where they lead, and what it costs everybody else.

use std::time::Duration;

use axum::http::Method;
use tokio::net::TcpListener;

use super::forger::{Forger, ask, assertion, site};
use crate::oauth::rfc6749_code::futures_of;
use crate::support::TestCore;
use crate::support::outside::Outside;
use crate::support::provider::{CALLBACK, Provider, Site};

/// A place that takes connections and never says anything.
struct Silent {
    uri: String,
    listener: TcpListener,
}

impl Silent {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self { uri: format!("http://{}/", listener.local_addr().expect("an address")), listener }
    }

    /// Somebody has called.
    async fn called(&self) -> tokio::net::TcpStream {
        self.listener.accept().await.expect("a call").0
    }
}

fn forger(kid: &'static str) -> Forger {
    Forger { kid: Some(kid), ..Forger::new() }
}

async fn keys_at(provider: &Provider, name: &str, uri: &str) -> Site {
    site(provider, name, |add| add.options.jwks_uri = Some(uri.to_owned())).await
}

/// The address of a request whose object stands elsewhere.
fn by_reference(site: &Site, uri: &str) -> String {
    let uri: String = form_urlencoded::byte_serialize(uri.as_bytes()).collect();
    format!("/oauth2/authorize?{}&request_uri={uri}", Provider::request(site, "openid"))
}

#[tokio::test]
async fn keys_that_are_slow_to_come_hold_up_nobody_but_their_own_client() {
    let provider = Provider::new().await;
    let (silent, outside) = (Silent::open().await, Outside::open().await);
    let (eve, shop) = (forger("e"), forger("s"));
    let slow = keys_at(&provider, "Slow", &silent.uri).await;
    let quick = keys_at(&provider, "Quick", &outside.serve("/jwks", shop.jwks().into_bytes())).await;
    let of_eve = eve.sign(None, &assertion(&provider, &slow, "1"));
    let of_shop = shop.sign(None, &assertion(&provider, &quick, "1"));
    tokio::select! {
        biased;
        _ = ask(&provider, &slow, &of_eve) => panic!("the slow one was first"),
        reply = async {
            let open = silent.called().await;
            let reply = ask(&provider, &quick, &of_shop).await;
            drop(open);
            reply
        } => { reply.ok(); }
    }
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_not_asked_for_again_and_again() {
    let provider = Provider::new().await;
    let (outside, eve) = (Outside::open().await, forger("e"));
    let shop = keys_at(&provider, "Shop", &outside.address("/nothing")).await;
    for n in 0..20 {
        let forged = eve.sign(None, &assertion(&provider, &shop, &n.to_string()));
        ask(&provider, &shop, &forged).await.is_error(401, "invalid_client");
    }
    assert!(outside.calls() <= 5, "{} calls", outside.calls());
}

#[tokio::test]
async fn a_name_of_a_key_that_nobody_has_is_looked_for_a_few_times_only() {
    let provider = Provider::new().await;
    let (outside, own) = (Outside::open().await, forger("own"));
    let shop = keys_at(&provider, "Shop", &outside.serve("/jwks", own.jwks().into_bytes())).await;
    for n in 0..20 {
        let forged = forger("made up").sign(None, &assertion(&provider, &shop, &n.to_string()));
        ask(&provider, &shop, &forged).await.is_error(401, "invalid_client");
    }
    assert!(outside.calls() <= 5, "{} calls", outside.calls());
    let good = own.sign(None, &assertion(&provider, &shop, "good"));
    ask(&provider, &shop, &good).await.ok();
}

#[tokio::test]
async fn neither_keys_nor_requests_are_fetched_through_a_redirect_or_from_a_long_answer() {
    let provider = Provider::new().await;
    let (outside, own) = (Outside::open().await, forger("own"));
    outside.serve("/jwks", own.jwks().into_bytes());
    let long = [own.jwks().into_bytes(), vec![b' '; 70_000]].concat();
    for uri in [outside.redirect("/moved", "/jwks"), outside.serve("/long", long)] {
        let shop = keys_at(&provider, "Shop", &uri).await;
        let good = own.sign(None, &assertion(&provider, &shop, "1"));
        ask(&provider, &shop, &good).await.is_error(401, "invalid_client");
    }
    let uri = outside.redirect("/request", "/object");
    let shop = site(&provider, "Shop", |add| {
        add.options.jwks = Some(own.jwks());
        add.options.request_uris = vec![uri.clone()];
    })
    .await;
    outside.serve("/object", own.sign(None, &serde_json::json!({"client_id": shop.id.as_str()})).into_bytes());
    let reply = provider.get(&by_reference(&shop, &uri), None).await;
    let to = reply.headers["location"].to_str().expect("text");
    assert!(to.starts_with(CALLBACK) && to.contains("error=invalid_request_uri"), "{to}");
}

#[tokio::test]
async fn keys_and_requests_are_never_fetched_from_private_places() {
    let outside = Outside::open().await;
    let core = TestCore::with(|config| config.fetch.allow_private = Some(false)).await;
    let provider = Provider::on(core).await;
    let (own, port) = (forger("own"), outside.port());
    outside.serve("/jwks", own.jwks().into_bytes());
    for uri in [
        format!("https://127.0.0.1:{port}/jwks"),
        format!("https://[::1]:{port}/jwks"),
        format!("https://[::ffff:127.0.0.1]:{port}/jwks"),
        format!("https://localhost:{port}/jwks"),
        format!("http://127.0.0.1:{port}/jwks"),
        "https://169.254.169.254/jwks".to_owned(),
    ] {
        let shop = keys_at(&provider, "Shop", &uri).await;
        let good = own.sign(None, &assertion(&provider, &shop, "1"));
        ask(&provider, &shop, &good).await.is_error(401, "invalid_client");
        let asks = site(&provider, "Shop", |add| {
            add.options.jwks = Some(own.jwks());
            add.options.request_uris = vec![uri.clone()];
        })
        .await;
        let reply = provider.get(&by_reference(&asks, &uri), None).await;
        assert!(reply.headers["location"].to_str().is_ok_and(|to| to.contains("invalid_request_uri")), "{uri}");
    }
    assert_eq!(outside.calls(), 0);
}

#[tokio::test]
async fn a_request_is_fetched_from_registered_addresses_only() {
    let provider = Provider::new().await;
    let (outside, own) = (Outside::open().await, forger("own"));
    let registered = outside.serve("/object", b"x".to_vec());
    let shop = site(&provider, "Shop", |add| {
        add.options.jwks = Some(own.jwks());
        add.options.request_uris = vec![registered.clone()];
    })
    .await;
    for uri in
        [outside.address("/other"), format!("{registered}?x"), format!("{registered}/"), "file:///etc/passwd".into()]
    {
        let reply = provider.get(&by_reference(&shop, &uri), None).await;
        assert!(reply.headers["location"].to_str().is_ok_and(|to| to.contains("invalid_request_uri")), "{uri}");
    }
    assert_eq!(outside.calls(), 0);
}

#[tokio::test]
async fn one_place_is_called_by_few_at_a_time_whoever_asks() {
    let provider = Provider::new().await;
    let (silent, own) = (Silent::open().await, forger("own"));
    let shop = site(&provider, "Shop", |add| {
        add.options.jwks = Some(own.jwks());
        add.options.request_uris = vec![silent.uri.clone()];
    })
    .await;
    let path = by_reference(&shop, &silent.uri);
    let mut open = Vec::new();
    let hold = async {
        loop {
            open.push(silent.called().await);
        }
    };
    let all = futures_of((0..60).map(|_| provider.get(&path, None)));
    let answers = tokio::select! {
        answers = all => answers,
        () = hold => Vec::new(),
    };
    assert_eq!(answers.len(), 60);
    for answer in answers {
        assert!(answer.headers["location"].to_str().is_ok_and(|to| to.contains("invalid_request_uri")));
    }
    assert!((1..=16).contains(&open.len()), "{} calls at once", open.len());
}

/// A registration waits for its documents, but not for ever.
#[tokio::test]
async fn a_registration_does_not_wait_for_a_place_that_never_answers() {
    let core = TestCore::with(|config| {
        config.registration.mode = freedom_id::config::RegistrationMode::Open;
    });
    let provider = Provider::on(core.await).await;
    let silent = Silent::open().await;
    let hold = async {
        let mut open = Vec::new();
        loop {
            open.push(silent.called().await);
        }
    };
    let body = serde_json::json!({
        "redirect_uris": [CALLBACK], "logo_uri": silent.uri, "sector_identifier_uri": silent.uri,
    });
    let request = axum::http::Request::builder()
        .method(Method::POST)
        .uri("/oauth2/register")
        .header("content-type", "application/json")
        .body(axum::body::Body::from(body.to_string()))
        .expect("a request");
    let answer = tokio::time::timeout(Duration::from_secs(9), provider.send(request));
    tokio::select! {
        reply = answer => reply.expect("in time").is_error(400, "invalid_client_metadata"),
        () = hold => {}
    }
}
