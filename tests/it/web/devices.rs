//! `/account/sessions`, sign-ins from unknown browsers, `/account/secure`; and how long sessions last.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::StatusCode;
use freedom_id::domain::message::Message;
use freedom_id::service::sessions;
use freedom_id::store::outbox as letters;

use super::{ANA, ana_in, sign_in, with_ana};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::places::{self, Network};
use crate::support::{PASSWORD, address, minutes};

const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/account").await.path.starts_with("/account")
}

/// What the messages to Ana say, newest first.
async fn notices(app: &TestApp) -> Vec<Message> {
    let mut reader = app.db.read().await.expect("a reader");
    let letters = letters::list(&mut reader, Some(ANA), None, 100).await.expect("letters");
    let open = |letter: letters::Letter| app.keyring.open(&format!("outbox/{}", letter.id), &letter.sealed);
    // One that was withdrawn before it left is blank.
    let plain = letters.into_iter().filter_map(open);
    plain.map(|plain| serde_json::from_str(plain.expose()).expect("a message")).collect()
}

/// The purposes of the messages to Ana, newest first.
async fn told(app: &TestApp) -> Vec<String> {
    app.letters(&address(ANA)).await.into_iter().map(|letter| letter.purpose).collect()
}

#[tokio::test]
async fn every_browser_is_one_row_and_this_one_has_no_button() {
    let app = with_ana().await;
    let mut here = ana_in(&app, CHROME).await;
    let _phone = ana_in(&app, IPHONE).await;
    let _thing = ana_in(&app, "<script>alert(1)</script> TV").await;
    let page = here.get("/account/sessions").await;
    assert!(page.text("#this-device").contains("Chrome, Windows"), "{}", page.body);
    assert!(!page.has("#this-device form"));
    let rows = page.text("#other-devices");
    assert!(rows.contains("Safari, iPhone") && rows.contains("Unknown device"), "{rows}");
    assert!(!page.body.contains("alert(1)"), "what a browser says of itself is not drawn");
    assert!(page.text("#this-device").contains("password"), "how one signed in");
    let csrf = page.attribute("[name=csrf_token]", "value").expect("a token");
    // Not even by a form that nobody drew.
    let own = app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await;
    let all = sessions::of_user(&app, ana(&app).await).await.expect("reads");
    let mine = all.iter().find(|r| r.agent.as_deref() == Some(CHROME)).expect("mine").session.id.text();
    browser_ends(&mut here, &csrf, &mine).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, own);
}

async fn ana(app: &TestApp) -> freedom_id::domain::user::UserId {
    freedom_id::service::accounts::manage::find(app, ANA).await.expect("reads")
}

async fn browser_ends(browser: &mut Browser, csrf: &str, session: &str) -> crate::support::browser::Page {
    browser.post("/account/sessions/end", &[("csrf_token", csrf), ("session", session)]).await
}

#[tokio::test]
async fn one_browser_is_signed_out_at_once_and_by_name() {
    let app = with_ana().await;
    let mut here = ana_in(&app, CHROME).await;
    let mut phone = ana_in(&app, IPHONE).await;
    let mut third = ana_in(&app, "curl/8").await;
    let page = here.get("/account/sessions").await;
    let all = sessions::of_user(&app, ana(&app).await).await.expect("reads");
    let there = all.iter().find(|r| r.agent.as_deref() == Some(IPHONE)).expect("there").session.id.text();
    let csrf = page.attribute("[name=csrf_token]", "value").expect("a token");
    let done = browser_ends(&mut here, &csrf, &there).await;
    assert!(done.text("main > [role=status]").contains("Safari, iPhone"), "{}", done.body);
    assert!(!done.text("#other-devices").contains("iPhone"));
    assert!(!is_in(&mut phone).await && is_in(&mut third).await && is_in(&mut here).await);
    // Somebody else's sign-in is not Ana's to end, nor to be told of.
    app.person(&["eve@mail.example"]).await;
    let mut eve = app.browser();
    let login = eve.get("/login").await;
    eve.submit(&login, "login", &[("identifier", "eve@mail.example"), ("password", PASSWORD)]).await;
    let eves = freedom_id::service::accounts::manage::find(&app, "eve@mail.example").await.expect("reads");
    let hers = sessions::of_user(&app, eves).await.expect("reads")[0].session.id.text();
    let done = browser_ends(&mut here, &csrf, &hers).await;
    assert!(!done.has("main > [role=status]") && is_in(&mut eve).await);
}

#[tokio::test]
async fn all_other_browsers_are_signed_out_after_a_question() {
    let app = with_ana().await;
    let mut here = ana_in(&app, CHROME).await;
    let mut others = [ana_in(&app, IPHONE).await, ana_in(&app, "").await];
    let ask = here.get("/account/sessions/all").await;
    assert!(is_in(&mut others[0]).await, "a question ends nothing");
    let done = here.submit(&ask, "end-all", &[]).await;
    assert!(done.path.starts_with("/account/sessions?") && done.has("main > [role=status]"), "{}", done.path);
    assert!(!done.has("#other-devices"), "only this one is left");
    for other in &mut others {
        assert!(!is_in(other).await);
    }
    assert!(is_in(&mut here).await);
}

