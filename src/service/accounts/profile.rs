//! What people tell about themselves.

use crate::base::Fault;
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::profile::{Field, check};
use crate::domain::user::{Person, Profile, UserId};
use crate::service::{Core, activity};
use crate::store::{contacts, users};

/// A person with all contacts and the state's number in clear: what claims are made of.
pub async fn person(core: &Core, id: UserId) -> Result<Option<Person>, Fault> {
    let mut reader = core.db.read().await?;
    let Some(mut person) = contacts::person(&mut reader, id).await? else { return Ok(None) };
    drop(reader);
    person.user.profile.identifier = identifier(core, id).await?;
    Ok(Some(person))
}

/// The state's number for a person in clear.
pub async fn identifier(core: &Core, id: UserId) -> Result<Option<String>, Fault> {
    let Some(sealed) = users::sealed_identifier(&mut core.db.read().await?, id).await? else { return Ok(None) };
    open_identifier(core, id, &sealed).map(Some)
}

/// The state's number for a person as it was before it was sealed.
pub(in crate::service) fn open_identifier(core: &Core, id: UserId, sealed: &str) -> Result<String, Fault> {
    let plain = core.keyring.open(&place(id), sealed);
    let corrupt = || Fault::Corrupt { table: "users", column: "identifier", id: id.text() };
    Ok(plain.ok_or_else(corrupt)?.expose().to_owned())
}

/// Facts to write. What is `None` or empty stays as it is.
#[derive(Clone, Debug)]
pub struct SetProfile {
    /// Whose.
    pub user: UserId,
    /// The facts as they were typed.
    pub profile: Profile,
    /// From where.
    pub origin: Origin,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// These fields are wrong.
    #[error("some fields are wrong")]
    Fields(Vec<Field>),
    /// No such person in good standing.
    #[error("no such person")]
    Unknown,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Writes facts of a profile.
pub async fn set(core: &Core, input: SetProfile) -> Result<(), ProfileError> {
    let now = core.clock.now();
    let profile = check(input.profile, now).map_err(ProfileError::Fields)?;
    let sealed = profile.identifier.as_deref().map(|plain| seal_identifier(core, input.user, plain)).transpose()?;
    let (user, origin) = (input.user, input.origin);
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if !users::set_profile(tx, user, &profile, sealed.as_deref(), now).await? {
                    return Err(ProfileError::Unknown);
                }
                let what = (Topic::Account, "profile", Outcome::Succeed);
                Ok(activity::record(tx, Some(user), what, &origin, now).await?)
            })
        })
        .await
}

/// The state's number for a person as it is kept.
pub(in crate::service) fn seal_identifier(core: &Core, id: UserId, plain: &str) -> Result<String, Fault> {
    core.keyring.seal(&place(id), plain)
}

fn place(id: UserId) -> String {
    format!("users.identifier/{id}")
}
