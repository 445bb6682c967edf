//! The ways to reach a person: added with a code, made the primary one, removed. Every change is told to every
//! confirmed contact, a removed one included, and can be objected to.

use std::time::Duration;

use crate::base::{Digest, Fault, Locale, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::contact::{self, Address, Channel, Contact, ContactId, Keep};
use crate::domain::factors::Factors;
use crate::domain::message::Event;
use crate::domain::otp::{OtpChallenge, OtpPurpose};
use crate::domain::policy::Whom;
use crate::domain::undo::Undo;
use crate::domain::user::{User, UserId};
use crate::domain::ways::last;
use crate::service::notices::{self, Tell};
use crate::service::otp::{self, CODE_LENGTH, CodeError, Issue, IssueError, Pending, Say, Submit};
use crate::service::{Core, activity, outbox, recovery_codes, ways};
use crate::store::contacts::Dated;
use crate::store::{Tx, contacts, factors, known_devices, otp_challenges, pending_contacts, users};

/// How long a contact may wait for its code.
const WAITS: Duration = Duration::from_secs(86_400);

/// One contact as its owner sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The contact.
    pub contact: Contact,
    /// Since when it is there.
    pub added_at: Micros,
    /// Why it cannot be removed; `None` if it can.
    pub keep: Option<Keep>,
}

/// The contacts of a person on one channel.
#[derive(Clone, Debug)]
pub struct Book {
    /// Those that are there, the primary one first.
    pub listed: Vec<Listed>,
    /// One that waits for its code.
    pub pending: Option<Address>,
    /// Whether there are as many as there may be.
    pub full: bool,
    /// Whether a code can be sent on this channel at all.
    pub reachable: bool,
    /// Whether codes by SMS are the person's second step.
    pub sms_step: bool,
}

/// A person's contacts on a channel.
pub async fn book(core: &Core, user: UserId, channel: Channel) -> Result<Book, Fault> {
    let now = core.clock.now();
    let mut reader = core.db.read().await?;
    let all = contacts::of_user(&mut reader, user).await?;
    let dated = contacts::dated(&mut reader, user, channel).await?;
    let pending = pending_contacts::find(&mut reader, user, channel, now).await?;
    let has = factors::of(&mut reader, user).await?;
    let Some(person) = users::find(&mut reader, user).await? else {
        return Err(Fault::Bug("whoever looks at their contacts is there"));
    };
    let linked = ways::linked(core, &mut reader, user).await?;
    let listed: Vec<Listed> = dated
        .into_iter()
        .map(|Dated { contact, added_at }| {
            let keep = keep(core, &person, has, linked, &all, contact.id);
            Listed { contact, added_at, keep }
        })
        .collect();
    let confirmed = listed.iter().filter(|listed| listed.contact.confirmed_at.is_some()).count();
    Ok(Book {
        listed,
        pending: pending.map(|(address, _)| address),
        full: confirmed >= contact::MOST,
        reachable: channel == Channel::Email || core.gateways.sms.is_on(),
        sms_step: has.sms_step,
    })
}

