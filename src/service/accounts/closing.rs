//! Closing one's own account: a code says that one means it, two weeks are left to return.

use crate::base::{Digest, Fault, Locale, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::closing::{COOLING_OFF, Reason};
use crate::domain::contact::Address;
use crate::domain::message::Event;
use crate::domain::otp::OtpPurpose;
use crate::domain::pending_sign_in::PendingSignIn;
use crate::domain::session::Session;
use crate::domain::undo::Undo;
use crate::domain::user::{Person, UserId};
use crate::service::notices::{self, Tell};
use crate::service::otp::{self, CODE_LENGTH, CodeError, Issue, IssueError, Pending, Say, Submit};
use crate::service::sessions::{self, Begin};
use crate::service::{Core, activity, outbox};
use crate::store::{Tx, closings, contacts, pending_sign_ins};

/// A code to send before an account is closed.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Whose.
    pub user: UserId,
    /// Why, if they say so.
    pub reason: Option<Reason>,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The language of the message.
    pub locale: Locale,
    /// From where.
    pub origin: Origin,
}

/// Why no code was sent.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The person has no confirmed contact that can be reached now.
    #[error("there is no confirmed contact that can be reached")]
    NoContact,
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

impl From<IssueError> for AskError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Wait { until } => Self::Wait { until },
            IssueError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// The contact that a code goes to: the primary one first.
fn reachable(core: &Core, person: &Person) -> Option<Address> {
    let mut proved = person.contacts.iter().filter(|contact| contact.confirmed_at.is_some());
    proved.find(|contact| super::can_reach(core, &contact.address)).map(|contact| contact.address.clone())
}

/// Sends a code to a confirmed contact of a person who wants to close their account.
pub async fn ask(core: &Core, input: Ask) -> Result<Pending, AskError> {
    let person = contacts::person(&mut core.db.read().await?, input.user).await?;
    let address = person.and_then(|person| reachable(core, &person)).ok_or(AskError::NoContact)?;
    let issue = Issue {
        purpose: OtpPurpose::CloseAccount,
        address,
        browser: input.browser,
        subject: Some(subject(input.user, input.reason)),
        locale: input.locale,
        say: Say::Code,
        length: CODE_LENGTH,
        origin: input.origin,
    };
    Ok(otp::issue(core, issue).await?)
}

/// Whom a code is about, and why: what [`read_subject`] reads back.
fn subject(user: UserId, reason: Option<Reason>) -> String {
    format!("{} {}", user.text(), reason.map(Reason::as_str).unwrap_or_default())
}

fn read_subject(text: &str) -> Option<(UserId, Option<Reason>)> {
    let (user, reason) = text.split_once(' ')?;
    Some((user.parse().ok()?, reason.parse().ok()))
}

/// The code that a browser waits for.
pub async fn pending(core: &Core, browser: &Digest) -> Result<Option<Pending>, Fault> {
    otp::pending(core, browser, OtpPurpose::CloseAccount).await
}

/// The code with which somebody closes their account.
#[derive(Clone, Debug)]
pub struct Close {
    /// Whose.
    pub user: UserId,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// What was typed.
    pub code: String,
    /// From where.
    pub origin: Origin,
}

/// Closes an account: every session and access ends, what is in it stays until the moment that is told. Until then
/// a sign-in can keep it.
pub async fn close(core: &Core, input: Close) -> Result<Micros, CodeError> {
    let Some(pending) = pending(core, &input.browser).await? else { return Err(CodeError::Unknown) };
    let submit =
        Submit { id: pending.id, browser: input.browser.clone(), code: input.code.clone(), length: CODE_LENGTH };
    let inner = core.clone();
    let closed = core
        .db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                let challenge = match otp::submit_within(&inner, tx, &submit).await? {
                    Ok(challenge) => challenge,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                // The code was asked for by one account; another one in the same browser cannot use it.
                let asked = challenge.subject.as_deref().and_then(read_subject);
                match asked.filter(|(user, _)| *user == input.user) {
                    Some((user, reason)) => begin(&inner, tx, user, reason, &input.origin).await,
                    None => Ok(Err(CodeError::Unknown)),
                }
            })
        })
        .await?;
    sessions::wake(core);
    outbox::wake(core);
    closed
}

