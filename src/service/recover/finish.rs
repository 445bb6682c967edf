//! The end: a new password. What may be a stranger's ends with the old one.

use crate::base::{Digest, Fault, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::factors::Second;
use crate::domain::message::Event;
use crate::domain::password::PasswordFlaw;
use crate::domain::policy::{Class, Whom};
use crate::domain::recovery::Recovery;
use crate::domain::undo::Undo;
use crate::domain::user::{Person, Standing, UserId};
use crate::service::notices::{self, Tell};
use crate::service::sessions::{self, Begin};
use crate::service::sign_in::{Barred, Entered, Proved, enter_within};
use crate::service::{Core, activity, limits, outbox, passwords, recovery_codes};
use crate::store::{
    Tx, credentials, factors, held_forms, known_devices, otp_challenges, pending_contacts, pending_sign_ins,
    recoveries, totp, users,
};

use super::{Known, known, prove};

/// The last step.
#[derive(Clone, Debug)]
pub struct Finish {
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The new password.
    pub password: Secret,
    /// Whether other browsers are signed out. They are in any case where the second step is on or the account was
    /// frozen.
    pub sign_out: bool,
    /// Whether the authenticator app is lost: it is switched off, where two messages were read instead of it.
    pub forget_app: bool,
    /// Digest of the cookie that makes this browser known.
    pub device: Option<Digest>,
    /// From where.
    pub origin: Origin,
}

/// The password is set.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Whether the person is in, or what else is asked; an operator's rule may want another way in.
    pub how: Result<Entered, Barred>,
}

/// Why no password was set.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// Nothing is on its way in this browser, or another step is next.
    #[error("another step is next")]
    OtherStep,
    /// The password is refused.
    #[error("the password is refused")]
    Password(PasswordFlaw),
    /// The person is not let in.
    #[error("not let in")]
    Barred(Standing),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Sets the password and lets the person in, once.
pub async fn finish(core: &Core, input: Finish) -> Result<Finished, FinishError> {
    let (recovery, user, own) = ready(core, &input.browser).await?;
    let hash = passwords::accept(core, input.password.clone(), own).await?.map_err(FinishError::Password)?;
    let inner = core.clone();
    let done = core
        .db
        .write::<_, FinishError, _>(move |tx| {
            Box::pin(async move { set(&inner, tx, recovery, user, &hash, input).await })
        })
        .await?;
    outbox::wake(core);
    sessions::wake(core);
    done
}

/// Who is at the last step, with what a password must not contain.
async fn ready(core: &Core, browser: &Digest) -> Result<(Recovery, UserId, Vec<String>), FinishError> {
    let mut reader = core.db.read().await?;
    let found = recoveries::of_browser(&mut reader, browser, core.clock.now()).await?;
    let recovery = found.ok_or(FinishError::OtherStep)?;
    let user = recovery.user.ok_or(FinishError::OtherStep)?;
    let known = known(core, &mut reader, user).await?.ok_or(FinishError::OtherStep)?;
    if !known.standing().is_enough(&recovery) {
        return Err(FinishError::OtherStep);
    }
    Ok((recovery, user, own_words(&known.person)))
}

fn own_words(person: &Person) -> Vec<String> {
    let names = [&person.user.profile.firstname, &person.user.profile.lastname].into_iter().flatten().cloned();
    person.contacts.iter().map(|contact| contact.address.as_str().to_owned()).chain(names).collect()
}

/// Looks again, now that nothing can change beside it.
async fn set(
    core: &Core,
    tx: &mut Tx,
    recovery: Recovery,
    user: UserId,
    hash: &str,
    input: Finish,
) -> Result<Result<Finished, FinishError>, FinishError> {
    let now = core.clock.now();
    // Codes that were sent before their person's row, the failures after it: so does a sign-in.
    otp_challenges::end_of_subject(tx, &user.text(), now).await?;
    if let Err(standing) = prove::open(core, tx, user, &input.origin).await? {
        return Ok(Err(FinishError::Barred(standing)));
    }
    limits::forget_failures(core, tx, user, &input.origin, input.device.as_ref()).await?;
    let known = known(core, tx, user).await?.ok_or(FinishError::OtherStep)?;
    if !known.standing().is_enough(&recovery) || !recoveries::end(tx, recovery.id, &recovery.amr, now).await? {
        return Err(FinishError::OtherStep);
    }
    credentials::set_password(tx, user, hash, now).await?;
    if input.forget_app && known.standing().may_forget(&recovery) {
        forget_app(core, tx, user, &input.origin).await?;
    }
    clear(core, tx, &known, user, &input).await?;
    let what = (Topic::Security, "recover", Outcome::Succeed);
    activity::record(tx, Some(user), what, &input.origin, now).await?;
    let tell =
        Tell { user, event: Event::PasswordReset, detail: None, undo: Some(Undo::LockPassword), also: Vec::new() };
    notices::tell_within(core, tx, tell, &input.origin).await?;
    let how = enter(core, tx, &known, &recovery, user, input).await?;
    Ok(Ok(Finished { how }))
}

async fn forget_app(core: &Core, tx: &mut Tx, user: UserId, origin: &Origin) -> Result<(), Fault> {
    let now = core.clock.now();
    let Some(app) = totp::of(tx, user).await? else { return Ok(()) };
    totp::remove(tx, user).await?;
    recovery_codes::tidy_within(tx, user).await?;
    activity::record(tx, Some(user), (Topic::Security, "totp_off", Outcome::Succeed), origin, now).await?;
    let undo = Some(crate::service::totp::restore(app));
    let tell = Tell { user, event: Event::TotpOff, detail: None, undo, also: Vec::new() };
    notices::tell_within(core, tx, tell, origin).await
}

/// Ends what may be a stranger's.
async fn clear(core: &Core, tx: &mut Tx, known: &Known, user: UserId, input: &Finish) -> Result<(), Fault> {
    let now = core.clock.now();
    users::thaw(tx, user, now).await?;
    if input.sign_out || known.ends_everything() {
        sessions::end_others_within(tx, user, None, now).await?;
    }
    pending_sign_ins::end_of_user(tx, user, now).await?;
    recoveries::end_of_user(tx, user, None, now).await?;
    held_forms::remove_all(tx, user).await?;
    pending_contacts::end_of_user(tx, user).await?;
    known_devices::distrust(tx, user).await
}

/// Lets the person in with what was proved. A second step that is asked for at a sign-in is asked for here, too,
/// unless it was proved: what was just chosen is not typed again.
async fn enter(
    core: &Core,
    tx: &mut Tx,
    known: &Known,
    recovery: &Recovery,
    user: UserId,
    input: Finish,
) -> Result<Result<Entered, Barred>, Fault> {
    let has = factors::of(tx, user).await?;
    let whom = Whom { role: known.person.user.role, client: None };
    let ruled = core.config.sign_in.policy().demand(whom) > Class::Single;
    if !ruled && recovery.amr.len() > 1 && has.remaining(&recovery.amr) == [Second::Password] {
        let begin = Begin {
            user,
            amr: recovery.amr.clone(),
            remembered: false,
            device: input.device,
            auth_time: None,
            origin: input.origin,
        };
        let session = sessions::begin_within(core, tx, &begin).await?;
        return Ok(Ok(Entered::Session(session.ok_or(Fault::Bug("a held person is in good standing"))?)));
    }
    let proved = Proved {
        user,
        by: recovery.amr.clone(),
        remembered: false,
        device: input.device,
        browser: input.browser,
        next: None,
        anew: true,
        origin: input.origin,
    };
    enter_within(core, tx, &proved).await
}
