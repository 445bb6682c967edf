//! The second step as a browser meets it.

use axum::http::StatusCode;
use freedom_id::domain::user::UserId;

use super::{ANA, SCOPES, sign_in};
use crate::support::app::{TestApp, authorize};
use crate::support::browser::{Browser, Page};
use crate::support::totp::{Authenticator, enrol};
use crate::support::{PASSWORD, address, minutes, seconds};

const NAME: &str = "openid read.firstname read.lastname";
const PHONE: &str = "+77012345678";

/// Ana, who set an authenticator app up; the browser where she did is gone.
struct Ana {
    app: TestApp,
    user: UserId,
    authenticator: Authenticator,
    codes: Vec<String>,
}

async fn ana() -> Ana {
    let app = TestApp::new().await;
    let user = app.person(&[PHONE, ANA]).await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    sign_in(&mut browser, &login).await;
    let (authenticator, codes) = enrol(&app, &mut browser).await;
    app.pass(minutes(1));
    Ana { app, user, authenticator, codes }
}

/// Types the password; the second step is next.
async fn half_in(browser: &mut Browser) -> Page {
    let login = browser.get("/login").await;
    sign_in(browser, &login).await
}

async fn sessions(app: &TestApp) -> i64 {
    app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await
}

#[tokio::test]
async fn the_app_is_set_up_and_asked_for() {
    let Ana { app, authenticator, codes, .. } = ana().await;
    assert_eq!(codes.len(), 10);
    let mut browser = app.browser();
    let step = half_in(&mut browser).await;
    assert!(step.path.starts_with("/login/second"), "{}", step.path);
    assert!(step.has("form#totp input#code") && step.has("#use-recovery"), "{}", step.body);
    assert_eq!(browser.get("/account").await.path, "/login?next=%2Faccount".replace("?next=%2Faccount", ""), "not in");
    let before = browser.cookies.clone();
    let done = browser.submit(&step, "totp", &[("code", &authenticator.shows(&app))]).await;
    assert_eq!((done.status, done.path.as_str()), (StatusCode::OK, "/account"));
    assert_ne!(before.get("fid_s"), browser.cookies.get("fid_s"), "a new id for the browser's record");
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE amr = 'pwd totp' AND ended_at IS NULL").await, 2);
}
