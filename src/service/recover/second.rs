//! A second proof that is not a message: a code of the authenticator app, a recovery code.

use crate::base::{Digest, Fault};
use crate::domain::activity::Origin;
use crate::domain::recovery::Way;
use crate::domain::session::Amr;
use crate::domain::user::Standing;
use crate::service::recovery_codes::{self, RecoveryError};
use crate::service::totp::{self, TotpError};
use crate::service::{Core, outbox};
use crate::store::{Tx, recoveries};

use super::{known, prove};

/// What is proved with.
#[derive(Clone, Debug)]
pub enum Proof {
    /// A code of the authenticator app.
    Totp(String),
    /// A recovery code: it is used up.
    Recovery(String),
}

impl Proof {
    /// The way it is.
    pub const fn way(&self) -> Way {
        match self {
            Self::Totp(_) => Way::Totp,
            Self::Recovery(_) => Way::Code,
        }
    }
}

/// Why nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum SecondError {
    /// Nothing waits for it in this browser.
    #[error("another step is next")]
    OtherStep,
    /// A code of the app.
    #[error(transparent)]
    Totp(TotpError),
    /// A recovery code.
    #[error(transparent)]
    Recovery(RecoveryError),
    /// The person is not let in.
    #[error("not let in")]
    Barred(Standing),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Proves something else than the contact.
pub async fn second(core: &Core, browser: &Digest, proof: Proof, origin: Origin) -> Result<(), SecondError> {
    let (inner, browser) = (core.clone(), browser.clone());
    let done = core
        .db
        .write::<_, SecondError, _>(move |tx| {
            Box::pin(async move { second_within(&inner, tx, &browser, proof, &origin).await })
        })
        .await?;
    outbox::wake(core);
    done
}

/// An `Err` undoes what was used up; a refusal whose try counts is an `Ok`.
async fn second_within(
    core: &Core,
    tx: &mut Tx,
    browser: &Digest,
    proof: Proof,
    origin: &Origin,
) -> Result<Result<(), SecondError>, SecondError> {
    let found = recoveries::of_browser(tx, browser, core.clock.now()).await?;
    let recovery = found.filter(|recovery| recovery.amr.len() == 1).ok_or(SecondError::OtherStep)?;
    let user = recovery.user.ok_or(SecondError::OtherStep)?;
    if let Err(standing) = prove::open(core, tx, user, origin).await? {
        return Ok(Err(SecondError::Barred(standing)));
    }
    let known = known(core, tx, user).await?.ok_or(SecondError::OtherStep)?;
    if !known.standing().ways(&recovery.address).contains(&proof.way()) {
        return Err(SecondError::OtherStep);
    }
    let amr = match proof {
        Proof::Totp(code) => match totp::prove_within(core, tx, user, &code).await? {
            Ok(()) => Amr::Totp,
            Err(refusal) => return Ok(Err(SecondError::Totp(refusal))),
        },
        Proof::Recovery(code) => match recovery_codes::prove_within(core, tx, user, &code, origin).await? {
            Ok(()) => Amr::Recovery,
            Err(refusal) => return Ok(Err(SecondError::Recovery(refusal))),
        },
    };
    if prove::note(core, tx, &recovery, user, amr).await? { Ok(Ok(())) } else { Err(SecondError::OtherStep) }
}
