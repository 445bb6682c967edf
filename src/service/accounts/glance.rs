//! An account at a glance: how safe it is, what happened lately, what would be good to do next.

use std::time::Duration;

use crate::base::{Fault, Micros};
use crate::domain::activity::Recorded;
use crate::domain::contact::Channel;
use crate::domain::factors::Factors;
use crate::domain::user::Person;
use crate::service::Core;
use crate::store::{activities, consents, factors, preferences};

/// An account is new for so long.
const NEW: Duration = Duration::from_secs(14 * 86_400);
/// Lines of the trail.
const LINES: u32 = 4;

/// Something that would make an account safer or more useful; the first that fits is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// A second contact, so that the account can be won back.
    SecondContact,
    /// A second step.
    SecondStep,
    /// A passkey.
    Passkey,
    /// A name.
    Name,
}

/// What the first page of the console shows.
#[derive(Clone, Debug)]
pub struct Glance {
    /// What the person can prove themselves with.
    pub factors: Factors,
    /// When the password was set.
    pub password_at: Option<Micros>,
    /// What to do first at a new account, and whether it is done; empty at another.
    pub steps: Vec<(Advice, bool)>,
    /// The one recommendation.
    pub advice: Option<Advice>,
    /// Names of the apps with access, the newest first.
    pub apps: Vec<String>,
    /// The newest lines of the trail.
    pub lines: Vec<Recorded>,
}

/// Looks at an account.
pub async fn at(core: &Core, person: &Person) -> Result<Glance, Fault> {
    let (user, now) = (person.user.id, core.clock.now());
    let mut reader = core.db.read().await?;
    let factors = factors::of(&mut reader, user).await?;
    let chosen = preferences::find(&mut reader, user).await?;
    let password_at = preferences::password_changed_at(&mut reader, user).await?;
    let apps = consents::of_user(&mut reader, user).await?.into_iter().map(|(_, name, _)| name).collect();
    let lines = activities::page(&mut reader, user, None, LINES).await?;
    let is_new = person.user.created_at.plus(NEW) > now;
    let first = [Advice::Name, Advice::SecondContact, Advice::SecondStep];
    let steps: Vec<(Advice, bool)> = first.map(|step| (step, is_done(step, person, &factors))).to_vec();
    let steps = if is_new && steps.iter().any(|(_, done)| !done) { steps } else { Vec::new() };
    let quiet = chosen.advice_from.is_some_and(|from| from > now);
    let order = [Advice::SecondContact, Advice::SecondStep, Advice::Passkey, Advice::Name];
    let advice = order.into_iter().find(|advice| !is_done(*advice, person, &factors));
    let advice = advice.filter(|_| !quiet && steps.is_empty());
    Ok(Glance { factors, password_at, steps, advice, apps, lines })
}

fn is_done(advice: Advice, person: &Person, factors: &Factors) -> bool {
    match advice {
        Advice::Name => person.user.profile.firstname.is_some() && person.user.profile.lastname.is_some(),
        Advice::SecondContact => Channel::ALL.iter().all(|channel| person.proved(*channel).next().is_some()),
        Advice::SecondStep => factors.two_step(),
        Advice::Passkey => factors.passkeys > 0,
    }
}
