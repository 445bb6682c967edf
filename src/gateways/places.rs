//! Where on earth an address is: the operator's own file, if there is one. Nothing is asked outside.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::Path;

use maxminddb::Reader;
use serde::Deserialize;

use crate::base::{Fault, Locale};
use crate::config::GeoIp;

/// The file of places.
pub enum Places {
    /// There is none.
    None,
    /// It is in memory.
    Known(Reader<Vec<u8>>),
}

/// What a file of cities or of countries says of an address, as far as it is used.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Found {
    city: Named,
    country: Named,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    /// By language.
    names: BTreeMap<String, String>,
}

impl Places {
    /// Reads the file that the configuration names. One that is no such file is refused.
    pub fn new(config: &GeoIp) -> Result<Self, Fault> {
        let Some(file) = &config.database else { return Ok(Self::None) };
        let wrong = |why: String| Fault::Gateway(format!("{}: {why} (check geoip.database)", file.display()));
        let reader = Reader::open_readfile(Path::new(file)).map_err(|error| wrong(error.to_string()))?;
        let kind = &reader.metadata().database_type;
        if !kind.contains("City") && !kind.contains("Country") {
            return Err(wrong(format!("it is a file of {kind}, not of cities or countries")));
        }
        Ok(Self::Known(reader))
    }

    /// Whether there is a file.
    pub const fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// City and country of an address, as far as they are known, in a language or the nearest one that the file has.
    pub fn find(&self, ip: IpAddr, locale: Locale) -> Option<String> {
        let Self::Known(reader) = self else { return None };
        let found = reader.lookup(ip.to_canonical()).ok()?.decode::<Found>().ok()??;
        let parts: Vec<String> = [found.city, found.country].iter().filter_map(|named| named.name(locale)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

impl Named {
    fn name(&self, locale: Locale) -> Option<String> {
        let nearest: &[&str] = match locale {
            Locale::En => &["en"],
            Locale::Ru => &["ru", "en"],
            Locale::Uz => &["uz", "en"],
            Locale::Kk => &["kk", "ru", "en"],
        };
        let name = nearest.iter().find_map(|language| self.names.get(*language))?;
        Some(name.chars().filter(|c| !c.is_control()).take(100).collect())
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_known() { "Places::Known" } else { "Places::None" })
    }
}
