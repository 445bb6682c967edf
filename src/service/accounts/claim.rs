//! Records that a party made come to their person. Nobody can sign in to one before: its contacts are said, not
//! proved. Whoever proves its phone is the person.

use crate::base::{Fault, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::contact::{Address, Channel};
use crate::domain::user::{User, UserId};
use crate::service::{activity, sessions};
use crate::store::{
    Tx, aliases, contacts, credentials, known_devices, memberships, otp_challenges, passkeys, recoveries,
    recovery_codes, totp, unclaimed, upstream_links, users,
};

/// Makes the oldest unclaimed record with a phone the person who has just proved it, as `user` says: the id
/// stays, and so do the facts that the person was not asked for; everything else that was said of how to reach
/// them goes. `None` if there is no such record.
///
/// An e-mail address claims nothing: it may be a shared one, and a party says it in passing.
pub(super) async fn claim(tx: &mut Tx, phone: &Address, user: &User, now: Micros) -> Result<Option<UserId>, Fault> {
    if phone.channel() != Channel::Phone || contacts::find_user(tx, phone).await?.is_some() {
        return Ok(None);
    }
    for id in unclaimed::holders(tx, phone).await? {
        // The person's row first, as everybody who changes it does. A blocked record stays what it is.
        if users::hold_open(tx, id).await? && unclaimed::take(tx, id, phone).await? {
            users::claim(tx, id, user, now).await?;
            strip(tx, id, now).await?;
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Makes every unclaimed record with a contact that a person has just proved another name of the person. What
/// was said in them goes with them.
///
/// `brought`: the parties that made them brought the person. They did not bring somebody who was here before:
/// then they need that person's consent like anybody else.
pub(super) async fn absorb(
    tx: &mut Tx,
    person: UserId,
    phone: &Address,
    brought: bool,
    origin: &Origin,
    now: Micros,
) -> Result<(), Fault> {
    if phone.channel() != Channel::Phone {
        return Ok(());
    }
    for id in unclaimed::holders(tx, phone).await? {
        if !users::hold_open(tx, id).await? || !unclaimed::take(tx, id, phone).await? {
            continue;
        }
        if brought {
            memberships::hand_over(tx, id, person, now).await?;
        }
        forget(tx, id).await?;
        users::erase(tx, id, now).await?;
        aliases::insert(tx, id, person, now).await?;
        let what = (Topic::Account, "merge", Outcome::Succeed);
        activity::record(tx, Some(person), what, origin, now).await?;
    }
    Ok(())
}

/// Removes every way in: whoever made one before the person proved that they are it may be somebody else.
async fn strip(tx: &mut Tx, id: UserId, now: Micros) -> Result<(), Fault> {
    sessions::end_all_within(tx, id, None, now).await?;
    recoveries::end_of_user(tx, id, None, now).await?;
    otp_challenges::end_of_subject(tx, &id.text(), now).await?;
    known_devices::forget_all(tx, id).await?;
    users::set_sms_step(tx, id, None).await?;
    contacts::remove_all(tx, id).await?;
    credentials::remove(tx, id).await?;
    totp::remove(tx, id).await?;
    passkeys::remove_all(tx, id).await?;
    upstream_links::remove_all(tx, id).await?;
    recovery_codes::remove_all(tx, id).await
}

/// Removes what ties a record to contacts and parties, and what its person proved themselves with, before it becomes
/// a tombstone.
pub(super) async fn forget(tx: &mut Tx, id: UserId) -> Result<(), Fault> {
    contacts::remove_all(tx, id).await?;
    credentials::remove(tx, id).await?;
    totp::remove(tx, id).await?;
    recovery_codes::remove_all(tx, id).await?;
    passkeys::remove_all(tx, id).await?;
    upstream_links::remove_all(tx, id).await?;
    memberships::remove_all(tx, id).await?;
    unclaimed::remove(tx, id).await?;
    Ok(())
}
