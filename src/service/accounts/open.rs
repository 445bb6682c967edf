//! The end of a registration: it becomes a user, once.

use crate::base::{Digest, Fault, Id, Micros, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::contact::Address;
use crate::domain::passkey::Made;
use crate::domain::registration::{Registration, RegistrationStep};
use crate::domain::session::{Amr, Session};
use crate::domain::upstream::WaitingId;
use crate::domain::user::{Profile, Role, Standing, User, UserId, clean_name};
use crate::service::sessions::{self, Begin};
use crate::service::upstream::link::{JoinError, link_new_within};
use crate::service::{Core, activity};
use crate::store::passkeys::Stored;
use crate::store::{Tx, contacts, credentials, passkeys, registrations, users};

use super::claim;
use super::register::resume;

/// The last step: name and terms.
#[derive(Clone, Debug)]
pub struct Finish {
    /// The cookie of the registration.
    pub cookie: Secret,
    /// Given name as it was typed.
    pub firstname: String,
    /// Family name as it was typed.
    pub lastname: String,
    /// Whether the terms were accepted.
    pub accept_terms: bool,
    /// The account elsewhere that is to open this one, and the digest of the browser's binding cookie in which it
    /// waits.
    pub link: Option<(WaitingId, Digest)>,
    /// Digest of the cookie that makes this browser known.
    pub device: Option<Digest>,
    /// From where.
    pub origin: Origin,
}

/// What is wrong with the last form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AboutFlaw {
    /// Not a given name.
    Firstname,
    /// Not a family name.
    Lastname,
    /// The terms were not accepted.
    Terms,
}

/// Why a registration did not become a user.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// These fields are wrong.
    #[error("some fields are wrong")]
    Fields(Vec<AboutFlaw>),
    /// No such registration, or too late: begin again.
    #[error("no such registration")]
    Gone,
    /// Another step is next; [`resume`] tells which. After a double click it is [`RegistrationStep::Done`].
    #[error("another step is next")]
    OtherStep,
    /// An account was opened with this contact since it was proved here: whoever confirmed it first
    /// keeps it, and the person, who holds it too, can sign in to that account by code.
    #[error("the contact belongs to an account")]
    Taken(Address),
    /// The account elsewhere waits no longer, or opens another account.
    #[error("the account elsewhere cannot be linked")]
    LinkGone,
    /// The passkey cannot be this account's: somebody has it, or another record became the account. Another way in
    /// is to be chosen.
    #[error("the passkey cannot be kept")]
    PasskeyGone,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<JoinError> for FinishError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Fault(fault) => Self::Fault(fault),
            JoinError::Gone | JoinError::Unproved | JoinError::Taken | JoinError::TooMany => Self::LinkGone,
        }
    }
}

/// Makes the registration a user, once, and signs the person in.
pub async fn finish(core: &Core, input: Finish) -> Result<(User, Session), FinishError> {
    let registration = resume(core, &input.cookie).await?.ok_or(FinishError::Gone)?;
    if registration.next() != RegistrationStep::About {
        return Err(FinishError::OtherStep);
    }
    let (firstname, lastname) = (clean_name(&input.firstname), clean_name(&input.lastname));
    let flaws = [
        (firstname.is_none(), AboutFlaw::Firstname),
        (lastname.is_none(), AboutFlaw::Lastname),
        (!input.accept_terms, AboutFlaw::Terms),
    ];
    let flaws: Vec<AboutFlaw> = flaws.into_iter().filter_map(|(wrong, flaw)| wrong.then_some(flaw)).collect();
    if !flaws.is_empty() {
        return Err(FinishError::Fields(flaws));
    }
    let now = core.clock.now();
    let user = User {
        // The one that the device keeps beside its key.
        id: registration.passkey.as_ref().map_or_else(Id::opaque, |made| made.user),
        standing: Standing::Open,
        role: Role::Member,
        locale: Some(registration.locale),
        profile: Profile { firstname, lastname, ..Profile::default() },
        created_at: now,
        updated_at: now,
    };
    let (inner, id) = (core.clone(), registration.id);
    let opened =
        core.db.write(move |tx| Box::pin(async move { open(&inner, tx, registration, user, input).await })).await;
    if matches!(opened, Err(FinishError::PasskeyGone)) {
        core.db
            .write::<_, Fault, _>(move |tx| Box::pin(async move { registrations::set_passkey(tx, id, None).await }))
            .await?;
    }
    opened
}

