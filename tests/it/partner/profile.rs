//! Profile requests: submit, poll, the queue between them, and what ends them.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use freedom_id::base::Fault;
use freedom_id::domain::activity::Origin;
use freedom_id::domain::oauth::vocab::GrantType;
use freedom_id::domain::profile_request::{MOST_KNOWN, MOST_PENDING};
use freedom_id::domain::user::Profile;
use freedom_id::protocol::dress::six_digits;
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::accounts::profile::{self, SetProfile};
use freedom_id::service::authorize::consent;
use freedom_id::service::jobs::settle_profiles::settle_due;
use freedom_id::service::jobs::{purge, runner};
use freedom_id::service::token::revoke;
use freedom_id::service::{clients, sessions};
use freedom_id::store::profile_requests::{self as store, End};
use freedom_id::store::{Conn as _, Db};
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::partner::{By, Partner, partner_named};
use crate::support::provider::{Reply, part_of};
use crate::support::{PASSWORD, TestCore, address, minutes, seconds};

const SUBMIT: &str = "/api/v1/oauth/get-profile";
const STATUS: &str = "/api/v1/oauth/get-profile/status";
const ID: &str = "0196d0c5-4c4b-7e53-8a4f-5e7c2f8d9b01";
const OTHER: &str = "0196d0c5-4c4b-7e53-8a4f-5e7c2f8d9b02";
const DAY: Duration = Duration::from_secs(86_400);

impl Partner {
    async fn access(&self, grants: &[&str]) -> String {
        self.tokens(grants).await.member("access_token")
    }

    async fn ask(&self, token: &str, id: &str) -> Reply {
        self.post(SUBMIT, By::Token(token), json!({"request_id": id})).await
    }

    async fn poll(&self, token: &str, id: &str) -> Reply {
        self.call(Method::GET, STATUS, By::Token(token), &json!({"request_id": id})).await
    }

    /// What a submit is answered with.
    async fn asked(&self, token: &str, id: &str) -> String {
        self.ask(token, id).await.ok().member("status")
    }

    /// What a poll is answered with.
    async fn status(&self, token: &str, id: &str) -> String {
        self.poll(token, id).await.ok().member("status")
    }

    async fn settle(&self) -> usize {
        settle_due(&self.core).await.expect("no fault")
    }

    /// The token of another person for the same site.
    async fn access_of(&self, identifier: &str, grants: &[&str]) -> String {
        let link = self.link(grants).await;
        let mut browser = Browser::new(self.router.clone());
        let page = browser.get(&link).await;
        let page = browser.submit(&page, "login", &[("identifier", identifier), ("password", PASSWORD)]).await;
        let to = browser.submit(&page, "consent", &[("decision", "allow")]).await.destination();
        self.exchange(&part_of(&to, "authorization_code").expect("a code")).await.ok().member("access_token")
    }

    /// States of all requests, and how many answers are kept.
    async fn stored(&self) -> (Vec<String>, i64) {
        let mut reader = self.db.read().await.expect("a reader");
        let states = sqlx::query_scalar("SELECT state FROM profile_requests ORDER BY request_id");
        let states = states.fetch_all(reader.conn()).await.expect("states");
        drop(reader);
        (states, self.count("SELECT COUNT(*) FROM profile_requests WHERE payload IS NOT NULL").await)
    }
}

fn decoded(reply: &Reply) -> Value {
    let payload = reply.json()["profile"]["payload"].as_str().expect("a payload").to_owned();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}

async fn execute(db: &Db, statement: &'static str) {
    let done: Result<(), Fault> = db
        .write(move |tx| {
            Box::pin(async move {
                sqlx::query(statement).execute(tx.conn()).await?;
                Ok(())
            })
        })
        .await;
    done.expect("it runs");
}

