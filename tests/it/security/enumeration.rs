//! Every door says the same about people it knows and people it does not.
//!
//! What may differ by ruling is named in one list, [`ALLOWED`], and is held by limits.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::Method;
use freedom_id::domain::contact::Address;
use freedom_id::service::accounts::manage::{self, Block};
use serde_json::{Value, json};

use crate::support::app::{TestApp, authorize};
use crate::support::browser::{Browser, Page};
use crate::support::manager::{USER, bank_named};
use crate::support::partner::{By, Partner};
use crate::support::{PASSWORD, TestCore, address, from};

/// Somebody known and somebody unknown, of equal length.
const PAIRS: [(&str, &str); 2] = [("ana@mail.example", "eve@mail.example"), ("+77017654321", "+77017654322")];

/// What a stranger sees: status, headers, page; without what is random or was typed.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    status: u16,
    headers: Vec<(String, String)>,
    path: String,
    body: String,
}

fn seen(page: &Page, browser: &Browser, who: &str) -> Seen {
    let clean = |text: &str| without(text, browser, page, who);
    let headers = page.headers.iter().map(|(name, value)| {
        let value = value.to_str().expect("text");
        // Of a cookie its name and its guards.
        let value = match (name.as_str(), value.split_once('=')) {
            ("set-cookie", Some((cookie, rest))) => {
                format!("{cookie}={}", rest.split_once(';').map_or("", |(_, guards)| guards))
            }
            ("x-request-id", _) => String::new(),
            _ => clean(value),
        };
        (name.as_str().to_owned(), value)
    });
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    Seen { status: page.status.as_u16(), headers, path: clean(&page.path), body: clean(&page.body) }
}

fn without(text: &str, browser: &Browser, page: &Page, who: &str) -> String {
    let address: Address = address(who);
    let escaped = |text: &str| text.replace('+', "&#43;");
    let encoded: String = form_urlencoded::byte_serialize(who.as_bytes()).collect();
    let mut parts = vec![who.to_owned(), escaped(who), encoded, address.shown(), address.masked()];
    parts.extend([escaped(&address.shown()), escaped(&address.masked())]);
    parts.extend(page.attribute("[name=csrf_token]", "value"));
    parts.extend(page.attribute("[name=track_id]", "value"));
    // What the page asks the device for is drawn anew each time.
    parts.extend(page.attribute("[name=ceremony]", "value"));
    let options = page.attribute("[data-passkey]", "data-options");
    let challenge = options.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    parts.extend(challenge.and_then(|options| options["challenge"].as_str().map(str::to_owned)));
    parts.extend(browser.cookies.values().cloned());
    let plain = |text: &str| text.replace('\u{a0}', " ");
    let mut clean = plain(text);
    for part in parts.iter().filter(|part| !part.is_empty()) {
        clean = clean.replace(&plain(part), "…");
    }
    let track = clean.find("track_id=").map(|at| clean[at + 9..].chars().take(36).collect::<String>());
    track.filter(|id| id.len() == 36).map_or(clean.clone(), |id| clean.replace(&id, "…"))
}

async fn step(
    browser: &mut Browser,
    page: &Page,
    form: &str,
    fields: &[(&str, &str)],
    who: &str,
    all: &mut Vec<Seen>,
) -> Page {
    let form = page.form(form).with(fields);
    let answer = browser.send(Method::POST, &form.action, Some(&form.fields)).await;
    all.push(seen(&answer, browser, who));
    match answer.location() {
        None => answer,
        Some(to) => {
            let next = browser.get(&to).await;
            all.push(seen(&next, browser, who));
            next
        }
    }
}

async fn by_password(app: &TestApp, who: &str) -> Vec<Seen> {
    let (mut browser, mut all) = (app.browser(), Vec::new());
    let mut page = browser.get("/login").await;
    for _ in 0..12 {
        let wrong = [("identifier", who), ("password", "not the password"), ("action", "password")];
        page = step(&mut browser, &page, "login", &wrong, who, &mut all).await;
    }
    assert_eq!(all.last().map(|s| s.status), Some(429), "the limit is among what is compared");
    all
}

