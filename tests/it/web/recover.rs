//! The pages of the way back.

use axum::http::{Method, StatusCode};

use super::{ANA, SCOPES, with_ana};
use crate::support::app::{TestApp, authorize};
use crate::support::browser::{Browser, Page};
use crate::support::recovery::{NEW, token_to};
use crate::support::totp::enrol;
use crate::support::{address, minutes, other_code, seconds};

const PHONE: &str = "+77012345678";

async fn asked(browser: &mut Browser, from: &str) -> Page {
    let page = browser.get(from).await;
    browser.submit(&page, "recover", &[("identifier", ANA)]).await
}

async fn code(app: &TestApp, to: &str) -> String {
    app.last_code(&address(to)).await.expect("a code")
}

fn link_of(token: &str) -> String {
    format!("/recover/link?token={token}")
}

#[tokio::test]
async fn from_an_app_over_a_forgotten_password_back_to_the_app() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, "openid read.firstname", &[])).await;
    let wrong = [("identifier", ANA), ("password", "not it"), ("action", "password")];
    let login = browser.submit(&login, "login", &wrong).await;
    let forgot = login.attribute("a#forgot", "href").expect("a link").replace("&#38;", "&");
    let start = browser.get(&forgot).await;
    assert_eq!(start.attribute("#recover #identifier", "value").as_deref(), Some(ANA), "nothing is asked twice");
    assert!(start.body.contains("Demo Shop"), "the app stays in sight");
    let page = browser.submit(&start, "recover", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    let code = code(&app, ANA).await;
    let page = browser.submit(&page, "otp", &[("code", &other_code(&code)), ("action", "verify")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.has("#errors"));
    let page = browser.submit(&page, "otp", &[("code", &code), ("action", "verify")]).await;
    assert_eq!(page.attribute("#recover input[name=username]", "value").as_deref(), Some(ANA));
    assert!(page.form("recover").fields.contains(&("sign_out".into(), "1".into())), "ticked");
    let short = browser.submit(&page, "recover", &[("new_password", "short")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.has("#new_password-error"));
    let done = browser.submit(&short, "recover", &[("new_password", NEW)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let next = done.attribute("#recover-continue", "href").expect("a way on");
    let consent = browser.get(&next).await;
    assert!(consent.has("form#consent"), "{}", consent.body);
    let done = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(done.destination().starts_with("https://shop.example/cb?code="));
}

#[tokio::test]
async fn a_mailed_link_is_looked_at_freely_and_used_once() {
    let app = with_ana().await;
    let mut first = app.browser();
    asked(&mut first, "/recover").await;
    let token = token_to(&app, ANA).await.expect("a link");
    let path = link_of(token.expose());
    let mut other = app.browser();
    let head = other.send(Method::HEAD, &path, None).await;
    assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = other.get(&path).await;
        let csrf = page.attribute("[name=csrf_token]", "value").expect("a token");
        seen.push(page.body.replace(&csrf, ""));
    }
    assert!(seen.iter().all(|page| *page == seen[0]));
    assert!(seen[0].contains("a•••@mail.example") && !seen[0].contains(ANA));
    let page = other.get(&path).await;
    let policy = page.headers["referrer-policy"].to_str().expect("text");
    assert!(["same-origin", "no-referrer"].contains(&policy), "{policy}");
    assert_eq!(page.headers["cache-control"], "no-store");
    let step = other.submit(&page, "recover-link", &[("action", "continue")]).await;
    assert!(step.has("#recover #new_password"), "{}", step.body);
    let told = first.get("/recover").await;
    assert!(told.text("h1").contains("other browser"), "{}", told.text("h1"));

    let again = other.submit(&page, "recover-link", &[("action", "continue")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(app.browser().get(&path).await.status, StatusCode::CONFLICT);
    app.pass(seconds(60));
    let fresh = other.submit(&again, "recover-link", &[("action", "new")]).await;
    assert!(fresh.has("form#otp"), "a new link and a new code: {}", fresh.body);
    let newer = token_to(&app, ANA).await.expect("a link");
    assert!(!newer.matches(token.expose()));
    app.pass(minutes(30));
    assert_eq!(app.browser().get(&link_of(newer.expose())).await.status, StatusCode::GONE);
    assert_eq!(app.browser().get(&link_of("nothing")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.browser().get("/recover/link").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn i_did_not_ask_for_this() {
    let app = with_ana().await;
    let mut thief = app.browser();
    let step = asked(&mut thief, "/recover").await;
    let (code, token) = (code(&app, ANA).await, token_to(&app, ANA).await.expect("a link"));
    let mut owner = app.browser();
    let page = owner.get(&link_of(token.expose())).await;
    let done = owner.submit(&page, "recover-link", &[("action", "refuse")]).await;
    assert_eq!(done.status, StatusCode::OK);
    let late = thief.submit(&step, "otp", &[("code", &code), ("action", "verify")]).await;
    assert!(!late.has("#new_password"), "{}", late.body);
}

#[tokio::test]
async fn links_lead_to_us_whatever_the_request_says() {
    let app = with_ana().await;
    let mut browser = app.browser();
    browser.headers.push(("x-forwarded-host", "evil.example".into()));
    browser.headers.push(("host", "evil.example".into()));
    asked(&mut browser, "/recover").await;
    let letters = app.letters(&address(ANA)).await;
    let text = &letters[0].content.text;
    assert!(text.contains("http://localhost:8080/recover/link?token="), "{text}");
    assert!(!text.contains("evil.example") && !letters[0].content.html.contains("evil.example"));
}

#[tokio::test]
async fn with_an_authenticator_app_a_second_proof_is_asked_for() {
    let app = with_ana().await;
    let mut home = app.browser();
    let login = home.get("/login").await;
    super::sign_in(&mut home, &login).await;
    let (totp, codes) = enrol(&app, &mut home).await;
    app.pass(seconds(90));
    let mut browser = app.browser();
    let page = asked(&mut browser, "/recover").await;
    let right = code(&app, ANA).await;
    let page = browser.submit(&page, "otp", &[("code", &right), ("action", "verify")]).await;
    assert!(page.has("form#totp input#code"), "{}", page.body);
    let wrong = browser.submit(&page, "totp", &[("code", &other_code(&totp.shows(&app)))]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let lost = browser.get("/recover?lost=1").await;
    assert!(lost.has(".c-reference"), "{}", lost.body);

    // Another way: the telephone, then a recovery code, then the app after all.
    let contact = browser.get("/recover?way=contact").await;
    assert!(contact.body.contains("56\u{a0}78") && !contact.body.contains("345 67"), "masked");
    let sent = browser.submit(&contact, "recover", &[("action", "send")]).await;
    assert!(sent.has("form#otp"), "{}", sent.body);
    assert!(app.last_code(&address(PHONE)).await.is_some());
    let by_code = browser.get("/recover?way=recovery").await;
    let bad = browser.submit(&by_code, "recovery", &[("code", "0000-0000-0000-0000")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(codes.len(), 10);
    let by_app = browser.get("/recover?way=totp").await;
    let page = browser.submit(&by_app, "totp", &[("code", &totp.shows(&app))]).await;
    assert!(page.has("#recover #new_password") && !page.has("#sign_out"), "everybody is signed out: {}", page.body);
    browser.submit(&page, "recover", &[("new_password", NEW)]).await;
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    assert!(home.get("/account").await.has("form#login"), "signed out elsewhere");
}

#[tokio::test]
async fn steps_are_not_skipped_and_forms_of_others_change_nothing() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let start = browser.get("/recover").await;
    let skip = start.form("recover").with(&[("step", "password"), ("new_password", NEW)]);
    let answer = browser.send(Method::POST, "/recover", Some(&skip.fields)).await;
    assert_eq!(answer.location().as_deref(), Some("/recover"));
    for step in ["totp", "recovery", "contact", "nothing"] {
        let skip = start.form("recover").with(&[("step", step), ("code", "000000"), ("action", "send")]);
        let answer = browser.send(Method::POST, "/recover", Some(&skip.fields)).await;
        assert_eq!(answer.location().as_deref(), Some("/recover"), "{step}");
    }
    let empty = browser.submit(&start, "recover", &[("identifier", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = asked(&mut browser, "/recover").await;
    let right = code(&app, ANA).await;
    browser.submit(&page, "otp", &[("code", &right), ("action", "verify")]).await;
    let set = browser.get("/recover").await;
    let mut forged = set.form("recover").with(&[("new_password", NEW)]);
    forged.fields.retain(|(name, _)| name != "csrf_token");
    let answer = browser.send(Method::POST, "/recover", Some(&forged.fields)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(browser.get("/recover").await.has("#new_password"));
}

#[tokio::test]
async fn a_new_code_is_asked_for_with_the_button_and_not_by_reloading() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let page = asked(&mut browser, "/recover").await;
    for _ in 0..3 {
        assert!(browser.get("/recover").await.has("form#otp"));
    }
    assert_eq!(app.letters(&address(ANA)).await.len(), 1);
    let early = browser.submit(&page, "otp", &[("action", "resend")]).await;
    assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
    app.pass(seconds(60));
    let page = browser.submit(&page, "otp", &[("action", "resend")]).await;
    assert_eq!((page.status, page.has("form#otp")), (StatusCode::OK, true));
    let in_russian = browser.submit(&page, "otp", &[("_lang", "ru")]).await;
    assert!(in_russian.has("form#otp") && in_russian.has("html[lang=ru]"));
    let right = code(&app, ANA).await;
    assert!(browser.submit(&in_russian, "otp", &[("code", &right)]).await.has("#new_password"));
}
