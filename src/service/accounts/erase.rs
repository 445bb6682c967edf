//! The one verb that erases a person: operators use it at once, the job when the time to return is over.

use crate::base::Fault;
use crate::domain::activity::Origin;
use crate::domain::message::Event;
use crate::domain::user::UserId;
use crate::service::notices::{self, Tell};
use crate::service::{Core, sessions};
use crate::store::{Tx, erasure, users};

/// Erases a person inside a transaction: clients are told, everything of theirs goes, a tombstone stays. They get a
/// last message. False if there is nobody any more. `outbox::wake` and `sessions::wake` follow the commit.
pub(in crate::service) async fn within(core: &Core, tx: &mut Tx, user: UserId, origin: &Origin) -> Result<bool, Fault> {
    let now = core.clock.now();
    if !erasure::hold(tx, user).await? {
        return Ok(false);
    }
    let farewell = Tell { user, event: Event::Erased, detail: None, undo: None, also: Vec::new() };
    notices::tell_within(core, tx, farewell, origin).await?;
    sessions::end_all_within(tx, user, None, now).await?;
    erasure::forget(tx, user).await?;
    users::erase(tx, user, now).await
}
