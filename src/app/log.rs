//! Log lines go to stderr, so that what commands print stays clean.

use std::io::{IsTerminal as _, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::config::{Log, LogFormat};

use super::Failure;

/// Starts the log.
pub(super) fn start(config: &Log) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.level).map_err(|error| {
        Failure::new(format!("log.level: {error}: use a level such as info, or info,freedom_id=debug"))
    })?;
    let lines = fmt().with_env_filter(filter).with_writer(stderr).with_target(false);
    let started = match config.format {
        LogFormat::Text => lines.with_ansi(stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| Failure::new(format!("the log cannot be started: {error}")))
}
