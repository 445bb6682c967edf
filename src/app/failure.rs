//! What a command ends with when it cannot do its work: one line that says what, and how to mend it.

use std::fmt;

use crate::base::Fault;
use crate::config::ConfigError;

/// One line for a person at a terminal.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// Takes a text; line ends become semicolons.
    pub fn new(text: impl AsRef<str>) -> Self {
        let lines: Vec<&str> = text.as_ref().lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        Self(lines.join("; "))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::new(explain(&fault))
    }
}

/// A fault with its cure, as far as one is known.
pub fn explain(fault: &Fault) -> String {
    match fault {
        Fault::Corrupt { table: "signing_keys", column: "private_key", .. } => {
            "the master key does not open the stored signing keys: use the key they were sealed with \
             (secrets.master_key, secrets.master_key_file or master.key in the data folder)"
                .into()
        }
        // These texts come from the store and name their cure.
        Fault::Database(text) if text.contains(": stop it first") || text.contains("database.url must") => text.clone(),
        Fault::Database(text) => format!("database: {text} (check database.url; `freedom-id doctor` looks closer)"),
        Fault::Busy(what) => format!("overloaded: {what}: try again in a moment"),
        Fault::Corrupt { .. } => format!("{fault}: restore a backup, or use the master key it was sealed with"),
        Fault::Gateway(text) => text.clone(),
        Fault::Crypto(_) | Fault::Bug(_) => fault.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_line() {
        assert_eq!(Failure::new("a\n  b\n\nc").to_string(), "a; b; c");
    }
}
