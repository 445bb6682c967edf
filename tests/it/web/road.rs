//! The road from a request to an answer.

use axum::http::{Method, StatusCode};
use freedom_id::base::Secret;
use freedom_id::domain::address::PostalAddress;
use freedom_id::domain::user::{Profile, Role};
use freedom_id::service::accounts::manage;
use freedom_id::service::accounts::profile::{self, SetProfile};

use super::{ANA, SCOPES, at_consent, sign_in, with_ana};
use crate::support::app::{CALLBACK, TestApp, authorize, request};
use crate::support::{PASSWORD, TestCore, address, from, minutes, seconds};

const NAME: &str = "openid read.firstname read.lastname";

async fn codes(app: &TestCore) -> i64 {
    app.count("SELECT COUNT(*) FROM codes").await
}

#[tokio::test]
async fn a_person_signs_in_allows_and_the_client_gets_a_code() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, &format!("{NAME} read.email"), "read.email").await;
    assert_eq!((consent.status, consent.text("h1").contains("Demo Shop")), (StatusCode::OK, true));
    assert!(consent.body.contains("Aigerim Bekova"), "{}", consent.body);
    let csp = consent.headers["content-security-policy"].to_str().expect("text");
    assert!(csp.ends_with("form-action 'self' https://shop.example"), "{csp}");
    let done = browser.submit(&consent, "consent", &[("grant", "read.email"), ("decision", "allow")]).await;
    assert_eq!(done.status, StatusCode::OK, "a form of ours ends on a page that goes on by itself");
    assert!(done.destination().starts_with("https://shop.example/cb?code="));
    assert_eq!(done.answer("state").as_deref(), Some("st"));
    assert_eq!(done.answer("iss").as_deref(), Some("http://localhost:8080"));
    assert!(done.text("h1").contains("Demo Shop"));
    assert_eq!(app.count("SELECT COUNT(*) FROM consents WHERE granted LIKE '%read.email%'").await, 1);
}

#[tokio::test]
async fn a_box_left_empty_is_not_given_and_review_decides_nothing() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, &format!("{NAME} read.email"), "read.email").await;
    let again = browser.submit(&consent, "consent", &[("grant", "read.email"), ("decision", "review")]).await;
    assert_eq!((again.status, codes(&app).await), (StatusCode::OK, 0));
    assert!(again.form("consent").fields.contains(&("grant".into(), "read.email".into())), "the tick stays");
    let done = browser.submit(&consent, "consent", &[("decision", "allow"), ("grant", "read.phone")]).await;
    assert!(done.answer("code").is_some());
    let given = "SELECT COUNT(*) FROM consents WHERE granted LIKE '%read.email%' OR granted LIKE '%read.phone%'";
    assert_eq!(app.count(given).await, 0, "only what was asked and ticked");
}

#[tokio::test]
async fn a_refusal_goes_back_as_access_denied() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, NAME, "").await;
    let done = browser.submit(&consent, "consent", &[("decision", "deny")]).await;
    assert_eq!(done.answer("error").as_deref(), Some("access_denied"));
    assert_eq!((done.answer("state").as_deref(), codes(&app).await), (Some("st"), 0));
    assert_eq!(browser.get("/account").await.status, StatusCode::OK, "still signed in here");
}