#[tokio::test]
async fn sessions_of_one_browser_are_counted_in_one_row_and_end_together() {
    let app = with_ana().await;
    let mut here = ana_in(&app, CHROME).await;
    let mut phone = ana_in(&app, IPHONE).await;
    // The record of its sign-ins got lost, the cookie that makes it known did not.
    phone.cookies.remove("fid_s");
    let login = phone.get("/login").await;
    sign_in(&mut phone, &login).await;
    let page = here.get("/account/sessions").await;
    assert_eq!(page.text("#other-devices").matches("Safari, iPhone").count(), 1);
    assert!(page.text("#other-devices").contains("2 sign-ins"), "{}", page.text("#other-devices"));
    let there = page.attribute("#other-devices [name=session]", "value").expect("a row");
    let csrf = page.attribute("[name=csrf_token]", "value").expect("a token");
    browser_ends(&mut here, &csrf, &there).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 1);
    // It is a stranger again.
    let newest = async || app.letters(&address(ANA)).await[0].id;
    let before = newest().await;
    let login = phone.get("/login").await;
    sign_in(&mut phone, &login).await;
    assert_ne!(newest().await, before, "its owner is told");
}

#[tokio::test]
async fn a_new_browser_is_told_once_and_never_the_first_of_an_account() {
    let app = with_ana().await;
    let mut first = ana_in(&app, CHROME).await;
    assert!(told(&app).await.is_empty(), "the first sign-in has nothing to differ from");
    let again = first.get("/login?other=1").await;
    sign_in(&mut first, &again).await;
    assert!(told(&app).await.is_empty(), "a known browser");
    let mut second = ana_in(&app, IPHONE).await;
    assert_eq!(told(&app).await, ["new_device"]);
    let again = second.get("/login?other=1").await;
    sign_in(&mut second, &again).await;
    assert_eq!(told(&app).await.len(), 1, "once a browser");
    let Message::Notice { agent, link, .. } = notices(&app).await.remove(0) else { panic!("a notice") };
    assert_eq!(agent.as_deref(), Some("Safari, iPhone"), "in words, not as the browser says it");
    assert!(link.is_some_and(|link| link.contains("/not-me?")), "with a way to object");
    assert!(app.letters(&address("+77012345678")).await.is_empty(), "by e-mail where there is one");
}

#[tokio::test]
async fn the_owner_is_asked_whether_it_was_them_and_the_newcomer_is_not() {
    let app = with_ana().await;
    let mut known = ana_in(&app, CHROME).await;
    let mut stranger = ana_in(&app, IPHONE).await;
    let asked = known.get("/account").await;
    assert!(asked.text(".p-alert").contains("Safari, iPhone"), "{}", asked.body);
    assert!(!stranger.get("/account").await.has(".p-alert"), "nobody vouches for themselves");
    let session = asked.attribute(".p-alert [name=session]", "value").expect("a form");
    let csrf = stranger.get("/account").await.attribute("[name=csrf_token]", "value").expect("a token");
    stranger.post("/account/alerts", &[("csrf_token", &csrf), ("session", &session), ("answer", "yes")]).await;
    assert!(known.get("/account").await.has(".p-alert"), "not even by a form that nobody drew");
    // Nor by a second sign-in in the same browser.
    let login = stranger.get("/login?other=1").await;
    sign_in(&mut stranger, &login).await;
    let csrf = stranger.get("/account").await.attribute("[name=csrf_token]", "value").expect("a token");
    stranger.post("/account/alerts", &[("csrf_token", &csrf), ("session", &session), ("answer", "yes")]).await;
    assert!(known.get("/account").await.has(".p-alert"));
    let csrf = asked.attribute("[name=csrf_token]", "value").expect("a token");
    let yes = known.post("/account/alerts", &[("csrf_token", &csrf), ("session", &session), ("answer", "yes")]).await;
    assert!(yes.path == "/account" && !yes.has(".p-alert"), "{}", yes.path);
    assert!(is_in(&mut stranger).await, "it was them");
}

#[tokio::test]
async fn no_leads_to_the_page_that_closes_the_door() {
    let app = with_ana().await;
    let mut known = ana_in(&app, CHROME).await;
    let mut stranger = ana_in(&app, IPHONE).await;
    let asked = known.get("/account").await;
    let session = asked.attribute(".p-alert [name=session]", "value").expect("a form");
    let csrf = asked.attribute("[name=csrf_token]", "value").expect("a token");
    let page = known.post("/account/alerts", &[("csrf_token", &csrf), ("session", &session), ("answer", "no")]).await;
    assert_eq!(page.path, "/account/secure");
    assert!(is_in(&mut stranger).await, "looking ends nothing");
    let done = known.submit(&page, "secure", &[]).await;
    assert!(!done.has("form#secure") && done.has("a[href='/account/emails']"), "{}", done.body);
    assert!(!is_in(&mut stranger).await && is_in(&mut known).await);
    assert!(!known.get("/account").await.has(".p-alert"), "it is settled");
}