#[tokio::test]
async fn a_profile_is_asked_for_worked_off_and_fetched() {
    let partner = Partner::new().await;
    let some = |text: &str| Some(text.to_owned());
    let set = SetProfile {
        user: partner.ana,
        profile: Profile { identifier: some("900102400000"), country: some("KAZ"), ..Profile::default() },
        origin: Origin::default(),
    };
    profile::set(&partner.core, set).await.expect("set");
    let token = partner.access(&["read.profile"]).await;
    let id = partner.ana.text();
    let asked = partner.post(SUBMIT, By::Token(&token), json!({"request_id": ID, "created_at": 7})).await.ok();
    let expected = format!(
        r#"{{"request_id":"{ID}","status":"accepted","status_message":"The request is accepted.","freedom_id":"{id}"}}"#
    );
    assert_eq!(asked.body, expected);
    let at = six_digits(partner.clock.now());
    assert_eq!(partner.ask(&token, ID).await.ok().json()["status"], "pending");
    partner.pass(seconds(2));
    let polled = json!({"request_id": ID, "status": "pending", "status_message": "The request is in work.",
                        "freedom_id": id, "datetime": at});
    assert_eq!(partner.poll(&token, ID).await.ok().json(), polled);

    assert_eq!((partner.settle().await, partner.settle().await), (1, 0));
    let done = partner.poll(&token, ID).await.ok();
    let told = done.json();
    assert_eq!(told["status"], "completed");
    assert_eq!(told["datetime"], six_digits(partner.clock.now()));
    assert_eq!(told["freedom_id"], id);
    assert_eq!(told.as_object().expect("an object").len(), 6);
    let payload = decoded(&done);
    assert_eq!((&payload["version"], &payload["freedom_id"]), (&json!(1), &json!(id)));
    assert_eq!(payload["person"]["firstname"], "Aigerim");
    assert_eq!(payload["person"]["identifier"], "900102400000");
    assert_eq!(payload["person"]["patronymic"], Value::Null);
    assert_eq!(payload["phones"][0]["value"], "+77011234567");
    assert_eq!(payload["kyc"], json!({"level": "contacts", "verifications": []}));
    assert_eq!(payload["account"]["sign_ins"], 1);
    assert_eq!(payload["account"]["confirmed_channels"], json!(["phone", "email"]));
    assert_eq!(partner.asked(&token, ID).await, "pending", "known, and not run again");
    assert_eq!(partner.settle().await, 0);
}

