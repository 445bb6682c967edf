//! After an erasure nothing personal is left anywhere: looked for in every text of every table.

use std::time::Duration;

use axum::http::Method;
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::manage;
use freedom_id::service::jobs::{deliver_outbox, erase_closing, purge};

use super::ana;
use super::closing::closes;
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::from;
use crate::web::{ANA, at_consent, with_ana};

const DAY: Duration = Duration::from_secs(86_400);

/// Everything by which Ana could be known.
const HERS: [&str; 12] = [
    ANA,
    "77012345678",
    "Aigerim",
    "Bekova",
    "Serikovna",
    "1994-03-14",
    "940314450127",
    "Туран, 55",
    "Aktobe city",
    "kazakh",
    "198.51.100.9",
    "Analyser/1.0",
];

/// Ana lives: a full profile, an app, sign-ins, codes, messages, a copy.
async fn lives(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    browser.headers.push(("user-agent", "Analyser/1.0".to_owned()));
    let consent = at_consent(app, &mut browser, "openid profile read.phone", "").await;
    browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    for (part, fields) in [
        ("name", vec![("lastname", "Bekova"), ("firstname", "Aigerim"), ("patronymic", "Serikovna")]),
        ("birth", vec![("birth_day", "14"), ("birth_month", "3"), ("birth_year", "1994"), ("gender", "F")]),
        ("citizenship", vec![("country", "KAZ"), ("nationality", "kazakh")]),
        ("identifier", vec![("identifier", "940314450127")]),
        ("address", vec![("street", "Туран, 55"), ("city", "Aktobe city")]),
    ] {
        let form = browser.get(&format!("/account/profile?edit={part}")).await;
        let saved = browser.submit(&form, "profile", &fields).await;
        assert!(saved.path.contains("done="), "{part}: {}", saved.path);
    }
    let page = browser.get("/account/data").await;
    browser.submit(&page, "export", &[]).await;
    let mut other = app.browser();
    let login = other.get("/login").await;
    other.submit(&login, "login", &[("identifier", ANA), ("action", "code")]).await;
    browser
}

async fn left(app: &TestApp) -> Vec<(String, String)> {
    let texts = app.texts().await;
    texts.into_iter().filter(|(_, text)| HERS.iter().any(|hers| text.contains(hers))).collect()
}

/// The tombstone is there, and nothing of the person but the id.
async fn is_gone(app: &TestApp, user: UserId) {
    assert_eq!(app.count("SELECT COUNT(*) FROM users WHERE standing = 'erased'").await, 1);
    for table in KNOWN_TABLES.iter().filter(|(_, kept)| kept.is_empty()) {
        let rows = rows_of(app, table.0, user).await;
        assert_eq!(rows, 0, "{} still has rows of the person", table.0);
    }
}

async fn rows_of(app: &TestApp, table: &str, user: UserId) -> i64 {
    use freedom_id::store::Conn as _;
    let mut reader = app.db.read().await.expect("a reader");
    let statement = format!("SELECT COUNT(*) FROM {table} WHERE user_id = $1");
    sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
        .bind(user.text())
        .fetch_one(reader.conn())
        .await
        .expect("a count")
}

/// Tables that refer to a person, and why a row may outlive them; no reason: it may not.
const KNOWN_TABLES: &[(&str, &str)] = &[
    ("activities", "the trail: dates and acts, without addresses and browsers"),
    ("logout_notices", "clients learn of the end by them; purged a week after"),
    ("imports", "keyed digests: the same file must not bring an erased person back"),
    ("consents", ""),
    ("contacts", ""),
    ("grants", ""),
    ("held_forms", ""),
    ("known_devices", ""),
    ("memberships", ""),
    ("passkeys", ""),
    ("passwords", ""),
    ("pending_contacts", ""),
    ("pending_sign_ins", ""),
    ("profile_requests", ""),
    ("recovery_codes", ""),
    ("security_events", ""),
    ("sessions", ""),
    ("totp", ""),
    ("totp_setups", ""),
    ("unclaimed", ""),
    ("user_aliases", ""),
];

