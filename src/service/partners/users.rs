//! User management (seed `000`): a party makes records of people and keeps them up to date.
//!
//! What a party says is never proof: its contacts identify nobody until the person proves them, so a record
//! that was made here cannot be signed in to. Two contacts clash only where somebody has confirmed one, or
//! where the party itself said it of somebody else.

use std::sync::Arc;
use std::time::Duration;

use crate::base::{Fault, Id, Secret};
use crate::domain::activity::{Activity, Origin, Outcome, Topic};
use crate::domain::contact::{Address, Channel};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::scope::USERS;
use crate::domain::party::{PartyId, Road};
use crate::domain::user::{Profile, Role, Standing, User, UserId};
use crate::protocol::resource;
use crate::service::accounts::profile::seal_identifier;
use crate::service::limits::{self, LimitError};
use crate::service::{Core, activity, clients};
use crate::store::{Tx, access_tokens, aliases, consents, contacts, memberships, unclaimed, users};

/// A client that may manage people, by a token of its own.
#[derive(Clone, Debug)]
pub struct Manager {
    client: Arc<Client>,
    party: PartyId,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    /// The token is unknown, over, not for us, or bound to a key.
    #[error("the token does not count here")]
    Token,
    /// The token is a person's, or does not open this.
    #[error("the token does not open this")]
    Forbidden,
    /// There is no such person for this client.
    #[error("no such person")]
    Unknown,
    /// The contact is somebody else's.
    #[error("the contact belongs to another person")]
    Clash(Channel),
    /// Too many calls; not before so long.
    #[error("too many calls")]
    Wait(Duration),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What a party says of a person, judged by its door. What is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Phone number and e-mail address.
    pub contacts: Vec<Address>,
    /// Everything else.
    pub profile: Profile,
}

/// Lets a bearer in: by a token that the client got in its own name, with the scope for it.
pub async fn manager(core: &Core, token: &Secret) -> Result<Manager, UsersError> {
    let now = core.clock.now();
    let found = access_tokens::find_live(&mut core.db.read().await?, &token.digest(), now).await?;
    let for_us =
        found.filter(|(token, _)| token.confirmation.is_none() && resource::is_for_us(&token.audience, core.issuer()));
    let (token, grant) = for_us.ok_or(UsersError::Token)?;
    let client = clients::find(core, &token.client).await?.ok_or(UsersError::Token)?;
    let own = grant.is_none() && token.actor.is_none();
    // What an operator took from the client since then counts too.
    let party = client.party.filter(|_| own && token.scopes.contains(USERS) && client.manages_users());
    Ok(Manager { party: party.ok_or(UsersError::Forbidden)?, client })
}

/// Makes a record of a person.
pub async fn create(core: &Core, manager: &Manager, facts: Facts, origin: Origin) -> Result<UserId, UsersError> {
    admit(core, manager).await?;
    let now = core.clock.now();
    let user = User {
        id: Id::opaque(),
        standing: Standing::Open,
        role: Role::Member,
        locale: None,
        profile: facts.profile,
        created_at: now,
        updated_at: now,
    };
    let sealed = sealed_identifier(core, user.id, &user.profile)?;
    let line = line(manager, user.id, "create_user", core);
    let (inner, manager) = (core.clone(), manager.clone());
    core.db
        .write(move |tx| {
            Box::pin(async move {
                users::insert(tx, &user, None).await?;
                if let Some(sealed) = &sealed {
                    users::set_profile(tx, user.id, &Profile::default(), Some(sealed), now).await?;
                }
                unclaimed::insert(tx, user.id, now).await?;
                memberships::insert(tx, manager.party, user.id, Road::Created, now).await?;
                say(&inner, tx, &manager, user.id, &facts.contacts).await?;
                limits::user_managed(&inner, tx, &manager.client.id).await?;
                activity::write(tx, &line, &origin).await?;
                Ok(user.id)
            })
        })
        .await
}

