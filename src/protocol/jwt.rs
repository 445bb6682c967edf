//! What all JWTs of others have in common (RFC 7519): shapes of claims, algorithms, times.

use std::time::Duration;

use jsonwebtoken::Algorithm;
use serde::{Deserialize, Deserializer};

use crate::base::Micros;
use crate::domain::oauth::vocab::ForeignAlgorithm;

/// How far clocks may differ.
pub const SKEW: Duration = Duration::from_secs(30);

/// RFC 7519 §4.1.3: one or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum AudienceClaim {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl AudienceClaim {
    /// The first one.
    pub fn first(&self) -> Option<&str> {
        self.all().first().map(String::as_str)
    }

    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    /// Whether one of them is this.
    pub fn has(&self, wanted: &str) -> bool {
        self.all().iter().any(|one| one == wanted)
    }

    /// The only one, written as a plain text.
    pub fn single(&self) -> Option<&str> {
        match self {
            Self::One(one) => Some(one),
            Self::Many(_) => None,
        }
    }
}

/// RFC 7519 §2 `NumericDate`: seconds since 1970, perhaps with a fraction. Never a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumericDate(pub i64);

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(from)?;
        let whole = number.as_i64().or_else(|| number.as_f64().filter(|f| f.abs() < 1e12).map(whole));
        whole.map(Self).ok_or_else(|| serde::de::Error::custom("not a NumericDate"))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by the caller")]
const fn whole(seconds: f64) -> i64 {
    seconds as i64
}

impl NumericDate {
    /// As a time of ours.
    pub fn time(self) -> Micros {
        Micros::from_seconds(self.0)
    }

    /// Whether it lies ahead, give or take the skew: an `exp` that still holds.
    pub fn is_ahead(self, now: Micros) -> bool {
        self.time() > now.minus(SKEW)
    }

    /// Whether it has come, give or take the skew: an `nbf` or `iat` that may be believed.
    pub fn has_come(self, now: Micros) -> bool {
        self.time() <= now.plus(SKEW)
    }
}

/// The library's word for an algorithm.
pub const fn wire(algorithm: ForeignAlgorithm) -> Algorithm {
    match algorithm {
        ForeignAlgorithm::Rs256 => Algorithm::RS256,
        ForeignAlgorithm::Ps256 => Algorithm::PS256,
        ForeignAlgorithm::Es256 => Algorithm::ES256,
        ForeignAlgorithm::EdDsa => Algorithm::EdDSA,
    }
}

/// The algorithm that a header names, if it is one that we take. RFC 9864 gives `EdDSA` on Ed25519 a
/// name of its own.
pub fn algorithm(alg: &str) -> Option<ForeignAlgorithm> {
    if alg == "Ed25519" { None } else { alg.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_numbers() {
        let read = |text: &str| serde_json::from_str::<NumericDate>(text).ok();
        assert_eq!(read("12"), Some(NumericDate(12)));
        assert_eq!(read("12.9"), Some(NumericDate(12)));
        for bad in [r#""12""#, "null", "1e300", "[1]"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_listed_algorithms_are_algorithms() {
        assert_eq!(algorithm("PS256"), Some(ForeignAlgorithm::Ps256));
        for bad in ["none", "None", "HS256", "es256", "RS1", ""] {
            assert_eq!(algorithm(bad), None, "{bad}");
        }
    }
}
