//! Password hashing, off the async threads and bounded: so many at once, so many waiting, so long.
//! Whoever does not fit in is told to come back, because a queue of hashes would take the memory.
//!
//! Passwords are hashed in their normal form. Hashes from before that, and hashes that were made elsewhere,
//! may be of what was typed: where the two differ, both are tried.

pub mod bench;
mod foreign;

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::base::keyring::Keyring;
use crate::base::{Fault, Secret};
use crate::config::Passwords;
use crate::domain::foreign_hash::{ForeignHash, unmark};
use crate::domain::password::{MOST_BYTES, PasswordFlaw, PasswordRule, normal};
use crate::service::Core;

const BUSY: Fault = Fault::Busy("password hashing");

/// The lane. Cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
    patience: Duration,
    rule: PasswordRule,
    argon2: Argon2<'static>,
    keyring: Arc<Keyring>,
    /// What is verified where there is no hash, so that nobody's absence shows in the time.
    dummy: Arc<str>,
}

/// What a password is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whether it is the right one.
    pub matches: bool,
    /// Whether its hash was made with other parameters than today's and should be made anew.
    pub outdated: bool,
}

/// A stored hash, read.
enum Stored {
    Ours(Box<PasswordHash>),
    Foreign(ForeignHash),
}

impl Stored {
    /// A text out of bounds is not read, and so never computed.
    fn read(text: &str) -> Option<Self> {
        match unmark(text) {
            Some(foreign) => ForeignHash::parse(foreign).ok().map(Self::Foreign),
            None => PasswordHash::new(text).ok().map(Box::new).map(Self::Ours),
        }
    }
}

/// The one way by which a new password comes in: judges it by the rule of our pages and by the collection
/// of leaked ones, and hashes it. `own`: the person's contacts and names. If that collection is kept by a
/// service that does not answer, the rule alone decides.
pub async fn accept(core: &Core, password: Secret, own: Vec<String>) -> Result<Result<String, PasswordFlaw>, Fault> {
    // Before anything is done with it: a normal form may be many times as long.
    if password.expose().len() > MOST_BYTES {
        return Ok(Err(PasswordFlaw::Long));
    }
    let password = normal(&password);
    if let Err(flaw) = core.hasher.judge(password.clone(), own).await? {
        return Ok(Err(flaw));
    }
    match core.gateways.breaches.knows(&password, core.clock.now()).await {
        Ok(true) => return Ok(Err(PasswordFlaw::Breached)),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "leaked passwords were not looked up"),
    }
    core.hasher.hash(password).await.map(Ok)
}

