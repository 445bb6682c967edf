//! The passkeys of a person: seen and named.

use crate::base::Fault;
use crate::domain::passkey::{Passkey, PasskeyId};
use crate::domain::user::UserId;
use crate::service::Core;
use crate::store::passkeys;

/// The passkeys of a person, the oldest first.
pub async fn list(core: &Core, user: UserId) -> Result<Vec<Passkey>, Fault> {
    let all = passkeys::of_user(&mut core.db.read().await?, user).await?;
    Ok(all.into_iter().map(|stored| stored.passkey).collect())
}

/// Calls a passkey otherwise; false if the person has no such one. `name` has gone through
/// [`clean_name`](crate::domain::passkey::clean_name).
pub async fn rename(core: &Core, user: UserId, id: PasskeyId, name: String) -> Result<bool, Fault> {
    core.db.write(move |tx| Box::pin(async move { passkeys::rename(tx, user, id, &name).await })).await
}
