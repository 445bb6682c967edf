//! `openapi`

use crate::api::openapi;
use crate::app::Failure;
use crate::config::Config;

use super::output;

/// Needs neither a database nor keys: the document is the same for every server but for its address.
pub(super) fn run(config: &Config) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&openapi::document(config.issuer()));
    output::line(&text.map_err(|error| Failure::new(format!("the document cannot be written out: {error}")))?);
    Ok(())
}
