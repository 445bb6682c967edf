//! `key`: the keys that sign tokens.

use clap::Subcommand;

use crate::app::Failure;
use crate::base::Micros;
use crate::domain::signing_key::{KeyStage, SigningAlgorithm, SigningKey};
use crate::service::{Core, keys};

use super::output::{Format, Record, line};
use super::words;

#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// List the published keys, the oldest first
    List {
        #[command(flatten)]
        format: Format,
    },
    /// Publish successors: they sign once every client had time to fetch them
    Rotate {
        /// Only the key of this algorithm
        #[arg(long, value_name = "ALG", value_parser = words(SigningAlgorithm::ALL, SigningAlgorithm::as_str))]
        alg: Option<SigningAlgorithm>,
        #[command(flatten)]
        format: Format,
    },
    /// Withdraw a key that may have leaked, at once; tokens it signed end with it
    Revoke {
        /// The key's id, as `key list` shows it
        kid: String,
    },
}

impl Key {
    pub(super) async fn run(self, core: &Core) -> Result<(), Failure> {
        match self {
            Self::List { format } => list(core, None, format).await,
            Self::Rotate { alg, format } => {
                if alg.is_some_and(|alg| !keys::offered(&core.config.tokens).contains(&alg)) {
                    return Err(Failure::new("this algorithm is not offered: set tokens.eddsa = true first"));
                }
                keys::ensure(core).await?;
                let made = keys::rotate(core, alg).await?;
                list(core, Some(&made), format).await
            }
            Self::Revoke { kid } => {
                if !keys::revoke(core, &kid).await? {
                    return Err(Failure::new(format!("there is no published key {kid}: see `freedom-id key list`")));
                }
                line(&format!("key {kid} is withdrawn"));
                Ok(())
            }
        }
    }
}

async fn list(core: &Core, only: Option<&[String]>, format: Format) -> Result<(), Failure> {
    let now = core.clock.now();
    let set = keys::current(core).await?;
    let wanted = |key: &&SigningKey| only.is_none_or(|ids| ids.contains(&key.id));
    let records: Vec<Record> = set.keys().iter().filter(wanted).map(|key| record(key, now)).collect();
    format.many(&["kid", "alg", "stage", "active_from", "retired_at"], &records);
    Ok(())
}

fn record(key: &SigningKey, now: Micros) -> Record {
    let stage = match key.stage(now) {
        KeyStage::Next => "next",
        KeyStage::Active => "active",
        KeyStage::Retired => "retired",
        KeyStage::Gone => "gone",
    };
    Record::default()
        .with("kid", key.id.as_str())
        .with("alg", key.algorithm.as_str())
        .with("stage", stage)
        .with("created_at", key.created_at.to_rfc3339())
        .with("active_from", key.active_from.to_rfc3339())
        .with("retired_at", key.retired_at.map(Micros::to_rfc3339))
        .with("gone_at", key.gone_at.map(Micros::to_rfc3339))
}
