//! Opening an account, step by step (contacts, their proof, a password or a passkey, a name). A registration is
//! a record of its own, resumed by a cookie; it becomes a user once.
//!
//! A contact that belongs to an account looks the same from outside: its holder is told by message,
//! and no code can match.

use std::time::Duration;

use crate::base::{Digest, Email, Fault, Id, Locale, Micros, Phone, Secret, random};
use crate::domain::activity::Origin;
use crate::domain::contact::Address;
use crate::domain::oauth::track::TrackId;
use crate::domain::otp::OtpPurpose;
use crate::domain::password::PasswordFlaw;
use crate::domain::registration::{Registration, RegistrationStep};
use crate::service::otp::{self, CODE_LENGTH, CodeError, Issue, IssueError, Pending, Say, Submit};
use crate::service::{Core, outbox, passkeys, passwords};
use crate::store::{Tx, contacts, registrations};

pub use super::open::{AboutFlaw, Finish, FinishError, finish};
pub use super::register_passkey::{ask_passkey, choose_passkey};

/// Step 1: the contacts.
#[derive(Clone, Debug)]
pub struct Start {
    /// A phone number.
    pub phone: Option<Phone>,
    /// An e-mail address.
    pub email: Option<Email>,
    /// The language of pages and messages.
    pub locale: Locale,
    /// The authorization it serves.
    pub track: Option<TrackId>,
    /// The cookie of a registration that this browser is at: it is begun anew, and what was proved
    /// and is given again stays proved.
    pub previous: Option<Secret>,
    /// From where.
    pub origin: Origin,
}

/// Whether phone numbers can be confirmed here.
pub fn takes_phones(core: &Core) -> bool {
    core.gateways.sms.is_on()
}

/// A registration that has begun.
#[derive(Clone, Debug)]
pub struct Started {
    /// The registration.
    pub registration: Registration,
    /// The secret for the cookie that resumes it.
    pub cookie: Secret,
}

/// Why a registration did not begin.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Neither a phone number nor an e-mail address was given.
    #[error("no contact was given")]
    NoContact,
    /// No numbering plan has this number, or there are no text messages here.
    #[error("the phone number cannot be used")]
    PhoneUnsupported,
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

impl From<IssueError> for StartError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Wait { until } => Self::Wait { until },
            IssueError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Begins a registration and sends the first code.
pub async fn start(core: &Core, input: Start) -> Result<Started, StartError> {
    if input.phone.is_none() && input.email.is_none() {
        return Err(StartError::NoContact);
    }
    if input.phone.clone().is_some_and(|phone| !super::can_reach(core, &Address::Phone(phone))) {
        return Err(StartError::PhoneUnsupported);
    }
    if let Some(same) = same_again(core, &input).await? {
        return Ok(same);
    }
    let cookie = random::token()?;
    let (inner, digest) = (core.clone(), cookie.digest());
    let registration = core
        .db
        .write::<_, StartError, _>(move |tx| Box::pin(async move { begin(&inner, tx, input, &digest).await }))
        .await?;
    outbox::wake(core);
    Ok(Started { registration, cookie })
}

/// The form of step 1 sent twice, or again after going back: the code that is on its way stays good.
async fn same_again(core: &Core, input: &Start) -> Result<Option<Started>, Fault> {
    let Some(cookie) = &input.previous else { return Ok(None) };
    let Some(registration) = resume(core, cookie).await? else { return Ok(None) };
    let same = registration.phone == input.phone
        && registration.email == input.email
        && registration.track == input.track
        && registration.finished_at.is_none();
    let waits_in_vain = match registration.next() {
        RegistrationStep::Prove(_) => pending(core, cookie).await?.is_none_or(|p| p.expires_at <= core.clock.now()),
        _ => false,
    };
    Ok((same && !waits_in_vain).then(|| Started { registration, cookie: cookie.clone() }))
}

async fn begin(core: &Core, tx: &mut Tx, input: Start, cookie: &Digest) -> Result<Registration, StartError> {
    let now = core.clock.now();
    let mut registration = Registration {
        id: Id::opaque(),
        phone: input.phone,
        phone_confirmed_at: None,
        email: input.email,
        email_confirmed_at: None,
        password_hash: None,
        passkey: None,
        track: input.track,
        locale: input.locale,
        expires_at: now.plus(Duration::from_secs(core.config.otp.registration_seconds)),
        finished_at: None,
    };
    if let Some(previous) = &input.previous
        && let Some(before) = registrations::find(tx, &previous.digest(), now).await?
        && before.finished_at.is_none()
    {
        // A proof lasts as long as a registration, however often that is begun anew.
        let life = Duration::from_secs(core.config.otp.registration_seconds);
        let lasts = |proof: Option<Micros>, same: bool| proof.filter(|at| same && now < at.plus(life));
        registration.phone_confirmed_at = lasts(before.phone_confirmed_at, before.phone == registration.phone);
        registration.email_confirmed_at = lasts(before.email_confirmed_at, before.email == registration.email);
        registrations::remove(tx, before.id).await?;
    }
    registrations::insert(tx, &registration, cookie, now).await?;
    if let RegistrationStep::Prove(address) = registration.next() {
        send(core, tx, &registration, address, cookie, input.origin).await?;
    }
    Ok(registration)
}