#[tokio::test]
async fn the_status_is_asked_for_by_body_or_query() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    // As it was sent, in whatever case.
    let upper = ID.to_uppercase();
    assert_eq!(partner.ask(&token, &upper).await.ok().member("request_id"), upper);
    assert_eq!(partner.asked(&token, ID).await, "pending");
    let get = async |query: &str, kind: Option<&str>, body: &str| {
        let mut request = Request::get(format!("{STATUS}{query}")).header("Authorization", format!("Bearer {token}"));
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        partner.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    };
    let body = format!(r#"{{"request_id":"{ID}"}}"#);
    let query = format!("?request_id={ID}");
    for (query, kind, body) in [
        ("", Some("application/json"), body.as_str()),
        ("", None, &body),
        ("", Some("text/plain"), &body),
        (&query, None, ""),
        (&query, Some("application/json"), " \n"),
        (&query, None, "{}"),
        (&query, None, r#"{"request_id":null}"#),
        (&query, None, &body),
        ("?request_id=", None, &body),
        ("?other=1", None, &body),
    ] {
        let reply = get(query, kind, body).await.ok();
        assert_eq!(
            (reply.member("status"), reply.member("request_id")),
            ("pending".into(), ID.into()),
            "{query} {body}"
        );
    }
    for query in [format!("?request_id={OTHER}"), format!("?request_id={ID}&request_id={OTHER}")] {
        let differ = json!({"request_id": ["The selected request id is invalid."]});
        get(&query, None, &body).await.is_invalid(&differ);
    }
    get("", None, "").await.is_invalid(&json!({"request_id": ["The Request id field is required."]}));
    get("", None, "[]").await.is_business(400, 900_001, "The body is not valid JSON.");
    let huge = format!(r#"{{"request_id":"{ID}","x":"{}"}}"#, "x".repeat(70_000));
    get("", None, &huge).await.is_business(413, 900_011, "The body is too large.");
    // The other prefix is the same door.
    let reply = partner.get(&format!("/v1/oauth/get-profile/status{query}"), Some(&token)).await.ok();
    assert_eq!(reply.member("status"), "pending");
}

#[tokio::test]
async fn bad_input_is_told_and_changes_nothing() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    let long = format!("{ID}0");
    for (value, sentence) in [
        (Value::Null, "The Request id field is required."),
        (json!(""), "The Request id field is required."),
        (json!(7), "The Request id must be a string."),
        (json!([ID]), "The Request id must be a string."),
        (json!({"id": ID}), "The Request id must be a string."),
        (json!("x"), "The Request id must be a valid UUID."),
        (json!("0196d0c54c4b7e538a4f5e7c2f8d9b01"), "The Request id must be a valid UUID."),
        (json!("0196d0c5-4c4b-7e53-8a4f-5e7c2f8d9b0\u{0}"), "The Request id format is invalid."),
        (json!("0196d0c5-4c4b-7e53-8a4f-5e7c2f8d9b0'"), "The Request id must be a valid UUID."),
        (json!(long), "The Request id must be a valid UUID."),
        (json!(format!("{{{ID}}}")), "The Request id must be a valid UUID."),
    ] {
        let errors = json!({"request_id": [sentence]});
        partner.post(SUBMIT, By::Token(&token), json!({"request_id": value})).await.is_invalid(&errors);
        let poll = json!({"request_id": value});
        partner.call(Method::GET, STATUS, By::Token(&token), &poll).await.is_invalid(&errors);
    }
    let required = json!({"request_id": ["The Request id field is required."]});
    partner.post(SUBMIT, By::Token(&token), json!({})).await.is_invalid(&required);
    partner.post(SUBMIT, By::Token(&token), Value::Null).await.is_invalid(&required);
    let raw = async |kind: &str, body: String| {
        let request = Request::post(SUBMIT).header(header::AUTHORIZATION, format!("Bearer {token}"));
        partner.send(request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).expect("a request")).await
    };
    let good = json!({"request_id": ID}).to_string();
    for body in ["{", "[]", "\"x\"", "{\"request_id\":\"\u{1}\"}", "nul"] {
        raw("application/json", body.into()).await.is_business(400, 900_001, "The body is not valid JSON.");
    }
    raw("application/json", "[".repeat(20_000)).await.is_business(400, 900_001, "The body is not valid JSON.");
    raw("text/plain", good.clone()).await.is_business(415, 900_009, "The body must be application/json.");
    let form = format!("request_id={ID}");
    let kind = "application/x-www-form-urlencoded";
    raw(kind, form).await.is_business(415, 900_009, "The body must be application/json.");
    raw("application/json", " ".repeat(70_000)).await.is_business(413, 900_011, "The body is too large.");
    let wrong = partner.call(Method::PUT, SUBMIT, By::Token(&token), &Value::Null).await;
    wrong.is_business(405, 900_010, "The method is not allowed.");
    assert_eq!(partner.stored().await, (vec![], 0));
}

