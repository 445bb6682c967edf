//! Values that may be written in more than one way.

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

/// A secret that may look like a number in the environment.
pub(super) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum TextOrNumber {
        Text(String),
        Number(i64),
    }
    Ok(match Option::<TextOrNumber>::deserialize(deserializer)? {
        None => None,
        Some(TextOrNumber::Text(text)) => Some(Secret::new(text)),
        Some(TextOrNumber::Number(number)) => Some(Secret::new(number.to_string())),
    })
}

/// A secret as it is shown: only whether there is one.
#[expect(clippy::ref_option, reason = "serde passes the field")]
pub(super) fn masked<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(_) => serializer.serialize_some("***"),
        None => serializer.serialize_none(),
    }
}
