//! What went wrong on our side. A fault is logged; its text is never shown to a caller.

/// A failure that is not the caller's doing.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database refused, is gone or took too long.
    #[error("database: {0}")]
    Database(String),
    /// A stored value cannot be read back: damaged, or sealed with another master key.
    #[error("corrupt value in {table}.{column} of row {id}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key, as far as it is not secret.
        id: String,
    },
    /// Too much work is waiting (password hashing, the write lane); worth another try soon.
    #[error("overloaded: {0}")]
    Busy(&'static str),
    /// A mail server, an SMS gateway or another outside party failed.
    #[error("gateway: {0}")]
    Gateway(String),
    /// A cryptographic operation failed that cannot fail with sound keys.
    #[error("crypto: {0}")]
    Crypto(&'static str),
    /// A rule of our own code was broken.
    #[error("bug: {0}")]
    Bug(&'static str),
}
