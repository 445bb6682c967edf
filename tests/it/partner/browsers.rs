//! What browsers do with a login link: whose it is, how often it is answered, and how it ends.

use axum::http::Method;
use freedom_id::service::authorize::consent;
use freedom_id::service::{clients, sessions};

use crate::oauth::rfc6749_code::futures_of;
use crate::support::browser::{Browser, Page};
use crate::support::partner::{By, Partner, sign_in};
use crate::support::provider::{CALLBACK, part_of};
use crate::support::{from, seconds};

const ALLOW: [(&str, &str); 1] = [("decision", "allow")];
const CODES: &str = "SELECT COUNT(*) FROM codes";
const OWNED: &str = "SELECT COUNT(*) FROM tracks WHERE browser IS NOT NULL";

/// A browser in which Ana is signed in and has allowed these grants.
async fn known(partner: &Partner, grants: &[&str]) -> Browser {
    let mut browser = partner.browser();
    let link = partner.link(grants).await;
    partner.follow_in(&mut browser, &link).await;
    browser
}

fn is_lost(page: &Page, status: u16) {
    assert_eq!(page.status.as_u16(), status, "{}", page.body);
    assert!(!page.body.contains("authorization_code") && page.location().is_none(), "{}", page.body);
}

#[tokio::test]
async fn a_preview_takes_the_link_from_nobody_and_a_form_takes_it_for_good() {
    let partner = Partner::new().await;
    let link = partner.link(&["read.phone"]).await;
    let mut signed_in = known(&partner, &["read.phone"]).await;
    let answered = partner.count(CODES).await;
    let owned = partner.count(OWNED).await;
    for (method, header) in [
        (Method::GET, None),
        (Method::HEAD, None),
        (Method::GET, Some(("sec-purpose", "prefetch"))),
        (Method::GET, Some(("sec-purpose", "prefetch;prerender"))),
        (Method::GET, Some(("purpose", "prefetch"))),
        (Method::GET, Some(("x-moz", "prefetch"))),
    ] {
        let mut robot = partner.browser();
        robot.headers.extend(header.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(robot.send(method.clone(), &link, None).await.status, 200);
        if header.is_none() && method == Method::GET {
            continue;
        }
        // Where somebody is signed in such a look would be the answer.
        let mut ahead = signed_in.clone();
        ahead.headers.extend(header.map(|(name, value)| (name, value.to_owned())));
        let page = ahead.send(method, &link, None).await;
        assert_eq!((page.status.as_u16(), page.location()), (503, None));
    }
    let (mut one, mut two) = (partner.browser(), partner.browser());
    let (first, second) = (one.get(&link).await, two.get(&link).await);
    assert!(first.has("form#login") && second.has("form#login"), "both may look");
    assert_eq!((partner.count(OWNED).await, partner.count(CODES).await), (owned, answered));
    // A try with a wrong password is a form as well.
    let wrong = [("identifier", "ana@mail.example"), ("password", "not this one")];
    assert_eq!(one.submit(&first, "login", &wrong).await.status, 401);
    assert_eq!(partner.count(OWNED).await, owned + 1);
    let other = sign_in(&mut two, &second).await;
    is_lost(&other, 404);
    assert!(other.text("h1").contains("another browser"), "{}", other.body);
    is_lost(&two.get(&link).await, 404);
    is_lost(&signed_in.get(&link).await, 404);
    is_lost(&partner.browser().get(&link).await, 404);
    let to = partner.follow_in(&mut one, &link).await;
    assert!(part_of(&to, "authorization_code").is_some(), "{to}");
}

#[tokio::test]
async fn whoever_is_known_is_answered_at_once_and_nobody_else_gets_that_answer() {
    let partner = Partner::new().await;
    let mut browser = known(&partner, &["read.phone"]).await;
    let mut other = known(&partner, &["read.phone"]).await;
    let link = partner.link(&["read.phone"]).await;
    let answered = partner.count(CODES).await;
    let first = browser.send(Method::GET, &link, None).await;
    assert_eq!(first.status, 303);
    assert!(first.answer("authorization_code").is_some());
    // A double click on the link: the browser has dropped the first answer.
    let second = browser.send(Method::GET, &link, None).await;
    assert_eq!((second.status.as_u16(), second.destination()), (303, first.destination()));
    for stranger in [&mut other, &mut partner.browser()] {
        is_lost(&stranger.get(&link).await, 404);
        let track = link.split(['=', '&']).nth(1).expect("an id").to_owned();
        for path in ["/consent", "/oauth2/authorize/continue", "/login/accounts", "/consent/missing", "/login/code"] {
            is_lost(&stranger.get(&format!("{path}?track_id={track}")).await, 404);
        }
    }
    assert_eq!(partner.count(CODES).await, answered + 1);
    partner.pass(seconds(10));
    is_lost(&browser.get(&link).await, 409);
    let code = first.answer("authorization_code").expect("a code");
    partner.exchange(&code).await.ok();
}

#[tokio::test]
async fn a_link_that_was_answered_on_a_page_is_not_answered_again_by_going_back() {
    let partner = Partner::new().await;
    let link = partner.link(&["read.phone"]).await;
    let mut browser = partner.browser();
    let login = browser.get(&link).await;
    let consent = sign_in(&mut browser, &login).await;
    let first = browser.submit(&consent, "consent", &ALLOW).await;
    let second = browser.submit(&consent, "consent", &ALLOW).await;
    assert_eq!(first.destination(), second.destination(), "a double click on Allow");
    let page = browser.get(&link).await;
    is_lost(&page, 409);
    assert!(page.body.contains("https://shop.example/\""), "the way back: {}", page.body);
    assert_eq!(partner.count(CODES).await, 1);
}

#[tokio::test]
async fn of_two_browsers_that_race_one_gets_the_link() {
    let partner = Partner::new().await;
    for _ in 0..5 {
        let link = partner.link(&["read.phone"]).await;
        let (mut one, mut two) = (partner.browser(), partner.browser());
        let (first, second) = (one.get(&link).await, two.get(&link).await);
        let pages = futures_of([sign_in_boxed(&mut one, &first), sign_in_boxed(&mut two, &second)]).await;
        let lost = pages.iter().filter(|page| page.status == 404).count();
        assert_eq!(lost, 1, "{:?}", pages.iter().map(|page| page.status).collect::<Vec<_>>());
    }
    // The same where nothing is left to ask: one code.
    let (mut one, mut two) = (known(&partner, &["read.phone"]).await, known(&partner, &["read.phone"]).await);
    for _ in 0..5 {
        let link = partner.link(&["read.phone"]).await;
        let before = partner.count(CODES).await;
        let pages = futures_of([get_boxed(&mut one, &link), get_boxed(&mut two, &link)]).await;
        let answers = pages.iter().filter(|page| page.location().is_some()).count();
        assert_eq!((answers, partner.count(CODES).await), (1, before + 1));
    }
}

async fn sign_in_boxed(browser: &mut Browser, login: &Page) -> Page {
    sign_in(browser, login).await
}

async fn get_boxed(browser: &mut Browser, link: &str) -> Page {
    browser.send(Method::GET, link, None).await
}

#[tokio::test]
async fn links_that_do_not_work_say_why() {
    let partner = Partner::new().await;
    let link = partner.link(&["read.phone"]).await;
    let (path, query) = link.split_once('?').expect("a query");
    let track = query.split('&').next().expect("an id");
    let unknown = "track_id=0b1d3f5a-7c9e-4b2d-8f6a-1c3e5a7b9d0f";
    for wrong in [
        format!("{path}?{unknown}&expire_at=9999999999"),
        format!("{path}?{}&expire_at=9999999999", &track[..track.len() - 1]),
        format!("{path}?track_id=../../etc"),
        format!("{path}?track_id={}", "x".repeat(5_000)),
    ] {
        is_lost(&partner.browser().get(&wrong).await, 404);
    }
    // What cannot be read, or is not there, names no request: the way to one's own account.
    for none in ["track_id=", "track_id=%00", "expire_at=1"] {
        let page = partner.browser().get(&format!("{path}?{none}")).await;
        assert!(page.has("form#login") && !page.body.contains("Shop"), "{none}");
    }
    // The end in the address is for the eye only.
    for edited in ["expire_at=1", "expire_at=9999999999", "expire_at=x", "", "expire_at=1&expire_at=2"] {
        let page = partner.browser().get(&format!("{path}?{track}&{edited}")).await;
        assert!(page.has("form#login"), "{edited}: {}", page.status);
    }
    partner.pass(std::time::Duration::from_micros(599_999_999));
    let mut browser = partner.browser();
    let login = browser.get(&link).await;
    assert!(login.has("form#login"));
    partner.pass(std::time::Duration::from_micros(1));
    for edited in [link.clone(), format!("{path}?{track}&expire_at=9999999999")] {
        let page = partner.browser().get(&edited).await;
        is_lost(&page, 410);
        assert!(page.text("h1").contains("expired"), "{}", page.body);
        assert!(page.body.contains("https://shop.example/\""), "{}", page.body);
    }
    // Nor does a form that was drawn in time help, or somebody who is signed in.
    is_lost(&sign_in(&mut browser, &login).await, 410);
    is_lost(&known(&partner, &["read.phone"]).await.get(&link).await, 410);
    assert_eq!(partner.count("SELECT COUNT(*) FROM tracks WHERE stage = 'issued'").await, 1, "only the other one");
}

#[tokio::test]
async fn what_changes_between_link_and_answer_counts() {
    let partner = Partner::new().await;
    let id = partner.site.id.clone();
    // The consent is withdrawn: somebody is asked again, on the very same link.
    let mut browser = known(&partner, &["read.phone"]).await;
    let link = partner.link(&["read.phone"]).await;
    consent::withdraw(&partner, partner.ana, id.clone(), from(1)).await.expect("withdrawn");
    let page = browser.get(&link).await;
    assert!(page.has("form#consent"), "{}", page.body);
    // The session ends while the question is open: back to the sign-in.
    sessions::end_all(&partner, partner.ana, None, from(1)).await.expect("ended");
    let page = browser.submit(&page, "consent", &ALLOW).await;
    assert!(page.has("form#login"), "{}", page.body);
    // The address is taken out.
    let link = partner.link(&["read.phone"]).await;
    let mut open = partner.browser();
    let login = open.get(&link).await;
    clients::change(&partner, &id, |client| {
        client.redirect_uris = vec!["https://shop.example/elsewhere".into()];
        Ok(())
    })
    .await
    .expect("a change");
    is_lost(&open.get(&link).await, 404);
    is_lost(&sign_in(&mut open, &login).await, 404);
    clients::change(&partner, &id, |client| {
        client.redirect_uris = vec![CALLBACK.into()];
        client.scopes = "openid".parse().expect("scopes");
        client.optional_scopes = "".parse().expect("no scopes");
        Ok(())
    })
    .await
    .expect("a change");
    is_lost(&open.get(&link).await, 404);
    // The client is switched off: its link, its code, its tokens.
    clients::change(&partner, &id, |client| {
        client.scopes = "openid read.phone".parse().expect("scopes");
        Ok(())
    })
    .await
    .expect("a change");
    let tokens = partner.tokens(&["read.phone"]).await;
    let code = partner.code(&["read.phone"]).await;
    let now = partner.clock.now();
    clients::change(&partner, &id, move |client| {
        client.disabled_at = Some(now);
        Ok(())
    })
    .await
    .expect("a change");
    is_lost(&open.get(&link).await, 404);
    let before = partner.ledger().await;
    assert_eq!(partner.exchange(&code).await.status, 401);
    assert_eq!(partner.info(&tokens.member("access_token")).await.status, 401);
    assert_eq!(partner.renew(&tokens.member("refresh_token")).await.status, 401);
    let body = serde_json::json!({"redirect_uri": CALLBACK, "grants": ["openid"]});
    assert_eq!(partner.post("/api/v1/oauth/authorize", By::Site(&partner.site), body).await.status, 401);
    assert_eq!(partner.ledger().await, before);
}

#[tokio::test]
async fn whoever_has_two_accounts_here_chooses_one() {
    let partner = Partner::new().await;
    let bo = partner.person(&["bo@mail.example", "+77017654321"]).await;
    let mut browser = known(&partner, &["read.phone"]).await;
    let login = browser.get("/login?other=1").await;
    browser.submit(&login, "login", &[("identifier", "bo@mail.example"), ("password", crate::support::PASSWORD)]).await;
    let link = partner.link(&["read.phone"]).await;
    let page = browser.get(&link).await;
    assert!(page.has("form#accounts") && page.has(&format!("button[value=\"{}\"]", bo.text())), "{}", page.body);
    let other = browser.submit(&page, "accounts", &[("user", "other")]).await;
    assert!(other.has("form#login"), "{}", other.body);
    let to = browser.submit(&page, "accounts", &[("user", &partner.ana.text())]).await.destination();
    let tokens = partner.exchange(&part_of(&to, "authorization_code").expect("a code")).await.ok();
    assert_eq!(partner.info(&tokens.member("access_token")).await.ok().member("id"), partner.ana.text());
}
