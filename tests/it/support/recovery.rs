//! The way back, as its service and its messages show it.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use freedom_id::base::{Digest, Locale, Secret};
use freedom_id::domain::session::Session;
use freedom_id::domain::user::UserId;
use freedom_id::service::recover::{
    self, Finish, FinishError, Finished, Follow, FollowError, Here, Prove, ProveError, Stage, Start, StartError,
};
use freedom_id::service::sign_in::{self, Entered, SignInError, WithPassword};
use freedom_id::service::totp::{self, Confirm};
use freedom_id::service::{Core, accounts::manage};
use totp_rs::{Algorithm, Builder};

use super::{PASSWORD, TestCore, address, browser, from};

pub const NEW: &str = "violet anchor thirteen";

/// Begins a way back in a browser.
pub async fn start(core: &Core, name: &str, tab: &str) -> Result<(), StartError> {
    let input =
        Start { identifier: name.into(), browser: browser(tab), track: None, locale: Locale::En, origin: from(1) };
    recover::start(core, input).await
}

/// Types a code in a browser.
pub async fn prove(core: &Core, code: &str, tab: &str) -> Result<(), ProveError> {
    recover::prove(core, Prove { browser: browser(tab), code: code.into(), origin: from(1) }).await
}

/// Begins, and types the code that came.
pub async fn proved(core: &TestCore, name: &str, tab: &str) {
    start(core, name, tab).await.expect("begins");
    let code = core.last_code(&address(name)).await.expect("a code");
    prove(core, &code, tab).await.expect("the code is right");
}

/// Sends the code to the other contact, and types it.
pub async fn prove_other(core: &TestCore, other: &str, tab: &str) {
    let sent = recover::send_other(core, &browser(tab), Locale::En, from(1)).await.expect("sends");
    assert_eq!(sent.expect("there is one").address, address(other));
    let code = core.last_code(&address(other)).await.expect("a code");
    prove(core, &code, tab).await.expect("the code is right");
}

/// Sets [`NEW`].
pub async fn finish(core: &Core, tab: &str, sign_out: bool) -> Result<Finished, FinishError> {
    recover::finish(core, last_step(tab, sign_out)).await
}

pub fn last_step(tab: &str, sign_out: bool) -> Finish {
    Finish {
        browser: browser(tab),
        password: Secret::new(NEW),
        sign_out,
        forget_app: false,
        device: Some(Digest::of(tab)),
        origin: from(1),
    }
}

/// Goes on with a link in a browser.
pub async fn follow(core: &Core, token: &Secret, tab: &str) -> Result<(), FollowError> {
    let input = Follow { token: token.clone(), browser: browser(tab), origin: from(1) };
    recover::follow(core, input).await.map(drop)
}

/// The step that a browser is at, in one word.
pub async fn at(core: &Core, tab: &str) -> &'static str {
    match recover::here(core, &browser(tab)).await.expect("reads") {
        Here::Nothing => "nothing",
        Here::Elsewhere => "elsewhere",
        Here::At(_, stage) => match *stage {
            Stage::Code(_) => "code",
            Stage::Second { .. } => "second",
            Stage::Password { .. } => "password",
        },
    }
}

/// The secret in the newest letter to an address.
pub async fn token_to(core: &TestCore, to: &str) -> Option<Secret> {
    let letters = core.letters(&address(to)).await;
    letters.first().and_then(|letter| token_in(&letter.content.text))
}

/// The secret of a link in a text.
pub fn token_in(text: &str) -> Option<Secret> {
    let rest = text.split("?token=").nth(1)?;
    let token: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Some(Secret::new(token))
}

/// The secret in the newest notice about something.
pub async fn objection(core: &TestCore, to: &str, about: &str) -> Secret {
    let letters = core.letters(&address(to)).await;
    let letter = letters.iter().find(|letter| letter.purpose == about && !letter.content.text.is_empty());
    let text = &letter.unwrap_or_else(|| panic_without(about, &letters)).content.text;
    token_in(text).expect("a link")
}

#[expect(clippy::panic, reason = "a test fails by panicking")]
fn panic_without<'a>(
    about: &str,
    letters: &[freedom_id::service::outbox::Shown],
) -> &'a freedom_id::service::outbox::Shown {
    let purposes: Vec<&str> = letters.iter().map(|letter| letter.purpose.as_str()).collect();
    panic!("no {about} among {purposes:?}")
}

/// Tries a password in a browser of its own.
pub async fn try_password(core: &Core, name: &str, password: &str, tab: &str) -> Result<Entered, SignInError> {
    let input = WithPassword {
        identifier: name.into(),
        password: Secret::new(password),
        remembered: false,
        device: Some(Digest::of(tab)),
        browser: browser(tab),
        next: None,
        only: None,
        origin: from(1),
    };
    sign_in::with_password(core, input).await
}

/// A session by [`PASSWORD`].
pub async fn signed_in(core: &Core, name: &str, tab: &str) -> Session {
    super::in_session(try_password(core, name, PASSWORD, tab).await.expect("signs in"))
}

/// What an authenticator app shows.
pub struct App(String);

impl App {
    pub fn shows(&self, core: &Core) -> String {
        let key = totp_rs::Secret::try_from_base32(&self.0).expect("base 32");
        let app = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(key).with_account_name("").build();
        let seconds = u64::try_from(core.clock.now().seconds()).expect("after 1970");
        app.expect("a key").generate(seconds).to_string()
    }
}

/// Switches an authenticator app on; gives it and the recovery codes.
pub async fn with_app(core: &TestCore, user: UserId, name: &str) -> (App, Vec<Secret>) {
    let session = signed_in(core, name, "setup").await;
    let person = manage::show(core, user).await.expect("a person");
    let setup = totp::setup(core, &person, &browser("setup")).await.expect("a key");
    let app = App(setup.key.expose().to_owned());
    let code = app.shows(core);
    let confirm = Confirm { session, browser: browser("setup"), code, device: None, origin: from(1) };
    let codes = totp::confirm(core, confirm).await.expect("confirmed").codes;
    core.pass(super::seconds(60));
    (app, codes)
}