#[tokio::test]
async fn the_second_visit_is_silent_and_costs_no_cookie() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let client = app.client(SCOPES, "").await;
    let login = browser.get(&authorize(&client, NAME, &[])).await;
    let consent = sign_in(&mut browser, &login).await;
    browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    let tracks = app.count("SELECT COUNT(*) FROM tracks").await;
    app.pass(minutes(20));
    for more in [&[][..], &[("prompt", "none")][..]] {
        let silent = browser.send(Method::GET, &authorize(&client, NAME, more), None).await;
        assert_eq!(silent.status, StatusCode::SEE_OTHER);
        assert!(silent.answer("code").is_some(), "{silent:?}");
        assert!(!silent.headers.contains_key("set-cookie"), "{:?}", silent.headers);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM tracks").await, tracks);
    let nobody = app.browser().get(&authorize(&client, NAME, &[("prompt", "none")])).await;
    assert_eq!(nobody.answer("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_double_click_on_allow_gives_one_code_and_the_same_answer() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, NAME, "").await;
    let first = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    let second = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert_eq!(first.destination(), second.destination());
    assert_eq!(codes(&app).await, 1);
    let back = browser.get(&consent.path).await;
    assert_eq!(back.status, StatusCode::CONFLICT, "going back does not bring the client a used code: {}", back.body);
    app.pass(seconds(11));
    let late = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert_eq!((late.status, codes(&app).await), (StatusCode::CONFLICT, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clicks_at_the_same_time_give_one_code() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, NAME, "").await;
    let (mut one, mut two) = (browser.clone(), browser.clone());
    let allow = [("decision", "allow")];
    let (a, b) = tokio::join!(one.submit(&consent, "consent", &allow), two.submit(&consent, "consent", &allow));
    assert_eq!(a.destination(), b.destination());
    assert_eq!(codes(&app).await, 1);
}

#[tokio::test]
async fn two_tabs_with_two_requests_do_not_disturb_each_other() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let one = browser.get(&authorize(&client, NAME, &[])).await;
    let two = browser.get(&authorize(&client, "openid read.phone", &[])).await;
    assert_ne!(one.path, two.path);
    let consent = sign_in(&mut browser, &one).await;
    let other = browser.get(&two.path).await;
    assert!(other.path.starts_with("/consent?"), "signed in in the other tab: {}", other.path);
    let first = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    let second = browser.submit(&other, "consent", &[("decision", "allow")]).await;
    assert!(first.answer("code").is_some() && second.answer("code").is_some());
    assert_eq!(codes(&app).await, 2);
    let again = sign_in(&mut browser, &one).await;
    assert_eq!(again.destination(), first.destination(), "a form sent twice gets the same answer");
    app.pass(seconds(11));
    assert_eq!(sign_in(&mut browser, &two).await.status, StatusCode::CONFLICT);
    assert_eq!(codes(&app).await, 2);
}

#[tokio::test]
async fn a_wrong_password_is_401_and_nothing_secret_comes_back() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let mut words = Vec::new();
    for name in [ANA, "nobody@mail.example"] {
        let wrong = [("identifier", name), ("password", "hunter2hunter2"), ("remember", "1")];
        let page = browser.submit(&login, "login", &wrong).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        assert_eq!(page.attribute("#identifier", "value").as_deref(), Some(name));
        assert!(page.has("#remember[checked]") && !page.body.contains("hunter2"));
        words.push(page.text("#errors"));
    }
    assert_eq!(words[0], words[1]);
    let empty = browser.submit(&login, "login", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.has("#identifier-error") && empty.has("#password-error"));
    for _ in 0..4 {
        browser.submit(&login, "login", &[("identifier", ANA), ("password", "wrong")]).await;
    }
    let limited = sign_in(&mut browser, &login).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS, "{}", limited.body);
}

#[tokio::test]
async fn a_paused_account_is_told_after_the_right_password_only() {
    let app = with_ana().await;
    let id = manage::find(&app, ANA).await.expect("ana");
    manage::block(&app, id, manage::Block::Lock, freedom_id::domain::activity::Origin::default()).await.expect("done");
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let wrong = browser.submit(&login, "login", &[("identifier", ANA), ("password", "wrong")]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(&mut browser, &login).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_code_signs_in_too_and_unknown_names_look_the_same() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, NAME, &[])).await;
    let ask = [("identifier", "8 701 234 56 78"), ("action", "code"), ("remember", "1")];
    let otp = browser.submit(&login, "login", &ask).await;
    assert!(otp.path.starts_with("/login/code?track_id="), "{}", otp.path);
    // The words alone: addresses of files have digits of their own.
    let words = otp.text("main");
    assert!(words.contains("56\u{a0}78") && !words.contains("234"), "masked");
    let code = app.last_code(&address("+77012345678")).await.expect("a code");
    let wrong = browser.submit(&otp, "otp", &[("code", &crate::support::other_code(&code))]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("#code-error"));
    let consent = browser.submit(&wrong, "otp", &[("code", &code)]).await;
    assert!(consent.path.starts_with("/consent?"), "{} {}", consent.status, consent.body);
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE remembered <> 0").await, 1);

    let mut stranger = app.browser();
    let login = stranger.get("/login").await;
    let none = stranger.submit(&login, "login", &[("identifier", "+77017654321"), ("action", "code")]).await;
    assert_eq!((none.status, none.has("form#otp")), (StatusCode::OK, true));
    let early = stranger.submit(&none, "otp", &[("action", "resend")]).await;
    assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(early.text("#errors").contains("No new code yet"), "nobody typed a wrong one: {}", early.body);
    let begun = stranger.submit(&login, "login", &[("identifier", "+77017654321"), ("action", "code")]).await;
    assert_eq!(begun.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(begun.text("#errors").contains("No new code yet"), "{}", begun.body);
    app.pass(seconds(61));
    let again = stranger.submit(&none, "otp", &[("action", "resend")]).await;
    assert_eq!((again.status, again.has("p[role=status]")), (StatusCode::OK, true));
}