/// Sends a code, or tells the holder of a known contact that there is an account.
async fn send(
    core: &Core,
    tx: &mut Tx,
    registration: &Registration,
    address: Address,
    cookie: &Digest,
    origin: Origin,
) -> Result<Pending, IssueError> {
    let taken = contacts::find_user(tx, &address).await?.is_some();
    let issue = Issue {
        purpose: OtpPurpose::Register,
        address,
        browser: cookie.clone(),
        subject: Some(registration.id.text()),
        locale: registration.locale,
        say: if taken { Say::AlreadyRegistered } else { Say::Code },
        length: CODE_LENGTH,
        origin,
    };
    otp::issue_within(core, tx, issue).await
}

/// The registration of a cookie, while it is in time.
pub async fn resume(core: &Core, cookie: &Secret) -> Result<Option<Registration>, Fault> {
    registrations::find(&mut core.db.read().await?, &cookie.digest(), core.clock.now()).await
}

/// The code that a registration waits for: where it went, how long it works, when to ask again.
pub async fn pending(core: &Core, cookie: &Secret) -> Result<Option<Pending>, Fault> {
    otp::pending(core, &cookie.digest(), OtpPurpose::Register).await
}

/// Why a step of a registration was not taken.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// No such registration, or too late: begin again.
    #[error("no such registration")]
    Gone,
    /// Another step is next; [`resume`] tells which.
    #[error("another step is next")]
    OtherStep,
    /// Too many codes were sent.
    #[error("too many codes were sent")]
    Wait {
        /// When the next one may be sent.
        until: Micros,
    },
    /// The code is not accepted.
    #[error(transparent)]
    Code(CodeError),
    /// The password is refused.
    #[error("the password is refused")]
    Password(PasswordFlaw),
    /// The passkey is refused.
    #[error(transparent)]
    Passkey(passkeys::Refusal),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<passkeys::Refusal> for StepError {
    fn from(refusal: passkeys::Refusal) -> Self {
        match refusal {
            passkeys::Refusal::Fault(fault) => Self::Fault(fault),
            refusal => Self::Passkey(refusal),
        }
    }
}

impl From<IssueError> for StepError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Wait { until } => Self::Wait { until },
            IssueError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<CodeError> for StepError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Fault(fault) => Self::Fault(fault),
            refusal => Self::Code(refusal),
        }
    }
}

/// Sends a new code to the contact that is to be proved now.
pub async fn resend(core: &Core, cookie: &Secret, origin: Origin) -> Result<Pending, StepError> {
    let registration = resume(core, cookie).await?.ok_or(StepError::Gone)?;
    let RegistrationStep::Prove(address) = registration.next() else { return Err(StepError::OtherStep) };
    let (inner, digest) = (core.clone(), cookie.digest());
    let pending = core
        .db
        .write::<_, StepError, _>(move |tx| {
            Box::pin(async move { Ok(send(&inner, tx, &registration, address, &digest, origin).await?) })
        })
        .await?;
    outbox::wake(core);
    Ok(pending)
}

/// Proves the contact that is next by its code, and sends the code for the one after it.
pub async fn prove(core: &Core, cookie: &Secret, typed: String, origin: Origin) -> Result<Registration, StepError> {
    let registration = resume(core, cookie).await?.ok_or(StepError::Gone)?;
    let RegistrationStep::Prove(address) = registration.next() else { return Err(StepError::OtherStep) };
    let pending = pending(core, cookie).await?.filter(|p| p.address == address);
    let id = pending.ok_or(StepError::Code(CodeError::Unknown))?.id;
    let submit = Submit { id, browser: cookie.digest(), code: typed, length: CODE_LENGTH };
    let inner = core.clone();
    let proved = core
        .db
        .write::<_, StepError, _>(move |tx| {
            Box::pin(async move {
                match otp::submit_within(&inner, tx, &submit).await? {
                    Ok(_) => proved(&inner, tx, registration, &submit.browser).await.map(Ok),
                    Err(refusal) => Ok(Err(StepError::from(refusal))),
                }
            })
        })
        .await??;
    if let RegistrationStep::Prove(_) = proved.next() {
        // The proof stays even if the limits refuse the next code: the page then offers to send it.
        match resend(core, cookie, origin).await {
            Ok(_) | Err(StepError::Wait { .. } | StepError::OtherStep) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(proved)
}

async fn proved(
    core: &Core,
    tx: &mut Tx,
    registration: Registration,
    cookie: &Digest,
) -> Result<Registration, StepError> {
    let now = core.clock.now();
    let RegistrationStep::Prove(address) = registration.next() else { return Err(StepError::OtherStep) };
    if !registrations::confirm(tx, registration.id, address.channel(), address.as_str(), now).await? {
        return Err(StepError::OtherStep);
    }
    registrations::find(tx, cookie, now).await?.ok_or(StepError::Gone)
}

/// Keeps the chosen password, judged by the rule of our pages.
pub async fn choose_password(core: &Core, cookie: &Secret, password: Secret) -> Result<Registration, StepError> {
    let registration = resume(core, cookie).await?.ok_or(StepError::Gone)?;
    if !matches!(registration.next(), RegistrationStep::Password | RegistrationStep::About) {
        return Err(StepError::OtherStep);
    }
    let phone = registration.phone.as_ref().map(|p| p.as_str().to_owned());
    let own = phone.into_iter().chain(registration.email.as_ref().map(|e| e.as_str().to_owned())).collect();
    let hash = passwords::accept(core, password, own).await?.map_err(StepError::Password)?;
    let (id, kept) = (registration.id, hash.clone());
    core.db
        .write::<_, StepError, _>(move |tx| {
            Box::pin(async move {
                let kept = registrations::set_password(tx, id, &kept).await?;
                if kept { Ok(()) } else { Err(StepError::OtherStep) }
            })
        })
        .await?;
    Ok(Registration { password_hash: Some(hash), passkey: None, ..registration })
}