impl Hasher {
    /// A lane with the configured cost and bounds.
    pub fn new(config: &Passwords, keyring: Arc<Keyring>) -> Result<Self, Fault> {
        let params = Params::new(config.memory_kib, config.iterations, 1, None)
            .map_err(|_| Fault::Crypto("passwords.memory_kib or passwords.iterations was refused"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let concurrency = config.concurrency.unwrap_or(cores).max(1);
        let dummy = dummy(argon2.params());
        Ok(Self {
            running: Arc::new(Semaphore::new(concurrency)),
            places: Arc::new(Semaphore::new(concurrency.saturating_add(config.queue))),
            patience: Duration::from_millis(config.queue_milliseconds),
            rule: PasswordRule { min_length: config.min_length, min_score: config.min_score },
            argon2,
            keyring,
            dummy: dummy.into(),
        })
    }

    /// Hashes a password: a PHC string. New ones come by [`accept`]; this alone is for one that was right
    /// and whose hash is outdated.
    pub async fn hash(&self, password: Secret) -> Result<String, Fault> {
        let lane = self.clone();
        self.run(move || hash(&lane.argon2, &lane.keyring.pepper(&normal(&password)))).await?
    }

    /// Compares a password with a stored hash. Without one the same work is done for nothing.
    pub async fn verify(&self, password: Secret, stored: Option<String>) -> Result<Verified, Fault> {
        self.verify_or(password, stored, None).await
    }

    /// [`Hasher::verify`] where nobody may learn whether there is such a person. `decoy` is somebody's hash,
    /// always the same for one name: it is computed in place of the one that is not there. Where hashes of
    /// several kinds are kept, the time of each says as much of a stranger as of a person.
    pub async fn verify_or(
        &self,
        password: Secret,
        stored: Option<String>,
        decoy: Option<String>,
    ) -> Result<Verified, Fault> {
        let lane = self.clone();
        self.run(move || lane.verify_now(&password, stored.as_deref(), decoy.as_deref())).await
    }

    async fn judge(&self, password: Secret, own: Vec<String>) -> Result<Result<(), PasswordFlaw>, Fault> {
        let rule = self.rule;
        self.run(move || {
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            rule.check(password.expose(), &own)
        })
        .await
    }

    fn verify_now(&self, password: &Secret, stored: Option<&str>, decoy: Option<&str>) -> Verified {
        let real = stored.and_then(Stored::read);
        let is_real = real.is_some();
        let hash = real.or_else(|| decoy.and_then(Stored::read)).or_else(|| Stored::read(&self.dummy));
        let Some(hash) = hash else { return Verified { matches: false, outdated: false } };
        let normal = normal(password);
        // Both always: the work tells what was typed, not which of the two was right.
        let by_form = self.matches(&normal, &hash);
        let as_typed = normal.expose() != password.expose() && self.matches(password, &hash);
        let matches = is_real && (by_form || as_typed);
        Verified { matches, outdated: is_real && (!self.is_of_today(&hash) || !by_form && as_typed) }
    }

    fn matches(&self, password: &Secret, hash: &Stored) -> bool {
        match hash {
            Stored::Ours(hash) => {
                let peppered = self.keyring.pepper(password);
                self.argon2.verify_password(peppered.expose().as_bytes(), hash.as_ref()).is_ok()
            }
            Stored::Foreign(hash) => foreign::verify(password.expose(), hash),
        }
    }

    fn is_of_today(&self, hash: &Stored) -> bool {
        let Stored::Ours(hash) = hash else { return false };
        let today = self.argon2.params();
        Params::try_from(hash.as_ref())
            .is_ok_and(|p| (p.m_cost(), p.t_cost(), p.p_cost()) == (today.m_cost(), today.t_cost(), today.p_cost()))
    }

    /// Runs work in the lane. The permits go with the work: a caller that gives up does not let
    /// another one in before the work has ended.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| BUSY)?;
        let turn = timeout(self.patience, self.running.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| BUSY)?.map_err(|_| Fault::Bug("the hashing lane is closed"))?;
        let task = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((turn, place));
            result
        });
        task.await.map_err(|_| Fault::Bug("hashing panicked"))
    }
}

fn hash(argon2: &Argon2<'_>, peppered: &Secret) -> Result<String, Fault> {
    argon2
        .hash_password(peppered.expose().as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| Fault::Crypto("a password could not be hashed"))
}

/// The form of a hash at today's cost, with nothing in it. Nothing is computed, so a start is quick.
fn dummy(params: &Params) -> String {
    let costs = format!("m={},t={},p={}", params.m_cost(), params.t_cost(), params.p_cost());
    let (salt, output) = (STANDARD_NO_PAD.encode([0; 16]), STANDARD_NO_PAD.encode([0; 32]));
    format!("$argon2id$v=19${costs}${salt}${output}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dummy_reads_as_a_hash_of_the_same_cost() {
        let params = Params::new(64, 3, 1, None).unwrap();
        let text = dummy(&params);
        let read = PasswordHash::new(&text).unwrap();
        let cost = Params::try_from(&read).unwrap();
        assert_eq!((cost.m_cost(), cost.t_cost(), cost.p_cost()), (64, 3, 1));
        assert_eq!(read.hash.unwrap().len(), 32);
    }
}
