//! The beginning: a contact is named, and a code goes to it if it is somebody's.

use crate::base::{Digest, Fault, Id, Locale, Micros, random};
use crate::domain::activity::Origin;
use crate::domain::contact::{Address, Channel, NotAnAddress};
use crate::domain::oauth::track::TrackId;
use crate::domain::otp::OtpPurpose;
use crate::domain::recovery::{LIFE, Recovery};
use crate::domain::user::UserId;
use crate::service::limits::{self, LimitError};
use crate::service::otp::{self, CODE_LENGTH, Issue, IssueError, Say};
use crate::service::{Core, outbox};
use crate::store::{Tx, contacts, recoveries};

use super::known;

/// A way back that begins.
#[derive(Clone, Debug)]
pub struct Start {
    /// What was typed as e-mail address or phone number.
    pub identifier: String,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The authorization that it leads back to.
    pub track: Option<TrackId>,
    /// The language of the message.
    pub locale: Locale,
    /// From where.
    pub origin: Origin,
}

/// Why nothing began. None of it tells whether somebody is there.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Neither an e-mail address nor a phone number.
    #[error(transparent)]
    NotAnAddress(#[from] NotAnAddress),
    /// There are no text messages here; an e-mail address works.
    #[error("there are no text messages here")]
    NoSms,
    /// Too often for this contact, or from this network.
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

impl From<LimitError> for StartError {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Until(until) => Self::Wait { until },
            LimitError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Begins, or begins anew: what was on its way in this browser, and what waits for its first proof anywhere, ends.
pub async fn start(core: &Core, input: Start) -> Result<(), StartError> {
    let address = Address::parse(&input.identifier)?;
    if address.channel() == Channel::Phone && !core.gateways.sms.is_on() {
        return Err(StartError::NoSms);
    }
    let user = holder(core, &address).await?;
    let inner = core.clone();
    core.db
        .write::<_, StartError, _>(move |tx| Box::pin(async move { begin(&inner, tx, input, address, user).await }))
        .await?;
    outbox::wake(core);
    Ok(())
}

/// Whose account the contact leads back to.
async fn holder(core: &Core, address: &Address) -> Result<Option<UserId>, Fault> {
    let mut reader = core.db.read().await?;
    let Some(user) = contacts::find_user(&mut reader, address).await? else { return Ok(None) };
    let known = known(core, &mut reader, user).await?;
    Ok(known.filter(|known| known.standing().own(address).is_some()).map(|_| user))
}

async fn begin(
    core: &Core,
    tx: &mut Tx,
    input: Start,
    address: Address,
    user: Option<UserId>,
) -> Result<(), StartError> {
    limits::recovery(core, tx, &address).await?;
    let now = core.clock.now();
    let secret = random::token()?;
    let link = (address.channel() == Channel::Email && user.is_some())
        .then(|| format!("{}/recover/link?token={}", core.issuer(), secret.expose()));
    let recovery = Recovery {
        id: Id::opaque(),
        user,
        address,
        amr: Vec::new(),
        track: input.track,
        locale: input.locale,
        ip: input.origin.ip.map(|ip| ip.to_string()),
        agent: input.origin.agent.clone(),
        created_at: now,
        expires_at: now.plus(LIFE),
        ended_at: None,
        link_used_at: None,
    };
    let digest = link.is_some().then(|| secret.digest());
    // The code before the record, as whoever types a code holds them.
    let browser = input.browser.clone();
    let issue = Issue {
        purpose: OtpPurpose::Recover,
        address: recovery.address.clone(),
        browser: input.browser,
        subject: Some(recovery.id.text()),
        locale: input.locale,
        say: if user.is_some() { Say::Recover { link } } else { Say::Nothing },
        length: CODE_LENGTH,
        origin: input.origin,
    };
    otp::issue_within(core, tx, issue).await?;
    Ok(recoveries::replace(tx, &recovery, &browser, digest.as_ref()).await?)
}
