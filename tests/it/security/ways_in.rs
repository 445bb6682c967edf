//! The seams between the ways in, the ways back and the console: what one part leaves behind for another.

use axum::http::{Method, StatusCode};
use freedom_id::domain::message::Event;
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::manage;
use freedom_id::service::recover;

use crate::support::app::{TestApp, authorize};
use crate::support::browser::{Browser, Page};
use crate::support::recovery::{at, last_step, objection, proved, token_in};
use crate::support::totp::{Authenticator, enrol};
use crate::support::{PASSWORD, address, minutes, seconds};

const ANA: &str = "ana@mail.example";
const PHONE: &str = "+77012345678";
const BELA: &str = "bela@mail.example";
const THIEF: &str = "thief@mail.example";
const NEW: &str = "seven purple giraffes dance";

async fn login(browser: &mut Browser, name: &str, password: &str) -> Page {
    let page = browser.get("/login?other=1").await;
    browser.submit(&page, "login", &[("identifier", name), ("password", password), ("action", "password")]).await
}

fn is_in(page: &Page) -> bool {
    page.status == StatusCode::OK && page.path.starts_with("/account")
}

async fn contacts(app: &TestApp, user: UserId) -> Vec<String> {
    let person = manage::show(app, user).await.expect("a person");
    person.contacts.iter().map(|contact| contact.address.as_str().to_owned()).collect()
}

/// Adds an e-mail address in a browser where somebody is signed in.
async fn add(app: &TestApp, browser: &mut Browser, to: &str) -> Page {
    app.pass(seconds(61));
    let list = browser.get("/account/emails").await;
    let asked = browser.submit(&list, "contact", &[("email", to)]).await;
    let code = app.last_code(&address(to)).await.expect("a code");
    let done = browser.submit(&asked, "otp", &[("code", &code), ("action", "verify")]).await;
    assert!(done.path.contains("done=added"), "{} {}", done.path, done.text("main"));
    done
}

/// Makes the first address that can lead the primary one.
async fn lead(browser: &mut Browser, list: &Page) -> Page {
    let [contact, csrf] = ["contact", "csrf_token"]
        .map(|name| list.attribute(&format!("#contacts [name={name}]"), "value").expect("a form"));
    browser.post("/account/emails/primary", &[("csrf_token", &csrf), ("contact", &contact)]).await
}

/// Removes an address that may go.
async fn remove(browser: &mut Browser, list: &Page, what: &str) {
    for n in 1..=4 {
        let row = format!("#contacts li:nth-child({n})");
        if list.has(&row) && list.text(&row).contains(what) {
            let to = list.attribute(&format!("{row} a"), "href").expect("a link");
            let ask = browser.get(&to).await;
            let gone = browser.submit(&ask, "remove", &[]).await;
            assert!(gone.path.contains("done=removed"), "{}", gone.path);
            return;
        }
    }
    panic!("no {what} on {}", list.text("main"))
}

async fn object(app: &TestApp, to: &str, about: Event) -> Page {
    let token = objection(app, to, about.as_str()).await;
    let mut browser = app.browser();
    let page = browser.get(&format!("/not-me?token={}", token.expose())).await;
    browser.submit(&page, "not-me", &[("action", "freeze")]).await
}

/// A person with an authenticator app, and the browser where it was set up.
async fn with_app(app: &TestApp) -> (Browser, Authenticator) {
    app.person(&[PHONE, ANA]).await;
    let mut browser = app.browser();
    login(&mut browser, ANA, PASSWORD).await;
    let (authenticator, _) = enrol(app, &mut browser).await;
    app.pass(minutes(1));
    (browser, authenticator)
}

