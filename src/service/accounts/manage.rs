//! What operators do with accounts. Each act is written to the trail; what takes rights away ends
//! sessions and grants in the same transaction.

use crate::base::{Fault, Id, Locale, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::address::{self, PostalAddress};
use crate::domain::contact::Address;
use crate::domain::password::PasswordFlaw;
use crate::domain::user::{Person, Profile, Role, Standing, User, UserId, clean_name};
use crate::service::{Core, activity, outbox, passwords, sessions};
use crate::store::{Tx, contacts, credentials, users};

use super::claim;

/// A person to add. The operator vouches for the contacts: they count as confirmed.
#[derive(Clone, Debug)]
pub struct Add {
    /// At least one.
    pub contacts: Vec<Address>,
    /// Given name.
    pub firstname: Option<String>,
    /// Family name.
    pub lastname: Option<String>,
    /// Postal address.
    pub address: Option<PostalAddress>,
    /// A password; without one the person signs in by code.
    pub password: Option<Secret>,
    /// What the person may do.
    pub role: Role,
    /// The person's language.
    pub locale: Option<Locale>,
    /// Who does it.
    pub origin: Origin,
}

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// No such person.
    #[error("no such person")]
    Unknown,
    /// A person needs a contact.
    #[error("a person needs an e-mail address or a phone number")]
    NoContact,
    /// Somebody has confirmed this contact.
    #[error("the contact belongs to another person")]
    Taken(Address),
    /// A name is not a name.
    #[error("not a name")]
    Name,
    /// An address is not an address.
    #[error("not an address")]
    Address,
    /// The password is refused.
    #[error("the password is refused")]
    Password(PasswordFlaw),
    /// The person does not stand so that this can be done.
    #[error("not possible for a person who is {0}")]
    Standing(Standing),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Adds a person.
pub async fn add(core: &Core, input: Add) -> Result<UserId, ManageError> {
    if input.contacts.is_empty() {
        return Err(ManageError::NoContact);
    }
    let name = |text: &Option<String>| match text {
        Some(text) => clean_name(text).map(Some).ok_or(ManageError::Name),
        None => Ok(None),
    };
    let (firstname, lastname) = (name(&input.firstname)?, name(&input.lastname)?);
    let address = input.address.map(|given| address::check(given).ok_or(ManageError::Address)).transpose()?;
    let address = address.filter(|address| !address.is_empty());
    let own = input.contacts.iter().map(|a| a.as_str().to_owned()).chain(firstname.clone()).chain(lastname.clone());
    let hash = match input.password {
        Some(password) => Some(passwords::accept(core, password, own.collect()).await?.map_err(ManageError::Password)?),
        None => None,
    };
    let now = core.clock.now();
    let user = User {
        id: Id::opaque(),
        standing: Standing::Open,
        role: input.role,
        locale: input.locale,
        profile: Profile { firstname, lastname, address, ..Profile::default() },
        created_at: now,
        updated_at: now,
    };
    let (contacts, origin) = (input.contacts, input.origin);
    core.db.write(move |tx| Box::pin(async move { insert(tx, user, contacts, hash, &origin).await })).await
}

async fn insert(
    tx: &mut Tx,
    user: User,
    addresses: Vec<Address>,
    hash: Option<String>,
    origin: &Origin,
) -> Result<UserId, ManageError> {
    let (id, now) = (user.id, user.created_at);
    users::insert(tx, &user, None).await?;
    for address in addresses {
        claim::absorb(tx, id, &address, false, origin, now).await?;
        if !contacts::prove(tx, id, &address, now).await? {
            return Err(ManageError::Taken(address));
        }
    }
    if let Some(hash) = hash {
        credentials::set_password(tx, id, &hash, now).await?;
    }
    activity::record(tx, Some(id), (Topic::Admin, "add_user", Outcome::Succeed), origin, now).await?;
    Ok(id)
}

/// People by age of their account, from after a given one on; at most 100. Tombstones are left out.
pub async fn list(core: &Core, after: Option<UserId>, limit: u32) -> Result<Vec<Person>, Fault> {
    let mut reader = core.db.read().await?;
    let mut people = Vec::new();
    for user in users::list(&mut reader, after, limit.clamp(1, 100)).await? {
        let contacts = contacts::of_user(&mut reader, user.id).await?;
        people.push(Person { user, contacts });
    }
    Ok(people)
}

/// Finds a person by id, e-mail address or phone number.
pub async fn find(core: &Core, name: &str) -> Result<UserId, ManageError> {
    let mut reader = core.db.read().await?;
    if let Ok(id) = name.trim().parse::<UserId>() {
        return Ok(users::find(&mut reader, id).await?.ok_or(ManageError::Unknown)?.id);
    }
    let address = Address::parse(name).map_err(|_| ManageError::Unknown)?;
    contacts::find_user(&mut reader, &address).await?.ok_or(ManageError::Unknown)
}

/// A person with contacts; the state's number is left out.
pub async fn show(core: &Core, id: UserId) -> Result<Person, ManageError> {
    contacts::person(&mut core.db.read().await?, id).await?.ok_or(ManageError::Unknown)
}

/// Whether anybody in good standing has a role.
pub async fn any_with_role(core: &Core, role: Role) -> Result<bool, Fault> {
    users::any_with_role(&mut core.db.read().await?, role).await
}

/// Gives a person a role. Sessions end, so that rights are asked for anew.
pub async fn set_role(core: &Core, id: UserId, role: Role, origin: Origin) -> Result<(), ManageError> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if !users::set_role(tx, id, role, now).await? {
                    return Err(ManageError::Unknown);
                }
                sessions::end_all_within(tx, id, None, now).await?;
                Ok(activity::record(tx, Some(id), (Topic::Admin, "set_role", Outcome::Succeed), &origin, now).await?)
            })
        })
        .await
        .inspect(|()| sessions::wake(core))
}

