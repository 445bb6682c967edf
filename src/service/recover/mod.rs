//! The way back to an account whose password is lost. It begins with a contact, proved by a code or by a link in the
//! e-mail; where the person has a second step, something else is proved as well; it ends with a new password.
//! Contacts that nobody has get the same words, and nothing is sent to them.

mod finish;
mod link;
mod prove;
mod second;
mod start;

pub use finish::{Finish, FinishError, Finished, finish};
pub use link::{Asked, Follow, FollowError, asked, follow, refuse};
pub use prove::{Prove, ProveError, prove, send_other};
pub use second::{Proof, SecondError, second};
pub use start::{Start, StartError, start};

use crate::base::{Digest, Fault, Micros};
use crate::domain::contact::Address;
use crate::domain::factors::Factors;
use crate::domain::otp::OtpPurpose;
use crate::domain::policy::{Class, Whom};
use crate::domain::recovery::{Recovery, Standing, Way};
use crate::domain::user::{Person, UserId};
use crate::service::Core;
use crate::service::otp::{self, Pending};
use crate::store::{Conn, contacts, factors, recoveries, users};

/// Where a browser is on the way back.
#[derive(Clone, Debug)]
pub enum Here {
    /// Nothing is on its way, or too late.
    Nothing,
    /// The link was opened in another browser, which goes on.
    Elsewhere,
    /// At a step.
    At(Box<Recovery>, Box<Stage>),
}

/// The step that is next.
#[derive(Clone, Debug)]
pub enum Stage {
    /// The code that was sent is typed. There is none where another one took its place.
    Code(Option<Pending>),
    /// Something else is proved.
    Second {
        /// What can be.
        ways: Vec<Way>,
        /// The contact that a code would go to.
        other: Option<Address>,
        /// The code that went there.
        sent: Option<Pending>,
    },
    /// A password is set.
    Password {
        /// The contact, for the password manager.
        username: String,
        /// Whether other browsers are signed out whatever is chosen.
        everywhere: bool,
        /// Whether an authenticator app is on that was not proved: it may be lost.
        app: bool,
    },
}

/// Where a browser is.
pub async fn here(core: &Core, browser: &Digest) -> Result<Here, Fault> {
    let now = core.clock.now();
    let mut reader = core.db.read().await?;
    // One that ended before anything was proved looks like one that still waits: what belongs to nobody waits on
    // whatever happens elsewhere, and nobody learns by that whose contact it is.
    let shown = recoveries::shown_in(&mut reader, browser, now).await?;
    let Some(recovery) = shown.filter(|shown| shown.ended_at.is_none() || shown.amr.is_empty()) else {
        let moved = recoveries::went_elsewhere(&mut reader, browser, now).await?;
        return Ok(if moved { Here::Elsewhere } else { Here::Nothing });
    };
    let known = match recovery.user {
        Some(user) if !recovery.amr.is_empty() => known(core, &mut reader, user).await?,
        _ => None,
    };
    drop(reader);
    let pending = otp::pending(core, browser, OtpPurpose::Recover).await?;
    let stage = match known {
        None => Stage::Code(pending.filter(|pending| pending.address == recovery.address)),
        Some(known) if known.standing().is_enough(&recovery) => {
            let username = recovery.address.as_str().to_owned();
            let (everywhere, app) = (known.ends_everything(), known.standing().may_forget(&recovery));
            Stage::Password { username, everywhere, app }
        }
        Some(known) => Stage::Second {
            ways: known.standing().ways(&recovery.address),
            other: known.standing().others(&recovery.address).first().map(|contact| contact.address.clone()),
            sent: pending.filter(|pending| pending.address != recovery.address),
        },
    };
    Ok(Here::At(Box::new(recovery), Box::new(stage)))
}

/// What the rules look at.
struct Known {
    person: Person,
    factors: Factors,
    ruled: bool,
    frozen_before: Option<Micros>,
}

impl Known {
    /// A second step, or an objection: then a stranger's session is what the person comes back from.
    fn ends_everything(&self) -> bool {
        self.frozen_before.is_some() || self.standing().needs_two()
    }

    fn standing(&self) -> Standing<'_> {
        Standing {
            factors: &self.factors,
            ruled: self.ruled,
            contacts: &self.person.contacts,
            frozen_before: self.frozen_before,
        }
    }
}

async fn known(core: &Core, conn: &mut impl Conn, user: UserId) -> Result<Option<Known>, Fault> {
    let Some(person) = contacts::person(conn, user).await? else { return Ok(None) };
    let whom = Whom { role: person.user.role, client: None };
    let ruled = core.config.sign_in.policy().demand(whom) >= Class::TwoFactor;
    let factors = factors::of(conn, user).await?;
    let frozen_before = users::frozen_before(conn, user).await?;
    Ok(Some(Known { person, factors, ruled, frozen_before }))
}
