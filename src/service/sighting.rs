//! How the origin of a request is told to people: a browser by its name, a place instead of a number.

use std::net::IpAddr;

use crate::base::Locale;
use crate::domain::agent::Agent;

use super::Core;

/// A browser by its name, e.g. `Chrome, Windows`; none for one that is not known. The text that it sends is never
/// shown: it could say anything.
pub fn browser(agent: Option<&str>) -> Option<String> {
    Agent::read(agent?).words()
}

/// City and country of an address, else the address itself.
pub fn place(core: &Core, ip: Option<&str>, locale: Locale) -> Option<String> {
    let ip = ip?;
    let known = ip.parse::<IpAddr>().ok().and_then(|ip| core.gateways.places.find(ip, locale));
    Some(known.unwrap_or_else(|| ip.to_owned()))
}
