//! Keys derived from the one master key: seals for values that must be read back, a keyed digest
//! for short codes, and signatures of our own cookies and form tokens.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::secret::hex;
use super::{Digest, Fault, Secret, random};

/// 256 bits from which every other key is derived (HKDF-SHA-256, RFC 5869).
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// Reads 32 bytes of base64url or standard base64, padded or not.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the text, without the text.
    pub fn parse(text: &Secret) -> Result<Self, &'static str> {
        let plain: String = text
            .expose()
            .trim()
            .trim_end_matches('=')
            .chars()
            .map(|c| match c {
                '+' => '-',
                '/' => '_',
                other => other,
            })
            .collect();
        let bytes = URL_SAFE_NO_PAD.decode(plain).map_err(|_| "the master key is not base64")?;
        bytes.try_into().map(Self).map_err(|_| "the master key must have 32 bytes")
    }

    /// A fresh key, as text to keep in a file.
    pub fn generate() -> Result<Secret, Fault> {
        random::token()
    }
}

/// Every key of a running server.
pub struct Keyring {
    seal: LessSafeKey,
    codes: hmac::Key,
    cookies: hmac::Key,
    passwords: hmac::Key,
}

struct Len32;

impl hkdf::KeyType for Len32 {
    fn len(&self) -> usize {
        32
    }
}

impl Keyring {
    /// Derives the keys.
    pub fn new(master: &MasterKey) -> Result<Self, Fault> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"freedom-id/1").extract(&master.0);
        let derive = |purpose: &str| -> Result<[u8; 32], Fault> {
            let mut out = [0; 32];
            prk.expand(&[purpose.as_bytes()], Len32)
                .and_then(|okm| okm.fill(&mut out))
                .map_err(|_| Fault::Crypto("key derivation failed"))?;
            Ok(out)
        };
        let seal = UnboundKey::new(&AES_256_GCM, &derive("seal")?)
            .map_err(|_| Fault::Crypto("the sealing key was refused"))?;
        Ok(Self {
            seal: LessSafeKey::new(seal),
            codes: hmac::Key::new(hmac::HMAC_SHA256, &derive("codes")?),
            cookies: hmac::Key::new(hmac::HMAC_SHA256, &derive("cookies")?),
            passwords: hmac::Key::new(hmac::HMAC_SHA256, &derive("passwords")?),
        })
    }

    /// Encrypts a value for its place. `place` (table, column and row) is authenticated, so a
    /// sealed value moved to another row does not open. Nonces are random: with AES-256-GCM one
    /// key may seal 2³² values before a collision becomes likely enough to matter.
    pub fn seal(&self, place: &str, plain: &str) -> Result<String, Fault> {
        let nonce: [u8; NONCE_LEN] = random::bytes()?;
        let mut buffer = plain.as_bytes().to_vec();
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.as_bytes()), &mut buffer)
            .map_err(|_| Fault::Crypto("sealing failed"))?;
        let mut out = nonce.to_vec();
        out.append(&mut buffer);
        Ok(URL_SAFE_NO_PAD.encode(out))
    }

    /// Opens what [`Keyring::seal`] made for the same place; `None` if it was made elsewhere,
    /// changed, or sealed under another master key.
    pub fn open(&self, place: &str, sealed: &str) -> Option<Secret> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, cipher) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut buffer = cipher.to_vec();
        let plain = self.seal.open_in_place(nonce, Aad::from(place.as_bytes()), &mut buffer).ok()?;
        String::from_utf8(plain.to_vec()).ok().map(Secret::new)
    }

    /// The keyed digest of a short code, bound to its challenge. A plain hash of six digits could
    /// be tried out by whoever reads the database.
    pub fn code_digest(&self, challenge: &str, code: &str) -> Digest {
        let mut context = hmac::Context::with_key(&self.codes);
        context.update(challenge.as_bytes());
        context.update(b"\0");
        context.update(code.as_bytes());
        Digest::from_hex(hex(context.sign().as_ref()))
    }

    /// A keyed digest of words that must not stand in a table in clear, such as the name somebody
    /// tried to sign in with.
    pub fn word_digest(&self, kind: &str, word: &str) -> Digest {
        self.code_digest(kind, word)
    }

    /// A password as it goes into its slow hash: keyed, so that the hashes alone are nothing to guess
    /// against, and of one length, so that long passwords cost the same.
    pub fn pepper(&self, password: &Secret) -> Secret {
        Secret::new(hex(hmac::sign(&self.passwords, password.expose().as_bytes()).as_ref()))
    }

    /// Signs a short text for a purpose (a cookie, a form token): base64url of HMAC-SHA-256.
    pub fn sign(&self, purpose: &str, text: &str) -> String {
        let mut context = hmac::Context::with_key(&self.cookies);
        context.update(purpose.as_bytes());
        context.update(b"\0");
        context.update(text.as_bytes());
        URL_SAFE_NO_PAD.encode(context.sign().as_ref())
    }

    /// Whether `signature` is ours for this purpose and text; compared in constant time.
    pub fn verify(&self, purpose: &str, text: &str, signature: &str) -> bool {
        super::secret::same(self.sign(purpose, text).as_bytes(), signature.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring() -> Result<Keyring, Fault> {
        Keyring::new(&MasterKey([7; 32]))
    }

    #[test]
    fn a_seal_opens_only_in_its_place_and_unchanged() -> Result<(), Fault> {
        let keys = keyring()?;
        let sealed = keys.seal("outbox/1", "code 123456")?;
        assert!(keys.open("outbox/1", &sealed).is_some_and(|s| s.matches("code 123456")));
        assert!(keys.open("outbox/2", &sealed).is_none());
        assert!(keys.open("outbox/1", &format!("A{}", sealed.get(1..).unwrap_or_default())).is_none());
        assert!(keys.open("outbox/1", "").is_none());
        assert_ne!(sealed, keys.seal("outbox/1", "code 123456")?);
        Ok(())
    }

    #[test]
    fn digests_and_signatures_are_bound_to_their_purpose() -> Result<(), Fault> {
        let keys = keyring()?;
        assert_ne!(keys.code_digest("a", "123456"), keys.code_digest("b", "123456"));
        assert!(keys.verify("csrf", "x", &keys.sign("csrf", "x")));
        assert!(!keys.verify("csrf", "x", &keys.sign("browser", "x")));
        Ok(())
    }

    #[test]
    fn a_master_key_is_read_in_either_alphabet() {
        let text = "-_".repeat(21) + "A";
        assert!(MasterKey::parse(&Secret::new(text.clone())).is_ok());
        assert!(MasterKey::parse(&Secret::new(text.replace('-', "+").replace('_', "/") + "=")).is_ok());
        assert!(MasterKey::parse(&Secret::new("short")).is_err());
    }
}
