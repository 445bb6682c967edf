//! The link in the e-mail. To look at it changes nothing: mail scanners and previews do. It works in any browser, once.

use crate::base::{Digest, Fault, Micros, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::recovery::{Recovery, proof_of};
use crate::domain::user::Standing;
use crate::service::{Core, activity};
use crate::store::{Tx, otp_challenges, recoveries};

use super::{known, prove};

/// What a link is worth.
#[derive(Clone, Debug)]
pub enum Asked {
    /// It works.
    Open(Box<Recovery>),
    /// It, or its code, was used; or somebody said that they did not ask for it.
    Used(Box<Recovery>),
    /// Too late, or a newer one was sent.
    Expired(Box<Recovery>),
    /// There is no such link.
    Unknown,
}

/// Looks at a link and changes nothing.
pub async fn asked(core: &Core, token: &Secret) -> Result<Asked, Fault> {
    let found = recoveries::of_link(&mut core.db.read().await?, &token.digest()).await?;
    Ok(judge(found, core.clock.now()))
}

fn judge(found: Option<Recovery>, now: Micros) -> Asked {
    match found.map(Box::new) {
        None => Asked::Unknown,
        Some(recovery) if recovery.link_used_at.is_some() || !recovery.amr.is_empty() => Asked::Used(recovery),
        Some(recovery) if !recovery.is_live(now) => Asked::Expired(recovery),
        Some(recovery) => Asked::Open(recovery),
    }
}

/// Somebody goes on with a link.
#[derive(Clone, Debug)]
pub struct Follow {
    /// The secret in it.
    pub token: Secret,
    /// Digest of the binding cookie of the browser that goes on.
    pub browser: Digest,
    /// From where.
    pub origin: Origin,
}

/// Why a link led nowhere.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// It does not work any more.
    #[error("the link does not work")]
    Dead(Asked),
    /// The person is not let in: told to whoever has the link.
    #[error("not let in")]
    Barred(Standing),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Uses a link, once: its recovery goes on in this browser, with the contact proved.
pub async fn follow(core: &Core, input: Follow) -> Result<Recovery, FollowError> {
    let inner = core.clone();
    core.db.write::<_, FollowError, _>(move |tx| Box::pin(async move { followed(&inner, tx, &input).await })).await?
}

async fn followed(core: &Core, tx: &mut Tx, input: &Follow) -> Result<Result<Recovery, FollowError>, FollowError> {
    let (digest, now) = (input.token.digest(), core.clock.now());
    let found = recoveries::of_link(tx, &digest).await?;
    let open = match judge(found, now) {
        Asked::Open(recovery) => recovery,
        dead => return Ok(Err(FollowError::Dead(dead))),
    };
    let dead = || Ok(Err(FollowError::Dead(Asked::Expired(open.clone()))));
    let Some(user) = open.user else { return dead() };
    // The code before the person and the record, as whoever types a code holds them.
    otp_challenges::end_of_subject(tx, &open.id.text(), now).await?;
    if let Err(standing) = prove::open(core, tx, user, &input.origin).await? {
        return Ok(Err(FollowError::Barred(standing)));
    }
    let known = known(core, tx, user).await?;
    if known.is_none_or(|known| known.standing().own(&open.address).is_none()) {
        return dead();
    }
    let proof = proof_of(open.address.channel());
    let Some(recovery) = recoveries::follow(tx, &digest, &input.browser, proof, now).await? else {
        return Ok(Err(FollowError::Dead(Asked::Used(open))));
    };
    recoveries::end_of_user(tx, user, Some(recovery.id), now).await?;
    Ok(Ok(recovery))
}

/// The reader of the e-mail did not ask for it: it ends, and nobody goes on with its code either.
pub async fn refuse(core: &Core, token: &Secret, origin: Origin) -> Result<(), Fault> {
    let (digest, now) = (token.digest(), core.clock.now());
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let Asked::Open(recovery) = judge(recoveries::of_link(tx, &digest).await?, now) else {
                    return Ok(());
                };
                otp_challenges::end_of_subject(tx, &recovery.id.text(), now).await?;
                if recoveries::end(tx, recovery.id, &[], now).await? {
                    let what = (Topic::Security, "recover_refuse", Outcome::Succeed);
                    activity::record(tx, recovery.user, what, &origin, now).await?;
                }
                Ok(())
            })
        })
        .await
}
