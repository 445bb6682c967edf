//! People who come from another system, each in a transaction of their own. Who came before stays as they
//! are: an import adds people and changes nobody.

use std::collections::HashSet;

use crate::base::{Digest, Fault, Id, Locale, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::contact::Address;
use crate::domain::foreign_hash::{self, ForeignFlaw, ForeignHash};
use crate::domain::profile::{self, Field};
use crate::domain::user::{Profile, Role, Standing, User, UserId};
use crate::service::{Core, activity};
use crate::store::{Tx, contacts, credentials, imports, users};

use super::claim;
use super::profile::seal_identifier;

/// Most contacts of one person.
pub const MOST_CONTACTS: usize = 20;
/// Longest id of another system, in bytes.
pub const MOST_ID: usize = 255;

/// A person of another system.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name of that system: its ids are its own.
    pub source: String,
    /// Its id of the person.
    pub external_id: Option<String>,
    /// How to reach the person, and whether they proved it there. The first proved ones are the primary ones.
    pub contacts: Vec<(Address, bool)>,
    /// What the person told there.
    pub profile: Profile,
    /// The person's language.
    pub locale: Option<Locale>,
    /// What the person may do.
    pub role: Role,
    /// A password hash of one of the known kinds; without one the person signs in by code.
    pub password_hash: Option<Secret>,
    /// The line as it stands in the file: whether it is the same one as before.
    pub line: Secret,
}

/// What became of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The person was added.
    Added {
        /// Who.
        user: UserId,
        /// Contacts that were not proved there and belong to somebody else here: they were left out.
        left_out: usize,
    },
    /// The same line was taken before.
    Unchanged(UserId),
}

/// Why somebody was not added.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Nobody could ever sign in.
    #[error("a person needs a confirmed e-mail address or phone number")]
    NoContact,
    /// More contacts than anybody has.
    #[error("at most 20 contacts")]
    ManyContacts,
    /// The same contact stands in the line twice.
    #[error("the same contact stands here twice")]
    Twice,
    /// Somebody has confirmed this contact.
    #[error("a contact belongs to another person")]
    Taken(Address),
    /// Not an id.
    #[error("an id has 1 to 255 bytes")]
    Id,
    /// These facts are wrong.
    #[error("some facts are wrong")]
    Profile(Vec<Field>),
    /// The hash is not taken.
    #[error(transparent)]
    Hash(#[from] ForeignFlaw),
    /// The person was imported from a line that said something else.
    #[error("the person was imported before, from a line that differs: an import changes nobody")]
    Differs,
    /// Two imports took the same person at once.
    #[error("another import is taking the same person: run it again")]
    Beside,
    /// It would have been done; nothing was.
    #[error("a rehearsal")]
    Rehearsed(Imported),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What cannot be written beside each other: lines that have one of these in common are taken one after the
/// other.
pub fn marks(import: &Import) -> HashSet<String> {
    let contacts = import.contacts.iter().map(|(address, _)| address.as_str().to_owned());
    contacts.chain(import.external_id.as_ref().map(|id| format!("id {id}"))).collect()
}

/// Adds somebody. `rehearse`: everything is tried and nothing stays.
pub async fn import(core: &Core, input: Import, rehearse: bool) -> Result<Imported, ImportError> {
    let now = core.clock.now();
    check_contacts(&input.contacts)?;
    if input.external_id.as_ref().is_some_and(|id| id.trim().is_empty() || id.len() > MOST_ID) {
        return Err(ImportError::Id);
    }
    let profile = profile::check(input.profile.clone(), now).map_err(ImportError::Profile)?;
    let hash = input.password_hash.as_ref().map(|hash| stored(hash.expose())).transpose()?;
    let (digest, line) = digests(core, &input);
    let id = Id::opaque();
    let sealed = profile.identifier.as_deref().map(|plain| seal_identifier(core, id, plain)).transpose()?;
    let user = User {
        id,
        standing: Standing::Open,
        role: input.role,
        locale: input.locale,
        profile: Profile { identifier: None, ..profile },
        created_at: now,
        updated_at: now,
    };
    let prepared = Prepared { user, sealed, hash, contacts: input.contacts, digest, line };
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let done = write(tx, prepared).await?;
                if rehearse { Err(ImportError::Rehearsed(done)) } else { Ok(done) }
            })
        })
        .await
        .or_else(|error| match error {
            ImportError::Rehearsed(done) => Ok(done),
            other => Err(other),
        })
}

fn check_contacts(contacts: &[(Address, bool)]) -> Result<(), ImportError> {
    if contacts.len() > MOST_CONTACTS {
        return Err(ImportError::ManyContacts);
    }
    if contacts.iter().map(|(address, _)| address).collect::<HashSet<_>>().len() < contacts.len() {
        return Err(ImportError::Twice);
    }
    if contacts.iter().any(|(_, confirmed)| *confirmed) { Ok(()) } else { Err(ImportError::NoContact) }
}

/// A hash as it is kept. What would not be computed later is not taken now.
fn stored(hash: &str) -> Result<String, ForeignFlaw> {
    ForeignHash::parse(hash)?;
    Ok(foreign_hash::stored(hash))
}

/// What tells the person, and what tells the line.
fn digests(core: &Core, input: &Import) -> (Digest, Digest) {
    let person = if let Some(id) = &input.external_id {
        format!("{}\0id\0{id}", input.source)
    } else {
        let proved = input.contacts.iter().filter(|(_, confirmed)| *confirmed);
        let mut proved: Vec<&str> = proved.map(|(address, _)| address.as_str()).collect();
        proved.sort_unstable();
        format!("{}\0contacts\0{}", input.source, proved.join("\0"))
    };
    (core.keyring.word_digest("import", &person), core.keyring.word_digest("import line", input.line.expose()))
}

struct Prepared {
    user: User,
    /// The state's number for the person.
    sealed: Option<String>,
    hash: Option<String>,
    contacts: Vec<(Address, bool)>,
    digest: Digest,
    line: Digest,
}

async fn write(tx: &mut Tx, prepared: Prepared) -> Result<Imported, ImportError> {
    let Prepared { user, sealed, hash, contacts, digest, line } = prepared;
    let (id, now, origin) = (user.id, user.created_at, Origin::default());
    if let Some((before, its)) = imports::find(tx, &digest).await? {
        return if its.matches(&line) { Ok(Imported::Unchanged(before)) } else { Err(ImportError::Differs) };
    }
    users::insert(tx, &user, None).await?;
    if !imports::insert(tx, &digest, &line, id, now).await? {
        return Err(ImportError::Beside);
    }
    if sealed.is_some() {
        users::set_profile(tx, id, &Profile::default(), sealed.as_deref(), now).await?;
    }
    let mut left_out = 0;
    for (address, confirmed) in contacts {
        if confirmed {
            claim::absorb(tx, id, &address, false, &origin, now).await?;
            if !contacts::prove(tx, id, &address, now).await? {
                return Err(ImportError::Taken(address));
            }
        } else if contacts::find_user(tx, &address).await?.is_some() {
            // Whoever proves a contact takes it from all who have not: the order of lines says nothing.
            left_out += 1;
        } else {
            contacts::add_unproved(tx, id, &address, now).await?;
        }
    }
    if let Some(hash) = hash {
        credentials::set_password(tx, id, &hash, now).await?;
    }
    activity::record(tx, Some(id), (Topic::Admin, "import_user", Outcome::Succeed), &origin, now).await?;
    Ok(Imported::Added { user: id, left_out })
}
