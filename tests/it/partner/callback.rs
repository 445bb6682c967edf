//! The session-end callback: who is called when tokens end, with what, and how stubbornly.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::http::Method;
use axum::routing::post;
use freedom_id::base::Secret;
use freedom_id::domain::activity::Origin;
use freedom_id::domain::oauth::client::Client;
use freedom_id::domain::user::Role;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::authorize::consent;
use freedom_id::service::jobs::deliver_logouts::deliver_due;
use freedom_id::service::jobs::runner;
use freedom_id::service::token::revoke::{self, Whose};
use freedom_id::service::{clients, sessions};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::logout::{Came, Receiver, deliver, live_sessions, waiting};
use crate::support::browser::Browser;
use crate::support::partner::{By, Partner, partner_named};
use crate::support::provider::{Reply, part_of};
use crate::support::{PASSWORD, TestCore, from, minutes, seconds};

const GRANTS: [&str; 1] = ["read.firstname"];

/// A partner whose callbacks go to a receiver, and the browser of the person.
struct Called {
    partner: Partner,
    browser: Browser,
    receiver: Receiver,
}

impl std::ops::Deref for Called {
    type Target = Partner;

    fn deref(&self) -> &Partner {
        &self.partner
    }
}

impl Called {
    async fn new() -> Self {
        Self::on(TestCore::new().await).await
    }

    async fn on(core: TestCore) -> Self {
        let receiver = Receiver::open(200).await;
        let hosts = vec![receiver.origin.replace("http://", "")];
        Self::with(core, receiver, hosts).await
    }

    async fn with(core: TestCore, receiver: Receiver, hosts: Vec<String>) -> Self {
        let mut add = partner_named("Shop");
        add.options.revoke_hosts = hosts;
        let partner = Partner::with(core, add).await;
        let browser = Browser::new(partner.router.clone());
        Self { partner, browser, receiver }
    }

    /// A partner that is called at a server of the test's own.
    async fn at(listener: &TcpListener) -> (Self, String) {
        let host = listener.local_addr().expect("an address").to_string();
        let shop = Self::with(TestCore::new().await, Receiver::open(200).await, vec![host.clone()]).await;
        (shop, format!("http://{host}/"))
    }

    async fn code(&mut self) -> String {
        let link = self.partner.link(&GRANTS).await;
        let to = self.partner.follow_in(&mut self.browser, &link).await;
        part_of(&to, "authorization_code").unwrap_or_else(|| panic!("a code in {to}"))
    }

    async fn exchange_for(&self, code: &str, revoke_uri: &str) -> Reply {
        let body = json!({"authorization_code": code, "revoke_uri": revoke_uri});
        self.post("/api/v1/oauth/token", By::Site(&self.site), body).await
    }

    /// Tokens at whose end this address is called.
    async fn tokens_for(&mut self, revoke_uri: &str) -> Reply {
        let code = self.code().await;
        self.exchange_for(&code, revoke_uri).await.ok()
    }

    /// Tokens at whose end the receiver is called.
    async fn tokens(&mut self) -> Reply {
        let address = self.address();
        self.tokens_for(&address).await
    }

    /// Tokens of which nobody wants to be told.
    async fn quiet_tokens(&mut self) -> Reply {
        let code = self.code().await;
        self.exchange(&code).await.ok()
    }

    fn address(&self) -> String {
        format!("{}/ended?shop=1", self.receiver.origin)
    }

    async fn sign_out(&mut self) {
        let page = self.browser.get("/logout").await;
        self.browser.submit(&page, "logout", &[("decision", "logout")]).await;
        assert_eq!(live_sessions(&self.partner).await, 0);
    }

    async fn change(&self, edit: impl FnOnce(&mut Client) + Send + 'static) {
        let changed = clients::change(&self.core, &self.site.id, move |client| {
            edit(client);
            Ok(())
        });
        changed.await.expect("changed");
    }

    async fn live(&self, tokens: &Reply) -> bool {
        self.info(&tokens.member("access_token")).await.status == 200
    }

    async fn secret(&self) -> Secret {
        let client = clients::find(&self.core, &self.site.id).await.expect("read").expect("a client");
        clients::webhook_secret(&self.core, &client).expect("a secret")
    }
}

