//! Signing in with a passkey, which is two factors by itself; and a passkey as the second step.

use crate::base::{Digest, Fault};
use crate::domain::pending_sign_in::PendingSignIn;
use crate::domain::session::Amr;
use crate::service::Core;
use crate::service::passkeys::{self, Answer, Refusal};

use super::enter::{Barred, Entered, Proved, barred, enter_within};
use super::second::{Ended, complete_within};

/// A sign-in by passkey.
#[derive(Clone, Debug)]
pub struct WithPasskey {
    /// What the device answered: to sign in, or to confirm who is signed in.
    pub answer: Answer,
    /// Whether to stay signed in.
    pub remembered: bool,
    /// Digest of the cookie that makes this browser known, old or new.
    pub device: Option<Digest>,
    /// The page of ours that follows, where no authorization does.
    pub next: Option<String>,
}

/// Why a passkey let nobody in.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The answer proves nothing.
    #[error(transparent)]
    Refused(Refusal),
    /// The right answer, but the person is not let in.
    #[error("the person is not let in")]
    Barred(Barred),
    /// Nothing waits for a second step in this browser any more.
    #[error("nothing waits for a second step")]
    Gone,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for PasskeyError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Fault(fault) => Self::Fault(fault),
            refusal => Self::Refused(refusal),
        }
    }
}

/// Signs somebody in by passkey.
pub async fn with_passkey(core: &Core, input: WithPasskey) -> Result<Entered, PasskeyError> {
    let (browser, origin) = (input.answer.browser.clone(), input.answer.origin.clone());
    let proof = passkeys::prove(core, input.answer).await?;
    let proved = Proved {
        user: proof.user,
        by: vec![Amr::Passkey],
        remembered: input.remembered,
        device: input.device,
        browser,
        next: input.next,
        anew: false,
        origin,
    };
    let inner = core.clone();
    core.db
        .write::<_, PasskeyError, _>(move |tx| {
            Box::pin(async move {
                if let Err(refusal) = passkeys::prove_within(&inner, tx, &proof).await? {
                    return Ok(Err(refusal.into()));
                }
                match enter_within(&inner, tx, &proved).await? {
                    Ok(entered) => Ok(Ok(entered)),
                    Err(why) => {
                        barred(&inner, tx, proved.user, &proved.origin).await?;
                        Ok(Err(PasskeyError::Barred(why)))
                    }
                }
            })
        })
        .await?
}

/// Goes on with a sign-in that waits for its second step. `trust`: spare this browser the second step for a while.
pub async fn second_by_passkey(
    core: &Core,
    pending: PendingSignIn,
    answer: Answer,
    trust: bool,
) -> Result<Entered, PasskeyError> {
    let origin = answer.origin.clone();
    let proof = passkeys::prove(core, answer).await?;
    if proof.user != pending.user {
        return Err(Refusal::Unknown.into());
    }
    let inner = core.clone();
    core.db
        .write::<_, PasskeyError, _>(move |tx| {
            Box::pin(async move {
                if let Err(refusal) = passkeys::prove_within(&inner, tx, &proof).await? {
                    return Ok(Err(refusal.into()));
                }
                Ok(match complete_within(&inner, tx, &pending, Amr::Passkey, trust, &origin).await? {
                    Ok(entered) => Ok(entered),
                    Err(Ended::Gone) => Err(PasskeyError::Gone),
                    Err(Ended::Barred(why)) => Err(PasskeyError::Barred(why)),
                })
            })
        })
        .await?
}
