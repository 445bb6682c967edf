//! `[geoip]`: where on earth an address is.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// `[geoip]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct GeoIp {
    /// A file of cities or countries in the `MaxMind` DB format, read at the start. Absent: people are shown addresses.
    pub database: Option<PathBuf>,
}
