//! Codes that were sent: to the contact that was named, then perhaps to another one.

use crate::base::{Digest, Fault, Locale};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::otp::{OtpChallenge, OtpPurpose};
use crate::domain::recovery::{Recovery, proof_of};
use crate::domain::session::Amr;
use crate::domain::user::{Standing, UserId};
use crate::service::otp::{self, CODE_LENGTH, CodeError, Issue, IssueError, Pending, Say, Submit};
use crate::service::{Core, activity};
use crate::store::{Tx, recoveries, users};

use super::{Here, Stage, here, known};

/// A code as somebody typed it.
#[derive(Clone, Debug)]
pub struct Prove {
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// What was typed.
    pub code: String,
    /// From where.
    pub origin: Origin,
}

/// Why nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The code is not accepted.
    #[error(transparent)]
    Code(CodeError),
    /// The right code, but the person is not let in: told to whoever proved the contact.
    #[error("not let in")]
    Barred(Standing),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<CodeError> for ProveError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Fault(fault) => Self::Fault(fault),
            refusal => Self::Code(refusal),
        }
    }
}

/// Proves the contact that the code was sent to.
pub async fn prove(core: &Core, input: Prove) -> Result<(), ProveError> {
    let pending = otp::pending(core, &input.browser, OtpPurpose::Recover).await?;
    let id = pending.ok_or(CodeError::Unknown)?.id;
    let submit = Submit { id, browser: input.browser.clone(), code: input.code, length: CODE_LENGTH };
    let (inner, origin) = (core.clone(), input.origin);
    core.db
        .write::<_, ProveError, _>(move |tx| {
            Box::pin(async move {
                match otp::submit_within(&inner, tx, &submit).await? {
                    Ok(challenge) => proved(&inner, tx, &challenge, &submit.browser, &origin).await,
                    Err(refusal) => Ok(Err(refusal.into())),
                }
            })
        })
        .await?
}

async fn proved(
    core: &Core,
    tx: &mut Tx,
    challenge: &OtpChallenge,
    browser: &Digest,
    origin: &Origin,
) -> Result<Result<(), ProveError>, ProveError> {
    let gone = || Ok(Err(CodeError::Ended.into()));
    let Some(recovery) = of_challenge(core, tx, challenge, browser).await? else { return gone() };
    let Some(user) = recovery.user else { return gone() };
    if let Err(standing) = open(core, tx, user, origin).await? {
        return Ok(Err(ProveError::Barred(standing)));
    }
    // The contact may have left its person since the code was sent, or prove nothing that is not proved.
    let Some(known) = known(core, tx, user).await? else { return gone() };
    let own = known.standing().own(&challenge.address).is_some();
    let new = match recovery.amr.len() {
        0 => challenge.address == recovery.address,
        1 => challenge.address.channel() != recovery.address.channel(),
        _ => false,
    };
    let proof = proof_of(challenge.address.channel());
    if own && new && note(core, tx, &recovery, user, proof).await? { Ok(Ok(())) } else { gone() }
}

/// The recovery that a code was sent for, if this browser goes on with it.
async fn of_challenge(
    core: &Core,
    tx: &mut Tx,
    challenge: &OtpChallenge,
    browser: &Digest,
) -> Result<Option<Recovery>, Fault> {
    let Some(id) = challenge.subject.as_deref().and_then(|text| text.parse().ok()) else { return Ok(None) };
    recoveries::find(tx, id, browser, core.clock.now()).await
}

/// Holds the person's row; somebody who is not in good standing is not let back, which is noted.
pub(super) async fn open(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    origin: &Origin,
) -> Result<Result<(), Standing>, Fault> {
    if users::hold_open(tx, user).await? {
        return Ok(Ok(()));
    }
    let standing = users::find(tx, user).await?.map_or(Standing::Erased, |user| user.standing);
    let what = (Topic::Security, "recover", Outcome::Denied);
    activity::record(tx, Some(user), what, origin, core.clock.now()).await?;
    Ok(Err(standing))
}

/// Notes a proof. Whatever else the person has on the way ends: whoever proved something goes on.
pub(super) async fn note(
    core: &Core,
    tx: &mut Tx,
    recovery: &Recovery,
    user: UserId,
    proof: Amr,
) -> Result<bool, Fault> {
    let now = core.clock.now();
    let mut amr = recovery.amr.clone();
    amr.push(proof);
    let noted = recoveries::proved(tx, recovery.id, &recovery.amr, &amr, now).await?;
    if noted {
        recoveries::end_of_user(tx, user, Some(recovery.id), now).await?;
    }
    Ok(noted)
}

/// Sends a code to the person's other contact. `None`: there is none, or another step is next.
pub async fn send_other(
    core: &Core,
    browser: &Digest,
    locale: Locale,
    origin: Origin,
) -> Result<Option<Pending>, IssueError> {
    let Here::At(recovery, stage) = here(core, browser).await? else { return Ok(None) };
    let Stage::Second { other: Some(address), .. } = *stage else { return Ok(None) };
    let issue = Issue {
        purpose: OtpPurpose::Recover,
        address,
        browser: browser.clone(),
        subject: Some(recovery.id.text()),
        locale,
        say: Say::Recover { link: None },
        length: CODE_LENGTH,
        origin,
    };
    otp::issue(core, issue).await.map(Some)
}