async fn by_code(app: &TestApp, who: &str) -> Vec<Seen> {
    let (mut browser, mut all) = (app.browser(), Vec::new());
    let page = browser.get("/login").await;
    let mut page = step(&mut browser, &page, "login", &[("identifier", who), ("action", "code")], who, &mut all).await;
    page = step(&mut browser, &page, "otp", &[("action", "resend")], who, &mut all).await;
    for _ in 0..7 {
        let wrong = [("code", "000000"), ("action", "verify")];
        page = step(&mut browser, &page, "otp", &wrong, who, &mut all).await;
    }
    let login = browser.get("/login").await;
    step(&mut browser, &login, "login", &[("identifier", who), ("action", "code")], who, &mut all).await;
    all
}

async fn by_registration(app: &TestApp, who: &str) -> Vec<Seen> {
    let (mut browser, mut all) = (app.browser(), Vec::new());
    let page = browser.get("/register").await;
    let field = if who.contains('@') { "email" } else { "phone" };
    let mut page = step(&mut browser, &page, "register", &[(field, who)], who, &mut all).await;
    page = step(&mut browser, &page, "otp", &[("action", "resend")], who, &mut all).await;
    for _ in 0..7 {
        page = step(&mut browser, &page, "otp", &[("code", "000000"), ("action", "verify")], who, &mut all).await;
    }
    let again = browser.get("/register?step=contact").await;
    all.push(seen(&again, &browser, who));
    step(&mut browser, &again, "register", &[(field, who)], who, &mut all).await;
    all
}

async fn by_recovery(app: &TestApp, who: &str) -> Vec<Seen> {
    let (mut browser, mut all) = (app.browser(), Vec::new());
    let page = browser.get("/recover").await;
    let mut page = step(&mut browser, &page, "recover", &[("identifier", who)], who, &mut all).await;
    page = step(&mut browser, &page, "otp", &[("action", "resend")], who, &mut all).await;
    for _ in 0..7 {
        page = step(&mut browser, &page, "otp", &[("code", "000000"), ("action", "verify")], who, &mut all).await;
    }
    let again = browser.get("/recover?step=start").await;
    all.push(seen(&again, &browser, who));
    for _ in 0..5 {
        app.pass(crate::support::seconds(3_601));
        let again = browser.get("/recover?step=start").await;
        step(&mut browser, &again, "recover", &[("identifier", who)], who, &mut all).await;
    }
    assert_eq!(all.last().map(|s| s.status), Some(429), "the limit of a day is among what is compared");
    // The pages show times of day: the next one looks at the same.
    app.pass(crate::support::seconds(86_400 - 5 * 3_601));
    all
}

async fn by_hint(app: &TestApp, who: &str) -> Vec<Seen> {
    let client = app.client("openid read.phone", "").await;
    let mut all = Vec::new();
    for more in [&[("login_hint", who)][..], &[("login_hint", who), ("prompt", "none")]] {
        let mut browser = app.browser();
        let page = browser.get(&authorize(&client, "openid", more)).await;
        let client = client.id.as_str();
        let mut seen = seen(&page, &browser, who);
        seen.path = seen.path.replace(client, "…");
        all.push(seen);
    }
    all
}

