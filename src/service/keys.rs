//! Signing keys: made on first start, published before use, kept after it.
//!
//! What is published is held in memory for a few seconds, so that every node learns of another
//! node's rotation long before a new key is used.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use bytes::Bytes;
use jsonwebtoken::Algorithm;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::jws::{self, KeyKind, Signer};
use crate::base::{Fault, Id, Micros, Secret};
use crate::config::Tokens;
use crate::domain::activity::{Activity, Outcome, Topic};
use crate::domain::signing_key::{KeyStage, SigningAlgorithm, SigningKey, signer};
use crate::service::Core;
use crate::store::signing_keys;

/// How long a node trusts what it last read.
const TRUST: Duration = Duration::from_secs(5);

/// The published keys, as last read.
#[derive(Default)]
pub struct Keys {
    set: RwLock<Option<Arc<KeySet>>>,
    reading: tokio::sync::Mutex<()>,
}

/// One reading of the published keys.
pub struct KeySet {
    keys: Vec<SigningKey>,
    signers: HashMap<String, Signer>,
    jwks: Bytes,
    read_at: Micros,
}

/// Tag of key ids.
enum KeyTag {}

impl KeySet {
    /// The JWK set (RFC 7517 §5) as JSON.
    pub fn jwks(&self) -> Bytes {
        self.jwks.clone()
    }

    /// The keys, the oldest first.
    pub fn keys(&self) -> &[SigningKey] {
        &self.keys
    }

    /// Signs claims as a compact JWS.
    pub fn sign(
        &self,
        algorithm: SigningAlgorithm,
        typ: &str,
        claims: &impl Serialize,
        now: Micros,
    ) -> Result<String, Fault> {
        let key = signer(&self.keys, algorithm, now).ok_or(Fault::Crypto("no active key for the algorithm"))?;
        let signer = self.signers.get(&key.id).ok_or(Fault::Bug("a published key has a signer"))?;
        signer.sign(typ, claims)
    }

    /// Reads an ID token that one of these keys signed, retired ones included; times are not judged.
    /// The key decides the algorithm, never the token. RFC 8725 §3.11: what we sign for other ends, as access
    /// tokens or introspection answers, has another `typ` and is none.
    pub fn verify<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let (kid, algorithm) = jws::peek(token)?;
        let key = self.keys.iter().find(|key| Some(&key.id) == kid.as_ref())?;
        if wire(key.algorithm) != algorithm || jws::typ(token).as_deref() != Some("JWT") {
            return None;
        }
        jws::verify(token, &key.public_jwk, algorithm)
    }
}

/// Reads an ID token of ours that comes back as a hint; times are not judged. Sites keep the token of a
/// sign-in for long, so a key that is published no more still counts; one that was withdrawn does not.
/// Other tokens of ours are no hints.
pub async fn read_hint<T: DeserializeOwned>(core: &Core, token: &str) -> Result<Option<T>, Fault> {
    if jws::typ(token).as_deref() != Some("JWT") {
        return Ok(None);
    }
    if let Some(claims) = current(core).await?.verify(token) {
        return Ok(Some(claims));
    }
    let Some((Some(kid), algorithm)) = jws::peek(token) else { return Ok(None) };
    let known = signing_keys::find(&mut core.db.read().await?, &kid).await?;
    let known = known.filter(|key| wire(key.algorithm) == algorithm && key.retired_at < key.gone_at);
    Ok(known.and_then(|key| jws::verify(token, &key.public_jwk, algorithm)))
}

const fn wire(algorithm: SigningAlgorithm) -> Algorithm {
    match algorithm {
        SigningAlgorithm::Rs256 => Algorithm::RS256,
        SigningAlgorithm::Es256 => Algorithm::ES256,
        SigningAlgorithm::EdDsa => Algorithm::EdDSA,
    }
}

/// The algorithms that a configuration offers.
pub fn offered(tokens: &Tokens) -> Vec<SigningAlgorithm> {
    SigningAlgorithm::ALL.iter().copied().filter(|a| *a != SigningAlgorithm::EdDsa || tokens.eddsa).collect()
}

