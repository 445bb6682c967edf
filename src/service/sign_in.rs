//! Signing in: by password, or by a code to a confirmed contact. Names that nobody has cost the
//! same work, count against the same limits and get the same words.

use std::time::Duration;

use crate::base::{Digest, Fault, Id, Locale, Micros, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::contact::{Address, Channel, NotAnAddress};
use crate::domain::otp::{OtpChallenge, OtpId, OtpPurpose};
use crate::domain::session::{Amr, Session};
use crate::domain::user::{Standing, UserId};
use crate::store::credentials::Candidate;
use crate::store::{Tx, contacts, credentials, users};

use super::limits::{self, LimitError, PasswordTry};
use super::otp::{self, CODE_LENGTH, CodeError, Issue, IssueError, Pending, Say, Submit};
use super::sessions::{self, Begin};
use super::{Core, activity};

/// A sign-in by password.
#[derive(Clone, Debug)]
pub struct WithPassword {
    /// What was typed as e-mail address or phone number.
    pub identifier: String,
    /// What was typed as password.
    pub password: Secret,
    /// Whether to stay signed in.
    pub remembered: bool,
    /// Digest of the cookie that makes this browser known, old or new.
    pub device: Option<Digest>,
    /// From where.
    pub origin: Origin,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such person, no password, or another one.
    #[error("name and password do not match")]
    Mismatch,
    /// Tried too often; not before then.
    #[error("too many tries")]
    Wait {
        /// When the next try counts.
        until: Micros,
    },
    /// The right password or code, but the person may not sign in.
    #[error("the account is paused")]
    Paused(Standing),
    /// Our failure; [`Fault::Busy`] is worth another try soon.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<LimitError> for SignInError {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Until(until) => Self::Wait { until },
            LimitError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Signs somebody in by password.
pub async fn with_password(core: &Core, input: WithPassword) -> Result<Session, SignInError> {
    let (found, decoy) = candidate(core, &input).await?;
    let who = password_try(core, &input, found.as_ref());
    let (inner, counted) = (core.clone(), who.clone());
    // Counted before the hash is waited for, as a failure until it proves right.
    core.db
        .write::<(), SignInError, _>(move |tx| {
            Box::pin(async move { Ok(limits::password_try(&inner, tx, &counted).await?) })
        })
        .await?;
    let stored = found.as_ref().and_then(|c| c.hash.clone());
    let verified = core.hasher.verify_or(input.password.clone(), stored.clone(), decoy).await?;
    let (Some(found), Some(stored), true) = (&found, stored, verified.matches) else {
        failed(core, found.map(|c| c.user), input.origin).await?;
        return Err(SignInError::Mismatch);
    };
    let fresh = if verified.outdated { Some(core.hasher.hash(input.password.clone()).await?) } else { None };
    let (inner, user) = (core.clone(), found.user);
    core.db
        .write::<_, SignInError, _>(move |tx| {
            Box::pin(async move { admit(&inner, tx, user, &stored, fresh, who, input).await })
        })
        .await?
}

/// The right password: looks again, now that nothing can change beside it, and begins the session.
async fn admit(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    stored: &str,
    fresh: Option<String>,
    who: PasswordTry,
    input: WithPassword,
) -> Result<Result<Session, SignInError>, SignInError> {
    limits::password_right(core, tx, &who).await?;
    let begin =
        Begin { user, amr: vec![Amr::Pwd], remembered: input.remembered, device: input.device, origin: input.origin };
    let Some(session) = sessions::begin_within(core, tx, &begin).await? else {
        return Ok(Err(SignInError::Paused(paused(core, tx, user, &begin.origin).await?)));
    };
    if credentials::password_of(tx, user).await?.as_deref() != Some(stored) {
        return Err(SignInError::Mismatch);
    }
    if let Some(fresh) = fresh {
        credentials::rehash(tx, user, stored, &fresh).await?;
    }
    Ok(Ok(session))
}

async fn paused(core: &Core, tx: &mut Tx, user: UserId, origin: &Origin) -> Result<Standing, Fault> {
    let what = (Topic::Session, "sign_in", Outcome::Denied);
    activity::record(tx, Some(user), what, origin, core.clock.now()).await?;
    Ok(users::find(tx, user).await?.map_or(Standing::Erased, |u| u.standing))
}

/// The holder of the name, and whose hash is computed if there is none.
async fn candidate(core: &Core, input: &WithPassword) -> Result<(Option<Candidate>, Option<String>), Fault> {
    let since = core.clock.now().minus(Duration::from_secs(core.config.sessions.known_device_seconds));
    let mut reader = core.db.read().await?;
    let found = match Address::parse(&input.identifier) {
        Ok(address) => credentials::candidate(&mut reader, &address, input.device.as_ref(), since).await?,
        Err(_) => None,
    };
    let place = core.keyring.word_digest("decoy", &name(&input.identifier));
    let decoy = credentials::decoy(&mut reader, place.text().get(..8).unwrap_or_default()).await?;
    Ok((found, decoy))
}

/// One form for all spellings of a name, also of one that is no address.
fn name(identifier: &str) -> String {
    Address::parse(identifier).map_or_else(|_| identifier.trim().to_lowercase(), |a| a.as_str().to_owned())
}

fn password_try(core: &Core, input: &WithPassword, found: Option<&Candidate>) -> PasswordTry {
    let unknown = || core.keyring.word_digest("unknown name", &name(&input.identifier)).text().to_owned();
    PasswordTry {
        person: found.map_or_else(unknown, |c| c.user.text()),
        origin: input.origin.clone(),
        known_device: input.device.clone().filter(|_| found.is_some_and(|c| c.known_device)),
    }
}

async fn failed(core: &Core, user: Option<UserId>, origin: Origin) -> Result<(), Fault> {
    let now = core.clock.now();
    let what = (Topic::Session, "sign_in", Outcome::Failed);
    core.db.write(move |tx| Box::pin(async move { activity::record(tx, user, what, &origin, now).await })).await
}

/// A sign-in by code that begins.
#[derive(Clone, Debug)]
pub struct Start {
    /// What was typed as e-mail address or phone number.
    pub identifier: String,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The language of the message.
    pub locale: Locale,
    /// From where.
    pub origin: Origin,
}

/// Why no sign-in by code began.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Neither an e-mail address nor a phone number.
    #[error(transparent)]
    NotAnAddress(#[from] NotAnAddress),
    /// There are no text messages here; an e-mail address works.
    #[error("there are no text messages here")]
    NoSms,
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

/// Sends a code to a confirmed contact. Where nobody has it, nothing is sent and nothing tells.
/// Asking again sends a new code.
pub async fn start(core: &Core, input: Start) -> Result<Pending, StartError> {
    let address = Address::parse(&input.identifier)?;
    if address.channel() == Channel::Phone && !core.gateways.sms.is_on() {
        return Err(StartError::NoSms);
    }
    let user = contacts::find_user(&mut core.db.read().await?, &address).await?;
    let issue = Issue {
        purpose: OtpPurpose::SignIn,
        address,
        browser: input.browser,
        subject: user.map(Id::text),
        locale: input.locale,
        say: if user.is_some() { Say::Code } else { Say::Nothing },
        length: CODE_LENGTH,
        origin: input.origin,
    };
    Ok(otp::issue(core, issue).await?)
}

/// The code of a sign-in.
#[derive(Clone, Debug)]
pub struct Finish {
    /// For which challenge; `None`: the one this browser waits for.
    pub id: Option<OtpId>,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// What was typed.
    pub code: String,
    /// Whether to stay signed in.
    pub remembered: bool,
    /// Digest of the cookie that makes this browser known, old or new.
    pub device: Option<Digest>,
    /// From where.
    pub origin: Origin,
}

/// Why a code signed nobody in.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// The code is not accepted.
    #[error(transparent)]
    Code(CodeError),
    /// The right code, but the person may not sign in.
    #[error("the account is paused")]
    Paused(Standing),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<CodeError> for FinishError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Fault(fault) => Self::Fault(fault),
            refusal => Self::Code(refusal),
        }
    }
}

