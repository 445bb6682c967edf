//! A person proves themselves with a passkey: to sign in, as a second step, again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey as Credential, PublicKeyCredential, WebauthnError};

use crate::base::{Digest, Fault, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::user::UserId;
use crate::service::{Core, activity};
use crate::store::passkeys::{Stored, Use};
use crate::store::{Tx, passkeys, replays, users};

use super::{Offer, Purpose, Refusal};

/// Asks for a proof. `None` where passkeys are not possible, or a known person has none. Where the operator took them
/// from the ways in, they still are a second step.
pub async fn ask(core: &Core, purpose: Purpose, browser: &Digest) -> Result<Option<Offer>, Fault> {
    if !matches!(purpose, Purpose::Second(_)) && !super::are_possible(core) {
        return Ok(None);
    }
    let Some(party) = super::relying_party(core) else { return Ok(None) };
    let allowed: Vec<Value> = match purpose.user() {
        None => Vec::new(),
        Some(user) => {
            let held = passkeys::of_user(&mut core.db.read().await?, user).await?;
            if held.is_empty() {
                return Ok(None);
            }
            held.iter().map(|s| json!({ "type": "public-key", "id": s.passkey.credential_id })).collect()
        }
    };
    let (request, state) =
        party.start_discoverable_authentication().map_err(|_| Fault::Crypto("no challenge was drawn"))?;
    let members = [("allowCredentials", Value::Array(allowed)), ("extensions", json!({}))];
    let options = super::options(&request.public_key, "", &members)?;
    Ok(Some(Offer { options, ceremony: super::seal(core, purpose, browser, state)? }))
}

/// What a device answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked for.
    pub purpose: Purpose,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The sealed half of the page.
    pub ceremony: String,
    /// JSON of the browser's `PublicKeyCredential`.
    pub credential: String,
    /// From where.
    pub origin: Origin,
}

/// An answer whose signature is right. It counts once, with [`prove_within`].
#[derive(Clone, Debug)]
pub struct Proof {
    /// Who it is.
    pub user: UserId,
    used: Use,
    once: Digest,
    ends_at: Micros,
    origin: Origin,
}

/// Checks an answer (WebAuthn §7.2). Nothing is written, but that somebody's passkey was copied.
pub async fn prove(core: &Core, answer: Answer) -> Result<Proof, Refusal> {
    let party = super::relying_party(core).ok_or(Refusal::Stale)?;
    let Answer { purpose, browser, ceremony, credential, origin } = answer;
    let opened = super::open::<DiscoverableAuthentication>(core, purpose, &browser, &ceremony)?;
    let said: PublicKeyCredential = super::read(&credential)?;
    let id = URL_SAFE_NO_PAD.encode(said.get_credential_id());
    let stored = passkeys::find(&mut core.db.read().await.map_err(Refusal::from)?, &id).await?;
    let stored = stored.filter(|s| is_asked(s, purpose, &said)).ok_or(Refusal::Unknown)?;
    if !super::is_own_page(&said.response.client_data_json) {
        return Err(Refusal::Unknown);
    }
    let user = stored.passkey.user;
    let mut key: Credential = serde_json::from_str(&stored.credential).map_err(|_| corrupt(&stored))?;
    let result = match party.finish_discoverable_authentication_v2(&said, opened.state, &key) {
        Ok(result) if result.user_verified() => result,
        // The library looks at the counter after the signature: only the key itself comes so far.
        Err(WebauthnError::CredentialPossibleCompromise) => {
            let inner = core.clone();
            core.db
                .write::<_, Fault, _>(move |tx| Box::pin(async move { copied(&inner, tx, user, &origin).await }))
                .await?;
            return Err(Refusal::Cloned);
        }
        Ok(_) | Err(_) => return Err(Refusal::Unknown),
    };
    key.update_credential(&result);
    let used = Use {
        id: stored.passkey.id,
        counter: result.counter(),
        backed_up: result.backup_state(),
        credential: serde_json::to_string(&key).map_err(|_| corrupt(&stored))?,
    };
    Ok(Proof { user, used, once: opened.once, ends_at: opened.ends_at, origin })
}

/// A known person answers with a key of their own; else the device names the person, and the key must be that
/// person's (WebAuthn §7.2 step 6).
fn is_asked(stored: &Stored, purpose: Purpose, said: &PublicKeyCredential) -> bool {
    let own = stored.passkey.user;
    let named = said.get_user_unique_id();
    let handle = named.map(|bytes| bytes == own.uuid().as_bytes());
    match purpose.user() {
        Some(user) => user == own && handle.unwrap_or(true),
        None => handle.unwrap_or(false),
    }
}

fn corrupt(stored: &Stored) -> Fault {
    Fault::Corrupt { table: "passkeys", column: "credential", id: stored.passkey.id.text() }
}

/// Lets a proof count, in the transaction of what it proves. Only once: the same answer again, at the same moment or
/// later, is refused, and what was written beside it should not be kept.
pub async fn prove_within(core: &Core, tx: &mut Tx, proof: &Proof) -> Result<Result<(), Refusal>, Fault> {
    users::hold(tx, proof.user).await?;
    if !replays::spend(tx, &proof.once, proof.ends_at).await? {
        return Ok(Err(Refusal::Stale));
    }
    if passkeys::advance(tx, &proof.used, core.clock.now()).await? {
        return Ok(Ok(()));
    }
    if passkeys::of_user(tx, proof.user).await?.iter().any(|s| s.passkey.id == proof.used.id) {
        copied(core, tx, proof.user, &proof.origin).await?;
        return Ok(Err(Refusal::Cloned));
    }
    Ok(Err(Refusal::Unknown))
}

async fn copied(core: &Core, tx: &mut Tx, user: UserId, origin: &Origin) -> Result<(), Fault> {
    let what = (Topic::Security, "passkey_copied", Outcome::Denied);
    activity::record(tx, Some(user), what, origin, core.clock.now()).await
}