/// A person who adds a contact to an account of their own.
async fn by_adding(app: &TestApp, who: &str) -> Vec<Seen> {
    let (channel, own) = if who.contains('@') { ("email", "+77015550101") } else { ("phone", "own@mail.example") };
    let user = app.person(&[own]).await;
    let scope = format!("openid read.{channel}");
    let client = app.client(&scope, "").await;
    let (mut browser, mut all) = (app.browser(), Vec::new());
    let login = browser.get(&authorize(&client, &scope, &[])).await;
    let consent = browser.submit(&login, "login", &[("identifier", own), ("password", PASSWORD)]).await;
    let path = consent.path.replace("/consent?", "/consent/missing?");
    let page = browser.get(&path).await;
    let form = page.attribute("main form", "id").expect("a form");
    let mut page = step(&mut browser, &page, &form, &[(channel, who), ("decision", "save")], who, &mut all).await;
    for _ in 0..7 {
        page = step(&mut browser, &page, "otp", &[("code", "000000"), ("action", "verify")], who, &mut all).await;
    }
    manage::delete(app, user, from(9)).await.expect("erased");
    all
}

macro_rules! doors {
    ($($name:ident: $door:ident;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                for (known, unknown) in PAIRS {
                    let app = TestApp::new().await;
                    app.person(&["+77017654321", "ana@mail.example"]).await;
                    let (one, two) = ($door(&app, known).await, $door(&app, unknown).await);
                    assert!(!one.is_empty());
                    assert_eq!(one.len(), two.len());
                    for (one, two) in one.iter().zip(&two) {
                        assert_eq!(one, two, "{known} and {unknown}");
                    }
                }
            }
        )*
    };
}

doors! {
    a_wrong_password_tells_nothing: by_password;
    a_sign_in_by_code_tells_nothing: by_code;
    a_registration_tells_nothing: by_registration;
    a_way_back_tells_nothing: by_recovery;
    a_login_hint_tells_nothing: by_hint;
    adding_a_contact_tells_nothing: by_adding;
}

/// Doors that may tell that a contact is somebody's: method, field, and the number of the error.
const ALLOWED: [(Method, &str, u32); 4] = [
    (Method::POST, "phone", 900_006),
    (Method::POST, "email", 900_007),
    (Method::PUT, "phone", 900_006),
    (Method::PUT, "email", 900_007),
];

#[tokio::test]
async fn what_may_tell_tells_few_times() {
    for (method, field, code) in ALLOWED {
        let core = TestCore::with(|config| config.freedom_id.user_clashes_per_hour = 2).await;
        let bank = Partner::with(core, bank_named("Bank")).await;
        bank.person(&["+77017654321"]).await;
        let token = bank.own_token(&bank.site).await;
        let own = bank.created(&token, "+77015550000").await;
        let free = AtomicUsize::new(1);
        let ask = async |contact: &str| {
            let phone = format!("+7701555{:04}", free.fetch_add(1, Ordering::Relaxed));
            let mut body = json!({"freedom_id": own, "phone": phone});
            body[field] = json!(contact);
            let told = bank.call(method.clone(), USER, By::Token(&token), &body).await;
            (told.status.as_u16(), told.json()["error"]["code"].clone())
        };
        let [known, unknown] = if field == "phone" { PAIRS[1].into() } else { PAIRS[0].into() };
        assert_eq!(ask(unknown).await, (200, json!(null)), "{method} {field}");
        for _ in 0..2 {
            assert_eq!(ask(known).await, (409, json!(code)), "{method} {field}");
        }
        let other = if field == "phone" { "+77015559999" } else { "new@mail.example" };
        assert_eq!(ask(known).await, ask(other).await, "{method} {field}");
        assert_eq!(ask(known).await, (429, json!(900_008)), "{method} {field}");
    }
}

#[tokio::test]
async fn a_blocked_person_looks_like_nobody_until_the_right_password() {
    let app = TestApp::new().await;
    let user = app.person(&["ana@mail.example"]).await;
    manage::block(&app, user, Block::Ban, from(9)).await.expect("blocked");
    let doors = (by_password(&app, "ana@mail.example").await, by_password(&app, "eve@mail.example").await);
    assert_eq!(doors.0, doors.1);
    let doors = (by_code(&app, "ana@mail.example").await, by_code(&app, "eve@mail.example").await);
    assert_eq!(doors.0, doors.1);
}
