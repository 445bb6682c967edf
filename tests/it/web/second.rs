//! The second step as a browser meets it.

use axum::http::StatusCode;
use freedom_id::domain::activity::Origin;
use freedom_id::domain::user::{Role, UserId};
use freedom_id::service::accounts::manage;

use super::{ANA, sign_in};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};
use crate::support::totp::{Authenticator, enrol};
use crate::support::{PASSWORD, address, minutes, other_code, seconds};

const PHONE: &str = "+77012345678";
const LIVE: &str = "SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL";

/// Ana, who set an authenticator app up; the browser where she did is gone.
struct Ana {
    app: TestApp,
    user: UserId,
    authenticator: Authenticator,
    codes: Vec<String>,
}

impl Ana {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let user = app.person(&[PHONE, ANA]).await;
        let mut browser = app.browser();
        half_in(&mut browser).await;
        let (authenticator, codes) = enrol(&app, &mut browser).await;
        app.pass(minutes(1));
        Self { app, user, authenticator, codes }
    }

    fn shows(&self) -> String {
        self.authenticator.shows(&self.app)
    }
}

/// Types the password; the second step is next.
async fn half_in(browser: &mut Browser) -> Page {
    let login = browser.get("/login").await;
    sign_in(browser, &login).await
}

async fn code(browser: &mut Browser, step: &Page, code: &str) -> Page {
    browser.submit(step, "totp", &[("code", code)]).await
}

fn is_in(page: &Page) -> bool {
    page.status == StatusCode::OK && page.path.starts_with("/account")
}

#[tokio::test]
async fn the_app_is_set_up_and_asked_for() {
    let ana = Ana::new().await;
    assert_eq!(ana.codes.len(), 10);
    let mut browser = ana.app.browser();
    let step = half_in(&mut browser).await;
    assert!(step.path.starts_with("/login/second"), "{}", step.path);
    assert!(step.has("form#totp input#code") && step.has("#use-recovery"), "{}", step.body);
    assert!(browser.get("/account").await.path.starts_with("/login"), "not in yet");
    let before = browser.cookies.clone();
    let done = code(&mut browser, &step, &ana.shows()).await;
    assert!(is_in(&done), "{}", done.path);
    assert_ne!(before.get("fid_s"), browser.cookies.get("fid_s"), "a new id for the browser's record");
    assert_eq!(ana.app.count("SELECT COUNT(*) FROM sessions WHERE amr = 'pwd totp' AND ended_at IS NULL").await, 2);
    // The form again, and the page again: on, without another proof.
    assert!(is_in(&code(&mut browser, &step, &ana.shows()).await));
    assert!(is_in(&browser.get(&step.path).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_accepted_once() {
    let ana = Ana::new().await;
    let (mut one, mut two) = (ana.app.browser(), ana.app.browser());
    let (first, second) = (half_in(&mut one).await, half_in(&mut two).await);
    let now = ana.shows();
    let (a, b) = tokio::join!(code(&mut one, &first, &now), code(&mut two, &second, &now));
    assert_ne!(is_in(&a), is_in(&b), "one of two at once: {} {}", a.path, b.path);
    let (mut loser, refused) = if is_in(&a) { (two, b) } else { (one, a) };
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("#code-error").contains("already used"));
    let earlier = ana.authenticator.shows_at(&ana.app, -1);
    let refused = code(&mut loser, &refused, &earlier).await;
    assert!(refused.text("#code-error").contains("already used"), "nor one from before it");
    let next = ana.authenticator.shows_at(&ana.app, 1);
    assert!(is_in(&code(&mut loser, &refused, &next).await), "one step ahead is in time");
}

#[tokio::test]
async fn wrong_codes_are_counted_for_the_person_and_other_ways_stay_open() {
    let ana = Ana::new().await;
    for n in 0..5 {
        let mut browser = ana.app.browser();
        let step = half_in(&mut browser).await;
        let wrong = code(&mut browser, &step, &other_code(&ana.shows())).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}");
        assert!(!wrong.has("#code[value]"), "what was typed does not come back");
    }
    let mut browser = ana.app.browser();
    let step = half_in(&mut browser).await;
    for typed in ["", "12", "abcdef"] {
        assert_eq!(code(&mut browser, &step, typed).await.status, StatusCode::UNPROCESSABLE_ENTITY, "not a try");
    }
    let limited = code(&mut browser, &step, &ana.shows()).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS, "a right one too, in another browser too");
    let list = browser.get("/login/second?way=choose").await;
    assert!(list.has("a[href='/login/second?way=recovery']"), "{}", list.body);
    ana.app.pass(minutes(5));
    assert!(is_in(&code(&mut browser, &step, &ana.shows()).await));
}

