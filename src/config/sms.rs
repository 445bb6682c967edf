//! `[sms]`: how text messages leave, where to, and how many.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::lenient;
use crate::base::{Phone, Secret};

/// The entry of `sms.countries` that stands for every country.
pub const EVERYWHERE: &str = "*";

/// How SMS leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsMode {
    /// Nothing leaves; messages are read at `/dev/outbox`.
    #[default]
    Sandbox,
    /// A gateway that is called over HTTP.
    Http,
    /// There is no SMS: only e-mail can be confirmed.
    Off,
}

/// How a gateway is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum SmsMethod {
    /// With a body.
    #[default]
    Post,
    /// With a body.
    Put,
    /// Everything stands in the address.
    Get,
}

/// What an answer must say besides its status 2xx.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SmsSuccess {
    /// RFC 6901: where to look in the answer's JSON.
    pub pointer: String,
    /// What stands there when the message was taken: a text, or a number or boolean as JSON writes it.
    #[serde(deserialize_with = "lenient::text")]
    pub equals: String,
}

/// How one gateway is called. `{to}`, `{to_digits}`, `{text}` and `{id}` in the address (after its `?`) and
/// in the body stand for the number with and without its `+`, what is said, and an id that is the same each
/// time the same message is sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsGateway {
    /// The address. Kept secret, because some gateways want a password in it.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub url: Option<Secret>,
    /// POST, PUT or GET.
    pub method: SmsMethod,
    /// Headers. `Content-Type` decides how values are written in the body: `application/json` (so if absent)
    /// or `application/x-www-form-urlencoded`.
    #[serde(deserialize_with = "lenient::secrets", serialize_with = "lenient::all_masked")]
    pub headers: BTreeMap<String, Secret>,
    /// The body.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub body: Option<Secret>,
    /// What a good answer says; status 2xx alone is good if absent.
    pub success: Option<SmsSuccess>,
}

/// `[sms]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sms {
    /// Sandbox, HTTP or off.
    pub mode: SmsMode,
    /// See [`SmsGateway::url`]; so the four that follow.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub url: Option<Secret>,
    /// How it is called.
    pub method: SmsMethod,
    /// With which headers.
    #[serde(deserialize_with = "lenient::secrets", serialize_with = "lenient::all_masked")]
    pub headers: BTreeMap<String, Secret>,
    /// With which body.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub body: Option<Secret>,
    /// What a good answer says.
    pub success: Option<SmsSuccess>,
    /// A second gateway, asked where the first did not take a message.
    pub backup: Option<SmsGateway>,
    /// Beginnings of the numbers that SMS go to, e.g. `+77, +998`; `*` is everywhere.
    #[serde(deserialize_with = "lenient::prefixes")]
    pub countries: Vec<String>,
    /// SMS to a hundred neighbouring numbers per hour.
    pub sends_per_range_hour: u32,
    /// SMS to one entry of `countries` per day; to one calling code where that is `*`.
    pub sends_per_country_day: u32,
    /// Notices about an account to one number per day; letters go on.
    pub notices_per_day: u32,
    /// SMS per day in all: what a day may cost.
    pub sends_per_day: u32,
}

impl Default for Sms {
    fn default() -> Self {
        Self {
            mode: SmsMode::Sandbox,
            url: None,
            method: SmsMethod::Post,
            headers: BTreeMap::new(),
            body: None,
            success: None,
            backup: None,
            // Kazakhstan, mobile numbers of Russia, Uzbekistan.
            countries: ["+77", "+79", "+998"].map(Into::into).into(),
            sends_per_range_hour: 20,
            sends_per_country_day: 5_000,
            notices_per_day: 10,
            sends_per_day: 10_000,
        }
    }
}

impl Sms {
    /// The first gateway.
    pub fn first(&self) -> SmsGateway {
        SmsGateway {
            url: self.url.clone(),
            method: self.method,
            headers: self.headers.clone(),
            body: self.body.clone(),
            success: self.success.clone(),
        }
    }

    /// The entry of `countries` that a number falls under, the longest if several fit; `None`: no SMS
    /// goes there.
    pub fn country(&self, phone: &Phone) -> Option<&str> {
        let fits = |entry: &&String| *entry == EVERYWHERE || phone.as_str().starts_with(entry.as_str());
        self.countries.iter().filter(fits).max_by_key(|entry| entry.len()).map(String::as_str)
    }

    /// Whether something is set that only `mode = "http"` reads.
    pub(super) fn has_gateway(&self) -> bool {
        self.url.is_some() || self.backup.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(countries: &[&str], number: &str) -> Option<String> {
        let sms = Sms { countries: countries.iter().map(|c| (*c).to_owned()).collect(), ..Sms::default() };
        sms.country(&Phone::from_stored(number.into())).map(Into::into)
    }

    #[test]
    fn a_number_falls_under_the_longest_entry() {
        assert_eq!(country(&["+7", "+77", "*"], "+77012345678").as_deref(), Some("+77"));
        assert_eq!(country(&["+77", "+7", "*"], "+79012345678").as_deref(), Some("+7"));
        assert_eq!(country(&["+77", "*"], "+12025550123").as_deref(), Some("*"));
        assert_eq!(country(&["+77"], "+12025550123"), None);
        assert_eq!(country(&[], "+77012345678"), None);
        let defaults = Sms::default();
        for (number, entry) in [
            ("+77012345678", Some("+77")),
            ("+79161234567", Some("+79")),
            ("+998901234567", Some("+998")),
            ("+12025550123", None),
        ] {
            assert_eq!(defaults.country(&Phone::from_stored(number.into())), entry, "{number}");
        }
    }
}