async fn begin(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    reason: Option<Reason>,
    origin: &Origin,
) -> Result<Result<Micros, CodeError>, Fault> {
    let now = core.clock.now();
    let erase_at = now.plus(COOLING_OFF);
    if !closings::begin(tx, user, reason, erase_at, now).await? {
        return Ok(Err(CodeError::Unknown));
    }
    sessions::end_all_within(tx, user, None, now).await?;
    tell(core, tx, user, Event::ClosingBegun, Some(erase_at), origin).await?;
    activity::record(tx, Some(user), (Topic::Account, "close", Outcome::Succeed), origin, now).await?;
    Ok(Ok(erase_at))
}

async fn tell(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    event: Event,
    day: Option<Micros>,
    origin: &Origin,
) -> Result<(), Fault> {
    let detail = day.map(|day| day.local().format("%Y-%m-%d").to_string());
    let undo = (event == Event::ClosingBegun).then_some(Undo::KeepOpen);
    notices::tell_within(core, tx, Tell { user, event, detail, undo, also: Vec::new() }, origin).await
}

/// Somebody who proved themselves while their account is closing.
#[derive(Clone, Debug)]
pub struct Returning {
    /// The sign-in that waits for their word.
    pub pending: PendingSignIn,
    /// Who.
    pub person: Person,
    /// When everything goes.
    pub erase_at: Micros,
}

/// Whoever stands before the choice in a browser.
pub async fn returning(core: &Core, browser: &Digest) -> Result<Option<Returning>, Fault> {
    let mut reader = core.db.read().await?;
    let now = core.clock.now();
    let Some(pending) = closings::of_browser(&mut reader, browser, now).await? else { return Ok(None) };
    let Some(erase_at) = closings::erased_at(&mut reader, pending.user).await?.filter(|at| *at > now) else {
        return Ok(None);
    };
    let person = contacts::person(&mut reader, pending.user).await?;
    Ok(person.map(|person| Returning { pending, person, erase_at }))
}

/// Keeps an account after all, and lets its owner in, whose proofs were right. `None` if it is too late, or if
/// another tab was faster.
pub async fn keep(
    core: &Core,
    browser: &Digest,
    device: Digest,
    origin: Origin,
) -> Result<Option<(Session, PendingSignIn)>, Fault> {
    let (browser, inner) = (browser.clone(), core.clone());
    let kept = core
        .db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                let now = inner.clock.now();
                let Some(pending) = closings::of_browser(tx, &browser, now).await? else { return Ok(None) };
                let user = pending.user;
                // The person's row first, as everybody who changes it does.
                if !closings::undo(tx, user, now).await? || !pending_sign_ins::end(tx, pending.id, now).await? {
                    return Ok(None);
                }
                let begin = Begin {
                    user,
                    amr: pending.amr.clone(),
                    remembered: pending.remembered,
                    device: Some(device),
                    auth_time: pending.auth_time,
                    origin: origin.clone(),
                };
                let session = sessions::begin_within(&inner, tx, &begin).await?;
                let session = session.ok_or(Fault::Bug("an account that was kept is open"))?;
                tell(&inner, tx, user, Event::ClosingEnded, None, &origin).await?;
                activity::record(tx, Some(user), (Topic::Account, "keep", Outcome::Succeed), &origin, now).await?;
                Ok(Some((session, pending)))
            })
        })
        .await?;
    outbox::wake(core);
    Ok(kept)
}

/// The person leaves it at that: what waits in the browser ends.
pub async fn leave(core: &Core, browser: &Digest) -> Result<(), Fault> {
    let (browser, now) = (browser.clone(), core.clock.now());
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if let Some(pending) = closings::of_browser(tx, &browser, now).await? {
                    pending_sign_ins::end(tx, pending.id, now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Erases one person whose time to return is over; false if they returned, or somebody did it.
pub(in crate::service) async fn erase_over(core: &Core, user: UserId) -> Result<bool, Fault> {
    let inner = core.clone();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let now = inner.clock.now();
                if !closings::hold_over(tx, user, now).await? {
                    return Ok(false);
                }
                let origin = Origin::default();
                let done = super::erase::within(&inner, tx, user, &origin).await?;
                activity::record(tx, Some(user), (Topic::Account, "erase", Outcome::Succeed), &origin, now).await?;
                Ok(done)
            })
        })
        .await
}
