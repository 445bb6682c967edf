//! Secrets and what is stored of them are different types: a table column takes only a [`Digest`].

use std::fmt;

use aws_lc_rs::{constant_time, digest};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A text that must not be logged, stored or compared carelessly. `Debug` hides it; memory is
/// zeroed on drop.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself: for the one place that hands it out or feeds it to a hash.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What may be stored of a secret of at least 128 random bits.
    pub fn digest(&self) -> Digest {
        Digest::of(self.expose())
    }

    /// Compares without telling by time where the texts differ.
    pub fn matches(&self, other: &str) -> bool {
        same(self.expose().as_bytes(), other.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// SHA-256 of a high-entropy secret, as 64 hex digits. Short codes use a keyed digest instead
/// ([`Keyring::code_digest`](super::keyring::Keyring::code_digest)).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Digest(String);

impl Digest {
    /// The digest of a presented secret.
    pub fn of(secret: &str) -> Self {
        Self::of_bytes(secret.as_bytes())
    }

    /// The digest of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(hex(digest::digest(&digest::SHA256, bytes).as_ref()))
    }

    /// A digest that was made elsewhere (a keyed one, or one read from the database).
    pub fn from_hex(hex: String) -> Self {
        Self(hex)
    }

    /// The stored form.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        same(self.0.as_bytes(), other.0.as_bytes())
    }
}

/// Compares byte strings without telling by time where they differ. The length is not hidden.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0') as char;
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_and_digest_is_sha256_hex() {
        let secret = Secret::new("abc");
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.digest().text(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(secret.matches("abc") && !secret.matches("abd") && !secret.matches("ab"));
    }
}
