//! A person removes a passkey, unless it is what they come in with.

use crate::base::Fault;
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::factors::Factors;
use crate::domain::message::Event;
use crate::domain::passkey::PasskeyId;
use crate::domain::policy::Whom;
use crate::domain::user::UserId;
use crate::domain::ways::{Last, Ways, last};
use crate::service::notices::{self, Tell};
use crate::service::{Core, activity, outbox, ways};
use crate::store::{Conn, contacts, passkeys, users};

/// Why a passkey stays.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// The person has no such passkey.
    #[error("no such passkey")]
    Unknown,
    /// It is the last of its kind.
    #[error("the last one stays")]
    Last(Last),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a passkey could not be removed now; `None` if it could.
pub async fn kept(core: &Core, user: UserId) -> Result<Option<Last>, Fault> {
    last_of(core, &mut core.db.read().await?, user).await
}

/// Removes a passkey.
pub async fn remove(core: &Core, user: UserId, id: PasskeyId, origin: Origin) -> Result<(), RemoveError> {
    let inner = core.clone();
    core.db
        .write::<_, RemoveError, _>(move |tx| {
            Box::pin(async move {
                // The person's row first: of two removals at once the second sees the first.
                if !users::hold_open(tx, user).await? {
                    return Err(RemoveError::Unknown);
                }
                if let Some(last) = last_of(&inner, tx, user).await? {
                    return Err(RemoveError::Last(last));
                }
                let name = passkeys::remove(tx, user, id).await?.ok_or(RemoveError::Unknown)?;
                let what = (Topic::Security, "passkey_remove", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, inner.clock.now()).await?;
                let detail = Some(name);
                let tell = Tell { user, event: Event::PasskeyRemoved, detail, undo: None, also: Vec::new() };
                notices::tell_within(&inner, tx, tell, &origin).await?;
                Ok(())
            })
        })
        .await
        .inspect(|()| outbox::wake(core))
}

async fn last_of(core: &Core, conn: &mut impl Conn, user: UserId) -> Result<Option<Last>, Fault> {
    let Some(person) = contacts::person(conn, user).await? else { return Ok(None) };
    let has = ways::of(core, conn, &person).await?;
    let factors = Factors { passkeys: has.factors.passkeys.saturating_sub(1), ..has.factors };
    let whom = Whom { role: person.user.role, client: None };
    let left = Ways { factors, ..has.clone() };
    Ok(last(core.config.sign_in.policy(), whom, &has, &left))
}
