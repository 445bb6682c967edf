//! Authenticator apps (RFC 6238): set up, proved, removed. SHA-1, six digits, thirty seconds: what every app can.

use std::time::Duration;

use totp_rs::{Algorithm, Builder, Totp};

use crate::base::{Digest, Fault, Micros, Secret, random};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::factors::Factors;
use crate::domain::message::Event;
use crate::domain::otp::clean_code;
use crate::domain::policy::{Class, Whom};
use crate::domain::session::{Amr, Session};
use crate::domain::undo::Undo;
use crate::domain::user::{Person, UserId};
use crate::service::limits::{self, NoTry, SecondTry};
use crate::service::notices::{self, Tell};
use crate::service::sessions::{self, Begin};
use crate::service::{Core, activity, outbox, recovery_codes};
use crate::store::{Tx, factors, known_devices, totp, users};

/// Digits of a code.
pub const DIGITS: usize = 6;
/// Seconds of a step.
const STEP: u64 = 30;
/// How long a key can be set up.
const SETUP: Duration = Duration::from_secs(900);
/// What apps show above the code.
const ISSUER: &str = "Freedom ID";

/// A key to set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// In base 32, as people type it.
    pub key: Secret,
    /// The same as an `otpauth:` address.
    pub url: Secret,
    /// The account's name in the app.
    pub account: String,
    /// It can be confirmed until then.
    pub until: Micros,
}

/// The key that a person sets up in a browser: the same until it is confirmed or too old.
pub async fn setup(core: &Core, person: &Person, browser: &Digest) -> Result<Setup, Fault> {
    let (user, now) = (person.user.id, core.clock.now());
    let known = totp::setup(&mut core.db.read().await?, user, browser, now).await?;
    let row = if let Some(row) = known {
        row
    } else {
        let key = totp_rs::Secret::from(random::bytes::<20>()?).to_base32();
        let (seed, browser) = (core.keyring.seal(&place(user), &key)?, browser.clone());
        core.db
            .write::<_, Fault, _>(move |tx| {
                Box::pin(async move { totp::begin(tx, user, &browser, &seed, now, now.plus(SETUP)).await })
            })
            .await?
    };
    let key = opened(core, user, &row.seed)?;
    let account = person.contacts.iter().find(|contact| contact.confirmed_at.is_some());
    // A colon would part the name from its issuer.
    let account = account.map_or_else(|| user.text(), |contact| contact.address.shown().replace(':', " "));
    let url = machine(&key, &account)?.to_url().map_err(|_| Fault::Bug("an app's address is short"))?;
    Ok(Setup { key, url: Secret::new(url), account, until: row.expires_at })
}

/// A code that proves that the key is in an app.
#[derive(Clone, Debug)]
pub struct Confirm {
    /// In which session.
    pub session: Session,
    /// The browser that the key was shown to.
    pub browser: Digest,
    /// What was typed.
    pub code: String,
    /// Digest of the cookie that makes this browser known.
    pub device: Option<Digest>,
    /// From where.
    pub origin: Origin,
}

/// Why a code is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum TotpError {
    /// Not so many digits; not counted as a try.
    #[error("not a code")]
    Malformed,
    /// Wrong.
    #[error("the code does not match")]
    Wrong,
    /// Used before.
    #[error("the code was used")]
    Replayed,
    /// Wrong too often.
    #[error("too many wrong codes")]
    Limited(NoTry),
    /// There is no such app, or no such set-up any more.
    #[error("nothing to prove")]
    Gone,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What came of a confirmed key.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// The session that takes the place of the one before: it proved more.
    pub session: Session,
    /// New recovery codes, in clear for the only time.
    pub codes: Vec<Secret>,
}

/// Makes the key that was set up the person's own. The session is raised at once, and recovery codes are made.
pub async fn confirm(core: &Core, input: Confirm) -> Result<Confirmed, TotpError> {
    let inner = core.clone();
    let done = core.db.write(move |tx| Box::pin(async move { confirm_within(&inner, tx, input).await })).await?;
    outbox::wake(core);
    Ok(done)
}

async fn confirm_within(core: &Core, tx: &mut Tx, input: Confirm) -> Result<Confirmed, TotpError> {
    let (user, now) = (input.session.user, core.clock.now());
    let digits = clean_code(&input.code, DIGITS).ok_or(TotpError::Malformed)?;
    if !users::hold_open(tx, user).await? || !sessions::is_live_within(core, tx, input.session.id).await? {
        return Err(TotpError::Gone);
    }
    let row = totp::setup(tx, user, &input.browser, now).await?.ok_or(TotpError::Gone)?;
    let step = matched(&opened(core, user, &row.seed)?, &digits, now)?.ok_or(TotpError::Wrong)?;
    let before = totp::of(tx, user).await?;
    if !totp::confirm(tx, user, &row.seed, step, now).await? {
        return Err(TotpError::Gone);
    }
    limits::second_right(core, tx, user).await?;
    // Whoever had the earlier key may have used it to be spared the second step.
    known_devices::distrust(tx, user).await?;
    let codes = recovery_codes::make_within(core, tx, user).await?;
    let undo = before.map_or(Undo::RemoveTotp, restore);
    changed(core, tx, user, (Event::TotpOn, Some(undo)), "totp_on", &input.origin).await?;
    let mut amr = input.session.amr;
    if !amr.contains(&Amr::Totp) {
        amr.push(Amr::Totp);
    }
    let begin = Begin {
        user,
        amr,
        remembered: input.session.remembered,
        device: input.device,
        auth_time: None,
        origin: input.origin,
    };
    let session = sessions::begin_within(core, tx, &begin).await?;
    Ok(Confirmed { session: session.ok_or(Fault::Bug("a held person is in good standing"))?, codes })
}

