//! Preferences, and the copy of all data.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::Value;

use super::{ana, at_home, with_ana};
use crate::support::address;
use crate::web::ANA;

#[tokio::test]
async fn colours_and_language_are_the_accounts_and_follow_to_every_page() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let page = browser.get("/account/data").await;
    let saved = browser.submit(&page, "preferences", &[("locale", "kk"), ("theme", "dark"), ("news", "1")]).await;
    assert_eq!(saved.attribute("html", "data-theme").as_deref(), Some("dark"));
    assert_eq!(saved.attribute("html", "lang").as_deref(), Some("kk"));
    assert_eq!(browser.get("/help").await.attribute("html", "data-theme").as_deref(), Some("dark"));
    let (mut elsewhere, home) = at_home(&app).await;
    assert_eq!(home.attribute("html", "data-theme").as_deref(), Some("dark"));
    assert_eq!(home.attribute("html", "lang").as_deref(), Some("kk"));
    let page = elsewhere.get("/account/data").await;
    assert!(page.has("[name=theme][value=dark][checked]") && page.has("[name=news][checked]"));
    let wrong = elsewhere.submit(&page, "preferences", &[("locale", "xx"), ("theme", "dark")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.cookies.insert("fid_t".into(), "\"><script>".into());
    assert_eq!(browser.get("/help").await.attribute("html", "data-theme"), None);
}

#[tokio::test]
async fn a_copy_of_all_data_needs_a_fresh_proof_comes_once_a_day_and_is_told() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let page = browser.get("/account/data").await;
    let copy = browser.submit(&page, "export", &[]).await;
    assert_eq!(copy.headers["content-type"], "application/json");
    let all: Value = serde_json::from_str(&copy.body).expect("JSON");
    assert_eq!(all["profile"]["firstname"], "Aigerim");
    assert_eq!(all["contacts"].as_array().expect("contacts").len(), 2);
    for part in ["sessions", "activity", "known_devices"] {
        assert!(all[part].as_array().is_some_and(|lines| !lines.is_empty()), "{part}");
    }
    assert!(all["account"][0]["created_at"].as_str().is_some_and(|at| at.starts_with("20")), "{}", all["account"]);
    assert!(!copy.body.contains("$argon2") && !copy.body.contains("digest"));
    let told = app.letters(&address(ANA)).await;
    assert!(told.iter().any(|letter| letter.purpose == "export_made"));

    let again = browser.submit(&page, "export", &[]).await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(again.has("#errors") && !again.has("#export"));
    app.pass(Duration::from_secs(86_400 + 1));
    let (mut browser, _) = at_home(&app).await;
    let page = browser.get("/account/data").await;
    app.pass(Duration::from_secs(301));
    let asked = browser.submit(&page, "export", &[]).await;
    assert!(asked.path.starts_with("/account/confirm?act=export"), "{}", asked.path);
    let proved = browser.submit(&asked, "confirm", &[("password", crate::support::PASSWORD)]).await;
    assert_eq!(proved.path, "/account/data");
    let copy = browser.submit(&proved, "export", &[]).await;
    assert_eq!(copy.headers["content-type"], "application/json");
    assert_eq!(app.count("SELECT COUNT(*) FROM activities WHERE action = 'export'").await, 2);
}

#[tokio::test]
async fn two_copies_at_once_are_one() {
    let app = with_ana().await;
    let (browser, _) = at_home(&app).await;
    let user = ana(&app).await;
    drop(browser);
    let make = || freedom_id::service::accounts::export::make(&app, user, crate::support::from(1));
    let (one, two) = tokio::join!(make(), make());
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|made| **made).count(), 1);
}
