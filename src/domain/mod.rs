//! Floor 1: nouns and their laws. No IO; `now` is always an argument.

pub mod activity;
pub mod address;
pub mod agent;
pub mod attempts;
pub mod closing;
pub mod consent;
pub mod contact;
pub mod country;
pub mod device_sign_in;
pub mod factors;
pub mod foreign_hash;
pub mod logout;
pub mod message;
pub mod oauth;
pub mod otp;
pub mod party;
pub mod passkey;
pub mod password;
pub mod pending_sign_in;
pub mod policy;
pub mod preferences;
pub mod profile;
pub mod profile_request;
pub mod recovery;
pub mod registration;
pub mod session;
pub mod signing_key;
pub mod undo;
pub mod upstream;
pub mod user;
pub mod ways;

/// A stored word is not one of a closed set.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown word")]
pub struct UnknownWord;

/// An enum that is written as one word, in the database and on the command line.
macro_rules! words {
    ($name:ty { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// The word that is stored.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word { $($word => Ok(Self::$variant),)+ _ => Err($crate::domain::UnknownWord) }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                word.parse().map_err(|_| serde::de::Error::custom("unknown word"))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;