#[tokio::test]
async fn every_table_that_refers_to_a_person_is_known_to_the_erasure() {
    let app = TestApp::new().await;
    let source = include_str!("../../../../src/store/erasure.rs");
    let mut found = 0;
    for table in tables_with_people(&app).await {
        found += 1;
        let known = KNOWN_TABLES.iter().find(|(name, _)| *name == table);
        let (_, kept) = known.unwrap_or_else(|| panic!("{table}: say here and in store/erasure.rs what becomes of it"));
        let erased = source.contains(&format!("DELETE FROM {table} WHERE user_id"));
        assert_eq!(erased, kept.is_empty(), "{table}");
    }
    assert_eq!(found, KNOWN_TABLES.len());
}

async fn tables_with_people(app: &TestApp) -> Vec<String> {
    use freedom_id::store::{Conn as _, Engine};
    let statement = match app.db.engine() {
        Engine::Sqlite => {
            "SELECT CAST(m.name AS TEXT) FROM sqlite_master m JOIN pragma_table_info(m.name) p
              WHERE m.type = 'table' AND p.name = 'user_id' ORDER BY 1"
        }
        Engine::Postgres => {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.columns
              WHERE table_schema = 'public' AND column_name = 'user_id' ORDER BY 1"
        }
    };
    let mut reader = app.db.read().await.expect("a reader");
    sqlx::query_scalar(statement).fetch_all(reader.conn()).await.expect("tables")
}

#[tokio::test]
async fn after_two_weeks_nothing_of_a_person_is_left_in_any_text() {
    let app = with_ana().await;
    let mut browser = lives(&app).await;
    let user = ana(&app).await;
    assert!(!left(&app).await.is_empty());
    closes(&app, &mut browser).await;
    deliver_outbox::deliver_due(&app).await.expect("messages leave");
    app.pass(14 * DAY + Duration::from_secs(1));
    erase_closing::run(&app).await.expect("a run");
    // The farewell is the one thing that still knows where she was to be reached.
    let rest = left(&app).await;
    assert!(rest.iter().all(|(column, _)| column == "outbox.destination"), "{rest:?}");
    deliver_outbox::deliver_due(&app).await.expect("messages leave");
    app.pass(DAY + Duration::from_secs(1));
    erase_closing::run(&app).await.expect("a run");
    purge::run(&app).await.expect("a run");
    assert_eq!(left(&app).await, []);
    is_gone(&app, user).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM activities WHERE action = 'erase'").await, 1);
}

#[tokio::test]
async fn an_operator_erases_by_the_same_verb_at_once() {
    let app = with_ana().await;
    lives(&app).await;
    let user = ana(&app).await;
    deliver_outbox::deliver_due(&app).await.expect("messages leave");
    manage::delete(&app, user, from(1)).await.expect("deleted");
    let rest = left(&app).await;
    let steps = ["outbox.destination", "tracks.request"];
    assert!(rest.iter().all(|(column, _)| steps.contains(&column.as_str())), "{rest:?}");
    is_gone(&app, user).await;
    deliver_outbox::deliver_due(&app).await.expect("messages leave");
    app.pass(2 * DAY);
    erase_closing::run(&app).await.expect("a run");
    purge::run(&app).await.expect("a run");
    assert_eq!(left(&app).await, []);
}

#[tokio::test]
async fn a_closing_account_gave_nothing_away_and_nobody_is_in() {
    let app = with_ana().await;
    let mut browser = lives(&app).await;
    closes(&app, &mut browser).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM grants WHERE revoked_at IS NULL").await, 0);
    let mut again = app.browser();
    let login = again.get("/login").await;
    crate::web::sign_in(&mut again, &login).await;
    let gone = again.send(Method::GET, "/account", None).await;
    assert!(gone.location().is_some_and(|to| to.starts_with("/login")));
}
