//! `/account/emails` and `/account/phones`.

use axum::http::{Method, StatusCode};
use freedom_id::domain::contact::Channel;
use freedom_id::service::accounts::contacts;

use super::{ANA, ana_in, with_ana};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};
use crate::support::{PASSWORD, address, minutes, seconds};

const PHONE: &str = "+77012345678";

async fn code_for(app: &TestApp, to: &str) -> String {
    app.last_code(&address(to)).await.expect("a code")
}

/// Adds a contact and types its code.
async fn add(app: &TestApp, browser: &mut Browser, page: &str, to: &str) -> Page {
    let field = if to.contains('@') { "email" } else { "phone" };
    let list = browser.get(page).await;
    let asked = browser.submit(&list, "contact", &[(field, to)]).await;
    assert_eq!(asked.path, format!("{page}/code"), "{}", asked.body);
    let code = code_for(app, to).await;
    browser.submit(&asked, "otp", &[("code", &code), ("action", "verify")]).await
}

#[tokio::test]
async fn the_pages_of_contacts_are_for_whoever_is_signed_in() {
    let app = with_ana().await;
    for path in ["/account/emails", "/account/phones", "/account/emails/code", "/account/emails/1/remove"] {
        assert!(app.browser().get(path).await.path.starts_with("/login"), "{path}");
    }
}

#[tokio::test]
async fn a_contact_is_added_on_the_page_made_primary_and_removed() {
    let app = with_ana().await;
    let mut browser = ana_in(&app, "").await;
    let done = add(&app, &mut browser, "/account/emails", "work@mail.example").await;
    assert!(done.path.starts_with("/account/emails?"), "{}", done.path);
    assert!(done.has("main [role=status]") && done.body.contains("work@mail.example"));
    // The address of the registration is the primary one and stays; the new one may lead or go.
    assert_eq!(done.text("#contacts li:first-child h3"), ANA);
    assert!(!done.has("#contacts li:first-child .c-actions"), "the reason instead of a button");
    let contact = done.attribute("[name=contact]", "value").expect("a form");
    let csrf = done.attribute("[name=csrf_token]", "value").expect("a token");
    let led = browser.post("/account/emails/primary", &[("csrf_token", &csrf), ("contact", &contact)]).await;
    assert_eq!(led.text("#contacts li:first-child h3"), "work@mail.example");
    assert!(led.has("main [role=status]"));
    let to = led.attribute("#contacts li:nth-child(2) a", "href").expect("a link");
    let ask = browser.get(&to).await;
    assert!(ask.text("h1").contains(ANA), "{}", ask.body);
    let gone = browser.submit(&ask, "remove", &[]).await;
    assert!(gone.path.ends_with("?done=removed") && !gone.body.contains(ANA), "{}", gone.path);
    // Sent twice it changes nothing more.
    let again = browser.submit(&ask, "remove", &[]).await;
    assert_eq!((again.path.as_str(), again.status), ("/account/emails", StatusCode::OK));
    let mut later = app.browser();
    let login = later.get("/login").await;
    let out = later.submit(&login, "login", &[("identifier", ANA), ("password", PASSWORD)]).await;
    assert_eq!(out.status, StatusCode::UNAUTHORIZED, "sign-in with it has stopped");
}

#[tokio::test]
async fn a_sensitive_form_waits_for_a_fresh_proof_and_keeps_what_was_typed() {
    let app = with_ana().await;
    let mut browser = ana_in(&app, "").await;
    app.pass(minutes(11));
    let list = browser.get("/account/emails").await;
    let asked = browser.submit(&list, "contact", &[("email", "work@mail.example")]).await;
    assert!(asked.has("form#confirm"), "{}", asked.path);
    assert_eq!(app.last_code(&address("work@mail.example")).await, None, "nothing before the proof");
    let resumed = browser.submit(&asked, "confirm", &[("password", PASSWORD)]).await;
    let code = browser.submit(&resumed, "resume", &[]).await;
    assert_eq!(code.path, "/account/emails/code");
    assert!(code.body.contains("work@mail.example"));
    app.pass(minutes(6));
    // The code is bound to the proof that asked for it: its page is not another one.
    let right = code_for(&app, "work@mail.example").await;
    let done = browser.submit(&code, "otp", &[("code", &right), ("action", "verify")]).await;
    assert!(done.path.starts_with("/account/emails?"), "{}", done.path);
    for (path, name) in [("/account/emails/primary", "contact"), ("/account/emails", "email")] {
        let csrf = done.attribute("[name=csrf_token]", "value").expect("a token");
        let page = browser.post(path, &[("csrf_token", &csrf), (name, "x@mail.example")]).await;
        assert!(page.has("form#confirm"), "{path} leads to {}", page.path);
    }
    let id = done.attribute("[name=contact]", "value").expect("an id");
    assert!(browser.get(&format!("/account/emails/{id}/remove")).await.has("form#confirm"));
}