/// Why a contact stays; `None` if it may go.
fn keep(core: &Core, person: &User, has: Factors, linked: bool, all: &[Contact], id: ContactId) -> Option<Keep> {
    let now = ways::by(core, has, linked, &all.iter().collect::<Vec<_>>());
    let (policy, whom) = (core.config.sign_in.policy(), Whom { role: person.role, client: None });
    contact::keep(all, id, |rest| last(policy, whom, &now, &ways::by(core, has, linked, rest)).is_none())
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
    /// The person has as many as there may be.
    #[error("there are too many contacts on this channel")]
    Full,
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

/// Sends a code to a contact that a person wants to add, which waits for it for a day. Whether somebody else has
/// confirmed it is not looked at before the code comes back: only who reads its messages learns that.
pub async fn add(core: &Core, input: AddContact) -> Result<Pending, AddContactError> {
    if !super::can_reach(core, &input.address) {
        return Err(AddContactError::Unsupported);
    }
    let own = contacts::of_user(&mut core.db.read().await?, input.user).await?;
    if own.iter().any(|contact| contact.confirmed_at.is_some() && contact.address == input.address) {
        return Err(AddContactError::Yours);
    }
    if count(&own, input.address.channel()) >= contact::MOST {
        return Err(AddContactError::Full);
    }
    let (inner, until) = (core.clone(), core.clock.now().plus(WAITS));
    let pending = core
        .db
        .write::<_, IssueError, _>(move |tx| {
            Box::pin(async move {
                pending_contacts::replace(tx, input.user, &input.address, until).await?;
                let issue = Issue {
                    purpose: OtpPurpose::AddContact,
                    address: input.address,
                    browser: input.browser,
                    subject: Some(input.user.text()),
                    locale: input.locale,
                    say: Say::Code,
                    length: CODE_LENGTH,
                    origin: input.origin,
                };
                otp::issue_within(&inner, tx, issue).await
            })
        })
        .await?;
    outbox::wake(core);
    Ok(pending)
}

fn count(all: &[Contact], channel: Channel) -> usize {
    all.iter().filter(|contact| contact.confirmed_at.is_some() && contact.address.channel() == channel).count()
}

/// The contact that a browser is adding to a person's account.
pub async fn pending(core: &Core, browser: &Digest, user: UserId) -> Result<Option<Pending>, Fault> {
    let Some(pending) = otp::pending(core, browser, OtpPurpose::AddContact).await? else { return Ok(None) };
    let channel = pending.address.channel();
    // Another account may have asked in the same browser.
    let waits = pending_contacts::find(&mut core.db.read().await?, user, channel, core.clock.now()).await?;
    Ok(waits.is_some_and(|(address, _)| address == pending.address).then_some(pending))
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
    /// Another account has confirmed it.
    #[error("the contact belongs to another account")]
    Taken,
    /// The person has as many as there may be.
    #[error("there are too many contacts on this channel")]
    Full,
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
pub async fn confirm(core: &Core, input: ConfirmContact) -> Result<Address, ConfirmContactError> {
    let Some(pending) = otp::pending(core, &input.browser, OtpPurpose::AddContact).await? else {
        return Err(CodeError::Unknown.into());
    };
    let submit =
        Submit { id: pending.id, browser: input.browser.clone(), code: input.code.clone(), length: CODE_LENGTH };
    let inner = core.clone();
    let added = core
        .db
        .write::<_, ConfirmContactError, _>(move |tx| {
            Box::pin(async move {
                match otp::submit_within(&inner, tx, &submit).await? {
                    Ok(challenge) => take_on(&inner, tx, challenge, &input).await,
                    Err(refusal) => Ok(Err(refusal.into())),
                }
            })
        })
        .await?;
    outbox::wake(core);
    added
}

/// The code was right and is spent; what is refused from here on stays refused.
async fn take_on(
    core: &Core,
    tx: &mut Tx,
    challenge: OtpChallenge,
    input: &ConfirmContact,
) -> Result<Result<Address, ConfirmContactError>, ConfirmContactError> {
    let now = core.clock.now();
    let (user, address) = (input.user, challenge.address);
    // The code was asked for by one account; another one in the same browser cannot use it.
    let asked = challenge.subject.as_deref() == Some(user.text().as_str());
    if !asked || !users::hold_open(tx, user).await? {
        return Ok(Err(CodeError::Unknown.into()));
    }
    if !pending_contacts::take(tx, user, &address, now).await? {
        return Ok(Err(CodeError::Ended.into()));
    }
    if contacts::find_user(tx, &address).await?.is_some() {
        let what = (Topic::Security, added(&address).0, Outcome::Denied);
        activity::record(tx, Some(user), what, &input.origin, now).await?;
        return Ok(Err(ConfirmContactError::Taken));
    }
    if count(&contacts::of_user(tx, user).await?, address.channel()) >= contact::MOST {
        return Ok(Err(ConfirmContactError::Full));
    }
    super::claim::absorb(tx, user, &address, false, &input.origin, now).await?;
    // Somebody else may have proved it at the same moment.
    if !contacts::prove(tx, user, &address, now).await? {
        return Err(ConfirmContactError::Taken);
    }
    let (action, event) = added(&address);
    activity::record(tx, Some(user), (Topic::Security, action, Outcome::Succeed), &input.origin, now).await?;
    let undo = Some(Undo::added(&address));
    notices::tell_within(core, tx, tell(user, event, &address, undo, Vec::new()), &input.origin).await?;
    Ok(Ok(address))
}

const fn added(address: &Address) -> (&'static str, Event) {
    match address.channel() {
        Channel::Phone => ("add_phone", Event::PhoneAdded),
        Channel::Email => ("add_email", Event::EmailAdded),
    }
}

fn tell(user: UserId, event: Event, about: &Address, undo: Option<Undo>, also: Vec<Address>) -> Tell {
    Tell { user, event, detail: Some(about.masked()), undo, also }
}

/// A change of a contact that a person has.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub contact: ContactId,
    /// From where.
    pub origin: Origin,
}

/// Why a contact stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The person has no such confirmed contact.
    #[error("no such contact")]
    Unknown,
    /// It cannot be removed.
    #[error("the contact cannot be removed")]
    Keep(Keep),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a confirmed contact the primary one of its channel.
pub async fn make_primary(core: &Core, input: Change) -> Result<(), ChangeError> {
    let inner = core.clone();
    core.db
        .write::<_, ChangeError, _>(move |tx| {
            Box::pin(async move {
                let (all, contact) = hold(tx, &input).await?;
                if contact.is_primary {
                    return Ok(());
                }
                if !contacts::make_primary(tx, input.user, contact.id).await? {
                    return Err(ChangeError::Unknown);
                }
                let what = (Topic::Security, "change_primary", Outcome::Succeed);
                activity::record(tx, Some(input.user), what, &input.origin, inner.clock.now()).await?;
                let channel = contact.address.channel();
                let before = all.iter().find(|other| other.is_primary && other.address.channel() == channel);
                let undo = before.map(|before| Undo::primary(&before.address));
                let tell = tell(input.user, Event::PrimaryChanged, &contact.address, undo, Vec::new());
                Ok(notices::tell_within(&inner, tx, tell, &input.origin).await?)
            })
        })
        .await
        .inspect(|()| outbox::wake(core))
}

/// Removes a contact, with the codes that are on their way to it, and the second step by SMS with the last number.
pub async fn remove(core: &Core, input: Change) -> Result<(), ChangeError> {
    let inner = core.clone();
    core.db
        .write::<_, ChangeError, _>(move |tx| Box::pin(async move { remove_within(&inner, tx, &input).await }))
        .await
        .inspect(|()| outbox::wake(core))
}

async fn remove_within(core: &Core, tx: &mut Tx, input: &Change) -> Result<(), ChangeError> {
    let (user, now) = (input.user, core.clock.now());
    let (all, contact) = hold(tx, input).await?;
    let person = users::find(tx, user).await?.ok_or(ChangeError::Unknown)?;
    let has = factors::of(tx, user).await?;
    let linked = ways::linked(core, tx, user).await?;
    if let Some(why) = keep(core, &person, has, linked, &all, contact.id) {
        return Err(ChangeError::Keep(why));
    }
    let Contact { address, is_primary, confirmed_at: Some(confirmed_at), .. } = contact else {
        return Err(ChangeError::Unknown);
    };
    if !contacts::remove(tx, user, contact.id).await? {
        return Err(ChangeError::Unknown);
    }
    for purpose in OtpPurpose::ALL {
        otp_challenges::end_of(tx, *purpose, &address, now).await?;
    }
    let (action, event) = match address.channel() {
        Channel::Phone => ("remove_phone", Event::PhoneRemoved),
        Channel::Email => ("remove_email", Event::EmailRemoved),
    };
    activity::record(tx, Some(user), (Topic::Security, action, Outcome::Succeed), &input.origin, now).await?;
    let undo = Some(Undo::removed(&address, confirmed_at, is_primary));
    let left = contacts::of_user(tx, user).await?;
    // One that came lately may be a stranger's whom its owner turns out: who reads it hears of it and brings nothing
    // back. What is older than all others is the owner's word.
    let lately = confirmed_at > now.minus(notices::OBJECT_WITHIN)
        && left.iter().any(|other| other.confirmed_at.is_some_and(|at| at < confirmed_at));
    let also = if lately { Vec::new() } else { vec![address.clone()] };
    notices::tell_within(core, tx, tell(user, event, &address, undo, also.clone()), &input.origin).await?;
    if lately {
        notices::tell_gone_within(core, tx, (user, event), &address, &input.origin).await?;
    }
    if address.channel() == Channel::Phone
        && count(&left, Channel::Phone) == 0
        && users::stop_sms_step(tx, user).await?
    {
        known_devices::distrust(tx, user).await?;
        recovery_codes::tidy_within(tx, user).await?;
        let off = tell(user, Event::SmsStepOff, &address, Some(Undo::StartSmsStep), also);
        notices::tell_within(core, tx, off, &input.origin).await?;
    }
    Ok(())
}

/// Holds the person, so that of two changes one sees the other; gives all their contacts, and the one that is meant.
async fn hold(tx: &mut Tx, input: &Change) -> Result<(Vec<Contact>, Contact), ChangeError> {
    if !users::hold_open(tx, input.user).await? {
        return Err(ChangeError::Unknown);
    }
    let all = contacts::of_user(tx, input.user).await?;
    let meant = all.iter().find(|contact| contact.id == input.contact && contact.confirmed_at.is_some()).cloned();
    meant.map(|contact| (all, contact)).ok_or(ChangeError::Unknown)
}
