//! The second proof of a sign-in: what waits in a browser, and how it ends.

use crate::base::{Digest, Fault, Id};
use crate::domain::activity::Origin;
use crate::domain::factors::{Factors, Second};
use crate::domain::pending_sign_in::{self, PendingSignIn};
use crate::domain::policy::{Class, Whom};
use crate::domain::session::{Amr, Session};
use crate::domain::user::{Person, Standing};
use crate::service::Core;
use crate::service::sessions::{self, Begin};
use crate::store::{Tx, closings, contacts, factors, known_devices, pending_sign_ins, users};

use super::enter::{Barred, Entered, trusted_for};

/// A sign-in that waits for one more proof.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The record.
    pub pending: PendingSignIn,
    /// Who.
    pub person: Person,
    /// What the person has.
    pub factors: Factors,
    /// What can be proved now, the strongest first.
    pub ways: Vec<Second>,
}

/// What a browser waits for; `None` if nothing, or too late.
pub async fn waiting(core: &Core, browser: &Digest) -> Result<Option<Waiting>, Fault> {
    let mut reader = core.db.read().await?;
    let Some(pending) = pending_sign_ins::of_browser(&mut reader, browser, core.clock.now()).await? else {
        return Ok(None);
    };
    let Some(person) = contacts::person(&mut reader, pending.user).await? else { return Ok(None) };
    let factors = factors::of(&mut reader, pending.user).await?;
    let ways = factors.leading(&pending.amr, pending.wanted);
    Ok(Some(Waiting { pending, person, factors, ways }))
}

/// What a session is raised for.
#[derive(Clone, Debug)]
pub struct Raise {
    /// The session.
    pub session: Session,
    /// The class that a client or a rule wants.
    pub wanted: Class,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// Digest of the cookie that makes this browser known.
    pub device: Option<Digest>,
    /// The page of ours that follows, where no authorization does.
    pub next: Option<String>,
}

/// Asks a browser, where somebody is signed in, for one more proof: its session does not reach what a client or
/// a rule wants. False if the person has nothing that reaches it.
pub async fn raise(core: &Core, input: Raise) -> Result<bool, Fault> {
    let Raise { session, wanted, browser, device, next } = input;
    let now = core.clock.now();
    let has = factors::of(&mut core.db.read().await?, session.user).await?;
    if has.reachable(&session.amr) < wanted {
        return Ok(false);
    }
    let pending = PendingSignIn {
        id: Id::opaque(),
        user: session.user,
        amr: session.amr,
        remembered: session.remembered,
        device,
        next,
        auth_time: Some(session.auth_time),
        wanted,
        created_at: now,
        expires_at: now.plus(pending_sign_in::LIFE),
    };
    core.db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move { pending_sign_ins::replace(tx, &pending, &browser).await })
        })
        .await?;
    Ok(true)
}

/// Why a second proof led nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing waits in this browser any more: too late, or another tab was faster.
    Gone,
    /// The person is not let in.
    Barred(Barred),
}

/// One more proof was right: the session begins, or the next proof is asked for. Inside the transaction of the
/// proof; of two at once one ends with [`Ended::Gone`]. `trust`: spare this browser the second step for a while.
pub async fn complete_within(
    core: &Core,
    tx: &mut Tx,
    pending: &PendingSignIn,
    by: Amr,
    trust: bool,
    origin: &Origin,
) -> Result<Result<Entered, Ended>, Fault> {
    let (user, now) = (pending.user, core.clock.now());
    let open = users::hold_open(tx, user).await?;
    let closing = !open && closings::hold(tx, user, now).await?;
    let found = users::find(tx, user).await?;
    let Some(person) = found.as_ref().filter(|_| open || closing) else {
        let standing = found.map_or(Standing::Erased, |user| user.standing);
        return Ok(Err(Ended::Barred(Barred::Standing(standing))));
    };
    if users::frozen_before(tx, user).await?.is_some() {
        return Ok(Err(Ended::Barred(Barred::Frozen)));
    }
    let mut amr = pending.amr.clone();
    if !amr.contains(&by) {
        amr.push(by);
    }
    let has = factors::of(tx, user).await?;
    let whom = Whom { role: person.role, client: None };
    let more = match pending.auth_time {
        // One proof may be half of what the class needs.
        Some(_) => Class::reached(&amr) < pending.wanted && has.reachable(&amr) >= pending.wanted,
        None => core.config.sign_in.policy().asks_second(whom, &amr, &has, false),
    };
    if more {
        let noted = pending_sign_ins::proved(tx, pending.id, &pending.amr, &amr, now).await?;
        return Ok(if noted { Ok(Entered::Second(pending.id)) } else { Err(Ended::Gone) });
    }
    if closing {
        let noted = closings::proved(tx, pending.id, &pending.amr, &amr, now).await?;
        return Ok(if noted { Ok(Entered::Closing(pending.id)) } else { Err(Ended::Gone) });
    }
    if !pending_sign_ins::end(tx, pending.id, now).await? {
        return Ok(Err(Ended::Gone));
    }
    let trusted = trust && Class::reached(&amr) >= Class::TwoFactor;
    let begin = Begin {
        user,
        amr,
        remembered: pending.remembered,
        device: pending.device.clone(),
        auth_time: pending.auth_time,
        origin: origin.clone(),
    };
    let session = sessions::begin_within(core, tx, &begin).await?;
    let session = session.ok_or(Fault::Bug("a held person is in good standing"))?;
    if let Some(device) = pending.device.as_ref().filter(|_| trusted) {
        known_devices::trust(tx, device, user, now.plus(trusted_for(core))).await?;
    }
    Ok(Ok(Entered::Session(session)))
}