#[tokio::test]
async fn only_the_access_token_of_a_person_opens_it() {
    let mut add = partner_named("Shop");
    add.grant_types.push(GrantType::ClientCredentials);
    let partner = Partner::with(TestCore::new().await, add).await;
    let tokens = partner.tokens(&["read.profile"]).await;
    let access = tokens.member("access_token");
    let own = partner.form("/oauth2/token", &partner.site, &[("grant_type", "client_credentials")]).await.ok();
    let dead = async |by: By<'_>| {
        for method in [Method::POST, Method::GET] {
            let path = if method == Method::POST { SUBMIT } else { STATUS };
            let reply = partner.call(method, path, by, &json!({"request_id": ID})).await;
            reply.is_business(401, 900_003, "The token is invalid, expired or of the wrong kind.");
            assert_eq!(reply.headers[header::WWW_AUTHENTICATE], "Bearer");
        }
    };
    dead(By::Nobody).await;
    dead(By::Site(&partner.site)).await;
    dead(By::Token("x")).await;
    dead(By::Token(&tokens.member("refresh_token"))).await;
    dead(By::Token(&own.member("access_token"))).await;
    // What is wrong with the rest of the request is nothing to somebody without a token.
    partner.post(SUBMIT, By::Nobody, json!({"request_id": 7})).await.is_business(
        401,
        900_003,
        "The token is invalid, expired or of the wrong kind.",
    );
    assert_eq!(partner.asked(&access, ID).await, "accepted");
    let fresh = partner.renew(&tokens.member("refresh_token")).await.ok().member("access_token");
    dead(By::Token(&access)).await;
    assert_eq!(partner.status(&fresh, ID).await, "pending", "the next token sees it");
    manage::block(&partner.core, partner.ana, Block::Lock, Origin::default()).await.expect("blocked");
    dead(By::Token(&fresh)).await;
    manage::unblock(&partner.core, partner.ana, Origin::default()).await.expect("open");
    dead(By::Token(&fresh)).await;
    let access = partner.access(&["read.profile"]).await;
    partner.pass(DAY * 7);
    dead(By::Token(&access)).await;
}

#[tokio::test]
async fn without_the_grant_it_is_rejected_and_not_found() {
    let partner = Partner::new().await;
    let wide = partner.access(&["read.profile"]).await;
    let narrow = partner.access(&["read.firstname"]).await;
    let id = partner.ana.text();
    let rejected = json!({"request_id": ID, "status": "rejected", "freedom_id": id,
                          "status_message": "The user did not allow access to the profile."});
    assert_eq!(partner.ask(&narrow, ID).await.ok().json(), rejected);
    assert_eq!(partner.stored().await, (vec![], 0));
    assert_eq!(partner.asked(&wide, ID).await, "accepted");
    partner.settle().await;
    let unknown = json!({"request_id": ID, "status": "not_found", "status_message": "There is no such request.",
                         "freedom_id": null, "datetime": six_digits(partner.clock.now())});
    assert_eq!(partner.poll(&narrow, ID).await.ok().json(), unknown);
    assert_eq!(partner.status(&wide, ID).await, "completed");
}

#[tokio::test]
async fn what_waits_is_known_for_24_hours_and_what_ended_for_60_minutes() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    partner.asked(&token, ID).await;
    partner.pass(seconds(86_399));
    assert_eq!(partner.status(&token, ID).await, "pending");
    assert_eq!(partner.asked(&token, ID).await, "pending");
    partner.pass(seconds(1));
    assert_eq!(partner.status(&token, ID).await, "not_found");
    assert_eq!(partner.settle().await, 0, "nobody waits for it any more");
    assert_eq!(partner.asked(&token, ID).await, "accepted", "anew");
    partner.pass(minutes(24 * 60 - 1));
    assert_eq!(partner.settle().await, 1);
    partner.pass(seconds(3_599));
    assert_eq!(partner.status(&token, ID).await, "completed");
    assert_eq!(partner.asked(&token, ID).await, "pending");
    partner.pass(seconds(1));
    assert_eq!(partner.status(&token, ID).await, "not_found");
    let again = partner.asked(&token, ID).await;
    assert_eq!((again.as_str(), partner.stored().await), ("accepted", (vec!["pending".into()], 0)));
    partner.settle().await;
    partner.pass(minutes(60));
    purge::run(&partner.core).await.expect("purged");
    assert_eq!(partner.stored().await, (vec![], 0));
}

