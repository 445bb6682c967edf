//! Each way to prove oneself once more, for a sign-in that waits in a browser.

use crate::base::{Digest, Fault, Locale, Micros, Secret};
use crate::domain::activity::Origin;
use crate::domain::contact::{Address, Channel};
use crate::domain::factors::Second;
use crate::domain::otp::OtpPurpose;
use crate::domain::pending_sign_in::PendingSignIn;
use crate::domain::user::{Person, UserId};
use crate::service::limits::{self, PasswordTry};
use crate::service::otp::{self, CODE_LENGTH, CodeError, Issue, IssueError, Pending, Say, Submit};
use crate::service::recovery_codes::{self, RecoveryError};
use crate::service::totp::{self, TotpError};
use crate::service::{Core, outbox};
use crate::store::{Tx, credentials, factors, pending_sign_ins, users};

use super::enter::Entered;
use super::password::SignInError;
use super::second::{Ended, Waiting, complete_within};

/// What is proved with.
#[derive(Clone, Debug)]
pub enum Proof {
    /// A code of the authenticator app.
    Totp(String),
    /// A recovery code.
    Recovery(String),
    /// The code that was sent by SMS.
    Sms(String),
    /// The password.
    Password(Secret),
}

impl Proof {
    /// The way it is.
    pub const fn way(&self) -> Second {
        match self {
            Self::Totp(_) => Second::Totp,
            Self::Recovery(_) => Second::Recovery,
            Self::Sms(_) => Second::Sms,
            Self::Password(_) => Second::Password,
        }
    }
}

/// A second proof.
#[derive(Clone, Debug)]
pub struct Prove {
    /// Digest of the browser's binding cookie: what waits there is meant.
    pub browser: Digest,
    /// What was typed.
    pub proof: Proof,
    /// Whether to spare this browser the second step for a while.
    pub trust: bool,
    /// From where.
    pub origin: Origin,
}

/// Why a second proof led nowhere.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// Nothing waits, or the person is not let in.
    #[error("nothing waits here")]
    Ended(Ended),
    /// The person has no such way, or not any more.
    #[error("no such way")]
    NoWay,
    /// A code of the app.
    #[error(transparent)]
    Totp(TotpError),
    /// A recovery code.
    #[error(transparent)]
    Recovery(RecoveryError),
    /// A code that was sent.
    #[error(transparent)]
    Code(CodeError),
    /// Another password.
    #[error("the password does not match")]
    Password,
    /// Too many wrong passwords.
    #[error("too many tries")]
    Wait {
        /// When the next try counts.
        until: Micros,
    },
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// One more proof was right.
#[derive(Clone, Debug)]
pub struct Done {
    /// How far it led.
    pub entered: Entered,
    /// The page of ours that follows, where no authorization does.
    pub next: Option<String>,
}

/// Tries a second proof.
pub async fn prove(core: &Core, input: Prove) -> Result<Done, ProveError> {
    let known = match &input.proof {
        Proof::Password(password) => Some(right_password(core, &input, password).await?),
        _ => None,
    };
    let inner = core.clone();
    let done = core
        .db
        .write::<_, Fault, _>(move |tx| Box::pin(async move { prove_within(&inner, tx, &input, known).await }))
        .await?;
    outbox::wake(core);
    done
}

async fn prove_within(
    core: &Core,
    tx: &mut Tx,
    input: &Prove,
    known: Option<Known>,
) -> Result<Result<Done, ProveError>, Fault> {
    let gone = || Ok(Err(ProveError::Ended(Ended::Gone)));
    let Some(pending) = pending_sign_ins::of_browser(tx, &input.browser, core.clock.now()).await? else {
        return gone();
    };
    let user = pending.user;
    let way = input.proof.way();
    // A code that was sent is held before its person, as everybody does who takes one.
    if way != Second::Sms {
        users::hold(tx, user).await?;
    }
    if !factors::of(tx, user).await?.remaining(&pending.amr).contains(&way) {
        return Ok(Err(ProveError::NoWay));
    }
    let refused = match &input.proof {
        Proof::Totp(code) => totp::prove_within(core, tx, user, code).await?.err().map(ProveError::Totp),
        Proof::Recovery(code) => {
            recovery_codes::prove_within(core, tx, user, code, &input.origin).await?.err().map(ProveError::Recovery)
        }
        Proof::Sms(code) => sent(core, tx, &pending, &input.browser, code).await?.err().map(ProveError::Code),
        Proof::Password(_) => {
            let Some(known) = known.filter(|known| known.user == user) else { return gone() };
            // Changed since it was compared: the old one opens nothing any more.
            if credentials::password_of(tx, user).await?.as_deref() != Some(known.hash.as_str()) {
                return Ok(Err(ProveError::Password));
            }
            limits::password_right(core, tx, &known.who).await?;
            None
        }
    };
    if let Some(error) = refused {
        return Ok(Err(error));
    }
    let next = pending.next.clone();
    let entered = complete_within(core, tx, &pending, way.amr(), input.trust, &input.origin).await?;
    Ok(entered.map(|entered| Done { entered, next }).map_err(ProveError::Ended))
}