/// Writes what a party says of somebody whom it brought, or who consented to this client. Tells the person's id
/// as it is now.
pub async fn update(
    core: &Core,
    manager: &Manager,
    id: UserId,
    facts: Facts,
    origin: Origin,
) -> Result<UserId, UsersError> {
    admit(core, manager).await?;
    let now = core.clock.now();
    let (inner, manager, client) = (core.clone(), manager.clone(), manager.client.id.clone());
    let done = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                let id = held(tx, &manager, id).await?.ok_or(UsersError::Unknown)?;
                let sealed = sealed_identifier(&inner, id, &facts.profile)?;
                users::set_profile(tx, id, &facts.profile, sealed.as_deref(), now).await?;
                say(&inner, tx, &manager, id, &facts.contacts).await?;
                limits::user_managed(&inner, tx, &manager.client.id).await?;
                activity::write(tx, &line(&manager, id, "update_user", &inner), &origin).await?;
                Ok(id)
            })
        })
        .await;
    if matches!(done, Err(UsersError::Unknown)) {
        // Nobody can guess an id: this tells nothing.
        let inner = core.clone();
        let back = core.db.write(move |tx| Box::pin(async move { limits::user_managed(&inner, tx, &client).await }));
        back.await.map_err(|fault: Fault| fault)?;
    }
    done
}

/// Counts the call as one that clashes, until it turns out not to: clashes tell who is here.
async fn admit(core: &Core, manager: &Manager) -> Result<(), UsersError> {
    let (inner, client) = (core.clone(), manager.client.id.clone());
    let admitted =
        core.db.write(move |tx| Box::pin(async move { limits::manage_user(&inner, tx, &client).await })).await;
    admitted.map_err(|error| match error {
        LimitError::Until(until) => UsersError::Wait(until.until(core.clock.now())),
        LimitError::Fault(fault) => UsersError::Fault(fault),
    })
}

/// Holds the row of the person behind an id, if the person is in good standing and this client may change it.
async fn held(tx: &mut Tx, manager: &Manager, id: UserId) -> Result<Option<UserId>, Fault> {
    let id = if users::hold_open(tx, id).await? {
        id
    } else {
        // Looked for after the row was waited for: it may have become an alias just now.
        match aliases::target(tx, id).await? {
            Some(person) if users::hold_open(tx, person).await? => person,
            _ => return Ok(None),
        }
    };
    let brought = memberships::exists(tx, manager.party, id).await?;
    let consents = consents::find(tx, id, &manager.client.id).await?.is_some_and(|c| !c.granted.is_empty());
    Ok((brought || consents).then_some(id))
}

/// Writes contacts as the party says them. One that the person has confirmed is theirs already.
async fn say(core: &Core, tx: &mut Tx, manager: &Manager, id: UserId, addresses: &[Address]) -> Result<(), UsersError> {
    for address in addresses {
        let channel = address.channel();
        let fits = match contacts::find_user(tx, address).await? {
            Some(holder) if holder == id => {
                contacts::withdraw_by_party(tx, id, channel, manager.party).await?;
                true
            }
            Some(_) => false,
            None => contacts::set_by_party(tx, id, address, manager.party, core.clock.now()).await?,
        };
        if !fits {
            return Err(UsersError::Clash(channel));
        }
    }
    Ok(())
}

fn sealed_identifier(core: &Core, id: UserId, profile: &Profile) -> Result<Option<String>, Fault> {
    profile.identifier.as_deref().map(|plain| seal_identifier(core, id, plain)).transpose()
}

fn line(manager: &Manager, user: UserId, action: &'static str, core: &Core) -> Activity {
    let client = Some(manager.client.id.to_string());
    Activity {
        user: Some(user),
        client,
        topic: Topic::Account,
        action,
        outcome: Outcome::Succeed,
        at: core.clock.now(),
    }
}
