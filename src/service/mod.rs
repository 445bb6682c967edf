//! Floor 4: use cases. The only place where a transaction opens; no axum, no HTML, no wire shapes.
//!
//! One verb, one input struct, one outcome, one error enum. Decisions are made by pure functions of
//! `domain` and `protocol`; this floor loads, calls them, writes and audits.

pub mod accounts;
pub mod activity;
pub mod jobs;
pub mod limits;
pub mod otp;
pub mod outbox;
pub mod passwords;
pub mod sessions;
pub mod sign_in;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::base::keyring::Keyring;
use crate::base::{Clock, Fault};
use crate::config::Config;
use crate::gateways::Gateways;
use crate::store::Db;

use passwords::Hasher;

/// Everything a verb needs. Cheap to clone.
#[derive(Clone)]
pub struct Core {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The configuration.
    pub config: Arc<Config>,
    /// Keys derived from the master key.
    pub keyring: Arc<Keyring>,
    /// The bounded lane for password hashes.
    pub hasher: Hasher,
    /// The world outside.
    pub gateways: Arc<Gateways>,
    /// Wakes the delivery of messages.
    pub outbox: Arc<Notify>,
}

impl Core {
    /// Puts the parts together.
    pub fn new(config: Arc<Config>, clock: Clock, db: Db, keyring: Arc<Keyring>) -> Result<Self, Fault> {
        let hasher = Hasher::new(&config.passwords, keyring.clone())?;
        let gateways = Arc::new(Gateways::new(&config)?);
        Ok(Self { db, clock, config, keyring, hasher, gateways, outbox: Arc::default() })
    }
}
