//! The end of an account that its owner asks for, and the way back.

use std::time::Duration;

use axum::http::StatusCode;
use freedom_id::domain::pending_sign_in::PendingSignIn;
use freedom_id::domain::session::Amr;
use freedom_id::domain::user::Standing;
use freedom_id::service::accounts::{closing, manage};
use freedom_id::service::jobs::erase_closing;
use freedom_id::service::sign_in::{self, Entered, WithPassword, second};

use super::{ana, at_home, with_ana};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};
use crate::support::{PASSWORD, address, from, minutes, other_code};
use crate::web::{ANA, sign_in as types_password};

const DAY: Duration = Duration::from_secs(86_400);
const PHONE: &str = "+77012345678";

async fn standing(app: &TestApp) -> Standing {
    manage::show(app, ana(app).await).await.expect("Ana").user.standing
}

/// The newest code to Ana, wherever it went.
async fn code(app: &TestApp) -> String {
    let mut letters = app.letters(&address(ANA)).await;
    letters.extend(app.letters(&address(PHONE)).await);
    let newest = letters.into_iter().filter(|letter| letter.purpose == "close_account").max_by_key(|l| l.created_at);
    newest.and_then(|letter| letter.code).expect("a code")
}

/// Closes Ana's account by its pages.
pub(super) async fn closes(app: &TestApp, browser: &mut Browser) -> Page {
    let page = browser.get("/account/data/delete").await;
    let asked = browser.submit(&page, "delete", &[("decision", "delete"), ("understand", "1"), ("reason", "unused")]);
    let asked = asked.await;
    assert!(asked.has("#otp"), "{}", asked.body);
    let code = code(app).await;
    browser.submit(&asked, "otp", &[("action", "verify"), ("code", &code)]).await
}

#[tokio::test]
async fn an_account_closes_only_with_the_tick_a_fresh_proof_and_the_code() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let page = browser.get("/account/data/delete").await;
    let unticked = browser.submit(&page, "delete", &[("decision", "delete")]).await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unticked.has("#understand-error"));
    // Enter on the box decides nothing.
    let review = browser.submit(&page, "delete", &[("decision", "review"), ("understand", "1")]).await;
    assert!(review.has("#delete [name=understand][checked]"));
    app.pass(Duration::from_secs(301));
    let asked = browser.submit(&page, "delete", &[("decision", "delete"), ("understand", "1")]).await;
    assert!(asked.path.starts_with("/account/confirm?act=delete"), "{}", asked.path);
    let kept = browser.submit(&asked, "confirm", &[("password", PASSWORD)]).await;
    assert!(kept.has("#resume input[name=understand]"), "{}", kept.body);
    let step = browser.submit(&kept, "resume", &[]).await;
    assert!(step.has("#otp"), "{}", step.path);
    let wrong = other_code(&code(&app).await);
    let refused = browser.submit(&step, "otp", &[("action", "verify"), ("code", &wrong)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(standing(&app).await, Standing::Open);
    let right = code(&app).await;
    let closed = browser.submit(&step, "otp", &[("action", "verify"), ("code", &right)]).await;
    assert!(closed.has("#account-closed"), "{}", closed.body);
    assert_eq!(standing(&app).await, Standing::Closing);
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 0);
    assert!(browser.get("/account").await.path.starts_with("/login"));
    let told = app.letters(&address(ANA)).await;
    assert!(told.iter().any(|letter| letter.purpose == "closing_begun"));
}

#[tokio::test]
async fn the_letter_and_the_page_name_the_same_day() {
    let app = with_ana().await;
    // An hour at which it is tomorrow already where our people are.
    let today = app.clock.now().seconds().rem_euclid(86_400).unsigned_abs();
    app.pass(Duration::from_secs(86_400 - today + 20 * 3_600));
    let (mut browser, _) = at_home(&app).await;
    let closed = closes(&app, &mut browser).await;
    let letters = app.letters(&address(ANA)).await;
    let letter = letters.into_iter().find(|letter| letter.purpose == "closing_begun").expect("a letter");
    let day = letter.content.text.split("deleted on ").nth(1).and_then(|rest| rest.split('.').next()).expect("a day");
    assert!(closed.body.contains(day), "{day} in {}", closed.body);
}