/// A password that was compared outside of the transaction.
struct Known {
    user: UserId,
    hash: String,
    who: PasswordTry,
}

async fn right_password(core: &Core, input: &Prove, password: &Secret) -> Result<Known, ProveError> {
    let mut reader = core.db.read().await?;
    let pending = pending_sign_ins::of_browser(&mut reader, &input.browser, core.clock.now()).await?;
    let Some(pending) = pending else { return Err(ProveError::Ended(Ended::Gone)) };
    let stored = credentials::password_of(&mut reader, pending.user).await?;
    drop(reader);
    let who = PasswordTry { person: pending.user.text(), origin: input.origin.clone(), known_device: None };
    let (inner, counted) = (core.clone(), who.clone());
    let counted: Result<(), SignInError> =
        core.db.write(move |tx| Box::pin(async move { Ok(limits::password_try(&inner, tx, &counted).await?) })).await;
    match counted {
        Ok(()) => {}
        Err(SignInError::Wait { until }) => return Err(ProveError::Wait { until }),
        Err(SignInError::Fault(fault)) => return Err(fault.into()),
        Err(SignInError::Mismatch | SignInError::Barred(_)) => return Err(ProveError::Password),
    }
    let verified = core.hasher.verify(password.clone(), stored.clone()).await?;
    match stored.filter(|_| verified.matches) {
        Some(hash) => Ok(Known { user: pending.user, hash, who }),
        None => Err(ProveError::Password),
    }
}

/// Judges the code that was sent by SMS.
async fn sent(
    core: &Core,
    tx: &mut Tx,
    pending: &PendingSignIn,
    browser: &Digest,
    code: &str,
) -> Result<Result<(), CodeError>, Fault> {
    let Some(latest) = otp::pending_within(core, tx, browser, OtpPurpose::SecondStep).await? else {
        return Ok(Err(CodeError::Unknown));
    };
    let submit = Submit { id: latest.id, browser: browser.clone(), code: code.to_owned(), length: CODE_LENGTH };
    Ok(match otp::submit_within(core, tx, &submit).await? {
        // A code for somebody else who began in this browser is nothing here.
        Ok(challenge) if challenge.subject.as_deref() == Some(pending.user.text().as_str()) => Ok(()),
        Ok(_) => Err(CodeError::Ended),
        Err(refusal) => Err(refusal),
    })
}

/// The number that codes go to.
pub fn phone_of(person: &Person) -> Option<&Address> {
    person.proved(Channel::Phone).next().map(|contact| &contact.address)
}

/// Why no code was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The person has no such way.
    #[error("no such way")]
    NoWay,
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

/// Sends a code by SMS to somebody whose sign-in waits.
pub async fn send_sms(
    core: &Core,
    waiting: &Waiting,
    browser: Digest,
    locale: Locale,
    origin: Origin,
) -> Result<Pending, SendError> {
    let phone = phone_of(&waiting.person).filter(|_| waiting.ways.contains(&Second::Sms));
    let Some(phone) = phone.filter(|_| core.gateways.sms.is_on()) else { return Err(SendError::NoWay) };
    let issue = Issue {
        purpose: OtpPurpose::SecondStep,
        address: phone.clone(),
        browser,
        subject: Some(waiting.pending.user.text()),
        locale: waiting.person.user.locale.unwrap_or(locale),
        say: Say::Code,
        length: CODE_LENGTH,
        origin,
    };
    otp::issue(core, issue).await.map_err(|error| match error {
        IssueError::Wait { until } => SendError::Wait { until },
        IssueError::Fault(fault) => SendError::Fault(fault),
    })
}

/// The code by SMS that a browser waits for on behalf of the person whose sign-in waits there.
pub async fn sms_sent(core: &Core, waiting: &Waiting, browser: &Digest) -> Result<Option<Pending>, Fault> {
    let pending = otp::pending(core, browser, OtpPurpose::SecondStep).await?;
    let now = core.clock.now();
    let own = |sent: &Pending| Some(&sent.address) == phone_of(&waiting.person) && sent.expires_at > now;
    Ok(pending.filter(own))
}
