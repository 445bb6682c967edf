//! A person who is signed in adds a passkey.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};

use crate::base::{Digest, Fault, Id};
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

use super::{Offer, Purpose, Refusal};

/// Asks a person's device for a new key. `None` where passkeys are not possible.
///
/// The device keeps a name for its own lists; what it tells us later is the person's id alone (WebAuthn §14.6.1).
pub async fn ask_new(core: &Core, user: UserId, browser: &Digest) -> Result<Option<Offer>, Fault> {
    let Some(party) = super::relying_party(core).filter(|_| super::are_possible(core)) else { return Ok(None) };
    let mut reader = core.db.read().await?;
    let Some(person) = contacts::person(&mut reader, user).await? else { return Ok(None) };
    let held = passkeys::of_user(&mut reader, user).await?;
    let held = held.iter().filter_map(|s| URL_SAFE_NO_PAD.decode(&s.passkey.credential_id).ok()).collect();
    let (name, shown) = names(&person);
    let (request, state) = party
        .start_passkey_registration(user.uuid(), &name, &shown, Some(held))
        .map_err(|_| Fault::Crypto("no challenge was drawn"))?;
    // Found without a name: the key has to stay on the device.
    let found = [("residentKey", json!("required")), ("requireResidentKey", Value::Bool(true))];
    let options = super::options(&request.public_key, "/authenticatorSelection", &found)?;
    Ok(Some(Offer { options, ceremony: super::seal(core, Purpose::Add(user), browser, state)? }))
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
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The sealed half of the page.
    pub ceremony: String,
    /// JSON of the browser's `PublicKeyCredential`.
    pub credential: String,
    /// How the person calls it; has gone through [`passkey::clean_name`].
    pub name: String,
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
    let party = super::relying_party(core).ok_or(Refusal::Stale)?;
    let purpose = Purpose::Add(input.user);
    let opened = super::open::<PasskeyRegistration>(core, purpose, &input.browser, &input.ceremony)?;
    let said: RegisterPublicKeyCredential = super::read(&input.credential)?;
    if !super::is_own_page(&said.response.client_data_json) {
        return Err(Refusal::Unknown.into());
    }
    let key = party.finish_passkey_registration(&said, &opened.state).map_err(|_| Refusal::Unknown)?;
    let new = stored(core, &input, &key)?;
    let inner = core.clone();
    let (once, ends_at) = (opened.once, opened.ends_at);
    core.db
        .write::<_, AddError, _>(move |tx| {
            Box::pin(async move {
                if !replays::spend(tx, &once, ends_at).await? {
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
        browser: input.browser.clone(),
        next: None,
        anew: false,
        origin: input.origin.clone(),
    };
    Ok(enter_within(core, tx, &proved).await?.ok().and_then(Entered::session))
}

fn stored(core: &Core, input: &Add, key: &webauthn_rs::prelude::Passkey) -> Result<Stored, Fault> {
    let wrong = Fault::Bug("a credential is a JSON object with its flags");
    let Ok(value) = serde_json::to_value(key) else { return Err(wrong) };
    let flag = |name: &str| value.pointer(&format!("/cred/{name}")).and_then(Value::as_bool);
    let counter = value.pointer("/cred/counter").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let (Some(synced), Some(backed_up), Some(counter)) = (flag("backup_eligible"), flag("backup_state"), counter)
    else {
        return Err(wrong);
    };
    let passkey = Passkey {
        id: Id::ordered(),
        user: input.user,
        credential_id: URL_SAFE_NO_PAD.encode(key.cred_id()),
        name: input.name.clone(),
        synced,
        backed_up,
        created_at: core.clock.now(),
        used_at: None,
    };
    Ok(Stored { passkey, credential: value.to_string(), counter })
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
