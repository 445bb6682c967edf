//! What people write about themselves at the console: one block as a whole, against the state they saw.

use crate::base::Fault;
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::party::{Membership, PartyId};
use crate::domain::profile::{Block, Field, check};
use crate::domain::user::{Profile, UserId};
use crate::service::{Core, activity};
use crate::store::{Tx, contacts, memberships, users};

use super::profile::{identifier, seal_identifier};

/// The version of a block: what a form was drawn from. It tells nothing about the values to who does not have them.
pub fn version(core: &Core, user: UserId, block: Block, profile: &Profile) -> Result<String, Fault> {
    let part = block.of(profile);
    let address = part.address.as_ref().map(serde_json::to_string).transpose();
    let address = address.map_err(|_| Fault::Bug("an address is JSON"))?;
    let facts = [
        part.firstname,
        part.lastname,
        part.patronymic,
        part.date_of_birth,
        part.gender,
        part.country,
        part.nationality,
        part.identifier,
        address,
    ];
    let text = facts.map(Option::unwrap_or_default).join("\n");
    Ok(core.keyring.sign(&format!("profile version/{}/{block}", user.text()), &text))
}

/// A block to write.
#[derive(Clone, Debug)]
pub struct WriteBlock {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub block: Block,
    /// The facts as they were typed; what is empty goes.
    pub profile: Profile,
    /// The version that the form was drawn from.
    pub seen: String,
    /// From where.
    pub origin: Origin,
}

/// Why a block was not written.
#[derive(Debug, thiserror::Error)]
pub enum BlockError {
    /// These fields are wrong.
    #[error("some fields are wrong")]
    Fields(Vec<Field>),
    /// Somebody else changed it since the form was drawn.
    #[error("it was changed meanwhile")]
    Changed,
    /// No such person in good standing.
    #[error("no such person")]
    Unknown,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Writes a block as a whole, if it is still what the person saw.
pub async fn write(core: &Core, input: WriteBlock) -> Result<(), BlockError> {
    let profile = check(input.profile.clone(), core.clock.now()).map_err(BlockError::Fields)?;
    let inner = core.clone();
    core.db.write(move |tx| Box::pin(async move { write_within(&inner, tx, input, profile).await })).await
}

async fn write_within(core: &Core, tx: &mut Tx, input: WriteBlock, typed: Profile) -> Result<(), BlockError> {
    let (user, block, now) = (input.user, input.block, core.clock.now());
    if !users::hold_open(tx, user).await? {
        return Err(BlockError::Unknown);
    }
    let mut profile = users::find(tx, user).await?.ok_or(BlockError::Unknown)?.profile;
    if block == Block::Identifier {
        let sealed = users::sealed_identifier(tx, user).await?;
        profile.identifier = sealed.map(|sealed| super::profile::open_identifier(core, user, &sealed)).transpose()?;
    }
    if version(core, user, block, &profile)? != input.seen {
        return Err(BlockError::Changed);
    }
    if block == Block::Identifier {
        let sealed = typed.identifier.as_deref().map(|plain| seal_identifier(core, user, plain)).transpose()?;
        users::replace_identifier(tx, user, sealed.as_deref(), now).await?;
    } else {
        users::replace_profile(tx, user, &block.put(profile, typed), now).await?;
    }
    let what = (Topic::Account, "profile", Outcome::Succeed);
    Ok(activity::record(tx, Some(user), what, &input.origin, now).await?)
}

/// The state's number in clear, for its owner who has just proved themselves; it is noted that it was shown.
pub async fn show_identifier(core: &Core, user: UserId, origin: Origin) -> Result<Option<String>, Fault> {
    let Some(plain) = identifier(core, user).await? else { return Ok(None) };
    let now = core.clock.now();
    core.db
        .write::<(), Fault, _>(move |tx| {
            Box::pin(async move {
                let what = (Topic::Account, "show_identifier", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await
            })
        })
        .await?;
    Ok(Some(plain))
}

/// The partners that somebody is with.
pub async fn partners(core: &Core, user: UserId) -> Result<Vec<Membership>, Fault> {
    memberships::of_user(&mut core.db.read().await?, user).await
}

/// Ends a partner's rights over a person's record. What it said of their contacts goes with it, as far as they did
/// not prove it. False if it had none.
pub async fn leave_partner(core: &Core, user: UserId, party: PartyId, origin: Origin) -> Result<bool, Fault> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if !users::hold_open(tx, user).await? || !memberships::remove(tx, party, user).await? {
                    return Ok(false);
                }
                for channel in crate::domain::contact::Channel::ALL {
                    contacts::withdraw_by_party(tx, user, *channel, party).await?;
                }
                let what = (Topic::Account, "leave_partner", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await?;
                Ok(true)
            })
        })
        .await
}