#[tokio::test]
async fn fifty_wrong_codes_however_slowly_close_the_way_until_another_one_succeeds() {
    let ana = Ana::new().await;
    let mut browser = ana.app.browser();
    let mut step = half_in(&mut browser).await;
    for n in 0..50 {
        if n % 5 == 0 {
            ana.app.pass(minutes(5));
            step = half_in(&mut browser).await;
        }
        let wrong = code(&mut browser, &step, &other_code(&ana.shows())).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}");
    }
    ana.app.pass(minutes(5));
    let step = half_in(&mut browser).await;
    assert_eq!(code(&mut browser, &step, &ana.shows()).await.status, StatusCode::TOO_MANY_REQUESTS);
    let page = browser.get("/login/second?way=recovery").await;
    let left = browser.submit(&page, "recovery", &[("code", &ana.codes[0])]).await;
    assert_eq!(left.path, "/login/second/left");
    let mut other = ana.app.browser();
    let step = half_in(&mut other).await;
    assert!(is_in(&code(&mut other, &step, &ana.shows()).await));
}

#[tokio::test]
async fn a_recovery_code_works_once_however_it_is_typed() {
    let ana = Ana::new().await;
    let mut browser = ana.app.browser();
    half_in(&mut browser).await;
    let page = browser.get("/login/second?way=recovery").await;
    let typed = ana.codes[3].to_lowercase().replace('-', " ");
    let left = browser.submit(&page, "recovery", &[("code", &typed)]).await;
    assert!(left.text("#codes-left").contains('9'), "{}", left.body);
    assert_eq!(left.attribute("#left-continue", "href").as_deref(), Some("/account"));
    assert!(is_in(&browser.get("/account").await));
    let mut other = ana.app.browser();
    half_in(&mut other).await;
    let page = other.get("/login/second?way=recovery").await;
    let used = other.submit(&page, "recovery", &[("code", &ana.codes[3])]).await;
    assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(used.text("#code-error").contains("already used"));
    for _ in 0..4 {
        let wrong = other.submit(&page, "recovery", &[("code", "0000-0000-0000-0000")]).await;
        assert!(wrong.text("#code-error").contains("does not match"));
    }
    let limited = other.submit(&page, "recovery", &[("code", &ana.codes[4])]).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    ana.app.pass(minutes(60));
    let page = half_in(&mut other).await;
    let page = other.get(&format!("{}?way=recovery", page.path)).await;
    assert_eq!(other.submit(&page, "recovery", &[("code", &ana.codes[4])]).await.path, "/login/second/left");
    let told = ana.app.letters(&address(ANA)).await;
    assert!(told.iter().any(|letter| letter.purpose == "recovery_code_used"));
}

