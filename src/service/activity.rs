//! The trail: one line inside the caller's transaction.

use crate::base::{Fault, Micros};
use crate::domain::activity::{Activity, Filter, Origin, Outcome, Recorded, Topic};
use crate::domain::user::UserId;
use crate::store::{Tx, activities};

use super::Core;

/// Writes what happened to a person.
pub async fn record(
    tx: &mut Tx,
    user: Option<UserId>,
    what: (Topic, &'static str, Outcome),
    origin: &Origin,
    now: Micros,
) -> Result<(), Fault> {
    let (topic, action, outcome) = what;
    let activity = Activity { user, client: None, topic, action, outcome, at: now };
    activities::append(tx, &activity, origin).await
}

/// Writes a line as it is given: where a client took part, or nobody's account is meant.
pub async fn write(tx: &mut Tx, line: &Activity, origin: &Origin) -> Result<(), Fault> {
    activities::append(tx, line, origin).await
}

/// A page of a person's trail, newest first; at most 100 lines.
pub async fn page(core: &Core, user: UserId, before: Option<Micros>, limit: u32) -> Result<Vec<Recorded>, Fault> {
    activities::page(&mut core.db.read().await?, user, before, limit.clamp(1, 100)).await
}

/// A page of what a filter lets through, newest first, from after a line on (its time and id); at most 1000 lines.
pub async fn search(
    core: &Core,
    user: UserId,
    filter: &Filter,
    after: Option<(Micros, &str)>,
    limit: u32,
) -> Result<Vec<Recorded>, Fault> {
    activities::search(&mut core.db.read().await?, user, filter, after, limit.clamp(1, 1_000)).await
}
