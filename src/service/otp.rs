//! One-time codes, for any purpose: issued with a message in one transaction, judged in one
//! transaction with whatever the right code is for.

use std::time::Duration;

use crate::base::{Digest, Fault, Id, Locale, Micros, Secret, random};
use crate::domain::activity::Origin;
use crate::domain::contact::{Address, Channel};
use crate::domain::message::Message;
use crate::domain::otp::{OtpChallenge, OtpId, OtpPurpose, OtpVerdict, clean_code};
use crate::store::{Tx, otp_challenges};

use super::limits::{self, LimitError};
use super::{Core, outbox};

/// Digits of a code on our own pages.
pub const CODE_LENGTH: usize = 6;

/// What is sent. Whoever asked is told the same in each case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// A code.
    Code,
    /// A code that leads back to an account, in an e-mail with a link that does the same.
    Recover {
        /// The address in the link; the message's only reader has it.
        link: Option<String>,
    },
    /// That there is an account already; no code can match.
    AlreadyRegistered,
    /// Nothing, because nobody is there; no code can match.
    Nothing,
}

/// A code to issue.
#[derive(Clone, Debug)]
pub struct Issue {
    /// What it is good for.
    pub purpose: OtpPurpose,
    /// Where it goes.
    pub address: Address,
    /// Digest of the cookie of the browser that may submit it.
    pub browser: Digest,
    /// The record it belongs to.
    pub subject: Option<String>,
    /// The language of the message.
    pub locale: Locale,
    /// What is sent.
    pub say: Say,
    /// Digits.
    pub length: usize,
    /// Who asked.
    pub origin: Origin,
}

/// A code that may be on its way.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The challenge.
    pub id: OtpId,
    /// Where it went.
    pub address: Address,
    /// It works until then.
    pub expires_at: Micros,
    /// Another one can be asked for then.
    pub resend_at: Micros,
}