#[tokio::test]
async fn a_code_by_sms_is_a_second_step_for_whoever_chose_it() {
    let ana = Ana::new().await;
    let mut browser = ana.app.browser();
    let step = half_in(&mut browser).await;
    let home = code(&mut browser, &step, &ana.shows()).await;
    assert!(is_in(&home));
    let home = browser.get("/account/security").await;
    let home = browser.submit(&home, "sms-on", &[("action", "on")]).await;
    assert!(home.has("form#sms-off"), "recovery codes are there already: {}", home.body);

    let mut other = ana.app.browser();
    half_in(&mut other).await;
    let page = other.get("/login/second?way=sms").await;
    assert!(page.has("form#send") && !page.has("form#otp"), "an address sends nothing");
    assert!(ana.app.last_code(&address(PHONE)).await.is_none());
    let page = other.submit(&page, "send", &[("action", "send")]).await;
    let sent = ana.app.last_code(&address(PHONE)).await.expect("a code");
    let early = other.submit(&page, "otp", &[("action", "resend")]).await;
    assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
    let wrong = other.submit(&page, "otp", &[("code", &other_code(&sent))]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(is_in(&other.submit(&wrong, "otp", &[("code", &sent)]).await));
    assert_eq!(ana.app.count("SELECT COUNT(*) FROM sessions WHERE amr = 'pwd sms'").await, 1);
}

#[tokio::test]
async fn after_a_code_the_password_is_the_second_step() {
    let ana = Ana::new().await;
    let mut browser = ana.app.browser();
    let login = browser.get("/login").await;
    let otp = browser.submit(&login, "login", &[("identifier", PHONE), ("action", "code")]).await;
    let sent = ana.app.last_code(&address(PHONE)).await.expect("a code");
    let step = browser.submit(&otp, "otp", &[("code", &sent)]).await;
    assert!(step.has("form#totp"), "the strongest first: {}", step.path);
    let page = browser.get("/login/second?way=password").await;
    let wrong = browser.submit(&page, "second", &[("password", "another one entirely")]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(is_in(&browser.submit(&wrong, "second", &[("password", PASSWORD)]).await));
    assert_eq!(ana.app.count("SELECT COUNT(*) FROM sessions WHERE amr = 'sms pwd'").await, 1);
}

#[tokio::test]
async fn what_waits_is_the_browsers_own_and_ends() {
    let ana = Ana::new().await;
    let mut browser = ana.app.browser();
    let step = half_in(&mut browser).await;
    let mut thief = ana.app.browser();
    thief.get("/login").await;
    let form = thief.get("/login").await.form("login");
    let token = form.fields.iter().find(|(name, _)| name == "csrf_token").expect("a token").1.clone();
    let stolen = thief.post("/login/second?way=totp", &[("csrf_token", &token), ("code", &ana.shows())]).await;
    assert_eq!(stolen.path, "/login", "nothing waits in another browser");
    ana.app.pass(minutes(10));
    assert_eq!(code(&mut browser, &step, &ana.shows()).await.path, "/login");
    assert_eq!(browser.get("/login/second").await.path, "/login");
    assert_eq!(ana.app.count(LIVE).await, 1, "the one of the set-up");
}

#[tokio::test]
async fn a_block_ends_what_waits() {
    let ana = Ana::new().await;
    let mut browser = ana.app.browser();
    let step = half_in(&mut browser).await;
    manage::block(&ana.app, ana.user, manage::Block::Lock, Origin::default()).await.expect("blocked");
    let done = code(&mut browser, &step, &ana.shows()).await;
    assert!(!is_in(&done), "{}", done.path);
    assert_eq!(ana.app.count(LIVE).await, 0);
}

#[tokio::test]
async fn a_browser_is_spared_for_thirty_days_and_not_longer() {
    let ana = Ana::new().await;
    let mut browser = ana.app.browser();
    let step = half_in(&mut browser).await;
    let done = browser.submit(&step, "totp", &[("code", &ana.shows()), ("trust", "1")]).await;
    assert!(is_in(&done));
    let again = |browser: &Browser| {
        let mut fresh = ana.app.browser();
        let known = browser.cookies.get("fid_d").expect("a known device").clone();
        fresh.cookies.insert("fid_d".into(), known);
        fresh
    };
    ana.app.pass(minutes(29 * 24 * 60));
    let mut later = again(&browser);
    assert!(is_in(&half_in(&mut later).await), "spared");
    assert!(half_in(&mut ana.app.browser()).await.has("form#totp"), "others are not");
    // Spared is not proved: something sensitive asks for both steps.
    ana.app.pass(minutes(6));
    let sensitive = later.get("/account/security/authenticator").await;
    let step = later.submit(&sensitive, "confirm", &[("password", PASSWORD)]).await;
    assert!(step.has("form#totp"), "{}", step.path);
    ana.app.pass(minutes(24 * 60));
    assert!(half_in(&mut again(&browser)).await.has("form#totp"), "thirty days are over");
}

#[tokio::test]
async fn whoever_signs_in_lands_where_they_wanted() {
    let ana = Ana::new().await;
    let mut browser = ana.app.browser();
    let login = browser.get("/account/security").await;
    assert_eq!(login.path, "/login?next=%2Faccount%2Fsecurity");
    let step = sign_in(&mut browser, &login).await;
    let done = code(&mut browser, &step, &ana.shows()).await;
    assert_eq!(done.path, "/account/security");
    let mut other = ana.app.browser();
    let login = other.get("/login?next=https://evil.example/").await;
    assert!(!login.body.contains("evil"), "{}", login.body);
    let login = other.get("/login?next=%2F%2Fevil.example").await;
    assert!(!login.form("login").action.contains("evil"));
}

#[tokio::test]
async fn staff_sets_a_second_step_up_before_anything_else() {
    let app = TestApp::new().await;
    let user = app.person(&[ANA]).await;
    manage::set_role(&app, user, Role::Support, Origin::default()).await.expect("set");
    let mut browser = app.browser();
    half_in(&mut browser).await;
    let lacking = browser.get("/login/second?next=%2Faccount%2Fsecurity").await;
    assert!(lacking.has("#set-up-totp") && lacking.has("#set-up-passkey"), "{}", lacking.body);
    let (authenticator, _) = enrol(&app, &mut browser).await;
    assert_eq!(browser.get("/login/second?next=%2Faccount%2Fsecurity").await.path, "/account/security");
    let home = browser.get("/account/security").await;
    let refused = browser.submit(&home, "totp-off", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the rules need it: {}", refused.path);
    app.pass(seconds(60));
    let mut other = app.browser();
    let step = half_in(&mut other).await;
    assert!(!step.has("#trust"), "asked each time");
    let form = step.form("totp").with(&[("code", &authenticator.shows(&app)), ("trust", "1")]);
    let fields: Vec<(&str, &str)> = form.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert!(other.post(&form.action, &fields).await.path.starts_with("/account"));
    let mut known = app.browser();
    known.cookies.insert("fid_d".into(), other.cookies["fid_d"].clone());
    assert!(half_in(&mut known).await.has("form#totp"), "whatever the form said");
}
