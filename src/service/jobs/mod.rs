//! Work that nobody waits for.

pub mod deliver_logouts;
pub mod deliver_outbox;
mod delivery;
pub mod erase_closing;
pub mod purge;
pub mod runner;
pub mod settle_profiles;