/// Why no code was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// Too many were sent; not before then.
    #[error("too many codes were sent")]
    Wait {
        /// When the next one may be sent.
        until: Micros,
    },
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<LimitError> for IssueError {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Until(until) => Self::Wait { until },
            LimitError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Issues a code.
pub async fn issue(core: &Core, input: Issue) -> Result<Pending, IssueError> {
    let inner = core.clone();
    let pending = core.db.write(move |tx| Box::pin(async move { issue_within(&inner, tx, input).await })).await?;
    outbox::wake(core);
    Ok(pending)
}

/// Issues a code inside a transaction; an error must undo it, so that what is refused is not
/// counted. Call [`outbox::wake`] after the commit.
pub async fn issue_within(core: &Core, tx: &mut Tx, input: Issue) -> Result<Pending, IssueError> {
    let leaves = input.say != Say::Nothing;
    limits::send(core, tx, input.purpose, &input.address, &input.origin, leaves).await?;
    let now = core.clock.now();
    let id: OtpId = Id::ordered();
    let life = life_of(core, &input.address);
    let secret = fresh_code(core, input.length)?;
    let challenge = OtpChallenge {
        id,
        purpose: input.purpose,
        address: input.address,
        subject: input.subject,
        code: matches!(input.say, Say::Code | Say::Recover { .. })
            .then(|| core.keyring.code_digest(&id.text(), secret.expose())),
        tries: 0,
        created_at: now,
        expires_at: now.plus(life),
        ended_at: None,
    };
    otp_challenges::replace(tx, &challenge, &input.browser).await?;
    let message = match input.say {
        Say::Code => Some(Message::Code { code: secret.expose().to_owned() }),
        Say::Recover { link } => Some(Message::Recover { code: secret.expose().to_owned(), link }),
        Say::AlreadyRegistered => Some(Message::AlreadyRegistered),
        Say::Nothing => None,
    };
    if let Some(message) = message {
        let ask = outbox::Enqueue {
            address: challenge.address.clone(),
            purpose: input.purpose.as_str(),
            locale: input.locale,
            message,
            expires_at: challenge.expires_at,
        };
        outbox::enqueue(core, tx, ask).await?;
    }
    Ok(pending_of(core, challenge))
}

/// The code that a browser waits for, if none came after it and it was not used.
pub async fn pending(core: &Core, browser: &Digest, purpose: OtpPurpose) -> Result<Option<Pending>, Fault> {
    let latest = otp_challenges::latest(&mut core.db.read().await?, browser, purpose).await?;
    Ok(latest.filter(|c| c.ended_at.is_none()).map(|c| pending_of(core, c)))
}

/// The same inside a transaction.
pub async fn pending_within(
    core: &Core,
    tx: &mut Tx,
    browser: &Digest,
    purpose: OtpPurpose,
) -> Result<Option<Pending>, Fault> {
    let latest = otp_challenges::latest(tx, browser, purpose).await?;
    Ok(latest.filter(|c| c.ended_at.is_none()).map(|c| pending_of(core, c)))
}

/// A code as somebody typed it.
#[derive(Clone, Debug)]
pub struct Submit {
    /// For which challenge.
    pub id: OtpId,
    /// Digest of the cookie of the browser it came from.
    pub browser: Digest,
    /// What was typed.
    pub code: String,
    /// Digits.
    pub length: usize,
}

/// Why a code is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// Not so many digits; not counted as a try.
    #[error("not a code")]
    Malformed,
    /// No such challenge in this browser.
    #[error("no such code")]
    Unknown,
    /// Wrong.
    #[error("the code does not match")]
    Wrong {
        /// Tries left.
        left: u32,
    },
    /// Too late.
    #[error("the code has expired")]
    Expired,
    /// Used or replaced before.
    #[error("the code was used or replaced")]
    Ended,
    /// Wrong too often.
    #[error("too many wrong codes")]
    Exhausted {
        /// When a new one can be asked for, or is looked at again.
        until: Micros,
    },
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Judges a code inside a transaction and ends it if it is right: the caller does what the code is
/// for in the same transaction. A refusal is an `Ok` of the transaction, because the try must be
/// remembered.
pub async fn submit_within(core: &Core, tx: &mut Tx, input: &Submit) -> Result<Result<OtpChallenge, CodeError>, Fault> {
    let Some(digits) = clean_code(&input.code, input.length) else { return Ok(Err(CodeError::Malformed)) };
    let Some(challenge) = otp_challenges::count_try(tx, input.id, &input.browser).await? else {
        return Ok(Err(CodeError::Unknown));
    };
    let now = core.clock.now();
    let digest = core.keyring.code_digest(&challenge.id.text(), &digits);
    let verdict = challenge.submit(&digest, core.config.otp.tries, now);
    if matches!(verdict, OtpVerdict::Ended | OtpVerdict::Expired) {
        return Ok(Err(refusal(core, verdict, &challenge)));
    }
    // A code that was used up before costs its owner nothing more.
    if challenge.tries > core.config.otp.tries {
        return Ok(Err(refusal(core, verdict, &challenge)));
    }
    if let Some(until) = limits::otp_try(core, tx, &challenge.address).await? {
        return Ok(Err(CodeError::Exhausted { until }));
    }
    if verdict != OtpVerdict::Accepted {
        return Ok(Err(refusal(core, verdict, &challenge)));
    }
    limits::otp_right(core, tx, &challenge.address).await?;
    if !otp_challenges::end(tx, challenge.id, now).await? {
        return Ok(Err(CodeError::Ended));
    }
    Ok(Ok(challenge))
}

fn refusal(core: &Core, verdict: OtpVerdict, challenge: &OtpChallenge) -> CodeError {
    match verdict {
        OtpVerdict::Wrong { left } => CodeError::Wrong { left },
        OtpVerdict::Expired => CodeError::Expired,
        OtpVerdict::Ended | OtpVerdict::Accepted => CodeError::Ended,
        OtpVerdict::Exhausted => CodeError::Exhausted { until: resend_at(core, challenge) },
    }
}

fn pending_of(core: &Core, challenge: OtpChallenge) -> Pending {
    let resend_at = resend_at(core, &challenge);
    Pending { id: challenge.id, address: challenge.address, expires_at: challenge.expires_at, resend_at }
}

fn resend_at(core: &Core, challenge: &OtpChallenge) -> Micros {
    let wait = if core.config.limits.enabled { core.config.otp.resend_seconds } else { 0 };
    challenge.created_at.plus(Duration::from_secs(wait))
}

fn life_of(core: &Core, address: &Address) -> Duration {
    Duration::from_secs(match address.channel() {
        Channel::Phone => core.config.otp.sms_seconds,
        Channel::Email => core.config.otp.email_seconds,
    })
}

/// A random code, or the fixed one of development cut to length.
fn fresh_code(core: &Core, length: usize) -> Result<Secret, Fault> {
    let fixed = core.config.otp.fixed_code.as_ref().filter(|_| core.config.is_development());
    match fixed.and_then(|all| all.expose().get(..length)) {
        Some(digits) => Ok(Secret::new(digits)),
        None => random::digits(length),
    }
}
