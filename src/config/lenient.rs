//! Values that may be written in more than one way.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serializer};

use crate::base::Secret;

/// A list of networks: an array, or one text with commas. A bare address is a network of one.
pub(super) fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    struct Networks;
    impl<'de> Visitor<'de> for Networks {
        type Value = Vec<IpNet>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("networks such as \"10.0.0.0/8, ::1\"")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(network).collect()
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(text) = items.next_element::<String>()? {
                all.push(network(&text)?);
            }
            Ok(all)
        }
    }
    deserializer.deserialize_any(Networks)
}

fn network<E: Error>(text: &str) -> Result<IpNet, E> {
    let bare = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse::<IpNet>().or_else(|_| bare()).map_err(|_| E::custom(format!("`{text}` is not a network")))
}

/// A text that the environment takes for something else.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Number(i64),
    Flag(bool),
}

impl Written {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

/// A text that may look like a number or a boolean.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Written::deserialize(deserializer).map(Written::text)
}

/// A secret that may look like a number in the environment.
pub(super) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<Written>::deserialize(deserializer)?.map(|written| Secret::new(written.text())))
}

/// Secrets by name.
pub(super) fn secrets<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Secret>, D::Error> {
    let all = BTreeMap::<String, Written>::deserialize(deserializer)?;
    Ok(all.into_iter().map(|(name, written)| (name, Secret::new(written.text()))).collect())
}

/// Beginnings of phone numbers: an array, or one text with commas. The `+` may be left out.
pub(super) fn prefixes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        Many(Vec<Written>),
        One(Written),
    }
    let written = match OneOrMany::deserialize(deserializer)? {
        OneOrMany::Many(all) => all.into_iter().map(Written::text).collect::<Vec<_>>().join(","),
        OneOrMany::One(one) => one.text(),
    };
    written.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(prefix).collect()
}

fn prefix<E: Error>(text: &str) -> Result<String, E> {
    if text == super::EVERYWHERE {
        return Ok(text.to_owned());
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    let fits = (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok(format!("+{digits}")) } else { Err(E::custom(format!("`{text}` is not the beginning of a number"))) }
}

/// A secret as it is shown: only whether there is one.
#[expect(clippy::ref_option, reason = "serde passes the field")]
pub(super) fn masked<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(_) => serializer.serialize_some("***"),
        None => serializer.serialize_none(),
    }
}

/// Secrets as they are shown: only which there are.
pub(super) fn all_masked<S: Serializer>(all: &BTreeMap<String, Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(all.keys().map(|name| (name, "***")))
}