#[tokio::test]
async fn a_request_is_its_clients_and_its_persons_own() {
    let mut partner = Partner::new().await;
    partner.core.person(&["bek@mail.example"]).await;
    let ana = partner.access(&["read.profile"]).await;
    let bek = partner.access_of("bek@mail.example", &["read.profile"]).await;
    partner.asked(&ana, ID).await;
    partner.settle().await;
    partner.site = partner.provider.site(partner_named("Other")).await;
    let elsewhere = partner.access(&["read.profile"]).await;
    for stranger in [&bek, &elsewhere] {
        let reply = partner.poll(stranger, ID).await.ok().json();
        assert_eq!((&reply["status"], &reply["freedom_id"]), (&json!("not_found"), &Value::Null));
        assert!(reply.get("profile").is_none());
        assert_eq!(partner.asked(stranger, ID).await, "accepted", "the same id is another request");
    }
    assert_eq!(partner.status(&ana, ID).await, "completed");
    assert_eq!(partner.settle().await, 2);
    assert_eq!(decoded(&partner.poll(&bek, ID).await)["emails"][0]["value"], "bek@mail.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_submits_at_once_one_is_accepted() {
    let partner = Partner::new().await;
    // By one token, and by two of the same client.
    let tokens = [partner.access(&["read.profile"]).await, partner.access(&["read.profile", "openid"]).await];
    for round in 0..12 {
        let id = format!("0196d0c5-4c4b-7e53-8a4f-5e7c2f8d9b{round:02}");
        let (one, two) = tokio::join!(partner.asked(&tokens[0], &id), partner.asked(&tokens[round % 2], &id));
        let mut both = [one, two];
        both.sort();
        assert_eq!(both, ["accepted", "pending"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_workers_answer_each_request_once() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    for n in 0..MOST_PENDING {
        partner.asked(&token, &format!("0196d0c5-4c4b-7e53-8a4f-5e7c2f8d9b{n:02}")).await;
    }
    let workers = (0..4).map(|_| {
        let core = partner.core.core.clone();
        async move {
            let mut taken = 0;
            loop {
                match settle_due(&core).await.expect("no fault") {
                    0 => return taken,
                    some => taken += some,
                }
            }
        }
    });
    let taken: usize = workers.collect::<tokio::task::JoinSet<_>>().join_all().await.into_iter().sum();
    let once = partner.count("SELECT COUNT(*) FROM profile_requests WHERE state = 'completed' AND attempts = 1").await;
    assert_eq!((taken, once), (20, 20));
}

#[tokio::test]
async fn too_many_at_once_are_refused_until_some_are_done() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    let id = |n: u32| format!("0196d0c5-4c4b-7e53-8a4f-5e7c2f8d{n:04}");
    for n in 0..MOST_PENDING {
        assert_eq!(partner.asked(&token, &id(n)).await, "accepted");
    }
    let refused = partner.ask(&token, &id(MOST_PENDING)).await;
    refused.is_business(429, 900_008, "Too many requests.");
    assert_eq!(refused.headers[header::RETRY_AFTER], "60");
    assert_eq!(partner.asked(&token, &id(0)).await, "pending", "a known one is no more");
    assert_eq!(partner.status(&token, &id(MOST_PENDING)).await, "not_found");
    while partner.settle().await > 0 {}
    // Answers are kept for an hour, so they are bounded too.
    for n in MOST_PENDING..MOST_KNOWN {
        assert_eq!(partner.asked(&token, &id(n)).await, "accepted");
        partner.settle().await;
    }
    partner.ask(&token, &id(MOST_KNOWN)).await.is_business(429, 900_008, "Too many requests.");
    partner.pass(minutes(60));
    assert_eq!(partner.asked(&token, &id(MOST_KNOWN)).await, "accepted");
}

#[tokio::test]
async fn a_worker_that_died_loses_its_request_to_another() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    partner.asked(&token, ID).await;
    let now = partner.clock.now();
    let due = store::due(&mut partner.db.read().await.expect("a reader"), now, 8).await.expect("due");
    let [due] = due[..] else { panic!("one request") };
    let claim = async |lease: &'static str| {
        let claimed: Result<_, Fault> = partner
            .db
            .write(move |tx| Box::pin(async move { store::claim(tx, due, lease, now.plus(minutes(1))).await }))
            .await;
        claimed.expect("no fault").is_some()
    };
    assert!(claim("dead").await);
    assert!(!claim("late").await, "compare and set");
    partner.pass(seconds(59));
    assert_eq!((partner.settle().await, partner.status(&token, ID).await), (0, "pending".into()));
    partner.pass(seconds(1));
    assert_eq!((partner.settle().await, partner.status(&token, ID).await), (1, "completed".into()));
    let now = partner.clock.now();
    let late: Result<_, Fault> = partner
        .db
        .write(move |tx| Box::pin(async move { store::finish(tx, due.id, "dead", &End::Failed("late"), now).await }))
        .await;
    assert!(!late.expect("no fault"));
    assert_eq!(partner.status(&token, ID).await, "completed", "what the dead one says counts no more");
}

#[tokio::test]
async fn an_answer_that_comes_after_a_day_is_not_kept() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    partner.asked(&token, ID).await;
    let now = partner.clock.now();
    let due = store::due(&mut partner.db.read().await.expect("a reader"), now, 8).await.expect("due");
    let late = now.plus(DAY);
    let kept: Result<_, Fault> = partner
        .db
        .write(move |tx| {
            Box::pin(async move {
                store::claim(tx, due[0], "slow", late.plus(minutes(1))).await?;
                store::finish(tx, due[0].id, "slow", &End::Completed("x".into()), late).await
            })
        })
        .await;
    assert!(!kept.expect("no fault"));
    partner.pass(DAY);
    assert_eq!(partner.status(&token, ID).await, "not_found");
}