/// The published keys.
pub async fn current(core: &Core) -> Result<Arc<KeySet>, Fault> {
    let now = core.clock.now();
    if let Some(set) = fresh(core, now) {
        return Ok(set);
    }
    // One reader at a time; the others find what it read.
    let _reading = core.keys.reading.lock().await;
    match fresh(core, now) {
        Some(set) => Ok(set),
        None => read(core, now).await,
    }
}

fn fresh(core: &Core, now: Micros) -> Option<Arc<KeySet>> {
    let set = core.keys.set.read().ok()?.clone()?;
    (set.read_at.until(now) < TRUST && set.read_at <= now).then_some(set)
}

async fn read(core: &Core, now: Micros) -> Result<Arc<KeySet>, Fault> {
    let mut reader = core.db.read().await?;
    let mut keys = signing_keys::published(&mut reader, now).await?;
    let known = core.keys.set.read().ok().and_then(|set| set.clone());
    let mut signers = HashMap::new();
    for key in &mut keys {
        let sealed = key.private_key.expose().to_owned();
        key.private_key = Secret::new("");
        if key.stage(now) == KeyStage::Retired {
            continue;
        }
        let signer = if let Some(signer) = known.as_ref().and_then(|set| set.signers.get(&key.id)) {
            signer.clone()
        } else {
            let corrupt = || Fault::Corrupt { table: "signing_keys", column: "private_key", id: key.id.clone() };
            let private = core.keyring.open(&place(&key.id), &sealed).ok_or_else(corrupt)?;
            Signer::new(&key.id, wire(key.algorithm), &private)?
        };
        signers.insert(key.id.clone(), signer);
    }
    for (id, signer) in known.iter().flat_map(|set| &set.signers) {
        if !signers.contains_key(id) {
            signer.forget();
        }
    }
    let jwks = format!(r#"{{"keys":[{}]}}"#, keys.iter().map(|k| k.public_jwk.as_str()).collect::<Vec<_>>().join(","));
    let set = Arc::new(KeySet { keys, signers, jwks: jwks.into(), read_at: now });
    if let Ok(mut slot) = core.keys.set.write() {
        *slot = Some(set.clone());
    }
    Ok(set)
}

fn forget(core: &Core) {
    if let Ok(mut slot) = core.keys.set.write()
        && let Some(set) = slot.as_ref()
    {
        // The signers are kept; only the trust ends.
        *slot = Some(Arc::new(KeySet {
            keys: set.keys.clone(),
            signers: set.signers.clone(),
            jwks: set.jwks.clone(),
            read_at: Micros(i64::MIN),
        }));
    }
}

fn place(kid: &str) -> String {
    format!("signing_keys/{kid}")
}

/// Makes what is missing: a key of each offered algorithm that signs at once. Several nodes that
/// start together make one set.
pub async fn ensure(core: &Core) -> Result<(), Fault> {
    let now = core.clock.now();
    let set = current(core).await?;
    let missing: Vec<_> = offered(&core.config.tokens)
        .into_iter()
        .filter(|algorithm| !set.keys.iter().any(|k| k.algorithm == *algorithm && k.retired_at.is_none()))
        .collect();
    for algorithm in missing {
        let key = make(core, algorithm, now, now).await?;
        core.db
            .write(move |tx| {
                Box::pin(async move {
                    signing_keys::lock(tx).await?;
                    signing_keys::insert(tx, &key, Micros(i64::MIN)).await
                })
            })
            .await?;
        forget(core);
    }
    Ok(())
}

/// Makes successors of every offered algorithm, or of one: published now, used after the
/// publication time, the old ones kept until the last token they signed has ended.
pub async fn rotate(core: &Core, only: Option<SigningAlgorithm>) -> Result<Vec<String>, Fault> {
    let mut made = Vec::new();
    for algorithm in offered(&core.config.tokens) {
        if only.is_none_or(|wanted| wanted == algorithm) {
            made.push(rotate_one(core, algorithm).await?);
        }
    }
    Ok(made)
}

/// Rotates what has come of age: the regular job.
pub async fn rotate_due(core: &Core) -> Result<(), Fault> {
    let now = core.clock.now();
    let tokens = &core.config.tokens;
    let rotation = Duration::from_secs(tokens.key_rotation_seconds);
    let ahead = Duration::from_secs(tokens.key_publish_seconds);
    for algorithm in offered(tokens) {
        let set = current(core).await?;
        let standing: Vec<_> = set.keys.iter().filter(|k| k.algorithm == algorithm && k.retired_at.is_none()).collect();
        if !standing.is_empty() && standing.iter().all(|key| key.is_due(rotation, ahead, now)) {
            rotate_one(core, algorithm).await?;
        }
    }
    ensure(core).await
}

async fn rotate_one(core: &Core, algorithm: SigningAlgorithm) -> Result<String, Fault> {
    let tokens = &core.config.tokens;
    let now = core.clock.now();
    let active_from = now.plus(Duration::from_secs(tokens.key_publish_seconds));
    let gone_at = active_from.plus(Duration::from_secs(tokens.id_token_seconds.max(tokens.access_seconds) + 3_600));
    let key = make(core, algorithm, now, active_from).await?;
    let id = key.id.clone();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                signing_keys::lock(tx).await?;
                signing_keys::insert(tx, &key, Micros(i64::MAX)).await?;
                signing_keys::retire_others(tx, algorithm, &key.id, active_from, gone_at).await?;
                audit(tx, "rotate_key", now).await
            })
        })
        .await?;
    forget(core);
    Ok(id)
}

