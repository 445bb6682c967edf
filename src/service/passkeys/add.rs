//! A person who is signed in adds a passkey.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::base::{Digest, Fault};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::message::Event;
use crate::domain::passkey::{self, Passkey};
use crate::domain::session::{Amr, Session};
use crate::domain::undo::Undo;
use crate::domain::user::{Person, UserId};
use crate::service::notices::{self, Tell};
use crate::service::sign_in::{Entered, Proved, enter_within};
use crate::service::{Core, activity, outbox};
use crate::store::passkeys::{self, Stored};
use crate::store::{Tx, contacts, replays, users};

use super::make::{NewKey, Owner, answered, question};
use super::{Offer, Purpose, Refusal};

/// Asks a person's device for a new key. `None` where passkeys are not possible.
pub async fn ask_new(core: &Core, user: UserId, browser: &Digest) -> Result<Option<Offer>, Fault> {
    let mut reader = core.db.read().await?;
    let Some(person) = contacts::person(&mut reader, user).await? else { return Ok(None) };
    let held = passkeys::of_user(&mut reader, user).await?;
    let held = held.iter().filter_map(|s| URL_SAFE_NO_PAD.decode(&s.passkey.credential_id).ok()).collect();
    let (name, shown) = names(&person);
    question(core, Purpose::Add(user), browser, &Owner { user, name, shown }, held)
}

fn names(person: &Person) -> (String, String) {
    let contact = person.contacts.iter().find(|c| c.confirmed_at.is_some()).map(|c| c.address.shown());
    let display = person.user.profile.display_name();
    let name = contact.or_else(|| display.clone()).unwrap_or_else(|| "Freedom ID".into());
    (name.clone(), display.unwrap_or(name))
}

/// A new passkey.
#[derive(Clone, Debug)]
pub struct Add {
    /// Whose.
    pub user: UserId,
    /// What the device said.
    pub key: NewKey,
    /// The session in which it is added.
    pub session: Session,
    /// Digest of the cookie that makes this browser known.
    pub device: Option<Digest>,
    /// From where.
    pub origin: Origin,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Added {
    /// The passkey.
    pub passkey: Passkey,
    /// A session in place of the one it was added in: the person has just proved the passkey, too. `None` where the
    /// operator's rules have since closed the way by which the person came.
    pub session: Option<Session>,
}

/// Why no passkey was added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The answer of the device.
    #[error(transparent)]
    Refused(Refusal),
    /// Somebody has this passkey.
    #[error("somebody has this passkey")]
    Taken,
    /// The person has [`passkey::MOST`].
    #[error("the person has as many passkeys as one may have")]
    TooMany,
    /// The person may not sign in.
    #[error("the account is paused")]
    Paused,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for AddError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Fault(fault) => Self::Fault(fault),
            refusal => Self::Refused(refusal),
        }
    }
}

/// Adds a passkey (WebAuthn §7.1).
pub async fn add(core: &Core, input: Add) -> Result<Added, AddError> {
    let answered = answered(core, Purpose::Add(input.user), &input.key)?;
    let new = Stored::from(answered.made);
    let inner = core.clone();
    core.db
        .write::<_, AddError, _>(move |tx| {
            Box::pin(async move {
                if !replays::spend(tx, &answered.once, answered.ends_at).await? {
                    return Err(Refusal::Stale.into());
                }
                keep(&inner, tx, &new, &input.origin).await?;
                let session = upgrade(&inner, tx, &input).await?;
                Ok(Added { passkey: new.passkey, session })
            })
        })
        .await
        .inspect(|_| outbox::wake(core))
}

/// The device verified its user for the new key: that is a proof like any other.
async fn upgrade(core: &Core, tx: &mut Tx, input: &Add) -> Result<Option<Session>, Fault> {
    let mut by = input.session.amr.clone();
    if !by.contains(&Amr::Passkey) {
        by.push(Amr::Passkey);
    }
    let proved = Proved {
        user: input.user,
        by,
        remembered: input.session.remembered,
        device: input.device.clone(),
        browser: input.key.browser.clone(),
        next: None,
        anew: false,
        origin: input.origin.clone(),
    };
    Ok(enter_within(core, tx, &proved).await?.ok().and_then(Entered::session))
}

async fn keep(core: &Core, tx: &mut Tx, new: &Stored, origin: &Origin) -> Result<(), AddError> {
    let user = new.passkey.user;
    // The person's row first: two at once are counted one after the other.
    if !users::hold_open(tx, user).await? {
        return Err(AddError::Paused);
    }
    if passkeys::count(tx, user).await? >= passkey::MOST {
        return Err(AddError::TooMany);
    }
    if !passkeys::insert(tx, new).await? {
        return Err(AddError::Taken);
    }
    let what = (Topic::Security, "passkey_add", Outcome::Succeed);
    activity::record(tx, Some(user), what, origin, core.clock.now()).await?;
    let detail = Some(new.passkey.name.clone());
    let undo = Some(Undo::passkey(new.passkey.id));
    let tell = Tell { user, event: Event::PasskeyAdded, detail, undo, also: Vec::new() };
    Ok(notices::tell_within(core, tx, tell, origin).await?)
}