#[tokio::test]
async fn what_cannot_be_answered_now_is_tried_again_and_fails_in_the_end() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    // As if it was sealed with a key that is not there.
    execute(&partner.db, "UPDATE users SET identifier = 'x'").await;
    partner.asked(&token, ID).await;
    assert_eq!(partner.settle().await, 1);
    for wait in [5, 10, 20] {
        partner.pass(seconds(wait - 1));
        assert_eq!(partner.settle().await, 0, "not yet");
        partner.pass(seconds(1));
        assert_eq!(partner.settle().await, 1, "after {wait} s");
    }
    assert_eq!(partner.status(&token, ID).await, "pending");
    execute(&partner.db, "UPDATE users SET identifier = NULL").await;
    partner.pass(seconds(40));
    partner.settle().await;
    assert_eq!(partner.status(&token, ID).await, "completed");

    execute(&partner.db, "UPDATE users SET identifier = 'x'").await;
    partner.asked(&token, OTHER).await;
    let mut hours = 0;
    while partner.status(&token, OTHER).await == "pending" {
        partner.settle().await;
        partner.pass(minutes(60));
        hours += 1;
    }
    assert_eq!(hours, 24, "the last try is the last that could have helped");
    // One hour has passed since.
    assert_eq!(partner.status(&token, OTHER).await, "not_found");
    assert_eq!(partner.stored().await.0, ["completed", "failed"]);
}