/// Sets a person's password. Every session and grant ends.
pub async fn set_password(core: &Core, id: UserId, password: Secret, origin: Origin) -> Result<(), ManageError> {
    let person = show(core, id).await?;
    if person.user.standing == Standing::Erased {
        return Err(ManageError::Standing(Standing::Erased));
    }
    let names = [person.user.profile.firstname, person.user.profile.lastname].into_iter().flatten();
    let own = person.contacts.iter().map(|c| c.address.as_str().to_owned()).chain(names);
    let hash = passwords::accept(core, password, own.collect()).await?.map_err(ManageError::Password)?;
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                // Holds the row: a sign-in with the old password is either before or sees the new one.
                users::hold_open(tx, id).await?;
                credentials::set_password(tx, id, &hash, now).await?;
                sessions::end_all_within(tx, id, None, now).await?;
                let what = (Topic::Admin, "set_password", Outcome::Succeed);
                Ok(activity::record(tx, Some(id), what, &origin, now).await?)
            })
        })
        .await
        .inspect(|()| sessions::wake(core))
}

/// Why a person is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// Paused by staff.
    Lock,
    /// Refused by policy.
    Ban,
}

/// Blocks a person. Every session and grant ends.
pub async fn block(core: &Core, id: UserId, how: Block, origin: Origin) -> Result<(), ManageError> {
    let to = match how {
        Block::Lock => Standing::Locked,
        Block::Ban => Standing::Banned,
    };
    stand(core, id, to, |from| matches!(from, Standing::Open | Standing::Locked | Standing::Banned), "block", origin)
        .await
}

/// Lifts a block; or a freeze, where the owner has nothing left to come back with and proved otherwise who they are.
pub async fn unblock(core: &Core, id: UserId, origin: Origin) -> Result<(), ManageError> {
    if thaw(core, id, origin.clone()).await? {
        return Ok(());
    }
    let blocked = |from| matches!(from, Standing::Locked | Standing::Banned);
    stand(core, id, Standing::Open, blocked, "unblock", origin).await
}

async fn thaw(core: &Core, id: UserId, origin: Origin) -> Result<bool, Fault> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let thawed = users::hold_open(tx, id).await? && users::thaw(tx, id, now).await?;
                if thawed {
                    activity::record(tx, Some(id), (Topic::Admin, "unblock", Outcome::Succeed), &origin, now).await?;
                }
                Ok(thawed)
            })
        })
        .await
}

async fn stand(
    core: &Core,
    id: UserId,
    to: Standing,
    allowed: fn(Standing) -> bool,
    action: &'static str,
    origin: Origin,
) -> Result<(), ManageError> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let from = users::find(tx, id).await?.ok_or(ManageError::Unknown)?.standing;
                if !allowed(from) || !users::set_standing(tx, id, from, to, now).await? {
                    return Err(ManageError::Standing(from));
                }
                sessions::end_all_within(tx, id, None, now).await?;
                Ok(activity::record(tx, Some(id), (Topic::Admin, action, Outcome::Succeed), &origin, now).await?)
            })
        })
        .await
        .inspect(|()| sessions::wake(core))
}

/// Erases a person at once: a tombstone without personal data stays, so that the id is not given
/// out again.
pub async fn delete(core: &Core, id: UserId, origin: Origin) -> Result<(), ManageError> {
    let (now, inner) = (core.clock.now(), core.clone());
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if !super::erase::within(&inner, tx, id, &origin).await? {
                    return Err(ManageError::Unknown);
                }
                Ok(activity::record(tx, Some(id), (Topic::Admin, "delete", Outcome::Succeed), &origin, now).await?)
            })
        })
        .await
        .inspect(|()| {
            sessions::wake(core);
            outbox::wake(core);
        })
}