#[tokio::test]
async fn a_form_of_the_console_does_nothing_to_another_account_of_the_browser() {
    let app = TestApp::new().await;
    app.person(&[PHONE, ANA]).await;
    let bela = app.person(&["+77012345679", BELA]).await;
    let mut elsewhere = app.browser();
    assert!(is_in(&login(&mut elsewhere, BELA, PASSWORD).await));
    let mut browser = app.browser();
    assert!(is_in(&login(&mut browser, ANA, PASSWORD).await));
    let pages = [
        ("/account/security", "sms-on", &[("action", "on")][..]),
        ("/account/security/password", "password-form", &[("current_password", PASSWORD), ("new_password", NEW)]),
        ("/account/sessions/all", "end-all", &[]),
        ("/account/data", "preferences", &[("locale", "kk"), ("theme", "dark")]),
        ("/account/data", "export", &[]),
        ("/account/data/delete", "delete", &[("understand", "1")]),
        ("/account/profile?edit=name", "profile", &[("firstname", "Ana")]),
    ];
    let mut drawn = Vec::new();
    for (path, id, fields) in pages {
        drawn.push((browser.get(path).await, id, fields));
    }
    assert!(is_in(&login(&mut browser, BELA, PASSWORD).await));
    for (page, id, fields) in drawn {
        let told = browser.submit(&page, id, fields).await;
        assert_eq!(told.path, "/account?done=switched", "{id}: {}", told.text("main"));
        assert!(told.has("main [role=status]"), "{id}");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM users WHERE sms_step_at IS NOT NULL").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM users WHERE exported_at IS NOT NULL").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM otp_challenges WHERE purpose = 'close_account'").await, 0);
    assert!(is_in(&elsewhere.get("/account").await), "nobody signed Bela out");
    assert!(is_in(&login(&mut app.browser(), BELA, PASSWORD).await), "nor changed her password");
    let person = manage::show(&app, bela).await.expect("Bela");
    assert_ne!(person.user.profile.firstname.as_deref(), Some("Ana"));
    // What is drawn for her works.
    let page = browser.get("/account/security").await;
    browser.submit(&page, "sms-on", &[("action", "on")]).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM users WHERE sms_step_at IS NOT NULL").await, 1);
}

#[tokio::test]
async fn many_changes_do_not_push_the_first_ones_out_of_an_objection() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA]).await;
    app.pass(minutes(5));
    let mut thief = app.browser();
    assert!(is_in(&login(&mut thief, ANA, PASSWORD).await));
    add(&app, &mut thief, THIEF).await;
    let list = add(&app, &mut thief, "thief2@mail.example").await;
    let list = lead(&mut thief, &list).await;
    app.pass(seconds(1));
    remove(&mut thief, &list, ANA).await;
    for _ in 0..110 {
        let list = thief.get("/account/emails").await;
        lead(&mut thief, &list).await;
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM security_events").await.min(100), 100);
    let letters = app.letters(&address(ANA)).await;
    let first = letters.iter().rfind(|letter| letter.purpose == Event::EmailAdded.as_str()).expect("told");
    let token = token_in(&first.content.text).expect("a link");
    let mut owner = app.browser();
    let page = owner.get(&format!("/not-me?token={}", token.expose())).await;
    let done = owner.submit(&page, "not-me", &[("action", "freeze")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text("main"));
    assert_eq!(contacts(&app, user).await, [ANA], "the owner's is back, the thief's are gone");
}

#[tokio::test]
async fn a_stranger_who_was_turned_out_cannot_object_to_it() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA, PHONE]).await;
    app.pass(minutes(5));
    let mut browser = app.browser();
    assert!(is_in(&login(&mut browser, ANA, PASSWORD).await));
    let list = add(&app, &mut browser, THIEF).await;
    app.pass(seconds(1));
    remove(&mut browser, &list, THIEF).await;
    let letters = app.letters(&address(THIEF)).await;
    let told = letters.iter().find(|letter| letter.purpose == "email_removed").expect("told");
    assert!(token_in(&told.content.text).is_none(), "{}", told.content.text);
    let own = app.letters(&address(ANA)).await;
    let told = own.iter().find(|letter| letter.purpose == "email_removed").expect("told");
    assert!(token_in(&told.content.text).is_some(), "the owner can");
    assert_eq!(contacts(&app, user).await.len(), 2);
}

#[tokio::test]
async fn an_owner_whose_older_address_was_removed_can_object() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA]).await;
    app.pass(minutes(5));
    let mut thief = app.browser();
    assert!(is_in(&login(&mut thief, ANA, PASSWORD).await));
    let list = add(&app, &mut thief, THIEF).await;
    let list = lead(&mut thief, &list).await;
    app.pass(seconds(1));
    remove(&mut thief, &list, ANA).await;
    assert_eq!(object(&app, ANA, Event::EmailRemoved).await.status, StatusCode::OK);
    assert!(contacts(&app, user).await.contains(&ANA.to_owned()));
}