#[tokio::test]
async fn a_request_posted_from_another_site_is_opened_by_our_own_get() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    browser.get("/").await;
    let fields: Vec<(String, String)> =
        form_urlencoded::parse(request(&client, NAME, &[]).as_bytes()).into_owned().collect();
    let mut cross = app.browser();
    cross.headers = vec![("origin", "https://shop.example".into()), ("sec-fetch-site", "cross-site".into())];
    let parked = cross.send(Method::POST, "/oauth2/authorize", Some(&fields)).await;
    assert_eq!(parked.status, StatusCode::SEE_OTHER);
    assert!(!parked.headers.contains_key("set-cookie"), "a cookie would replace the browser's own");
    let to = parked.location().expect("an address");
    assert!(to.starts_with("/oauth2/authorize/continue?track_id="), "{to}");
    let login = browser.get(&to).await;
    let consent = sign_in(&mut browser, &login).await;
    assert!(consent.path.starts_with("/consent?"));
    let stranger = app.browser().get(&to).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND, "bound by the first who opened it");
}

#[tokio::test]
async fn form_post_sends_a_form_that_the_client_may_send_on() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let login = browser.get(&authorize(&client, NAME, &[("response_mode", "form_post")])).await;
    let consent = sign_in(&mut browser, &login).await;
    let page = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    let form = page.form("form-post");
    assert_eq!(form.action, CALLBACK);
    let names: Vec<&str> = form.fields.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(names, ["code", "state", "iss", "session_state"]);
    let csp = page.headers["content-security-policy"].to_str().expect("text");
    assert!(csp.contains("script-src 'self'") && csp.ends_with("form-action https:"), "{csp}");
}

#[tokio::test]
async fn an_error_without_a_safe_way_back_is_a_page() {
    let app = TestApp::new().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let foreign = authorize(&client, NAME, &[]).replace("shop.example", "evil.example");
    for (path, code) in [
        ("/oauth2/authorize", "invalid_request"),
        ("/oauth2/authorize?client_id=nobody", "invalid_client"),
        (&*foreign, "invalid_request"),
        ("/oauth2/authorize?client_id=%ff", "invalid_request"),
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(page.attribute("#error-page", "data-error").as_deref(), Some(code), "{path}");
    }
    let back = browser.get(&authorize(&client, "openid read.gender", &[])).await;
    assert_eq!(back.answer("error").as_deref(), Some("invalid_scope"));
}

#[tokio::test]
async fn what_the_app_needs_and_the_account_lacks_is_added_on_the_way() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, "openid read.phone read.date_of_birth", "").await;
    let missing = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(missing.path.starts_with("/consent/missing?"), "{}", missing.path);
    let born = |year: &'static str| {
        [
            ("birth_day", "14"),
            ("birth_month", "3"),
            ("birth_year", year),
            ("phone", "+77012345678"),
            ("decision", "save"),
        ]
    };
    let mut other = born("1994").to_vec();
    other.push(("account", "00000000-0000-4000-8000-000000000000"));
    let stale = browser.submit(&missing, "missing", &other).await;
    assert_eq!((stale.status, stale.has("form#missing")), (StatusCode::UNPROCESSABLE_ENTITY, true));
    assert_eq!(app.count("SELECT COUNT(*) FROM users WHERE date_of_birth IS NOT NULL").await, 0);
    let wrong = browser.submit(&missing, "missing", &born("3000")).await;
    assert_eq!((wrong.status, wrong.has("#birth_day-error")), (StatusCode::UNPROCESSABLE_ENTITY, true));
    assert_eq!(wrong.attribute("#birth_year", "value").as_deref(), Some("3000"));
    let otp = browser.submit(&missing, "missing", &born("1994")).await;
    assert_eq!((otp.status, otp.has("form#otp")), (StatusCode::OK, true), "{}", otp.body);
    let code = app.last_code(&address("+77012345678")).await.expect("a code");
    let consent = browser.submit(&otp, "otp", &[("code", &code), ("action", "verify")]).await;
    assert!(consent.path.starts_with("/consent?") && consent.body.contains("14 March 1994"), "{}", consent.body);
    let done = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(done.answer("code").is_some());
}

