//! What people tell about themselves: profile facts, and further contacts proved by a code.

use crate::base::{Digest, Fault, Locale, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::contact::{Address, Channel};
use crate::domain::otp::{OtpChallenge, OtpPurpose};
use crate::domain::profile::{Field, check};
use crate::domain::user::{Person, Profile, UserId};
use crate::service::otp::{self, CODE_LENGTH, CodeError, Issue, IssueError, Pending, Say, Submit};
use crate::service::{Core, activity};
use crate::store::{Tx, contacts, users};

/// A person with all contacts and the state's number in clear: what claims are made of.
pub async fn person(core: &Core, id: UserId) -> Result<Option<Person>, Fault> {
    let mut reader = core.db.read().await?;
    let Some(mut person) = contacts::person(&mut reader, id).await? else { return Ok(None) };
    drop(reader);
    person.user.profile.identifier = identifier(core, id).await?;
    Ok(Some(person))
}

/// The state's number for a person in clear.
pub async fn identifier(core: &Core, id: UserId) -> Result<Option<String>, Fault> {
    let Some(sealed) = users::sealed_identifier(&mut core.db.read().await?, id).await? else { return Ok(None) };
    open_identifier(core, id, &sealed).map(Some)
}

/// The state's number for a person as it was before it was sealed.
pub(in crate::service) fn open_identifier(core: &Core, id: UserId, sealed: &str) -> Result<String, Fault> {
    let plain = core.keyring.open(&place(id), sealed);
    let corrupt = || Fault::Corrupt { table: "users", column: "identifier", id: id.text() };
    Ok(plain.ok_or_else(corrupt)?.expose().to_owned())
}

/// Facts to write. What is `None` or empty stays as it is.
#[derive(Clone, Debug)]
pub struct SetProfile {
    /// Whose.
    pub user: UserId,
    /// The facts as they were typed.
    pub profile: Profile,
    /// From where.
    pub origin: Origin,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// These fields are wrong.
    #[error("some fields are wrong")]
    Fields(Vec<Field>),
    /// No such person in good standing.
    #[error("no such person")]
    Unknown,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Writes facts of a profile.
pub async fn set(core: &Core, input: SetProfile) -> Result<(), ProfileError> {
    let now = core.clock.now();
    let profile = check(input.profile, now).map_err(ProfileError::Fields)?;
    let sealed = profile.identifier.as_deref().map(|plain| seal_identifier(core, input.user, plain)).transpose()?;
    let (user, origin) = (input.user, input.origin);
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if !users::set_profile(tx, user, &profile, sealed.as_deref(), now).await? {
                    return Err(ProfileError::Unknown);
                }
                let what = (Topic::Account, "profile", Outcome::Succeed);
                Ok(activity::record(tx, Some(user), what, &origin, now).await?)
            })
        })
        .await
}

/// The state's number for a person as it is kept.
pub(in crate::service) fn seal_identifier(core: &Core, id: UserId, plain: &str) -> Result<String, Fault> {
    core.keyring.seal(&place(id), plain)
}

fn place(id: UserId) -> String {
    format!("users.identifier/{id}")
}

/// A contact to add.
#[derive(Clone, Debug)]
pub struct AddContact {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub address: Address,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The language of the message.
    pub locale: Locale,
    /// From where.
    pub origin: Origin,
}

/// Why no contact is being added.
#[derive(Debug, thiserror::Error)]
pub enum AddContactError {
    /// No numbering plan has this number, or there are no text messages here.
    #[error("the phone number cannot be used")]
    Unsupported,
    /// The person has confirmed it already.
    #[error("the contact is confirmed already")]
    Yours,
    /// Too many codes were sent.
    #[error("too many codes were sent")]
    Wait {
        /// When the next one may be sent.
        until: Micros,
    },
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<IssueError> for AddContactError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Wait { until } => Self::Wait { until },
            IssueError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Sends a code to a contact that a person wants to add. If somebody else has confirmed it, that
/// person is told instead, and no code can match: the page says the same.
pub async fn add_contact(core: &Core, input: AddContact) -> Result<Pending, AddContactError> {
    if !super::can_reach(core, &input.address) {
        return Err(AddContactError::Unsupported);
    }
    let holder = contacts::find_user(&mut core.db.read().await?, &input.address).await?;
    if holder == Some(input.user) {
        return Err(AddContactError::Yours);
    }
    let issue = Issue {
        purpose: OtpPurpose::AddContact,
        address: input.address,
        browser: input.browser,
        subject: Some(input.user.text()),
        locale: input.locale,
        say: if holder.is_some() { Say::AlreadyRegistered } else { Say::Code },
        length: CODE_LENGTH,
        origin: input.origin,
    };
    Ok(otp::issue(core, issue).await?)
}

/// The contact that a browser is adding to a person's account.
pub async fn pending_contact(core: &Core, browser: &Digest) -> Result<Option<Pending>, Fault> {
    otp::pending(core, browser, OtpPurpose::AddContact).await
}

/// The code of a contact to add.
#[derive(Clone, Debug)]
pub struct ConfirmContact {
    /// Whose.
    pub user: UserId,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// What was typed.
    pub code: String,
    /// From where.
    pub origin: Origin,
}

/// Why a contact was not added.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmContactError {
    /// The code is not accepted.
    #[error(transparent)]
    Code(CodeError),
    /// Somebody else has confirmed it meanwhile.
    #[error("the contact belongs to another account")]
    Taken,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<CodeError> for ConfirmContactError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Fault(fault) => Self::Fault(fault),
            refusal => Self::Code(refusal),
        }
    }
}

/// Adds a contact to a person by the code that was sent to it.
pub async fn confirm_contact(core: &Core, input: ConfirmContact) -> Result<Address, ConfirmContactError> {
    let pending = pending_contact(core, &input.browser).await?;
    let Some(pending) = pending else { return Err(CodeError::Unknown.into()) };
    let submit =
        Submit { id: pending.id, browser: input.browser.clone(), code: input.code.clone(), length: CODE_LENGTH };
    let inner = core.clone();
    core.db
        .write::<_, ConfirmContactError, _>(move |tx| {
            Box::pin(async move {
                match otp::submit_within(&inner, tx, &submit).await? {
                    Ok(challenge) => keep(&inner, tx, challenge, &input).await,
                    Err(refusal) => Ok(Err(refusal.into())),
                }
            })
        })
        .await?
}

async fn keep(
    core: &Core,
    tx: &mut Tx,
    challenge: OtpChallenge,
    input: &ConfirmContact,
) -> Result<Result<Address, ConfirmContactError>, ConfirmContactError> {
    let now = core.clock.now();
    // The code was asked for by one account; another one in the same browser cannot use it.
    let asked = challenge.subject.as_deref() == Some(input.user.text().as_str());
    if !asked || !users::hold_open(tx, input.user).await? {
        return Ok(Err(CodeError::Unknown.into()));
    }
    super::claim::absorb(tx, input.user, &challenge.address, false, &input.origin, now).await?;
    if !contacts::prove(tx, input.user, &challenge.address, now).await? {
        return Err(ConfirmContactError::Taken);
    }
    let action = match challenge.address.channel() {
        Channel::Phone => "add_phone",
        Channel::Email => "add_email",
    };
    activity::record(tx, Some(input.user), (Topic::Security, action, Outcome::Succeed), &input.origin, now).await?;
    Ok(Ok(challenge.address))
}