async fn open(
    core: &Core,
    tx: &mut Tx,
    registration: Registration,
    user: User,
    input: Finish,
) -> Result<(User, Session), FinishError> {
    let now = core.clock.now();
    // The one statement that decides; of two that finish at once, one gets no row.
    let finished = registrations::finish(tx, registration.id, now).await?.ok_or(FinishError::OtherStep)?;
    let phone = finished.phone.map(Address::Phone);
    let user = person(tx, user, phone.as_ref(), finished.passkey.as_ref()).await?;
    for address in phone.into_iter().chain(finished.email.map(Address::Email)) {
        claim::absorb(tx, user.id, &address, true, &input.origin, now).await?;
        if !contacts::prove(tx, user.id, &address, now).await? {
            return Err(FinishError::Taken(address));
        }
    }
    let began = match (finished.passkey, finished.password_hash) {
        (Some(made), _) => keep(core, tx, made, &input.origin).await?,
        (None, Some(hash)) => {
            credentials::set_password(tx, user.id, &hash, now).await?;
            (Amr::Pwd, None)
        }
        (None, None) => return Err(Fault::Bug("a finished registration has a way in").into()),
    };
    let what = (Topic::Account, "open", Outcome::Succeed);
    activity::record(tx, Some(user.id), what, &input.origin, now).await?;
    if let Some((waiting, browser)) = &input.link {
        link_new_within(core, tx, user.id, (*waiting, browser), &input.origin).await?;
    }
    let begin = begin_of(user.id, began, input);
    let session = sessions::begin_within(core, tx, &begin).await?;
    Ok((user, session.ok_or(Fault::Bug("a new account is in good standing"))?))
}

/// The record of the new person: the one that a party made for this phone, else a fresh one. A passkey knows one of
/// them only.
async fn person(tx: &mut Tx, user: User, phone: Option<&Address>, passkey: Option<&Made>) -> Result<User, FinishError> {
    let now = user.created_at;
    let claimed = match phone {
        Some(phone) => claim::claim(tx, phone, &user, now).await?,
        None => None,
    };
    if let Some(id) = claimed {
        if passkey.is_some_and(|made| made.user != id) {
            return Err(FinishError::PasskeyGone);
        }
        return Ok(users::find(tx, id).await?.ok_or(Fault::Bug("a claimed record is there"))?);
    }
    if passkey.is_some() && users::find(tx, user.id).await?.is_some() {
        return Err(FinishError::PasskeyGone);
    }
    users::insert(tx, &user, Some(now)).await?;
    Ok(user)
}

/// The passkey becomes the new person's. Tells what was proved by making it, and when.
async fn keep(core: &Core, tx: &mut Tx, made: Made, origin: &Origin) -> Result<(Amr, Option<Micros>), FinishError> {
    let new = Stored::from(made);
    if !passkeys::insert(tx, &new).await? {
        return Err(FinishError::PasskeyGone);
    }
    let what = (Topic::Security, "passkey_add", Outcome::Succeed);
    activity::record(tx, Some(new.passkey.user), what, origin, core.clock.now()).await?;
    Ok((Amr::Passkey, Some(new.passkey.created_at)))
}

fn begin_of(user: UserId, (by, auth_time): (Amr, Option<Micros>), input: Finish) -> Begin {
    Begin { user, amr: vec![by], remembered: false, device: input.device, auth_time, origin: input.origin }
}