#[tokio::test]
async fn a_new_password_ends_trust_and_whatever_the_old_one_began() {
    let app = TestApp::new().await;
    let (mut home, authenticator) = with_app(&app).await;
    let mut trusted = app.browser();
    let step = login(&mut trusted, ANA, PASSWORD).await;
    let done = trusted.submit(&step, "totp", &[("code", &authenticator.shows(&app)), ("trust", "1")]).await;
    assert!(is_in(&done), "{}", done.path);
    assert!(is_in(&login(&mut trusted, ANA, PASSWORD).await), "spared the second step");
    app.pass(minutes(1));
    let mut half = app.browser();
    let waiting = login(&mut half, ANA, PASSWORD).await;
    assert!(waiting.has("form#totp"), "{}", waiting.path);
    proved(&app, ANA, "thief").await;
    assert_eq!(at(&app, "thief").await, "second");

    let page = home.get("/account/security/password").await;
    let mut form = page.form("password-form").with(&[("current_password", PASSWORD), ("new_password", NEW)]);
    form.fields.retain(|(name, _)| name != "others");
    let done = home.send(Method::POST, &form.action, Some(&form.fields)).await;
    assert_eq!(done.location().as_deref(), Some("/account/security?done=password"), "{}", done.body);

    app.pass(minutes(1));
    let late = half.submit(&waiting, "totp", &[("code", &authenticator.shows(&app))]).await;
    assert!(!is_in(&late), "the old password's half is worth nothing: {}", late.path);
    assert_eq!(at(&app, "thief").await, "nothing");
    let step = login(&mut trusted, ANA, NEW).await;
    assert!(step.has("form#totp"), "asked again: {}", step.path);
}

#[tokio::test]
async fn the_last_number_stays_where_the_rules_need_its_codes() {
    let app = TestApp::with(|config| {
        config.sign_in.rules = vec![freedom_id::domain::policy::Rule {
            require: freedom_id::domain::policy::Class::TwoFactor,
            ..Default::default()
        }];
    })
    .await;
    let user = app.person(&[PHONE, ANA]).await;
    let mut browser = app.browser();
    login(&mut browser, ANA, PASSWORD).await;
    let page = browser.get("/account/security").await;
    browser.submit(&page, "sms-on", &[("action", "on")]).await;
    app.pass(minutes(1));
    let mut browser = app.browser();
    let step = login(&mut browser, ANA, PASSWORD).await;
    assert!(step.path.starts_with("/login/second"), "{}", step.path);
    let step = browser.get("/login/second?way=sms").await;
    let step = browser.submit(&step, "send", &[("action", "send")]).await;
    let code = app.last_code(&address(PHONE)).await.expect("a code");
    let home = browser.submit(&step, "otp", &[("code", &code), ("action", "verify")]).await;
    assert!(is_in(&home), "{} {}", home.path, home.text("main"));
    let list = browser.get("/account/phones").await;
    assert!(!list.has("#contacts a[href$=remove]"), "{}", list.text("main"));
    let person = manage::show(&app, user).await.expect("Ana");
    let phone = person.contacts.iter().find(|c| c.address == address(PHONE)).expect("a phone").id;
    let csrf = list.attribute("[name=csrf_token]", "value").expect("a token");
    browser.post(&format!("/account/phones/{phone}/remove"), &[("csrf_token", &csrf)]).await;
    assert_eq!(contacts(&app, user).await.len(), 2, "the rules ask for the second step that hangs on it");
}

