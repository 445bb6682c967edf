//! By a code to a confirmed contact. Names that nobody has get the same words.

use crate::base::{Digest, Fault, Id, Locale, Micros};
use crate::domain::activity::Origin;
use crate::domain::contact::{Address, Channel, NotAnAddress};
use crate::domain::otp::{OtpChallenge, OtpId, OtpPurpose};
use crate::domain::policy::Method;
use crate::domain::session::Amr;
use crate::domain::user::UserId;
use crate::service::Core;
use crate::service::otp::{self, CODE_LENGTH, CodeError, Issue, IssueError, Pending, Say, Submit};
use crate::store::{Tx, contacts};

use super::enter::{Barred, Entered, Proved, barred, enter_within};

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
    /// No text messages go to this number; an e-mail address works.
    #[error("no text messages go there")]
    NoSms,
    /// The operator does not offer codes by this channel.
    #[error("codes are switched off here")]
    Off,
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
    if matches!(&address, Address::Phone(phone) if !core.gateways.sms.reaches(phone)) {
        return Err(StartError::NoSms);
    }
    let method = match address.channel() {
        Channel::Phone => Method::Sms,
        Channel::Email => Method::Email,
    };
    if !core.config.sign_in.methods.contains(&method) {
        return Err(StartError::Off);
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
    /// The page of ours that follows, where no authorization does.
    pub next: Option<String>,
    /// The only person who may come in by it, where one proves themselves again.
    pub only: Option<UserId>,
    /// From where.
    pub origin: Origin,
}

/// Why a code signed nobody in.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// The code is not accepted.
    #[error(transparent)]
    Code(CodeError),
    /// The right code, but the person may not come in by it.
    #[error("not let in")]
    Barred(Barred),
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
pub async fn finish(core: &Core, input: Finish) -> Result<Entered, FinishError> {
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
) -> Result<Result<Entered, FinishError>, FinishError> {
    // The contact may have left its person since the code was sent.
    let holder = contacts::find_user(tx, &challenge.address).await?;
    let holder = holder.filter(|id| input.only.is_none_or(|only| only == *id));
    let Some(user) = holder.filter(|id| challenge.subject.as_deref() == Some(id.text().as_str())) else {
        return Ok(Err(CodeError::Ended.into()));
    };
    let amr = match challenge.address.channel() {
        Channel::Phone => Amr::Sms,
        Channel::Email => Amr::Otp,
    };
    let proved = Proved {
        user,
        by: vec![amr],
        remembered: input.remembered,
        device: input.device,
        browser: input.browser,
        next: input.next,
        anew: input.only.is_some(),
        origin: input.origin,
    };
    match enter_within(core, tx, &proved).await? {
        Ok(entered) => Ok(Ok(entered)),
        Err(why) => {
            barred(core, tx, user, &proved.origin).await?;
            Ok(Err(FinishError::Barred(why)))
        }
    }
}