/// Judges a code of a person's app inside a transaction; a step is accepted once. A refusal is an `Ok` of the
/// transaction, because the try must be remembered.
pub async fn prove_within(core: &Core, tx: &mut Tx, user: UserId, code: &str) -> Result<Result<(), TotpError>, Fault> {
    let Some(digits) = clean_code(code, DIGITS) else { return Ok(Err(TotpError::Malformed)) };
    if let Some(no_try) = limits::second_try(core, tx, user, SecondTry::Totp).await? {
        return Ok(Err(TotpError::Limited(no_try)));
    }
    let Some(app) = totp::of(tx, user).await? else { return Ok(Err(TotpError::Gone)) };
    let Some(step) = matched(&opened(core, user, &app.seed)?, &digits, core.clock.now())? else {
        return Ok(Err(TotpError::Wrong));
    };
    if !totp::accept(tx, user, &app.seed, step).await? {
        return Ok(Err(TotpError::Replayed));
    }
    limits::second_right(core, tx, user).await?;
    Ok(Ok(()))
}

/// Why a second step stays.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// It is not there.
    #[error("there is none")]
    Gone,
    /// The rules for the person ask for a second step, and this is the last one.
    #[error("the rules ask for a second step")]
    Needed,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Turns a person's app off.
pub async fn remove(core: &Core, user: UserId, origin: Origin) -> Result<(), RemoveError> {
    let inner = core.clone();
    core.db
        .write::<(), RemoveError, _>(move |tx| {
            Box::pin(async move {
                let has = factors::of(tx, user).await?;
                may_remove(&inner, tx, user, Factors { totp: false, ..has }).await?;
                let before = totp::of(tx, user).await?.ok_or(RemoveError::Gone)?;
                totp::remove(tx, user).await?;
                known_devices::distrust(tx, user).await?;
                recovery_codes::tidy_within(tx, user).await?;
                Ok(changed(&inner, tx, user, (Event::TotpOff, Some(restore(before))), "totp_off", &origin).await?)
            })
        })
        .await?;
    outbox::wake(core);
    Ok(())
}

/// What switches an app on again.
pub(super) fn restore(before: totp::App) -> Undo {
    Undo::RestoreTotp { seed: before.seed, last_step: before.last_step }
}

/// Whether a person may be left with these factors. Holds the person's row.
pub(super) async fn may_remove(core: &Core, tx: &mut Tx, user: UserId, left: Factors) -> Result<(), RemoveError> {
    if !users::hold_open(tx, user).await? {
        return Err(RemoveError::Gone);
    }
    let person = users::find(tx, user).await?.ok_or(RemoveError::Gone)?;
    let demand = core.config.sign_in.policy().demand(Whom { role: person.role, client: None });
    // One proof to come in by, and what is left after it.
    let reachable = left.reachable(&[Amr::Pwd]);
    if demand >= Class::TwoFactor && reachable < Class::TwoFactor {
        return Err(RemoveError::Needed);
    }
    Ok(())
}

/// Notes a change of a person's factors and tells them.
pub(super) async fn changed(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    (event, undo): (Event, Option<Undo>),
    action: &'static str,
    origin: &Origin,
) -> Result<(), Fault> {
    activity::record(tx, Some(user), (Topic::Security, action, Outcome::Succeed), origin, core.clock.now()).await?;
    notices::tell_within(core, tx, Tell { user, event, detail: None, undo, also: Vec::new() }, origin).await
}

/// The time step whose code it is, the present one or one beside it.
fn matched(key: &Secret, digits: &str, now: Micros) -> Result<Option<i64>, Fault> {
    let seconds = u64::try_from(now.seconds()).unwrap_or_default();
    let step = machine(key, "")?.check(digits, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn machine(key: &Secret, account: &str) -> Result<Totp, Fault> {
    let secret = totp_rs::Secret::try_from_base32(key.expose()).map_err(|_| Fault::Crypto("a key is base 32"))?;
    let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).with_skew(1);
    let builder = builder.with_step_duration(STEP).with_issuer(Some(ISSUER)).with_account_name(account);
    builder.build().map_err(|_| Fault::Crypto("an authenticator key was refused"))
}

fn opened(core: &Core, user: UserId, sealed: &str) -> Result<Secret, Fault> {
    let corrupt = || Fault::Corrupt { table: "totp", column: "seed", id: user.text() };
    core.keyring.open(&place(user), sealed).ok_or_else(corrupt)
}

/// Where a seed is sealed: a person's, whether it is being set up or in use.
fn place(user: UserId) -> String {
    format!("totp/{user}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard_and_of_three_steps() {
        // RFC 6238, Appendix B: the last six of its eight digits.
        let key = Secret::new(totp_rs::Secret::from(*b"12345678901234567890").to_base32());
        let at = |seconds, digits: &str| matched(&key, digits, Micros::from_seconds(seconds)).unwrap();
        assert_eq!((at(59, "287082"), at(1_111_111_109, "081804")), (Some(1), Some(37_037_036)));
        assert_eq!((at(89, "287082"), at(29, "287082")), (Some(1), Some(1)));
        assert_eq!((at(90, "287082"), at(59, "287083")), (None, None));
    }
}
