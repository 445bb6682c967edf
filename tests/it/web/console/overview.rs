//! The first page: what it advises, and who sees it.

use std::time::Duration;

use axum::http::StatusCode;

use super::{at_home, with_ana};
use crate::support::browser::Browser;

const DAY: u64 = 86_400;

#[tokio::test]
async fn a_new_account_is_shown_first_steps_and_an_older_one_one_recommendation_that_can_be_put_off() {
    let app = with_ana().await;
    let (_, new) = at_home(&app).await;
    assert!(new.has("#steps-title") && !new.has("#advice-title"), "{}", new.body);
    app.pass(Duration::from_secs(15 * DAY));
    let (mut browser, home) = at_home(&app).await;
    assert!(!home.has("#steps-title") && home.has("#advice-title"));
    let quiet = browser.submit(&home, "advice", &[]).await;
    assert!(!quiet.has("#advice-title"), "{}", quiet.body);
    app.pass(Duration::from_secs(29 * DAY));
    let (_, still) = at_home(&app).await;
    assert!(!still.has("#advice-title"));
    app.pass(Duration::from_secs(2 * DAY));
    let (_, back) = at_home(&app).await;
    assert!(back.has("#advice-title"));
}

#[tokio::test]
async fn every_page_of_the_console_has_its_shell_and_is_for_nobody_else() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let paths = ["/account", "/account/profile", "/account/activity", "/account/documents", "/account/data"];
    for path in paths.into_iter().chain(["/account/data/delete"]) {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.headers["cache-control"], "no-store", "{path}");
        for part in [".c-me form[action='/logout']", "#logout", ".p-console__head h1", ".p-console__head .c-lead"] {
            assert!(page.has(part), "{path}: {part}");
        }
        assert!(page.has("nav a[aria-current=page]"), "{path}");
        let stranger = app.browser().send(axum::http::Method::GET, path, None).await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER, "{path}");
        assert!(stranger.location().is_some_and(|to| to.starts_with("/login?next=")), "{path}");
    }
    signs_out(&mut browser).await;
    for path in paths {
        assert!(browser.get(path).await.path.starts_with("/login"), "{path}");
    }
}

async fn signs_out(browser: &mut Browser) {
    let home = browser.get("/account").await;
    browser.submit(&home, "logout", &[("decision", "logout")]).await;
}