#[tokio::test]
async fn places_come_from_the_operators_file_in_the_language_of_the_page() {
    let file = std::env::temp_dir().join(format!("places-{}.mmdb", uuid::Uuid::new_v4().simple()));
    let almaty = Network {
        of: Ipv4Addr::new(198, 51, 100, 0),
        bits: 24,
        city: ["Almaty", "Алматы"],
        country: ["Kazakhstan", "Казахстан"],
    };
    std::fs::write(&file, places::file(&[almaty])).expect("written");
    let app = TestApp::with(|config| config.geoip.database = Some(file.clone())).await;
    app.person(&[ANA]).await;
    let mut here = ana_in(&app, CHROME).await;
    for (last, agent) in [(100, IPHONE), (99, "curl/8")] {
        let mut browser = app.browser();
        browser.headers = vec![("user-agent", agent.into())];
        browser.ip = Some(IpAddr::V4(Ipv4Addr::new(198, 51, last, 7)));
        let login = browser.get("/login").await;
        sign_in(&mut browser, &login).await;
    }
    let english = here.get("/account/sessions?lang=en").await.text("#other-devices");
    assert!(english.contains("Almaty, Kazakhstan") && english.contains("198.51.99.7"), "{english}");
    let russian = here.get("/account/sessions?lang=ru").await.text("#other-devices");
    assert!(russian.contains("Алматы, Казахстан"), "{russian}");
    let kazakh = here.get("/account/sessions?lang=kk").await.text("#other-devices");
    assert!(kazakh.contains("Алматы"), "the nearest language that the file has: {kazakh}");
    let Message::Notice { agent, place, .. } = notices(&app).await.remove(0) else { panic!("a notice") };
    assert_eq!((agent, place.as_deref()), (None, Some("198.51.99.7")), "what is not known is not made up");
    std::fs::remove_file(&file).expect("removed");
}

#[tokio::test]
async fn a_file_that_holds_no_places_is_refused_with_its_name() {
    use freedom_id::config::GeoIp;
    use freedom_id::gateways::places::Places;
    let file = std::env::temp_dir().join(format!("places-{}.mmdb", uuid::Uuid::new_v4().simple()));
    for bytes in [b"".to_vec(), b"not a file of places".to_vec(), places::file(&[])[3..].to_vec()] {
        std::fs::write(&file, bytes).expect("written");
        let refused = Places::new(&GeoIp { database: Some(file.clone()) }).expect_err("refused").to_string();
        assert!(refused.contains("geoip.database") && refused.contains("places-"), "{refused}");
    }
    std::fs::remove_file(&file).expect("removed");
    assert!(Places::new(&GeoIp { database: Some(file) }).is_err(), "a file that is not there");
}

#[tokio::test]
async fn the_twenty_first_session_of_a_person_ends_the_one_that_was_used_least() {
    let app = with_ana().await;
    let mut all = Vec::new();
    for _ in 0..21 {
        all.push(ana_in(&app, CHROME).await);
        app.pass(std::time::Duration::from_secs(20));
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 20);
    assert!(!is_in(&mut all[0]).await && is_in(&mut all[1]).await && is_in(&mut all[20]).await);
}

#[tokio::test]
async fn a_session_ends_by_idleness_by_age_and_a_remembered_one_after_a_fortnight() {
    let app = with_ana().await;
    let mut idle = ana_in(&app, CHROME).await;
    app.pass(minutes(29));
    assert!(is_in(&mut idle).await);
    app.pass(minutes(30));
    assert!(!is_in(&mut idle).await, "half an hour without use");

    let mut busy = ana_in(&app, CHROME).await;
    for _ in 0..35 {
        app.pass(minutes(20));
        assert!(is_in(&mut busy).await);
    }
    app.pass(minutes(20));
    assert!(!is_in(&mut busy).await, "twelve hours in any case");

    let mut kept = app.browser();
    let login = kept.get("/login").await;
    let form = [("identifier", ANA), ("password", PASSWORD), ("remember", "1")];
    kept.submit(&login, "login", &form).await;
    app.pass(minutes(14 * 24 * 60 - 1));
    assert!(is_in(&mut kept).await, "remembered for a fortnight");
    app.pass(minutes(2));
    assert!(!is_in(&mut kept).await);
}

#[tokio::test]
async fn forms_of_devices_need_their_token() {
    let app = with_ana().await;
    let mut here = ana_in(&app, CHROME).await;
    let _other = ana_in(&app, IPHONE).await;
    for path in ["/account/sessions/end", "/account/sessions/all", "/account/secure", "/account/alerts"] {
        let page = here.post(path, &[("session", "x"), ("answer", "yes")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 2);
}
