//! A registration with a passkey instead of a password.

use crate::base::{Digest, Fault, Id, Secret};
use crate::domain::contact::Address;
use crate::domain::registration::{Registration, RegistrationStep};
use crate::service::Core;
use crate::service::passkeys::{self, NewKey, Offer, Owner, Purpose, answered, question};
use crate::store::{registrations, replays, unclaimed};

use super::register::{StepError, resume};

/// Asks the device for a passkey. `None` where passkeys are not possible.
///
/// The device keeps the id that the account will have: that of the record which a party made for the proved phone, as
/// far as can be told now, else a fresh one. [`finish`](super::register::finish) looks again.
pub async fn ask_passkey(core: &Core, registration: &Registration, browser: &Digest) -> Result<Option<Offer>, Fault> {
    if !passkeys::are_possible(core) {
        return Ok(None);
    }
    let phone = registration.phone.clone().map(Address::Phone);
    let brought = match &phone {
        Some(phone) => unclaimed::holders(&mut core.db.read().await?, phone).await?.first().copied(),
        None => None,
    };
    let Some(contact) = phone.or_else(|| registration.email.clone().map(Address::Email)) else { return Ok(None) };
    let (name, user) = (contact.shown(), brought.unwrap_or_else(Id::opaque));
    let owner = Owner { user, shown: name.clone(), name };
    question(core, Purpose::Open(registration.id), browser, &owner, Vec::new())
}

/// Keeps a passkey instead of a password.
pub async fn choose_passkey(core: &Core, cookie: &Secret, key: NewKey) -> Result<(), StepError> {
    let registration = resume(core, cookie).await?.ok_or(StepError::Gone)?;
    if !matches!(registration.next(), RegistrationStep::Password | RegistrationStep::About) {
        return Err(StepError::OtherStep);
    }
    if !passkeys::are_possible(core) {
        return Err(StepError::Passkey(passkeys::Refusal::Stale));
    }
    let answered = answered(core, Purpose::Open(registration.id), &key)?;
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if !replays::spend(tx, &answered.once, answered.ends_at).await? {
                    return Err(StepError::Passkey(passkeys::Refusal::Stale));
                }
                let kept = registrations::set_passkey(tx, registration.id, Some(&answered.made)).await?;
                if kept { Ok(()) } else { Err(StepError::OtherStep) }
            })
        })
        .await
}
