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
    for (table, column, _) in KNOWN_TABLES.iter().filter(|(.., kept)| kept.is_empty()) {
        assert_eq!(rows_of(app, table, column, user).await, 0, "{table} still has rows of the person");
    }
}

async fn rows_of(app: &TestApp, table: &str, column: &str, user: UserId) -> i64 {
    use freedom_id::store::Conn as _;
    let mut reader = app.db.read().await.expect("a reader");
    let statement = format!("SELECT COUNT(*) FROM {table} WHERE {column} = $1");
    sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
        .bind(user.text())
        .fetch_one(reader.conn())
        .await
        .expect("a count")
}

/// Tables that refer to a person, by which column, and why a row may outlive them; no reason: it may not.
const KNOWN_TABLES: &[(&str, &str, &str)] = &[
    ("logout_notices", "user_id", "clients learn of the end by them; purged a week after"),
    ("imports", "user_id", "keyed digests: the same file must not bring an erased person back"),
    ("consents", "user_id", ""),
    ("contacts", "user_id", ""),
    ("grants", "user_id", ""),
    ("held_forms", "user_id", ""),
    ("known_devices", "user_id", ""),
    ("memberships", "user_id", ""),
    ("passkeys", "user_id", ""),
    ("passwords", "user_id", ""),
    ("pending_contacts", "user_id", ""),
    ("pending_sign_ins", "user_id", ""),
    ("profile_requests", "user_id", ""),
    ("recoveries", "user_id", ""),
    ("recovery_codes", "user_id", ""),
    ("security_events", "user_id", ""),
    ("sessions", "user_id", ""),
    ("totp", "user_id", ""),
    ("totp_setups", "user_id", ""),
    ("unclaimed", "user_id", ""),
    ("upstream_links", "user_id", ""),
    ("upstream_trips", "linker_id", ""),
    ("upstream_waiting", "linker_id", ""),
    ("user_aliases", "user_id", ""),
];

/// Table and column of every reference to a person that a migration makes.
fn references() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("migrations") {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a migration");
        let mut table = "";
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["CREATE", "TABLE", name, ..] = words[..] {
                table = name;
            }
            if line.contains("REFERENCES users") {
                let column = words.first().expect("a column");
                assert_ne!(*column, "ALTER", "teach this test columns that come later");
                all.push((table.to_owned(), (*column).to_owned()));
            }
        }
    }
    all
}

#[test]
fn every_table_that_refers_to_a_person_is_known_to_the_erasure() {
    let source = include_str!("../../../../src/store/erasure.rs");
    let found = references();
    for (table, column) in &found {
        let known = KNOWN_TABLES.iter().find(|(name, by, _)| name == table && by == column);
        let Some((.., kept)) = known else { panic!("{table}: say here and in store/erasure.rs what becomes of it") };
        let erased = source.contains(&format!("DELETE FROM {table} WHERE {column} = $1"));
        assert_eq!(erased, kept.is_empty(), "{table}");
    }
    assert_eq!(found.len(), KNOWN_TABLES.len());
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
