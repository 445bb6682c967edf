//! Signing in by another device: a browser shows a code, its person lets it in from a device where they are
//! signed in, and the same browser picks that up. There is nothing to poll with but the browser's own cookie.
//!
//! Whoever lures a person into approving a code of theirs gets in (a relayed QR code). Against that: the person
//! must have proved themselves lately, the page tells what asks and from where and shows the code to compare, the
//! code lives for minutes, and such a sign-in is never one that cannot be phished
//! ([`handed_on`]).

use crate::base::{Digest, Fault, Id, Micros, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::device_sign_in::{DeviceSignIn, DeviceSignInId, LIFE, PICK_UP, WaitStage, handed_on};
use crate::domain::oauth::device::UserCode;
use crate::domain::oauth::track::TrackId;
use crate::domain::policy::{Method, Whom};
use crate::domain::session::Session;
use crate::service::sign_in::{self, Barred, Entered, Proved, enter_within};
use crate::service::{Core, activity, device};
use crate::store::{Tx, device_sign_ins, sessions, users};

fn place(id: DeviceSignInId) -> String {
    format!("device_sign_ins.shown/{id}")
}

/// A browser asks to be let in. What it asked before ends.
pub async fn start(core: &Core, browser: Digest, track: Option<TrackId>, origin: Origin) -> Result<(), Fault> {
    let now = core.clock.now();
    // One of 20⁸ codes is in use by chance only.
    for _ in 0..3 {
        let (id, code) = (Id::ordered(), UserCode::fresh()?);
        let waits = DeviceSignIn {
            id,
            user_code: device::digest(core, &code),
            shown: core.keyring.seal(&place(id), code.letters())?,
            browser: browser.clone(),
            track,
            origin: origin.clone(),
            stage: WaitStage::Pending,
            created_at: now,
            expires_at: now.plus(LIFE),
        };
        let insert = core.db.write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                device_sign_ins::give_up(tx, &waits.browser).await?;
                device_sign_ins::insert(tx, &waits).await
            })
        });
        if insert.await? {
            return Ok(());
        }
    }
    Err(Fault::Busy("user codes"))
}

/// What a browser that waits is told.
#[derive(Clone, Debug)]
pub enum Waits {
    /// Nobody has decided.
    Pending {
        /// The code to show.
        code: Secret,
        /// Until when.
        until: Micros,
    },
    /// It can go in.
    Approved,
    /// Somebody turned it away.
    Denied,
    /// Too late, or nothing was asked.
    Over,
}

/// How it stands with what a browser asked for.
pub async fn look(core: &Core, browser: &Digest) -> Result<(Waits, Option<TrackId>), Fault> {
    let Some(found) = device_sign_ins::of_browser(&mut core.db.read().await?, browser).await? else {
        return Ok((Waits::Over, None));
    };
    let waits = match found.stage {
        _ if core.clock.now() >= found.expires_at => Waits::Over,
        WaitStage::Pending => match core.keyring.open(&place(found.id), &found.shown) {
            Some(letters) => {
                let code = UserCode::read(letters.expose()).map(|code| Secret::new(code.shown()));
                Waits::Pending { code: code.unwrap_or(letters), until: found.expires_at }
            }
            None => Waits::Over,
        },
        WaitStage::Approved(_) => Waits::Approved,
        WaitStage::Denied => Waits::Denied,
        WaitStage::Used(_) => Waits::Over,
    };
    Ok((waits, found.track))
}

/// Somebody lets a browser in; false if it was decided or waits no longer. Called when the person has proved
/// themselves lately.
pub async fn approve(core: &Core, waits: DeviceSignInId, by: &Session, origin: Origin) -> Result<bool, Fault> {
    let (now, user, session) = (core.clock.now(), by.user, by.id);
    core.db
        .write(move |tx| {
            Box::pin(async move {
                // Holds the row: a block is either before or sees what is given here.
                let done = users::hold_open(tx, user).await?
                    && device_sign_ins::approve(tx, waits, session, now.plus(PICK_UP), now).await?;
                if done {
                    let what = (Topic::Session, "approve_sign_in", Outcome::Succeed);
                    activity::record(tx, Some(user), what, &origin, now).await?;
                }
                Ok(done)
            })
        })
        .await
}

/// Somebody turns a browser away.
pub async fn deny(core: &Core, waits: DeviceSignInId, by: &Session, origin: Origin) -> Result<(), Fault> {
    let (now, user) = (core.clock.now(), by.user);
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if device_sign_ins::deny(tx, waits).await? {
                    let what = (Topic::Session, "approve_sign_in", Outcome::Denied);
                    activity::record(tx, Some(user), what, &origin, now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// A browser that wants to go in.
#[derive(Clone, Debug)]
pub struct PickUp {
    /// Digest of its binding cookie.
    pub browser: Digest,
    /// Digest of the cookie that makes it known, old or new.
    pub device: Option<Digest>,
    /// From where.
    pub origin: Origin,
}

/// Why a browser is not let in.
#[derive(Debug, thiserror::Error)]
pub enum PickUpError {
    /// Nobody let it in, or it is over; [`look`] tells which.
    #[error("nobody let this browser in")]
    NotYet,
    /// The session that let it in ended since.
    #[error("the session that let it in is over")]
    Ended,
    /// The person is not let in.
    #[error("the person is not let in")]
    Barred(Barred),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Lets a browser in that was approved, once.
pub async fn pick_up(core: &Core, input: PickUp) -> Result<Entered, PickUpError> {
    let inner = core.clone();
    core.db.write::<_, PickUpError, _>(move |tx| Box::pin(async move { go_in(&inner, tx, input).await })).await?
}

async fn go_in(core: &Core, tx: &mut Tx, input: PickUp) -> Result<Result<Entered, PickUpError>, PickUpError> {
    let now = core.clock.now();
    let found = device_sign_ins::of_browser(tx, &input.browser).await?.ok_or(PickUpError::NotYet)?;
    let WaitStage::Approved(approver) = found.stage else { return Err(PickUpError::NotYet) };
    if !device_sign_ins::pick_up(tx, found.id, &input.browser, now).await? {
        return Err(PickUpError::NotYet);
    }
    let Some(owned) = sessions::find(tx, approver).await? else { return Ok(Err(PickUpError::Ended)) };
    let user = owned.session.user;
    let whom = Whom { role: owned.role, client: None };
    if !core.config.sign_in.policy().allows(Method::Device, whom) {
        sign_in::barred(core, tx, user, &input.origin).await?;
        return Ok(Err(PickUpError::Barred(Barred::Method)));
    }
    // Whoever signed out everywhere, or was blocked, lets nobody in. A block says so itself below.
    if owned.standing.may_use() && !owned.session.is_live(now) {
        return Ok(Err(PickUpError::Ended));
    }
    let proved = Proved {
        user,
        by: handed_on(&owned.session.amr),
        remembered: false,
        device: input.device,
        browser: input.browser,
        next: None,
        anew: false,
        origin: input.origin,
    };
    match enter_within(core, tx, &proved).await? {
        Ok(Entered::Session(mut session)) => {
            // The proof was the one of the other device: no client is told a later one.
            session.auth_time = owned.session.auth_time;
            sessions::set_auth_time(tx, session.id, session.auth_time).await?;
            Ok(Ok(Entered::Session(session)))
        }
        Ok(second) => Ok(Ok(second)),
        Err(why) => {
            sign_in::barred(core, tx, user, &proved.origin).await?;
            Ok(Err(PickUpError::Barred(why)))
        }
    }
}
