//! The account console: overview, profile, activity, preferences, the copy of all data, the end of an account.

mod activity;
mod closing;
mod data;
mod erasure;
mod overview;
mod profile;

use freedom_id::base::{Fault, Micros};
use freedom_id::domain::activity::{Outcome, Topic};
use freedom_id::domain::user::UserId;
use freedom_id::service::activity as trail;

use super::{sign_in, with_ana};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};
use crate::support::from;

/// Ana, signed in, at her first page.
async fn at_home(app: &TestApp) -> (Browser, Page) {
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let home = sign_in(&mut browser, &login).await;
    assert!(home.path.starts_with("/account"), "{}", home.path);
    (browser, home)
}

/// The only person there is.
async fn ana(app: &TestApp) -> UserId {
    let people = freedom_id::service::accounts::manage::list(app, None, 10).await.expect("people");
    people.first().expect("Ana").user.id
}

/// Writes lines to the trail of a person, all at one moment.
async fn happened(app: &TestApp, user: UserId, lines: usize, what: (Topic, &'static str, Outcome)) {
    let at: Micros = app.clock.now();
    app.db
        .write::<(), Fault, _>(move |tx| {
            Box::pin(async move {
                for _ in 0..lines {
                    trail::record(tx, Some(user), what, &from(7), at).await?;
                }
                Ok(())
            })
        })
        .await
        .expect("lines");
}