/// HMAC-SHA256 by its definition (RFC 2104).
fn hmac(key: &[u8], text: &[u8]) -> String {
    let mut block = [0; 64];
    match key.len() {
        0..=64 => block[..key.len()].copy_from_slice(key),
        _ => block[..32].copy_from_slice(digest(&SHA256, key).as_ref()),
    }
    let inner = digest(&SHA256, &[&block.map(|b| b ^ 0x36)[..], text].concat());
    let outer = digest(&SHA256, &[&block.map(|b| b ^ 0x5c)[..], inner.as_ref()].concat());
    outer.as_ref().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn signature(call: &Came) -> &str {
    call.headers["x-freedomid-signature"].to_str().expect("text")
}

#[tokio::test]
async fn a_partner_is_told_by_a_signed_call_whose_tokens_ended() {
    let mut shop = Called::new().await;
    let tokens = shop.tokens().await;
    shop.sign_out().await;
    assert_eq!(deliver(&shop).await.expect("told"), 1);
    let [call] = <[Came; 1]>::try_from(shop.receiver.calls()).unwrap_or_else(|all| panic!("{} calls", all.len()));
    assert_eq!((call.path.as_str(), &call.headers["content-type"]), ("/ended", &"application/json".parse().unwrap()));
    assert_eq!(call.body, format!(r#"{{"id":"{}"}}"#, tokens.member("id")));
    let at = shop.clock.now().seconds();
    let tag = hmac(shop.secret().await.expose().as_bytes(), format!("{at}.{}", call.body).as_bytes());
    assert_eq!(signature(&call), format!("t={at},v1={tag}"));
    assert_eq!(deliver(&shop).await.expect("looked"), 0, "once");
}

#[tokio::test]
async fn the_address_of_the_registration_counts_where_the_exchange_names_none() {
    let mut shop = Called::new().await;
    let address = shop.address();
    shop.change(|client| client.options.revoke_uri = Some(address)).await;
    let tokens = shop.quiet_tokens().await;
    let renewed = shop.renew(&tokens.member("refresh_token")).await.ok();
    shop.sign_out().await;
    assert!(!shop.live(&renewed).await);
    assert_eq!(deliver(&shop).await.expect("told"), 1);
    assert_eq!(shop.receiver.came()[0].1, format!(r#"{{"id":"{}"}}"#, renewed.member("id")));
}

type Ending<'c> = Pin<Box<dyn Future<Output = ()> + 'c>>;
type End = fn(&Called) -> Ending<'_>;

#[tokio::test]
async fn every_way_in_which_tokens_are_taken_back_calls_for_each_family_once() {
    let ends: [(&str, End); 8] = [
        ("everywhere", |shop| {
            Box::pin(async { drop(sessions::end_all(&shop.core, shop.ana, None, from(1)).await.expect("ended")) })
        }),
        ("everywhere but here", |shop| {
            Box::pin(async {
                let all = sessions::of_user(&shop.core, shop.ana).await.expect("sessions");
                let here = Some(all[0].session.id);
                drop(sessions::end_all(&shop.core, shop.ana, here, from(1)).await.expect("ended"));
            })
        }),
        ("password", |shop| {
            let password = Secret::new("tulip-harbour-vexing-92");
            Box::pin(async {
                manage::set_password(&shop.core, shop.ana, password, Origin::default()).await.expect("set");
            })
        }),
        ("block", |shop| {
            Box::pin(async {
                manage::block(&shop.core, shop.ana, Block::Ban, Origin::default()).await.expect("blocked");
            })
        }),
        ("erasure", |shop| {
            Box::pin(async { manage::delete(&shop.core, shop.ana, Origin::default()).await.expect("erased") })
        }),
        ("role", |shop| {
            let role = Role::Support;
            Box::pin(async move { manage::set_role(&shop.core, shop.ana, role, Origin::default()).await.expect("set") })
        }),
        ("withdrawal", |shop| {
            let client = shop.site.id.clone();
            Box::pin(async {
                assert!(consent::withdraw(&shop.core, shop.ana, client, from(1)).await.expect("withdrawn"));
            })
        }),
        ("operator", |shop| {
            Box::pin(async {
                assert_eq!(revoke::revoke_all(&shop.core, Whose::User(shop.ana)).await.expect("ended"), 3);
            })
        }),
    ];
    for (how, end) in ends {
        let mut shop = Called::new().await;
        let (one, two, quiet) = (shop.tokens().await, shop.tokens().await, shop.quiet_tokens().await);
        end(&shop).await;
        for tokens in [&one, &two, &quiet] {
            assert!(!shop.live(tokens).await, "{how}");
        }
        assert_eq!(deliver(&shop).await.expect("told"), 2, "{how}");
        let mut told: Vec<String> = shop.receiver.came().into_iter().map(|(_, body)| body).collect();
        told.sort();
        let mut ids = [one, two].map(|tokens| format!(r#"{{"id":"{}"}}"#, tokens.member("id"))).to_vec();
        ids.sort();
        assert_eq!(told, ids, "{how}");
    }
}

#[tokio::test]
async fn a_sign_out_leaves_alone_what_nobody_wants_to_be_told_of() {
    let mut shop = Called::new().await;
    let (quiet, told) = (shop.quiet_tokens().await, shop.tokens().await);
    shop.sign_out().await;
    assert!(shop.live(&quiet).await && !shop.live(&told).await);
    shop.renew(&told.member("refresh_token")).await.is_business(
        401,
        900_003,
        "The token is invalid, expired or of the wrong kind.",
    );
    shop.renew(&quiet.member("refresh_token")).await.ok();
    assert_eq!(deliver(&shop).await.expect("told"), 1);
}

#[tokio::test]
async fn the_page_after_a_sign_out_names_who_is_told() {
    let mut shop = Called::new().await;
    shop.tokens().await;
    let page = shop.browser.get("/logout").await;
    let done = shop.browser.submit(&page, "logout", &[("decision", "logout")]).await;
    let quiet = {
        let mut shop = Called::new().await;
        shop.quiet_tokens().await;
        let page = shop.browser.get("/logout").await;
        shop.browser.submit(&page, "logout", &[("decision", "logout")]).await
    };
    assert!(done.body.contains("Shop") && quiet.body.contains("Shop"));
    assert_ne!(done.text("main"), quiet.text("main"));
}

#[tokio::test]
async fn the_oldest_session_past_the_cap_ends_with_a_call() {
    let mut shop = Called::on(TestCore::with(|config| config.sessions.per_user = 1).await).await;
    let tokens = shop.tokens().await;
    shop.pass(seconds(1));
    shop.session(shop.ana).await;
    assert!(!shop.live(&tokens).await);
    assert_eq!(deliver(&shop).await.expect("told"), 1);
}

#[tokio::test]
async fn a_session_that_gave_way_ends_with_the_one_that_took_its_place() {
    let mut shop = Called::new().await;
    let earlier = shop.tokens().await;
    for _ in 0..2 {
        shop.pass(seconds(90));
        let page = shop.browser.get("/login?other=1").await;
        let fields = [("identifier", "ana@mail.example"), ("password", PASSWORD)];
        shop.browser.submit(&page, "login", &fields).await;
    }
    let later = shop.tokens().await;
    assert_eq!((live_sessions(&shop).await, waiting(&shop).await), (1, 0));
    assert!(shop.live(&earlier).await);
    shop.sign_out().await;
    assert!(!shop.live(&earlier).await && !shop.live(&later).await);
    assert_eq!(deliver(&shop).await.expect("told"), 2);
}

#[tokio::test]
async fn what_the_partner_ended_itself_or_ran_out_is_not_told() {
    let mut shop = Called::new().await;
    let (revoked, _) = (shop.tokens().await, shop.tokens().await);
    let token = revoked.member("refresh_token");
    shop.form("/oauth2/revoke", &shop.site, &[("token", &token)]).await.ok();
    shop.pass(minutes(60 * 24 * 32));
    sessions::end_all(&shop.core, shop.ana, None, from(1)).await.expect("ended");
    assert_eq!(waiting(&shop).await, 0);
}

#[tokio::test]
async fn a_partner_that_also_listens_by_the_standard_is_told_both_ways() {
    let mut shop = Called::new().await;
    let uri = shop.receiver.uri();
    shop.change(|client| client.options.backchannel_logout_uri = Some(uri)).await;
    shop.tokens().await;
    shop.tokens().await;
    shop.sign_out().await;
    assert_eq!(deliver(&shop).await.expect("told"), 3);
    let paths: Vec<String> = shop.receiver.came().into_iter().map(|(path, _)| path).collect();
    let times = |wanted: &str| paths.iter().filter(|path| *path == wanted).count();
    assert_eq!((times("/ended"), times("/logged-out")), (2, 1));
}

#[tokio::test]
async fn tokens_are_dead_when_the_call_comes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let (mut shop, address) = Called::at(&listener).await;
    let tokens = shop.tokens_for(&address).await;
    // Whoever is called asks at once what the tokens are still good for.
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (found, router) = (seen.clone(), shop.router.clone());
    let bearer = |name: &str| format!("Bearer {}", tokens.member(name));
    let (access, refresh) = (bearer("access_token"), bearer("refresh_token"));
    let app = Router::new().route(
        "/",
        post(async move || {
            for (method, path, token) in
                [(Method::GET, "/api/v1/oauth/info", access), (Method::PATCH, "/api/v1/oauth/token", refresh)]
            {
                let request = axum::http::Request::builder().method(method).uri(path).header("authorization", token);
                let request = request.body(axum::body::Body::empty()).expect("a request");
                let reply = tower::ServiceExt::oneshot(router.clone(), request).await.expect("an answer");
                found.lock().expect("a lock").push(reply.status().as_u16());
            }
        }),
    );
    tokio::spawn(async move { axum::serve(listener, app).await });
    shop.sign_out().await;
    assert_eq!(deliver(&shop).await.expect("told"), 1);
    assert_eq!(*seen.lock().expect("a lock"), [401, 401]);
    assert_eq!(waiting(&shop).await, 0);
}

#[tokio::test]
async fn what_was_not_taken_is_tried_again_with_a_growing_wait_and_the_time_of_the_try() {
    let mut shop = Called::new().await;
    shop.tokens().await;
    shop.sign_out().await;
    shop.receiver.answers(500);
    assert_eq!(deliver(&shop).await.expect("tried"), 1);
    for (wait, status) in [(5, 404), (10, 302), (20, 307), (40, 299)] {
        shop.receiver.answers(status);
        shop.pass(seconds(wait - 1));
        assert_eq!(deliver(&shop).await.expect("looked"), 0, "not yet");
        // Up to a tenth later than that.
        shop.pass(seconds(1 + wait / 10 + 1));
        assert_eq!(deliver(&shop).await.expect("tried"), 1, "after {wait} s");
    }
    assert_eq!(waiting(&shop).await, 0);
    let calls = shop.receiver.calls();
    assert!(calls.len() == 5 && calls.iter().all(|call| call.path == "/ended"), "no redirect was followed");
    assert!(calls.windows(2).all(|two| two[0].body == two[1].body && signature(&two[0]) != signature(&two[1])));
}

#[tokio::test]
async fn after_a_day_it_is_given_up() {
    let mut shop = Called::new().await;
    shop.tokens().await;
    shop.sign_out().await;
    shop.receiver.answers(503);
    deliver(&shop).await.expect("tried");
    shop.pass(minutes(60 * 23));
    deliver(&shop).await.expect("tried");
    assert_eq!(waiting(&shop).await, 1);
    shop.pass(minutes(60));
    deliver(&shop).await.expect("given up");
    assert_eq!((waiting(&shop).await, shop.receiver.came().len()), (0, 2));
    assert_eq!(shop.count("SELECT COUNT(*) FROM logout_notices WHERE delivered_at IS NULL").await, 1);
}

#[tokio::test]
async fn a_call_whose_outcome_was_lost_is_made_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let (mut shop, address) = Called::at(&listener).await;
    shop.tokens_for(&address).await;
    let (calls, came) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let (count, ring) = (calls.clone(), came.clone());
    // The first call is taken, but its answer is still under way when our side dies.
    let app = Router::new().route(
        "/",
        post(async move || {
            let before = count.fetch_add(1, Ordering::SeqCst);
            ring.notify_one();
            if before == 0 {
                std::future::pending::<()>().await;
            }
        }),
    );
    tokio::spawn(async move { axum::serve(listener, app).await });
    shop.sign_out().await;
    tokio::select! {
        _ = deliver_due(&shop.core) => panic!("the answer is not there"),
        () = came.notified() => {}
    }
    assert_eq!(deliver(&shop).await.expect("looked"), 0, "somebody seems to be at it");
    shop.pass(minutes(1));
    assert_eq!(deliver(&shop).await.expect("told"), 1);
    assert_eq!((waiting(&shop).await, calls.load(Ordering::SeqCst)), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_workers_make_each_call_once() {
    let mut shop = Called::new().await;
    for _ in 0..6 {
        shop.tokens().await;
    }
    shop.sign_out().await;
    let workers = (0..4).map(|_| {
        let core = shop.core.core.clone();
        async move { while deliver_due(&core).await.expect("no fault") > 0 {} }
    });
    workers.collect::<tokio::task::JoinSet<_>>().join_all().await;
    deliver(&shop).await.expect("what is left");
    let mut bodies: Vec<String> = shop.receiver.came().into_iter().map(|(_, body)| body).collect();
    bodies.sort();
    bodies.dedup();
    assert_eq!((bodies.len(), shop.receiver.came().len(), waiting(&shop).await), (6, 6, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_never_answers_holds_up_no_other_partner() {
    let mut shop = Called::new().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let host = silent.local_addr().expect("an address").to_string();
    let mut add = partner_named("Slow");
    add.options.revoke_hosts = vec![host.clone()];
    let slow = shop.provider.site(add).await;
    for _ in 0..3 {
        let body = json!({"redirect_uri": crate::support::provider::CALLBACK, "grants": GRANTS});
        let made = shop.post("/api/v1/oauth/authorize", By::Site(&slow), body).await.ok();
        let link = made.member("redirect_uri");
        let at = link.find("/login").expect("a path");
        let to = shop.partner.follow_in(&mut shop.browser, &link[at..]).await;
        let code = part_of(&to, "authorization_code").expect("a code");
        let body = json!({"authorization_code": code, "revoke_uri": format!("http://{host}/")});
        shop.post("/api/v1/oauth/token", By::Site(&slow), body).await.ok();
    }
    shop.tokens().await;
    let runner = runner::start(&shop.core, Vec::new());
    shop.sign_out().await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while shop.receiver.came().is_empty() {
        assert!(Instant::now() < deadline, "told by itself");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let under_way = "SELECT COUNT(*) FROM logout_notices WHERE lease IS NOT NULL";
    assert!(shop.count(under_way).await <= 2, "one at a time for each partner");
    runner.stop(Duration::from_secs(20)).await;
}

#[tokio::test]
async fn only_hosts_that_are_registered_at_the_time_are_called() {
    type Edit = fn(&mut Client);
    let edits: [(&str, Edit); 3] = [
        ("no hosts", |client| client.options.revoke_hosts.clear()),
        ("another host", |client| client.options.revoke_hosts = vec!["partner.example".into()]),
        ("another port", |client| client.options.revoke_hosts = vec!["127.0.0.1".into(), "127.0.0.1:1".into()]),
    ];
    for (how, edit) in edits {
        let mut shop = Called::new().await;
        let tokens = shop.tokens().await;
        shop.change(edit).await;
        shop.sign_out().await;
        deliver(&shop).await.expect("given up");
        assert!(!shop.live(&tokens).await, "{how}");
        assert_eq!((shop.receiver.came().len(), waiting(&shop).await), (0, 0), "{how}");
    }
}

#[tokio::test]
async fn a_partner_that_is_switched_off_or_whose_secret_is_lost_is_not_called() {
    type Edit = fn(&mut Client);
    let edits: [(&str, Edit, &str); 3] = [
        ("off", |client| client.disabled_at = Some(client.created_at), "the client is switched off"),
        (
            "no secret",
            |client| client.options.webhook_secret = None,
            "the client has no webhook secret that can be opened",
        ),
        (
            "another key",
            |client| client.options.webhook_secret = Some("AAAA".repeat(20)),
            "the client has no webhook secret that can be opened",
        ),
    ];
    for (how, edit, why) in edits {
        let mut shop = Called::new().await;
        shop.tokens().await;
        shop.sign_out().await;
        shop.change(edit).await;
        deliver(&shop).await.expect("given up");
        assert_eq!((shop.receiver.came().len(), waiting(&shop).await), (0, 0), "{how}");
        let failure = {
            use freedom_id::store::Conn as _;
            let mut reader = shop.db.read().await.expect("a reader");
            let read = sqlx::query_scalar("SELECT failure FROM logout_notices").fetch_one(reader.conn());
            read.await.map(|text: String| text).expect("a reason")
        };
        assert_eq!(failure, why, "{how}");
    }
}

#[tokio::test]
async fn private_addresses_and_plain_http_are_not_called_where_that_is_not_allowed() {
    let core = TestCore::with(|config| config.fetch.allow_private = Some(false)).await;
    let receiver = Receiver::open(200).await;
    let port = receiver.origin.rsplit(':').next().expect("a port").to_owned();
    let mut hosts = ["127.0.0.1", "[::1]", "localhost"].map(|name| format!("{name}:{port}")).to_vec();
    hosts.extend(["169.254.169.254".into(), "[::ffff:7f00:1]:1".into()]);
    let mut shop = Called::with(core, receiver, hosts).await;
    for refused in ["http://127.0.0.1", "http://localhost"] {
        let code = shop.code().await;
        let refused = shop.exchange_for(&code, &format!("{refused}:{port}/")).await;
        refused.is_invalid(&json!({"revoke_uri": ["The selected revoke uri is invalid."]}));
    }
    for address in [
        format!("https://127.0.0.1:{port}/"),
        format!("https://[::1]:{port}/"),
        format!("https://localhost:{port}/"),
        "https://169.254.169.254/latest".to_owned(),
        "https://[::ffff:127.0.0.1]:1/".to_owned(),
    ] {
        shop.tokens_for(&address).await;
    }
    shop.sign_out().await;
    deliver(&shop).await.expect("tried");
    assert!(shop.receiver.came().is_empty());
    assert_eq!(shop.count("SELECT COUNT(*) FROM logout_notices WHERE delivered_at IS NOT NULL").await, 0);
    assert_eq!(waiting(&shop).await, 1, "a name may lead elsewhere later; digits may not");
}

#[tokio::test]
async fn an_address_elsewhere_is_refused_and_the_code_stays_good() {
    let mut shop = Called::new().await;
    let code = shop.code().await;
    let own = shop.receiver.origin.clone();
    let refused: Value = json!({"revoke_uri": ["The selected revoke uri is invalid."]});
    for address in [
        "https://evil.example/",
        "https://127.0.0.1.evil.example/",
        "http://127.0.0.1:1/",
        "https://127.0.0.1/",
        "https://evil.example/?x=127.0.0.1",
        "no address",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        &own.replace("http://", "http://evil.example@"),
        &own.replace("http://", "http://user:pw@"),
        &format!("{own}/#there"),
        &own.replace("127.0.0.1", "localhost"),
    ] {
        shop.exchange_for(&code, address).await.is_invalid(&refused);
    }
    let number = json!({"authorization_code": code, "revoke_uri": 7});
    let reply = shop.post("/api/v1/oauth/token", By::Site(&shop.site), number).await;
    reply.is_invalid(&json!({"revoke_uri": ["The Revoke uri must be a string."]}));
    let tokens = shop.exchange_for(&code, &format!("{own}/ended")).await.ok();
    assert!(shop.live(&tokens).await);
}

#[tokio::test]
async fn tokens_that_would_end_with_their_session_do_not_begin_after_it() {
    let mut shop = Called::new().await;
    let (told, quiet) = (shop.code().await, shop.code().await);
    shop.sign_out().await;
    let address = shop.address();
    shop.exchange_for(&told, &address).await.is_business(400, 100_101, "Invalid authorization_code.");
    shop.exchange(&quiet).await.ok();
    assert_eq!(shop.count("SELECT COUNT(*) FROM grants WHERE revoke_uri IS NOT NULL").await, 0);
    // One that gave way is not over.
    let code = shop.code().await;
    shop.pass(seconds(5));
    let page = shop.browser.get("/login?other=1").await;
    let fields = [("identifier", "ana@mail.example"), ("password", PASSWORD)];
    shop.browser.submit(&page, "login", &fields).await;
    shop.exchange_for(&code, &address).await.ok();
    shop.sign_out().await;
    assert_eq!(deliver(&shop).await.expect("told"), 1);
}

/// A write may take five seconds. Nobody may make so many families that they cannot be ended in that.
#[tokio::test]
async fn very_many_families_keep_nobody_from_ending_them() {
    let mut shop = Called::new().await;
    let tokens = shop.tokens().await;
    for round in 0..15 {
        let double = "INSERT INTO grants (id, user_id, client_id, session_id, scopes, auth_time, amr, nonce, resources,
                                          created_at, expires_at, claims, entrance, revoke_uri)
             SELECT '00000000-0000-4000-8' || CAST($1 AS TEXT) || '-'
                    || CAST(100000000000 + row_number() OVER (ORDER BY id) AS TEXT),
                    user_id, client_id, session_id, scopes, auth_time, amr, nonce, resources, created_at, expires_at,
                    claims, entrance, revoke_uri FROM grants";
        let write = shop.core.db.write(move |tx| {
            Box::pin(async move {
                use freedom_id::store::Conn as _;
                sqlx::query(double).bind((100 + round).to_string()).execute(tx.conn()).await?;
                Ok::<_, freedom_id::base::Fault>(())
            })
        });
        write.await.expect("a write");
    }
    manage::block(&shop.core, shop.ana, Block::Ban, Origin::default()).await.expect("blocked");
    assert!(!shop.live(&tokens).await);
    assert_eq!(shop.count("SELECT COUNT(DISTINCT grant_id) FROM logout_notices").await, 1 << 15);
}