#[tokio::test]
async fn what_is_wrong_with_a_contact_is_said_at_its_field_and_changes_nothing() {
    let app = with_ana().await;
    let mut browser = ana_in(&app, "").await;
    for (page, field, value) in [
        ("/account/emails", "email", ""),
        ("/account/emails", "email", "not an address"),
        ("/account/emails", "email", "+77012345670"),
        ("/account/emails", "email", ANA),
        ("/account/phones", "phone", "12"),
        ("/account/phones", "phone", "+10000000000"),
        ("/account/phones", "phone", PHONE),
    ] {
        let list = browser.get(page).await;
        let wrong = browser.submit(&list, "contact", &[(field, value)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
        assert!(wrong.has(&format!("#errors a[href='#{field}']")), "{value}");
        assert_eq!(wrong.attribute(&format!("#{field}"), "value").as_deref(), Some(value), "what was typed stays");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM otp_challenges").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM pending_contacts").await, 0);
}

#[tokio::test]
async fn a_contact_of_another_account_looks_the_same_until_its_code_is_typed() {
    let app = with_ana().await;
    app.person(&["eve@mail.example"]).await;
    let mut browser = ana_in(&app, "").await;
    let free = browser.get("/account/emails").await;
    let free = browser.submit(&free, "contact", &[("email", "free@mail.example")]).await;
    app.pass(seconds(61));
    let list = browser.get("/account/emails").await;
    let taken = browser.submit(&list, "contact", &[("email", "eve@mail.example")]).await;
    assert_eq!((taken.status, taken.path.clone()), (free.status, free.path.clone()));
    let wrong = browser.submit(&taken, "otp", &[("code", "000000"), ("action", "verify")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("form#otp"), "a wrong code tells nothing");
    let code = code_for(&app, "eve@mail.example").await;
    let told = browser.submit(&wrong, "otp", &[("code", &code), ("action", "verify")]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.text("#errors").contains("another account"), "{}", told.body);
    assert!(!told.has("#contacts li:nth-child(2)"), "it did not come along");
}

#[tokio::test]
async fn a_new_code_comes_in_time_and_the_one_that_waits_is_offered_for_a_day() {
    let app = with_ana().await;
    let mut browser = ana_in(&app, "").await;
    let list = browser.get("/account/phones").await;
    let code = browser.submit(&list, "contact", &[("phone", "+77012345670")]).await;
    let early = browser.submit(&code, "otp", &[("action", "resend")]).await;
    assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
    app.pass(seconds(61));
    let first = code_for(&app, "+77012345670").await;
    let again = browser.submit(&code, "otp", &[("action", "resend")]).await;
    assert_eq!(again.status, StatusCode::OK);
    let second = code_for(&app, "+77012345670").await;
    if first != second {
        let old = browser.submit(&again, "otp", &[("code", &first), ("action", "verify")]).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Another browser of the same person can go on, but not with this code.
    let mut other = ana_in(&app, "").await;
    assert_eq!(other.get("/account/phones/code").await.path, "/account/phones");
    let list = other.get("/account/phones").await;
    assert!(list.text("#pending").contains("+7 701 234 56 70"), "{}", list.body);
    app.pass(minutes(24 * 60));
    let mut tomorrow = ana_in(&app, "").await;
    assert!(!tomorrow.get("/account/phones").await.has("#pending"));
}

#[tokio::test]
async fn a_page_that_was_drawn_for_another_account_adds_nothing_to_this_one() {
    let app = with_ana().await;
    let eve = app.person(&["eve@mail.example"]).await;
    let mut browser = ana_in(&app, "").await;
    let list = browser.get("/account/emails").await;
    let login = browser.get("/login?other=1").await;
    browser.submit(&login, "login", &[("identifier", "eve@mail.example"), ("password", PASSWORD)]).await;
    let page = browser.submit(&list, "contact", &[("email", "work@mail.example")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.has("main [role=status]"));
    assert!(contacts::book(&app, eve, Channel::Email).await.expect("reads").pending.is_none());
    assert_eq!(app.last_code(&address("work@mail.example")).await, None);
}

#[tokio::test]
async fn somebody_elses_contact_is_neither_shown_nor_touched() {
    let app = with_ana().await;
    let eve = app.person(&["eve@mail.example", "+77012345671"]).await;
    let book = contacts::book(&app, eve, Channel::Phone).await.expect("reads");
    let id = book.listed[0].contact.id.text();
    let mut browser = ana_in(&app, "").await;
    assert_eq!(browser.get(&format!("/account/phones/{id}/remove")).await.path, "/account/phones");
    let page = browser.get("/account/phones").await;
    let csrf = page.attribute("[name=csrf_token]", "value").expect("a token");
    for path in [format!("/account/phones/{id}/remove"), "/account/phones/primary".into()] {
        let page = browser.post(&path, &[("csrf_token", &csrf), ("contact", &id)]).await;
        assert_eq!((page.path.as_str(), page.status), ("/account/phones", StatusCode::OK), "{path}");
    }
    assert_eq!(contacts::book(&app, eve, Channel::Phone).await.expect("reads").listed.len(), 1);
    let strange = browser.send(Method::POST, "/account/phones", Some(&[("phone".into(), "1".into())])).await;
    assert_eq!(strange.status, StatusCode::FORBIDDEN, "a form without its token");
}

#[tokio::test]
async fn the_language_changes_with_what_was_typed() {
    let app = with_ana().await;
    let mut browser = ana_in(&app, "").await;
    let list = browser.get("/account/emails").await;
    let kazakh = browser.submit(&list, "contact", &[("email", "half@"), ("_lang", "kk")]).await;
    assert_eq!(kazakh.attribute("html", "lang").as_deref(), Some("kk"));
    assert_eq!(kazakh.attribute("#email", "value").as_deref(), Some("half@"));
    assert!(!kazakh.has("#errors"));
}