#[tokio::test]
async fn what_takes_the_right_away_ends_requests_and_removes_answers() {
    let partner = Partner::new().await;
    let filled = async || {
        execute(&partner.db, "DELETE FROM profile_requests").await;
        let token = partner.access(&["read.profile"]).await;
        partner.asked(&token, ID).await;
        partner.settle().await;
        partner.asked(&token, OTHER).await;
        assert_eq!(partner.stored().await, (vec!["completed".into(), "pending".into()], 1));
        token
    };
    let gone = async |token: &str, what: &str| {
        // What an erased person asked for goes with them.
        let left = if what == "erasure" { 0 } else { 2 };
        assert_eq!(partner.stored().await, (vec!["failed".to_owned(); left], 0), "{what}");
        assert_eq!(partner.poll(token, ID).await.status, 401, "{what}");
        assert_eq!(partner.settle().await, 0, "{what}");
    };
    let (user, core) = (partner.ana, &partner.core);
    let (by, site) = (Origin::default, partner.site.id.clone());

    let token = filled().await;
    assert!(consent::withdraw(core, user, site.clone(), by()).await.expect("withdrawn"));
    gone(&token, "withdrawal").await;
    // Allowed again: the new token sees how the old ones ended, for an hour.
    let token = partner.access(&["read.profile"]).await;
    let failed = partner.poll(&token, ID).await.ok().json();
    assert_eq!((&failed["status"], &failed["freedom_id"]), (&json!("failed"), &json!(user.text())));
    assert!(failed.get("profile").is_none());
    assert_eq!(partner.asked(&token, ID).await, "pending");
    partner.pass(seconds(3_599));
    assert_eq!(partner.status(&token, OTHER).await, "failed");
    partner.pass(seconds(1));
    assert_eq!(partner.status(&token, OTHER).await, "not_found");

    let token = filled().await;
    manage::block(core, user, Block::Ban, by()).await.expect("blocked");
    gone(&token, "block").await;
    manage::unblock(core, user, by()).await.expect("unblocked");

    let token = filled().await;
    sessions::end_all(core, user, None, by()).await.expect("signed out");
    gone(&token, "sign-out everywhere").await;

    let token = filled().await;
    let now = partner.clock.now();
    let switch = async |at| {
        let change = move |client: &mut freedom_id::domain::oauth::client::Client| {
            client.disabled_at = at;
            Ok(())
        };
        clients::change(core, &site, change).await.expect("changed");
    };
    switch(Some(now)).await;
    gone(&token, "client switched off").await;
    switch(None).await;
    assert_eq!(partner.status(&token, ID).await, "failed");

    let token = filled().await;
    manage::delete(core, user, by()).await.expect("deleted");
    assert_eq!(partner.stored().await, (Vec::new(), 0), "nothing is left of somebody who was erased");
    assert_eq!(partner.poll(&token, ID).await.status, 401, "erasure");
    assert_eq!(partner.settle().await, 0, "erasure");
}

#[tokio::test]
async fn an_end_that_the_queue_was_not_told_of_is_seen_when_the_work_is_done() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    partner.asked(&token, ID).await;
    revoke::revoke_all(&partner.core, revoke::Whose::User(partner.ana)).await.expect("revoked");
    assert_eq!(partner.settle().await, 1);
    assert_eq!(partner.stored().await, (vec!["failed".into()], 0));

    let token = partner.access(&["read.profile"]).await;
    partner.asked(&token, OTHER).await;
    execute(&partner.db, "UPDATE users SET standing = 'closing'").await;
    assert_eq!(partner.settle().await, 1);
    assert_eq!(partner.stored().await, (vec!["failed".to_owned(); 2], 0));
    execute(&partner.db, "UPDATE users SET standing = 'open'").await;
    assert_eq!(partner.status(&token, OTHER).await, "failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_leaves_nothing_behind_whatever_comes_at_once() {
    let partner = Partner::new().await;
    for round in 0..8 {
        let token = partner.access(&["read.profile"]).await;
        partner.asked(&token, &format!("0196d0c5-4c4b-7e53-8a4f-5e7c2f8d1b{round:02}")).await;
        let id = format!("0196d0c5-4c4b-7e53-8a4f-5e7c2f8d9b{round:02}");
        let (site, origin) = (partner.site.id.clone(), Origin::default());
        let (_, _, withdrawn) = tokio::join!(
            partner.ask(&token, &id),
            partner.settle(),
            consent::withdraw(&partner.core, partner.ana, site, origin)
        );
        assert!(withdrawn.expect("withdrawn"));
        let (states, answers) = partner.stored().await;
        assert!(states.iter().all(|state| state == "failed") && answers == 0, "{states:?} {answers}");
    }
}

