//! Work that nobody waits for.

pub mod deliver_outbox;
pub mod purge;
pub mod runner;
