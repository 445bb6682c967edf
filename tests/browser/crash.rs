//! A crash in the middle of exchanges: what was told to be done is done, what was not told may be
//! asked again, and no token ever has two live successors.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;
use uuid::Uuid;

use crate::support::site::Site;
use crate::support::visitor::{Caller, Visitor};
use crate::support::{Server, until, wanted};

const TASKS: usize = 4;
const ROUNDS: usize = 3;

/// What a task knows when the line breaks.
#[derive(Debug, Default)]
struct Known {
    /// Codes that were redeemed, and of the last one whether an answer came.
    redeemed: Vec<String>,
    open_code: Option<String>,
    /// Refresh tokens of the last grant that have a successor which was used, oldest first.
    spent: Vec<String>,
    /// The newest refresh token that was received.
    last: Option<String>,
    /// Whether it was sent without an answer.
    sent: bool,
}

#[tokio::test]
async fn a_crash_leaves_every_token_with_at_most_one_successor() {
    if !wanted() {
        return;
    }
    let mut server = Server::start().await;
    for n in 0..TASKS {
        server.add_person(&phone(n));
    }
    let site = Site::open(&server).await;
    let (client, redirect) = (site.client.clone(), site.redirect_uri());
    for round in 0..ROUNDS {
        let request = site.request(&server, &[]);
        let done = Arc::new(AtomicUsize::new(0));
        let mut tasks = Vec::new();
        for n in 0..TASKS {
            let visitor = Visitor::new(&server, &phone(n));
            let caller = Caller::new(&server, &client, &redirect);
            tasks.push(tokio::spawn(work(visitor, caller, request.clone(), Arc::clone(&done))));
        }
        let moment = 12 + usize::from(Uuid::new_v4().as_bytes()[0]) % 120;
        until("enough was done", async || (done.load(Ordering::Relaxed) >= moment).then_some(())).await;
        let broke = Instant::now();
        server.kill().await;
        let mut known = Vec::new();
        for task in tasks {
            known.push(task.await.expect("a task"));
        }
        server.start_again().await;
        for one in known {
            check(&Caller::new(&server, &client, &redirect), one, broke, &format!("round {round}, after {moment}"))
                .await;
        }
    }
    server.stop().await;
    server.start_again().await;
    server.saw_no_fault();
}

fn phone(n: usize) -> String {
    format!("+7701555019{n}")
}

/// Gets codes, redeems them, refreshes a few times, until the line breaks.
async fn work(visitor: Visitor, caller: Caller, request: String, done: Arc<AtomicUsize>) -> Known {
    let mut known = Known::default();
    loop {
        let Ok(code) = visitor.code(&request).await else { return known };
        known.open_code = Some(code.clone());
        let Ok((status, tokens)) = caller.redeem(&code).await else { return known };
        assert_eq!(status, 200, "{tokens}");
        done.fetch_add(1, Ordering::Relaxed);
        known.open_code = None;
        known.redeemed.push(code);
        known.spent.clear();
        known.last = Some(refresh_token(&tokens));
        known.sent = false;
        for _ in 0..3 {
            let token = known.last.clone().expect("a token");
            known.sent = true;
            let Ok((status, tokens)) = caller.refresh(&token).await else { return known };
            assert_eq!(status, 200, "{tokens}");
            done.fetch_add(1, Ordering::Relaxed);
            known.spent.push(token);
            known.last = Some(refresh_token(&tokens));
            known.sent = false;
        }
    }
}

fn refresh_token(tokens: &Value) -> String {
    tokens["refresh_token"].as_str().expect("a refresh token").to_owned()
}

async fn check(caller: &Caller, known: Known, broke: Instant, when: &str) {
    let case = format!("{when}: {known:?}");
    let refresh = async |token: &str| {
        let (status, body) = caller.refresh(token).await.expect("an answer");
        assert!(status == 200 || (status == 400 && body["error"] == "invalid_grant"), "{status} {body}: {case}");
        (status == 200).then(|| refresh_token(&body))
    };

    // The newest token: it works, whether or not the crash swallowed an answer. Asked twice it has the
    // same successor.
    if let Some(last) = &known.last {
        let next = refresh(last).await;
        // An answer that was swallowed can be fetched for ten seconds only.
        if next.is_none() && known.sent && broke.elapsed() > Duration::from_secs(9) {
            return;
        }
        let next = next.unwrap_or_else(|| panic!("the newest token works: {case}"));
        let twin = refresh(last).await;
        assert!(twin.as_ref().is_none_or(|twin| *twin == next), "two successors: {case}");
        // Its successor works once; after that the old one is a stolen one, and all ends.
        assert!(refresh(&next).await.is_some(), "the successor works: {case}");
        if let Some(spent) = known.spent.last() {
            assert!(refresh(spent).await.is_none(), "a spent token works again: {case}");
        }
        assert!(refresh(last).await.is_none(), "a spent token works again: {case}");
        assert!(refresh(&next).await.is_none(), "the grant has ended: {case}");
    }

    // A code whose answer was lost: redeemed now, or refused because it was redeemed then.
    if let Some(code) = &known.open_code {
        let (status, body) = caller.redeem(code).await.expect("an answer");
        assert!(status == 200 || (status == 400 && body["error"] == "invalid_grant"), "{status} {body}: {case}");
    }
    for code in known.open_code.iter().chain(&known.redeemed) {
        let (status, body) = caller.redeem(code).await.expect("an answer");
        assert_eq!((status.as_u16(), &body["error"]), (400, &Value::from("invalid_grant")), "{case}");
    }
}