#[tokio::test]
async fn the_answer_is_sealed_in_its_place() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    for id in [ID, OTHER] {
        partner.asked(&token, id).await;
    }
    partner.settle().await;
    let payload = partner.poll(&token, ID).await.json()["profile"]["payload"].as_str().expect("text").to_owned();
    let cells = partner.texts().await;
    assert!(cells.iter().any(|(name, _)| name == "profile_requests.payload"));
    let json = String::from_utf8(URL_SAFE_NO_PAD.decode(&payload).expect("base64url")).expect("text");
    for text in [payload.as_str(), &json] {
        assert!(!cells.iter().any(|(_, cell)| cell.contains(text)));
    }
    for (name, cell) in cells.iter().filter(|(name, _)| name.starts_with("profile_requests.")) {
        let plain = URL_SAFE_NO_PAD.decode(cell).unwrap_or_default();
        for text in ["Aigerim", "77011234567", "ana@mail.example"] {
            assert!(!cell.contains(text) && !String::from_utf8_lossy(&plain).contains(text), "{name}");
        }
    }
    // One person's answer that was moved to another row is nobody's.
    execute(&partner.db, "UPDATE profile_requests SET payload = (SELECT MAX(payload) FROM profile_requests)").await;
    let both = [partner.poll(&token, ID).await, partner.poll(&token, OTHER).await];
    assert_eq!(both.iter().filter(|reply| reply.status == 200).count(), 1);
    let broken = both.iter().find(|reply| reply.status != 200).expect("one does not open");
    broken.is_business(500, 900_099, "Internal error.");
}

#[tokio::test]
async fn the_runner_answers_by_itself() {
    let partner = Partner::new().await;
    let token = partner.access(&["read.profile"]).await;
    let runner = runner::start(&partner.core, Vec::new());
    partner.asked(&token, ID).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while partner.status(&token, ID).await == "pending" {
        assert!(Instant::now() < deadline, "answered by itself");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(partner.status(&token, ID).await, "completed");
    runner.stop(Duration::from_secs(10)).await;
}

#[tokio::test]
async fn the_consent_page_says_what_the_grant_opens_and_demands_nothing() {
    let partner = Partner::new().await;
    // A person of whom nothing is known but how to reach them.
    let add = manage::Add {
        contacts: vec![address("bek@mail.example")],
        firstname: None,
        lastname: None,
        address: None,
        password: Some(freedom_id::base::Secret::new(PASSWORD)),
        role: freedom_id::domain::user::Role::Member,
        locale: None,
        origin: Origin::default(),
    };
    manage::add(&partner.core, add).await.expect("added");
    for (language, words) in [
        ("en", "all phone numbers and e-mail addresses"),
        ("ru", "все номера телефонов"),
        ("uz", "barcha telefon raqamlari"),
        ("kk", "барлық телефон нөмірлері"),
    ] {
        let link = partner.link(&["read.profile"]).await;
        let mut browser = Browser::new(partner.router.clone());
        browser.headers = vec![("accept-language", language.to_owned())];
        let page = browser.get(&link).await;
        let fields = [("identifier", "bek@mail.example"), ("password", PASSWORD)];
        let page = browser.submit(&page, "login", &fields).await;
        assert!(page.has("form#consent") && page.body.contains(words), "{language}: {}", page.body);
    }
    let token = partner.access_of("bek@mail.example", &["read.profile"]).await;
    partner.asked(&token, ID).await;
    partner.settle().await;
    assert_eq!(decoded(&partner.poll(&token, ID).await)["person"]["firstname"], Value::Null);
}