#[tokio::test]
async fn a_sign_in_before_the_end_can_keep_the_account_once_and_only_in_its_browser() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    closes(&app, &mut browser).await;
    app.pass(13 * DAY);
    erase_closing::run(&app).await.expect("a run");
    let login = browser.get("/login").await;
    let choice = types_password(&mut browser, &login).await;
    assert!(choice.has("#closing") && choice.path == "/login/closing", "{}", choice.path);
    assert!(browser.get("/account").await.path.starts_with("/login"), "nobody is in yet");
    let mut stranger = app.browser();
    assert!(stranger.get("/login/closing").await.path.starts_with("/login"));
    let forged = stranger.get("/login").await.attribute("[name=csrf_token]", "value").expect("a token");
    let fields = [("csrf_token", &*forged), ("decision", "keep")];
    assert!(stranger.post("/login/closing", &fields).await.path.starts_with("/login"));
    assert_eq!(standing(&app).await, Standing::Closing);
    let home = browser.submit(&choice, "closing", &[("decision", "keep")]).await;
    assert!(home.path.starts_with("/account"), "{}", home.path);
    assert_eq!(standing(&app).await, Standing::Open);
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 1);
    let told = app.letters(&address(ANA)).await;
    assert!(told.iter().any(|letter| letter.purpose == "closing_ended"));
    browser.submit(&choice, "closing", &[("decision", "keep")]).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM activities WHERE action = 'keep'").await, 1);
    app.pass(2 * DAY);
    erase_closing::run(&app).await.expect("a run");
    assert_eq!(standing(&app).await, Standing::Open, "what was kept is not erased");
}

#[tokio::test]
async fn whoever_goes_on_or_comes_too_late_is_erased() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    closes(&app, &mut browser).await;
    let login = browser.get("/login").await;
    let choice = types_password(&mut browser, &login).await;
    let left = browser.submit(&choice, "closing", &[("decision", "delete")]).await;
    assert!(left.has("#account-closed"));
    assert!(browser.get("/login/closing").await.path.starts_with("/login"), "the proof is spent");
    app.pass(minutes(14 * 24 * 60 - 1));
    let login = browser.get("/login").await;
    let choice = types_password(&mut browser, &login).await;
    assert!(choice.has("#closing"));
    app.pass(Duration::from_secs(61));
    let late = browser.submit(&choice, "closing", &[("decision", "keep")]).await;
    assert!(late.path.starts_with("/login"), "{}", late.path);
    assert_eq!(standing(&app).await, Standing::Closing);
    let login = browser.get("/login").await;
    assert_eq!(types_password(&mut browser, &login).await.status, StatusCode::FORBIDDEN);
    erase_closing::run(&app).await.expect("a run");
    let login = browser.get("/login").await;
    assert_eq!(types_password(&mut browser, &login).await.status, StatusCode::UNAUTHORIZED);
    // The address is free.
    app.person(&[ANA]).await;
}

#[tokio::test]
async fn the_first_proof_alone_shows_nothing_where_a_second_is_asked_for() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    closes(&app, &mut browser).await;
    let user = {
        let people = app.count("SELECT COUNT(*) FROM users WHERE standing = 'closing'").await;
        assert_eq!(people, 1);
        ana(&app).await
    };
    app.db
        .write::<(), freedom_id::base::Fault, _>(move |tx| {
            Box::pin(async move {
                use freedom_id::store::Conn as _;
                sqlx::query("UPDATE users SET sms_step_at = 1 WHERE id = $1")
                    .bind(user.text())
                    .execute(tx.conn())
                    .await?;
                Ok(())
            })
        })
        .await
        .expect("a second step");
    let device = crate::support::browser("here");
    let input = WithPassword {
        identifier: ANA.into(),
        password: freedom_id::base::Secret::new(PASSWORD),
        remembered: false,
        device: None,
        browser: device.clone(),
        next: None,
        only: None,
        origin: from(1),
    };
    let entered = sign_in::with_password(&app, input).await.expect("a proof");
    assert!(matches!(entered, Entered::Second(_)), "{entered:?}");
    assert!(closing::returning(&app, &device).await.expect("a look").is_none());
    assert!(closing::keep(&app, &device, device.clone(), from(1)).await.expect("a try").is_none());
    let waiting = second::waiting(&app, &device).await.expect("a look").expect("a sign-in that waits");
    let pending: PendingSignIn = waiting.pending;
    let core = app.core.core.clone();
    let ended = app
        .db
        .write::<_, freedom_id::base::Fault, _>(move |tx| {
            Box::pin(async move { second::complete_within(&core, tx, &pending, Amr::Sms, false, &from(1)).await })
        })
        .await
        .expect("a second proof");
    assert!(matches!(ended, Ok(Entered::Closing(_))), "{ended:?}");
    assert!(second::waiting(&app, &device).await.expect("a look").is_none());
    let (session, _) =
        closing::keep(&app, &device, device.clone(), from(1)).await.expect("a try").expect("the account is kept");
    assert_eq!(session.amr, [Amr::Pwd, Amr::Sms]);
}
