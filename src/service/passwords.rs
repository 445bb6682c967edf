//! Password hashing, off the async threads and bounded: so many at once, so many waiting, so long.
//! Whoever does not fit in is told to come back, because a queue of hashes would take the memory.
//!
//! Passwords are hashed as they are typed. NFKC, which NIST suggests, would need a table of its own;
//! browsers and keyboards send composed forms, and a wrong guess here costs one more try.

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
use crate::domain::password::{PasswordFlaw, PasswordRule};

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

    /// Hashes a password: a PHC string.
    pub async fn hash(&self, password: Secret) -> Result<String, Fault> {
        let lane = self.clone();
        self.run(move || hash(&lane.argon2, &lane.keyring.pepper(&password))).await?
    }

    /// Compares a password with a stored hash. Without one the same work is done for nothing.
    pub async fn verify(&self, password: Secret, stored: Option<String>) -> Result<Verified, Fault> {
        let lane = self.clone();
        self.run(move || lane.verify_now(&password, stored.as_deref())).await
    }

    /// Judges a new password by the rule of our pages. `own`: the person's contacts and names.
    pub async fn judge(&self, password: Secret, own: Vec<String>) -> Result<Result<(), PasswordFlaw>, Fault> {
        let rule = self.rule;
        self.run(move || {
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            rule.check(password.expose(), &own)
        })
        .await
    }

    fn verify_now(&self, password: &Secret, stored: Option<&str>) -> Verified {
        let peppered = self.keyring.pepper(password);
        let parsed = stored.and_then(|text| PasswordHash::new(text).ok());
        let real = parsed.is_some();
        let Some(hash) = parsed.or_else(|| PasswordHash::new(&self.dummy).ok()) else {
            return Verified { matches: false, outdated: false };
        };
        let matches = self.argon2.verify_password(peppered.expose().as_bytes(), &hash).is_ok();
        let today = self.argon2.params();
        let same = Params::try_from(&hash)
            .is_ok_and(|p| (p.m_cost(), p.t_cost(), p.p_cost()) == (today.m_cost(), today.t_cost(), today.p_cost()));
        Verified { matches: matches && real, outdated: real && !same }
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
