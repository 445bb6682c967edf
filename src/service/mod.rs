//! Floor 4: use cases. The only place where a transaction opens; no axum, no HTML, no wire shapes.
//!
//! One verb, one input struct, one outcome, one error enum. Decisions are made by pure functions of
//! `domain` and `protocol`; this floor loads, calls them, writes and audits.

use std::sync::Arc;

use crate::base::Clock;
use crate::base::keyring::Keyring;
use crate::config::Config;
use crate::store::Db;

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
}