#[tokio::test]
async fn another_account_can_be_chosen_and_added() {
    let app = with_ana().await;
    app.person(&["timur@mail.example"]).await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, NAME, "").await;
    let login = browser.submit(&consent, "switch", &[("user", "other")]).await;
    assert!(login.path.starts_with("/login?track_id="), "{}", login.path);
    let timur = [("identifier", "timur@mail.example"), ("password", PASSWORD)];
    let now = browser.submit(&login, "login", &timur).await;
    assert!(now.path.starts_with("/consent?") && now.body.contains("t•••@mail.example"), "{}", now.body);
    let stale = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert_eq!((stale.status, codes(&app).await), (StatusCode::UNPROCESSABLE_ENTITY, 0), "drawn for the other account");
    let client = app.client(SCOPES, "").await;
    let chooser = browser.get(&authorize(&client, NAME, &[])).await;
    assert!(chooser.path.starts_with("/login/accounts?"), "{}", chooser.path);
    let ana = manage::find(&app, ANA).await.expect("ana").text();
    let consent = browser.submit(&chooser, "accounts", &[("user", &ana)]).await;
    assert!(consent.path.starts_with("/consent?") && consent.body.contains("+7 ••• ••• 56 78"), "{}", consent.body);
}

#[tokio::test]
async fn links_that_do_not_work_say_why() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, NAME, "").await;
    for path in ["/login", "/login/code", "/login/accounts", "/register", "/consent", "/consent/missing"] {
        let stranger = app.browser().get(&consent.path.replace("/consent", path)).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!stranger.body.contains("Demo Shop"), "a stranger does not learn who asked");
        for id in ["nothing", "00000000-0000-4000-8000-000000000000"] {
            assert_eq!(browser.get(&format!("{path}?track_id={id}")).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    app.pass(minutes(10));
    let late = browser.get(&consent.path).await;
    assert_eq!((late.status, late.body.contains("Demo Shop")), (StatusCode::GONE, true));
    let late = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert_eq!((late.status, codes(&app).await), (StatusCode::GONE, 0));
}

#[tokio::test]
async fn an_address_is_shown_and_sent_if_it_is_there_and_holds_nobody_up_if_it_is_not() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let client = app.client("openid address read.address", "read.address").await;
    let login = browser.get(&authorize(&client, "openid address read.address", &[])).await;
    let consent = sign_in(&mut browser, &login).await;
    assert!(consent.text("#consent-allow").contains("Allow"), "nothing is missing: {}", consent.body);
    let ana = manage::find(&app, ANA).await.expect("Ana");
    let home = PostalAddress {
        street_address: Some("Абай даңғылы, 10".into()),
        locality: Some("Алматы".into()),
        country: Some("KAZ".into()),
        ..PostalAddress::default()
    };
    let facts = Profile { address: Some(home), ..Profile::default() };
    profile::set(&app, SetProfile { user: ana, profile: facts, origin: from(1) }).await.expect("set");
    let again = browser.get(&consent.path).await;
    assert!(again.body.contains("Абай даңғылы, 10, Алматы, Kazakhstan"), "{}", again.body);
    let done = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert!(done.answer("code").is_some(), "{}", done.body);
}

#[tokio::test]
async fn a_name_of_one_part_is_told_as_it_is_sent() {
    let app = TestApp::new().await;
    let add = manage::Add {
        contacts: vec![address(ANA)],
        firstname: Some("Solo".into()),
        lastname: None,
        address: None,
        password: Some(Secret::new(PASSWORD)),
        role: Role::Member,
        locale: None,
        origin: from(1),
    };
    manage::add(&app, add).await.expect("added");
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, "openid profile", "profile").await;
    assert!(consent.text("#consent").contains("Solo") && !consent.has(".c-grant__missing"), "{}", consent.body);
}
