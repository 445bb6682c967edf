//! Changing one's own password.

use crate::base::{Fault, Micros, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::message::Event;
use crate::domain::password::PasswordFlaw;
use crate::domain::session::SessionId;
use crate::domain::undo::Undo;
use crate::domain::user::Person;
use crate::service::limits::{self, LimitError, PasswordTry};
use crate::service::notices::{self, Tell};
use crate::service::{Core, activity, outbox, passwords, sessions};
use crate::store::{Tx, credentials, known_devices, pending_sign_ins, recoveries, users};

/// A new password.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whose.
    pub person: Person,
    /// In which session; it stays.
    pub session: SessionId,
    /// The present password, as typed.
    pub current: Option<Secret>,
    /// The new one.
    pub new: Secret,
    /// Whether every other session of the person ends.
    pub others_out: bool,
    /// From where.
    pub origin: Origin,
}

/// Why the password stays.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The present password is another one.
    #[error("the present password does not match")]
    Current,
    /// Wrong too often.
    #[error("too many tries")]
    Wait {
        /// When the next try counts.
        until: Micros,
    },
    /// The new one is refused.
    #[error("the password is refused")]
    New(PasswordFlaw),
    /// The session has ended, or the person is not in good standing.
    #[error("nobody is signed in")]
    Gone,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<LimitError> for ChangeError {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Until(until) => Self::Wait { until },
            LimitError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Changes a person's password, or sets the first one. They are told.
pub async fn change(core: &Core, input: Change) -> Result<(), ChangeError> {
    let user = input.person.user.id;
    let stored = credentials::password_of(&mut core.db.read().await?, user).await?;
    if let Some(hash) = &stored {
        verify_current(core, &input, hash).await?;
    }
    let profile = &input.person.user.profile;
    let names = [&profile.firstname, &profile.lastname, &profile.patronymic].into_iter().flatten().cloned();
    let own = input.person.contacts.iter().map(|c| c.address.as_str().to_owned()).chain(names).collect();
    let hash = passwords::accept(core, input.new.clone(), own).await?.map_err(ChangeError::New)?;
    let inner = core.clone();
    core.db.write(move |tx| Box::pin(async move { write(&inner, tx, &input, stored.as_deref(), &hash).await })).await?;
    outbox::wake(core);
    sessions::wake(core);
    Ok(())
}

async fn verify_current(core: &Core, input: &Change, stored: &str) -> Result<(), ChangeError> {
    let current = input.current.clone().ok_or(ChangeError::Current)?;
    let who = PasswordTry {
        person: input.person.user.id.text(),
        origin: input.origin.clone(),
        // Somebody is signed in here: strangers elsewhere cannot keep them from it.
        known_device: Some(limits::signed_in()),
    };
    let (inner, counted) = (core.clone(), who.clone());
    core.db
        .write::<(), ChangeError, _>(move |tx| {
            Box::pin(async move { Ok(limits::password_try(&inner, tx, &counted).await?) })
        })
        .await?;
    if !core.hasher.verify(current, Some(stored.to_owned())).await?.matches {
        return Err(ChangeError::Current);
    }
    let inner = core.clone();
    let right = core
        .db
        .write::<(), Fault, _>(move |tx| Box::pin(async move { limits::password_right(&inner, tx, &who).await }));
    Ok(right.await?)
}

async fn write(core: &Core, tx: &mut Tx, input: &Change, before: Option<&str>, hash: &str) -> Result<(), ChangeError> {
    let (user, now) = (input.person.user.id, core.clock.now());
    if !users::hold_open(tx, user).await? || !sessions::is_live_within(core, tx, input.session).await? {
        return Err(ChangeError::Gone);
    }
    // Changed in another tab meanwhile: what was typed as the present one is not it any more.
    if credentials::password_of(tx, user).await?.as_deref() != before {
        return Err(ChangeError::Current);
    }
    credentials::set_password(tx, user, hash, now).await?;
    if input.others_out {
        sessions::end_others_within(tx, user, Some(input.session), now).await?;
    }
    // What the old password began goes no further, nor does a way back that somebody else is on.
    pending_sign_ins::end_of_user(tx, user, now).await?;
    recoveries::end_of_user(tx, user, None, now).await?;
    known_devices::distrust(tx, user).await?;
    activity::record(tx, Some(user), (Topic::Security, "password", Outcome::Succeed), &input.origin, now).await?;
    let undo = Some(Undo::LockPassword);
    let tell = Tell { user, event: Event::PasswordChanged, detail: None, undo, also: Vec::new() };
    Ok(notices::tell_within(core, tx, tell, &input.origin).await?)
}
