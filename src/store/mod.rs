//! Floor 3: SQL lives here and nowhere else; one file per table family, no decisions.
//!
//! One text runs on `SQLite` and `PostgreSQL` (through `sqlx::Any`), by these rules: TEXT, BIGINT and
//! NULL only; flags are nullable times or 0/1; digests are hex; times are epoch microseconds;
//! `$n` placeholders; `CAST(COALESCE(SUM(x), 0) AS BIGINT)`; a state changes in one statement that
//! names the state it expects; a counter is never read first and written later.

pub mod access_tokens;
pub mod activities;
pub mod aliases;
pub mod attempts;
pub mod client_logos;
pub mod client_origins;
pub mod clients;
pub mod closings;
pub mod codes;
pub mod consents;
pub mod contacts;
pub mod counters;
pub mod credentials;
mod database;
pub mod device_sign_ins;
pub mod devices;
pub mod erasure;
pub mod factors;
pub mod grants;
pub mod held_forms;
pub mod imports;
pub mod jobs;
pub mod known_devices;
mod lane;
pub mod limits;
mod lock;
pub mod logout_notices;
pub mod memberships;
mod migrations;
pub mod otp_challenges;
pub mod outbox;
pub mod own_data;
pub mod parties;
pub mod passkeys;
pub mod pending_contacts;
pub mod pending_sign_ins;
pub mod preferences;
pub mod profile_requests;
pub mod pushed_requests;
pub mod recoveries;
pub mod recovery_codes;
pub mod refresh_tokens;
pub mod registrations;
pub mod replays;
mod row;
pub mod security_events;
pub mod sessions;
pub mod signing_keys;
pub mod totp;
pub mod tracks;
pub mod unclaimed;
pub mod undo;
mod unique;
pub mod upstream_links;
pub mod upstream_trips;
pub mod upstream_waiting;
pub mod users;
pub mod web_sessions;

pub use database::{Conn, Db, Engine, Reader, Tx, Work};
pub use lock::DataLock;
pub use migrations::Pending;
pub use row::Row;
pub use unique::unique_column;

use crate::base::Fault;

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => Self::Busy("database connections"),
            // PostgreSQL undid the transaction so that another one could go on.
            sqlx::Error::Database(error) if matches!(error.code().as_deref(), Some("40P01" | "40001")) => {
                Self::Busy("the database's locks")
            }
            other => Self::Database(other.to_string()),
        }
    }
}
