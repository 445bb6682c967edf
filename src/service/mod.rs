//! Floor 4: use cases. The only place where a transaction opens; no axum, no HTML, no wire shapes.
//!
//! One verb, one input struct, one outcome, one error enum. Decisions are made by pure functions of
//! `domain` and `protocol`; this floor loads, calls them, writes and audits.

pub mod accounts;
pub mod activity;
pub mod authorize;
pub mod client_keys;
pub mod clients;
pub mod device;
pub mod device_sign_in;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod logout;
pub mod notices;
pub mod objections;
pub mod otp;
pub mod outbox;
pub mod parties;
pub mod partners;
pub mod passkeys;
pub mod passwords;
pub mod proof;
pub mod recover;
pub mod recovery_codes;
pub mod registration;
pub mod replay;
pub mod security;
pub mod sessions;
pub mod sighting;
pub mod sign_in;
pub mod sms_step;
pub mod subjects;
pub mod token;
pub mod totp;
pub mod upstream;
mod ways;
pub mod whereabouts;

use std::ops::Deref;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::base::keyring::Keyring;
use crate::base::{Clock, Fault};
use crate::config::Config;
use crate::gateways::Gateways;
use crate::store::Db;

use client_keys::ClientKeys;
use clients::ClientCache;
use clients::apps::AppCache;
use clients::origins::OriginCache;
use keys::Keys;
use passwords::Hasher;

/// Everything a verb needs. Cheap to clone, by one counter: every request does so several times.
#[derive(Clone)]
pub struct Core(Arc<Parts>);

/// What stands behind a [`Core`].
pub struct Parts {
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
    /// Wakes the delivery of sign-out notices.
    pub notices: Arc<Notify>,
    /// Wakes the work on profile requests.
    pub profiles: Arc<Notify>,
    /// Signing keys, as last read.
    pub keys: Arc<Keys>,
    /// Clients, as last read.
    pub clients: Arc<ClientCache>,
    /// Web origins of clients, as last read.
    pub origins: Arc<OriginCache>,
    /// Apps of clients, as last read.
    pub apps: Arc<AppCache>,
    /// Public keys of clients, as last read.
    pub client_keys: Arc<ClientKeys>,
    issuer: Arc<str>,
}

impl Core {
    /// Puts the parts together.
    pub fn new(config: Arc<Config>, clock: Clock, db: Db, keyring: Arc<Keyring>) -> Result<Self, Fault> {
        let hasher = Hasher::new(&config.passwords, keyring.clone())?;
        let gateways = Arc::new(Gateways::new(&config)?);
        let issuer = config.issuer().into();
        Ok(Self(Arc::new(Parts {
            db,
            clock,
            config,
            keyring,
            hasher,
            gateways,
            outbox: Arc::default(),
            notices: Arc::default(),
            profiles: Arc::default(),
            keys: Arc::default(),
            clients: Arc::default(),
            origins: Arc::default(),
            apps: Arc::default(),
            client_keys: Arc::default(),
            issuer,
        })))
    }

    /// The issuer: what tokens name as `iss`, without a slash at the end.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }
}

impl Deref for Core {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
