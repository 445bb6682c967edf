//! A new key: the question to a device, and what its answer makes (WebAuthn §7.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{CredentialID, PasskeyRegistration, RegisterPublicKeyCredential};

use crate::base::{Digest, Fault, Micros};
use crate::domain::passkey::Made;
use crate::domain::user::UserId;
use crate::service::Core;

use super::{Offer, Purpose, Refusal};

/// Whom a key is for. The device keeps the names for its own lists; what it tells us later is the person's id alone
/// (WebAuthn §14.6.1).
pub(in crate::service) struct Owner {
    /// The person, or the one to be.
    pub user: UserId,
    /// The name of the account.
    pub name: String,
    /// The name of the person.
    pub shown: String,
}

/// What travels in the page.
#[derive(Serialize, Deserialize)]
struct Asked {
    user: UserId,
    state: PasskeyRegistration,
}

/// Asks a device for a new key that is none of `held`. `None` where passkeys are not possible.
pub(in crate::service) fn question(
    core: &Core,
    purpose: Purpose,
    browser: &Digest,
    owner: &Owner,
    held: Vec<CredentialID>,
) -> Result<Option<Offer>, Fault> {
    let Some(party) = super::relying_party(core).filter(|_| super::are_possible(core)) else { return Ok(None) };
    let (request, state) = party
        .start_passkey_registration(owner.user.uuid(), &owner.name, &owner.shown, Some(held))
        .map_err(|_| Fault::Crypto("no challenge was drawn"))?;
    // Found without a name: the key has to stay on the device.
    let found = [("residentKey", json!("required")), ("requireResidentKey", Value::Bool(true))];
    let options = super::options(&request.public_key, "/authenticatorSelection", &found)?;
    let ceremony = super::seal(core, purpose, browser, Asked { user: owner.user, state })?;
    Ok(Some(Offer { options, ceremony }))
}

/// The answer of a device with a new key.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The sealed half of the page.
    pub ceremony: String,
    /// JSON of the browser's `PublicKeyCredential`.
    pub credential: String,
    /// How the person calls it; has gone through [`clean_name`](crate::domain::passkey::clean_name).
    pub name: String,
}

/// An answer that is right, and the mark to be spent with whatever it makes.
pub(in crate::service) struct Answered {
    /// The key.
    pub made: Made,
    /// Names the question, which is answered once.
    pub once: Digest,
    /// When the question ends: no answer comes after it.
    pub ends_at: Micros,
}

/// Checks an answer. Nothing is written.
pub(in crate::service) fn answered(core: &Core, purpose: Purpose, new: &NewKey) -> Result<Answered, Refusal> {
    let party = super::relying_party(core).ok_or(Refusal::Stale)?;
    let opened = super::open::<Asked>(core, purpose, &new.browser, &new.ceremony)?;
    let said: RegisterPublicKeyCredential = super::read(&new.credential)?;
    if !super::is_own_page(&said.response.client_data_json) {
        return Err(Refusal::Unknown);
    }
    let Asked { user, state } = opened.state;
    let key = party.finish_passkey_registration(&said, &state).map_err(|_| Refusal::Unknown)?;
    let made = made(core, user, new.name.clone(), &key)?;
    Ok(Answered { made, once: opened.once, ends_at: opened.ends_at })
}

fn made(core: &Core, user: UserId, name: String, key: &webauthn_rs::prelude::Passkey) -> Result<Made, Fault> {
    let wrong = Fault::Bug("a credential is a JSON object with its flags");
    let Ok(value) = serde_json::to_value(key) else { return Err(wrong) };
    let flag = |name: &str| value.pointer(&format!("/cred/{name}")).and_then(Value::as_bool);
    let counter = value.pointer("/cred/counter").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let (Some(synced), Some(backed_up), Some(counter)) = (flag("backup_eligible"), flag("backup_state"), counter)
    else {
        return Err(wrong);
    };
    Ok(Made {
        user,
        credential_id: URL_SAFE_NO_PAD.encode(key.cred_id()),
        name,
        synced,
        backed_up,
        counter,
        credential: value.to_string(),
        at: core.clock.now().get(),
    })
}
