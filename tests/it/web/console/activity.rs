//! The trail: in pages, filtered, and as a table.

use std::collections::BTreeSet;
use std::time::Duration;

use freedom_id::domain::activity::{Outcome, Topic};

use super::{ana, at_home, happened, with_ana};
use crate::support::browser::Browser;
use crate::web::sign_in;

/// Every page from one on; gives how many lines they have.
async fn lines(browser: &mut Browser, path: &str) -> Vec<usize> {
    let (mut next, mut all) = (Some(path.to_owned()), Vec::new());
    let mut seen = BTreeSet::new();
    while let Some(path) = next {
        assert!(seen.insert(path.clone()), "no page comes twice: {path}");
        let page = browser.get(&path).await;
        all.push(page.body.matches("<tr role=\"row\">").count() - 1);
        next = page.attribute(".c-pager a[href*=before]", "href");
    }
    all
}

#[tokio::test]
async fn lines_of_one_moment_are_neither_lost_nor_shown_twice_between_pages() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let user = ana(&app).await;
    happened(&app, user, 58, (Topic::Session, "sign_in", Outcome::Failed)).await;
    let mine = usize::try_from(app.count("SELECT COUNT(*) FROM activities").await).expect("a count");
    let all = lines(&mut browser, "/account/activity").await;
    assert_eq!((all.iter().sum::<usize>(), all.len()), (mine, 3), "{all:?}");
    let failed = lines(&mut browser, "/account/activity?type=session&result=failed").await;
    assert_eq!(failed, [25, 25, 8]);
    let page = browser.get("/account/activity?type=session&result=failed").await;
    assert!(page.has("a[href='/account/secure']") && page.has("time[datetime$=Z]"));
    assert!(page.has("select#result option[value=failed][selected]"));
}

#[tokio::test]
async fn a_second_proof_in_the_same_browser_is_no_sign_out() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let login = browser.get("/login?other=1").await;
    assert!(sign_in(&mut browser, &login).await.path.starts_with("/account"));
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NOT NULL").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM activities WHERE action = 'sign_out'").await, 0);
}

#[tokio::test]
async fn a_filter_that_finds_nothing_says_so_and_can_be_cleared() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let none = browser.get("/account/activity?type=token").await;
    assert!(none.has(".c-empty") && none.has(".c-card a[href='/account/activity']"));
    app.pass(Duration::from_secs(3_600));
    let later = browser.get("/account/activity?period=1").await;
    assert!(!later.has(".c-empty"));
    // Nonsense in the address filters nothing and breaks nothing.
    let odd = browser.get("/account/activity?type=%3Cb%3E&result=x&period=-1&before=9223372036854775808.%27--").await;
    assert!(odd.status.is_success() && !odd.body.contains("<b>\""));
}

#[tokio::test]
async fn the_table_has_every_line_of_the_filter_and_nothing_of_others() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let user = ana(&app).await;
    let eve = app.person(&["eve@mail.example"]).await;
    happened(&app, eve, 3, (Topic::Session, "sign_in", Outcome::Failed)).await;
    happened(&app, user, 30, (Topic::Session, "sign_in", Outcome::Failed)).await;
    let table = browser.get("/account/activity/csv?result=failed").await;
    assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
    assert!(table.headers["content-disposition"].to_str().expect("text").starts_with("attachment"));
    assert_eq!(table.body.matches("\r\n").count(), 31);
    assert!(table.body.contains("192.0.2.7"), "{}", &table.body[..400]);
    assert!(app.browser().get("/account/activity/csv").await.path.starts_with("/login"));
}
