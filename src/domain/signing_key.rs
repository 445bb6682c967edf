//! Keys that sign tokens: published before use, kept after it.

use std::time::Duration;

use crate::base::{Micros, Secret};
use crate::domain::words;

/// A signature algorithm (RFC 7518 §3.1, RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SigningAlgorithm {
    /// RSA PKCS#1 v1.5 with SHA-256: what every library knows.
    Rs256,
    /// ECDSA on P-256 with SHA-256: small and fast.
    Es256,
    /// Ed25519.
    EdDsa,
}
words!(SigningAlgorithm { Rs256 = "RS256", Es256 = "ES256", EdDsa = "EdDSA" });

/// Where a key stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStage {
    /// Published, not used yet, so that clients' caches know it in time.
    Next,
    /// Signs.
    Active,
    /// Signs no more; published until the last token it signed has ended.
    Retired,
    /// Published no more.
    Gone,
}

/// A key pair.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// `kid`.
    pub id: String,
    /// What it signs with.
    pub algorithm: SigningAlgorithm,
    /// The public half as a JWK (RFC 7517), JSON.
    pub public_jwk: String,
    /// The private half: PKCS#8 in base64url. Sealed in the database.
    pub private_key: Secret,
    /// When it was made and first published.
    pub created_at: Micros,
    /// Signs from then on.
    pub active_from: Micros,
    /// Signs no more from then on.
    pub retired_at: Option<Micros>,
    /// Published no more from then on.
    pub gone_at: Option<Micros>,
}

impl SigningKey {
    /// Where it stands now.
    pub fn stage(&self, now: Micros) -> KeyStage {
        if self.gone_at.is_some_and(|at| now >= at) {
            KeyStage::Gone
        } else if self.retired_at.is_some_and(|at| now >= at) {
            KeyStage::Retired
        } else if now < self.active_from {
            KeyStage::Next
        } else {
            KeyStage::Active
        }
    }

    /// Whether a successor is due: old enough, and none is there yet.
    pub fn is_due(&self, rotation: Duration, publish_ahead: Duration, now: Micros) -> bool {
        self.retired_at.is_none() && now.plus(publish_ahead) >= self.active_from.plus(rotation)
    }
}

/// The key that signs now: of the active ones the newest, so that a successor takes over by itself.
pub fn signer(keys: &[SigningKey], algorithm: SigningAlgorithm, now: Micros) -> Option<&SigningKey> {
    keys.iter()
        .filter(|key| key.algorithm == algorithm && key.stage(now) == KeyStage::Active)
        .max_by_key(|key| (key.active_from, key.created_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, active_from: i64, retired_at: Option<i64>) -> SigningKey {
        SigningKey {
            id: id.into(),
            algorithm: SigningAlgorithm::Es256,
            public_jwk: "{}".into(),
            private_key: Secret::new(""),
            created_at: Micros(0),
            active_from: Micros(active_from),
            retired_at: retired_at.map(Micros),
            gone_at: retired_at.map(|at| Micros(at + 10)),
        }
    }

    #[test]
    fn a_successor_takes_over_when_its_time_comes() {
        let keys = [key("old", 0, Some(25)), key("new", 20, None)];
        let signs = |at| signer(&keys, SigningAlgorithm::Es256, Micros(at)).map(|k| k.id.as_str());
        assert_eq!(signs(19), Some("old"));
        assert_eq!(signs(20), Some("new"));
        assert_eq!(keys.first().map(|k| k.stage(Micros(30))), Some(KeyStage::Retired));
        assert_eq!(keys.first().map(|k| k.stage(Micros(35))), Some(KeyStage::Gone));
        assert_eq!(signer(&keys, SigningAlgorithm::Rs256, Micros(20)).map(|k| &k.id), None);
    }
}