/// Signs somebody in by the code that was sent.
pub async fn finish(core: &Core, input: Finish) -> Result<Session, FinishError> {
    let id = match input.id {
        Some(id) => id,
        None => match otp::pending(core, &input.browser, OtpPurpose::SignIn).await? {
            Some(pending) => pending.id,
            None => return Err(CodeError::Unknown.into()),
        },
    };
    let submit = Submit { id, browser: input.browser.clone(), code: input.code.clone(), length: CODE_LENGTH };
    let inner = core.clone();
    core.db
        .write::<_, FinishError, _>(move |tx| {
            Box::pin(async move {
                match otp::submit_within(&inner, tx, &submit).await? {
                    Ok(challenge) => enter(&inner, tx, &challenge, input).await,
                    Err(refusal) => Ok(Err(refusal.into())),
                }
            })
        })
        .await?
}

async fn enter(
    core: &Core,
    tx: &mut Tx,
    challenge: &OtpChallenge,
    input: Finish,
) -> Result<Result<Session, FinishError>, FinishError> {
    // The contact may have left its person since the code was sent.
    let holder = contacts::find_user(tx, &challenge.address).await?;
    let Some(user) = holder.filter(|id| challenge.subject.as_deref() == Some(id.text().as_str())) else {
        return Ok(Err(CodeError::Ended.into()));
    };
    let amr = match challenge.address.channel() {
        Channel::Phone => Amr::Sms,
        Channel::Email => Amr::Otp,
    };
    let begin =
        Begin { user, amr: vec![amr], remembered: input.remembered, device: input.device, origin: input.origin };
    if let Some(session) = sessions::begin_within(core, tx, &begin).await? {
        return Ok(Ok(session));
    }
    Ok(Err(FinishError::Paused(paused(core, tx, user, &begin.origin).await?)))
}
