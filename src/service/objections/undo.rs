//! Carries out what takes changes back.

use crate::base::{Fault, Micros};
use crate::domain::contact::{Address, Channel};
use crate::domain::undo::Undo;
use crate::domain::user::UserId;
use crate::store::{Tx, closings, contacts, credentials, passkeys, undo as ways, upstream_links, users};

/// Brings back contacts that were removed.
pub(super) async fn restore(tx: &mut Tx, user: UserId, undo: &Undo, now: Micros) -> Result<(), Fault> {
    if let Undo::RestoreContact { channel, value, confirmed_at, primary } = undo {
        let address = Address::from_stored(*channel, value.clone());
        let back = ways::restore_contact(tx, user, &address, Micros(*confirmed_at), now).await?;
        if back && *primary {
            ways::lead_by(tx, user, &address).await?;
        }
    }
    Ok(())
}

/// Removes every way in that was made at a moment or later.
pub(super) async fn remove_since(tx: &mut Tx, user: UserId, since: Micros) -> Result<(), Fault> {
    ways::remove_contacts_since(tx, user, since).await?;
    ways::remove_proofs_since(tx, user, since).await
}

/// Takes one change back. `at`: when it was made; what was there before stays.
pub(super) async fn revoke(tx: &mut Tx, user: UserId, undo: &Undo, at: Micros, now: Micros) -> Result<(), Fault> {
    match undo {
        Undo::RemoveContact { channel, value } => {
            let address = Address::from_stored(*channel, value.clone());
            ways::remove_contact(tx, user, &address, Some(at)).await
        }
        Undo::RestoreContact { .. } => Ok(()),
        Undo::MakePrimary { channel, value } => {
            ways::lead_by(tx, user, &Address::from_stored(*channel, value.clone())).await
        }
        Undo::LockPassword => credentials::remove(tx, user).await,
        Undo::RemoveTotp => ways::remove_totp(tx, user, at).await,
        Undo::RestoreTotp { seed, last_step } => {
            ways::remove_totp(tx, user, at).await?;
            ways::restore_totp(tx, user, seed, *last_step, now).await
        }
        Undo::StopSmsStep => users::set_sms_step(tx, user, None).await.map(drop),
        Undo::StartSmsStep => users::set_sms_step(tx, user, Some(now)).await.map(drop),
        Undo::RemoveRecoveryCodes => ways::remove_codes(tx, user, at).await,
        Undo::RemovePasskey { id } => match id.parse() {
            Ok(id) => passkeys::remove(tx, user, id).await.map(drop),
            Err(_) => Ok(()),
        },
        Undo::UnlinkIdentity { id } => match id.parse() {
            Ok(id) => upstream_links::remove(tx, user, id).await.map(drop),
            Err(_) => Ok(()),
        },
        Undo::KeepOpen => closings::undo(tx, user, now).await.map(drop),
    }
}

/// Each channel keeps a primary contact.
pub(super) async fn keep_primaries(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    let all = contacts::of_user(tx, user).await?;
    for channel in [Channel::Phone, Channel::Email] {
        let mut proved = all.iter().filter(|c| c.address.channel() == channel && c.confirmed_at.is_some());
        if let Some(first) = proved.next().filter(|first| !first.is_primary) {
            ways::lead_by(tx, user, &first.address).await?;
        }
    }
    Ok(())
}