/// Withdraws a key at once and makes a replacement that signs at once: for a key that may have
/// leaked. Tokens it signed stop verifying as soon as clients fetch the keys again.
pub async fn revoke(core: &Core, id: &str) -> Result<bool, Fault> {
    let now = core.clock.now();
    let key = id.to_owned();
    let done = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                let done = signing_keys::revoke(tx, &key, now).await?;
                audit(tx, "revoke_key", now).await?;
                Ok::<_, Fault>(done)
            })
        })
        .await?;
    forget(core);
    ensure_active(core).await?;
    Ok(done)
}

/// After a revocation the next key may be waiting still: one that signs now is needed.
async fn ensure_active(core: &Core) -> Result<(), Fault> {
    let now = core.clock.now();
    let set = current(core).await?;
    for algorithm in offered(&core.config.tokens) {
        if signer(&set.keys, algorithm, now).is_none() {
            let key = make(core, algorithm, now, now).await?;
            core.db
                .write(move |tx| Box::pin(async move { signing_keys::insert(tx, &key, Micros(i64::MAX)).await }))
                .await?;
        }
    }
    forget(core);
    Ok(())
}

async fn audit(tx: &mut crate::store::Tx, action: &'static str, at: Micros) -> Result<(), Fault> {
    let line = Activity { user: None, client: None, topic: Topic::Admin, action, outcome: Outcome::Succeed, at };
    crate::service::activity::write(tx, &line, &crate::domain::activity::Origin::default()).await
}

async fn make(core: &Core, algorithm: SigningAlgorithm, now: Micros, active_from: Micros) -> Result<SigningKey, Fault> {
    let kind = match algorithm {
        SigningAlgorithm::Rs256 => KeyKind::Rsa(core.config.tokens.rsa_bits),
        SigningAlgorithm::Es256 => KeyKind::P256,
        SigningAlgorithm::EdDsa => KeyKind::Ed25519,
    };
    let made = tokio::task::spawn_blocking(move || jws::generate(kind));
    let made = made.await.map_err(|_| Fault::Bug("key generation panicked"))??;
    let id = Id::<KeyTag>::ordered().text();
    let mut jwk = made.public;
    jwk.insert("kid".into(), id.clone().into());
    jwk.insert("use".into(), "sig".into());
    jwk.insert("alg".into(), algorithm.as_str().into());
    Ok(SigningKey {
        algorithm,
        public_jwk: serde_json::Value::Object(jwk).to_string(),
        private_key: Secret::new(core.keyring.seal(&place(&id), made.private.expose())?),
        id,
        created_at: now,
        active_from,
        retired_at: None,
        gone_at: None,
    })
}