#[tokio::test]
async fn one_proof_never_ends_a_way_back_that_needs_two() {
    let app = TestApp::new().await;
    with_app(&app).await;
    proved(&app, ANA, "thief").await;
    assert!(recover::finish(&app, last_step("thief", false)).await.is_err(), "the last step is not skipped to");
    assert!(!is_in(&login(&mut app.browser(), ANA, NEW).await));
    // A code to sign in by is none to recover by, nor the other way round.
    let mut browser = app.browser();
    app.pass(minutes(2));
    let page = browser.get("/login").await;
    let step = browser.submit(&page, "login", &[("identifier", ANA), ("action", "code")]).await;
    let code = app.last_code(&address(ANA)).await.expect("a code");
    let other = crate::support::recovery::prove(&app, &code, "thief").await;
    assert!(other.is_err(), "another purpose");
    let second = browser.submit(&step, "otp", &[("code", &code), ("action", "verify")]).await;
    assert!(second.path.starts_with("/login/second"), "one proof of two: {}", second.path);
    for path in ["/account", "/account/security", "/account/sessions"] {
        assert!(browser.get(path).await.path.starts_with("/login"), "{path}");
    }
}

#[tokio::test]
async fn a_way_back_that_begins_elsewhere_tells_nobody_whose_contact_it_is() {
    let app = TestApp::new().await;
    app.person(&[PHONE, ANA]).await;
    let mut seen = Vec::new();
    let (nobody, number) = ("nobody@mail.example", "+77012345670");
    for (first, second) in [(ANA, ANA), (nobody, nobody), (ANA, PHONE), (nobody, number)] {
        let (mut one, mut two) = (app.browser(), app.browser());
        app.pass(minutes(61));
        for (browser, name) in [(&mut one, first), (&mut two, second)] {
            app.pass(minutes(2));
            let page = browser.get("/recover").await;
            let code = browser.submit(&page, "recover", &[("step", "start"), ("identifier", name)]).await;
            assert!(code.has("#code"), "{name}: {} {}", code.status, code.text("main"));
        }
        let page = one.get("/recover").await;
        let typed = page.attribute("#identifier", "value").map(|typed| typed == first);
        seen.push((page.status, page.has("#code"), typed));
    }
    assert_eq!(seen[0], seen[1], "known and unknown");
    assert_eq!(seen[2], seen[3], "nor that two contacts are of one person");
}

#[tokio::test]
async fn whoever_drops_a_cookie_guesses_the_password_no_oftener() {
    let app = TestApp::new().await;
    app.person(&[PHONE, ANA]).await;
    let mut browser = app.browser();
    assert!(is_in(&login(&mut browser, ANA, PASSWORD).await));
    let page = browser.get("/account/security/password").await;
    let tried = [("current_password", "not this one either"), ("new_password", NEW)];
    let mut refused = 0;
    for _ in 0..20 {
        browser.cookies.retain(|name, _| !name.contains("fid_d"));
        let told = browser.submit(&page, "password-form", &tried).await;
        refused += u32::from(told.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused > 0, "guessed on and on");
    assert!(is_in(&login(&mut app.browser(), ANA, PASSWORD).await), "their own door is open");
}

#[tokio::test]
async fn a_contact_that_an_app_needs_is_added_by_a_fresh_proof_only() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let mut browser = app.browser();
    assert!(is_in(&login(&mut browser, ANA, PASSWORD).await));
    app.pass(minutes(20));
    let client = app.client("openid read.phone", "").await;
    let page = browser.get(&authorize(&client, "openid read.phone", &[])).await;
    let missing =
        if page.has("form#missing") { page } else { browser.submit(&page, "consent", &[("decision", "allow")]).await };
    assert!(missing.path.starts_with("/consent/missing"), "{} {}", missing.path, missing.body);
    let asked = browser.submit(&missing, "missing", &[("decision", "save"), ("phone", PHONE)]).await;
    assert!(asked.path.starts_with("/account/confirm"), "{}", asked.path);
    assert_eq!(app.count("SELECT COUNT(*) FROM otp_challenges").await, 0, "nothing before the proof");
    let back = browser.submit(&asked, "confirm", &[("password", PASSWORD)]).await;
    assert!(back.path.starts_with("/consent"), "{} {}", back.path, back.body);
    let missing =
        if back.has("form#missing") { back } else { browser.submit(&back, "consent", &[("decision", "allow")]).await };
    let code = browser.submit(&missing, "missing", &[("decision", "save"), ("phone", PHONE)]).await;
    assert!(code.has("#code"), "{} {}", code.path, code.body);
}
