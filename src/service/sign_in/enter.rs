//! The one end of every way in.

use std::time::Duration;

use crate::base::{Digest, Fault, Id};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::pending_sign_in::{self, PendingId, PendingSignIn};
use crate::domain::policy::{Class, Method, Whom};
use crate::domain::session::{Amr, Session};
use crate::domain::user::{Standing, UserId};
use crate::service::sessions::{self, Begin};
use crate::service::{Core, activity};
use crate::store::{Tx, closings, factors, known_devices, pending_sign_ins, users};

/// Somebody proved who they are.
#[derive(Clone, Debug)]
pub struct Proved {
    /// Who.
    pub user: UserId,
    /// How; the first is the way in.
    pub by: Vec<Amr>,
    /// Whether the person chose to stay signed in.
    pub remembered: bool,
    /// Digest of the cookie that makes this browser known.
    pub device: Option<Digest>,
    /// Digest of the browser's binding cookie: only this browser may go on.
    pub browser: Digest,
    /// The page of ours that follows, where no authorization does: path and query.
    pub next: Option<String>,
    /// Whether a browser that is spared the second step is asked for it all the same.
    pub anew: bool,
    /// From where.
    pub origin: Origin,
}

/// How far a proof led.
#[derive(Clone, Debug)]
pub enum Entered {
    /// The person is in.
    Session(Session),
    /// A second proof is asked for.
    Second(PendingId),
    /// Nothing more to prove, but the account is going to be deleted: the person says whether it is kept.
    Closing(PendingId),
}

impl Entered {
    /// The session, if the person is in.
    pub fn session(self) -> Option<Session> {
        match self {
            Self::Session(session) => Some(session),
            Self::Second(_) | Self::Closing(_) => None,
        }
    }
}

/// Why somebody who proved who they are is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred {
    /// The person is not in good standing.
    Standing(Standing),
    /// Somebody objected to a change: only the way back leads in.
    Frozen,
    /// Not by this way: the operator's rules for the person do not have it.
    Method,
}

/// Lets somebody in, or asks for one more proof, inside the transaction of the proof.
pub async fn enter_within(core: &Core, tx: &mut Tx, proved: &Proved) -> Result<Result<Entered, Barred>, Fault> {
    let user = proved.user;
    // Holds the row: whatever takes rights away is either before or sees what begins here.
    let open = users::hold_open(tx, user).await?;
    let now = core.clock.now();
    let closing = !open && closings::hold(tx, user, now).await?;
    let found = users::find(tx, user).await?;
    let Some(person) = found.as_ref().filter(|_| open || closing) else {
        return Ok(Err(Barred::Standing(found.map_or(Standing::Erased, |user| user.standing))));
    };
    if users::frozen_before(tx, user).await?.is_some() {
        return Ok(Err(Barred::Frozen));
    }
    let policy = core.config.sign_in.policy();
    let whom = Whom { role: person.role, client: None };
    let way_in = proved.by.first().copied().and_then(Method::of);
    if way_in.is_some_and(|method| !policy.allows(method, whom)) {
        return Ok(Err(Barred::Method));
    }
    let has = factors::of(tx, user).await?;
    let trusted = match &proved.device {
        Some(device) if has.two_step() && !proved.anew => known_devices::is_trusted(tx, device, user, now).await?,
        _ => false,
    };
    let more = policy.asks_second(whom, &proved.by, &has, trusted);
    if more || closing {
        let pending = PendingSignIn {
            id: Id::opaque(),
            user,
            amr: proved.by.clone(),
            remembered: proved.remembered,
            device: proved.device.clone(),
            next: proved.next.clone(),
            auth_time: None,
            wanted: policy.demand(whom).max(Class::TwoFactor),
            created_at: now,
            expires_at: now.plus(pending_sign_in::LIFE),
        };
        pending_sign_ins::replace(tx, &pending, &proved.browser).await?;
        if more {
            return Ok(Ok(Entered::Second(pending.id)));
        }
        closings::proved(tx, pending.id, &proved.by, &proved.by, now).await?;
        return Ok(Ok(Entered::Closing(pending.id)));
    }
    let begin = Begin {
        user,
        amr: proved.by.clone(),
        remembered: proved.remembered,
        device: proved.device.clone(),
        auth_time: None,
        origin: proved.origin.clone(),
    };
    let session = sessions::begin_within(core, tx, &begin).await?;
    Ok(Ok(Entered::Session(session.ok_or(Fault::Bug("a held person is in good standing"))?)))
}

/// Notes that somebody with the right proof was not let in.
pub async fn barred(core: &Core, tx: &mut Tx, user: UserId, origin: &Origin) -> Result<(), Fault> {
    let what = (Topic::Session, "sign_in", Outcome::Denied);
    activity::record(tx, Some(user), what, origin, core.clock.now()).await
}

/// For how long a browser is spared the second step.
pub(super) fn trusted_for(core: &Core) -> Duration {
    Duration::from_secs(core.config.sign_in.trusted_device_seconds)
}
