//! Signatures (RFC 7515): key pairs parsed once, signed with through `jsonwebtoken`.
//!
//! The stock provider parses the private key for every signature, which costs more than an ECDSA
//! signature itself. Ours keeps parsed pairs by the bytes of their key; verification is the stock one.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self as sig, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
    RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, aws_lc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{Fault, Secret};

/// What kind of key to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA with this many bits: 2048, 3072 or 4096.
    Rsa(u32),
    /// ECDSA on P-256.
    P256,
    /// Ed25519.
    Ed25519,
}

/// A freshly made pair.
pub struct NewKey {
    /// PKCS#8 in base64url.
    pub private: Secret,
    /// The public half: a JWK (RFC 7517) without `kid`, `use` and `alg`.
    pub public: serde_json::Map<String, serde_json::Value>,
}

/// Makes a pair. RSA takes long: call it off the async threads.
pub fn generate(kind: KeyKind) -> Result<NewKey, Fault> {
    let failed = |_| Fault::Crypto("key generation failed");
    let b64 = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (der, jwk) = match kind {
        KeyKind::Rsa(bits) => {
            let size = match bits {
                4096 => KeySize::Rsa4096,
                3072 => KeySize::Rsa3072,
                _ => KeySize::Rsa2048,
            };
            let pair = RsaKeyPair::generate(size).map_err(failed)?;
            let der: Pkcs8V1Der = pair.as_der().map_err(failed)?;
            let public: RsaPublicKeyComponents<Vec<u8>> = pair.public_key().into();
            (der.as_ref().to_vec(), json!({"kty": "RSA", "n": b64(&public.n), "e": b64(&public.e)}))
        }
        KeyKind::P256 => {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
            let der = pair.to_pkcs8v1().map_err(failed)?;
            // An uncompressed point (SEC 1 §2.3.3): 4, then x and y of 32 bytes each.
            let point = pair.public_key().as_ref().get(1..).unwrap_or_default();
            let (x, y) = point.split_at_checked(32).ok_or(Fault::Crypto("odd public key"))?;
            (der.as_ref().to_vec(), json!({"kty": "EC", "crv": "P-256", "x": b64(x), "y": b64(y)}))
        }
        KeyKind::Ed25519 => {
            let pair = Ed25519KeyPair::generate().map_err(failed)?;
            let der = pair.to_pkcs8().map_err(failed)?;
            let x = b64(pair.public_key().as_ref());
            (der.as_ref().to_vec(), json!({"kty": "OKP", "crv": "Ed25519", "x": x}))
        }
    };
    let serde_json::Value::Object(public) = jwk else { return Err(Fault::Bug("a JWK is an object")) };
    Ok(NewKey { private: Secret::new(URL_SAFE_NO_PAD.encode(der)), public })
}

/// A key that signs. Cheap to clone.
#[derive(Clone)]
pub struct Signer {
    header: Arc<Header>,
    key: EncodingKey,
}

impl Signer {
    /// Reads a private key (PKCS#8 in base64url) and keeps its parsed form until [`Signer::forget`].
    pub fn new(kid: &str, algorithm: Algorithm, private: &Secret) -> Result<Self, Fault> {
        install();
        let der = URL_SAFE_NO_PAD.decode(private.expose()).map_err(|_| Fault::Crypto("unreadable private key"))?;
        let key = match algorithm {
            Algorithm::RS256 => EncodingKey::from_rsa_der(&der),
            Algorithm::ES256 => EncodingKey::from_ec_der(&der),
            Algorithm::EdDSA => EncodingKey::from_ed_der(&der),
            _ => return Err(Fault::Crypto("an algorithm we do not sign with")),
        };
        let pair = Pair::parse(algorithm, &der).map_err(|_| Fault::Crypto("unreadable private key"))?;
        if let Ok(mut pairs) = PAIRS.write() {
            pairs.insert(der.into_boxed_slice(), Arc::new(pair));
        }
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) };
        Ok(Self { header: Arc::new(header), key })
    }

    /// Drops the parsed form of a key that signs no more.
    pub fn forget(&self) {
        if let Ok(mut pairs) = PAIRS.write() {
            pairs.remove(self.key.as_bytes());
        }
    }

    /// `kid`.
    pub fn kid(&self) -> &str {
        self.header.kid.as_deref().unwrap_or_default()
    }

    /// A compact JWS of the claims, `typ` as given (RFC 7519 §5.1).
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, Fault> {
        let sign = |header: &Header| jsonwebtoken::encode(header, claims, &self.key);
        let token = if self.header.typ.as_deref() == Some(typ) {
            sign(&self.header)
        } else {
            sign(&Header { typ: Some(typ.to_owned()), ..(*self.header).clone() })
        };
        token.map_err(|_| Fault::Crypto("signing failed"))
    }
}

/// The `kid` and `alg` that a token claims; nothing is verified.
pub fn peek(token: &str) -> Option<(Option<String>, Algorithm)> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    Some((header.kid, header.alg))
}

/// What kind of token it claims to be (RFC 8725 §3.11); nothing is verified.
pub fn kind(token: &str) -> Option<String> {
    jsonwebtoken::decode_header(token).ok()?.typ
}

/// Verifies a token with a public JWK and exactly this algorithm. Times, issuer and audience are the
/// caller's to judge, with our clock.
pub fn verify<T: DeserializeOwned>(token: &str, jwk: &str, algorithm: Algorithm) -> Option<T> {
    install();
    let key = DecodingKey::from_jwk(&serde_json::from_str(jwk).ok()?).ok()?;
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode(token, &key, &validation).ok().map(|data| data.claims)
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Parsed pairs by the bytes of their keys.
type Pairs = HashMap<Box<[u8]>, Arc<Pair>>;

static PAIRS: LazyLock<RwLock<Pairs>> = LazyLock::new(RwLock::default);
static PROVIDER: LazyLock<CryptoProvider> =
    LazyLock::new(|| CryptoProvider { signer_factory: signer, ..aws_lc::DEFAULT_PROVIDER.clone() });

fn install() {
    // The second call finds ours already there.
    let _ = PROVIDER.install_default();
}

impl Pair {
    fn parse(algorithm: Algorithm, der: &[u8]) -> Result<Self, aws_lc_rs::error::KeyRejected> {
        Ok(match algorithm {
            Algorithm::ES256 => Self::P256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der)?),
            Algorithm::EdDSA => Self::Ed25519(Ed25519KeyPair::from_pkcs8(der)?),
            _ => Self::Rsa(RsaKeyPair::from_pkcs8(der)?),
        })
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, aws_lc_rs::error::Unspecified> {
        let random = SystemRandom::new();
        Ok(match self {
            Self::Rsa(pair) => {
                let mut out = vec![0; pair.public_modulus_len()];
                pair.sign(&sig::RSA_PKCS1_SHA256, &random, message, &mut out)?;
                out
            }
            Self::P256(pair) => pair.sign(&random, message)?.as_ref().to_vec(),
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        })
    }
}

struct Cached(Arc<Pair>, Algorithm);

impl signature::Signer<Vec<u8>> for Cached {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        self.0.sign(message).map_err(signature::Error::from_source)
    }
}

impl JwtSigner for Cached {
    fn algorithm(&self) -> Algorithm {
        self.1
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape of the provider's factory")]
fn signer(algorithm: &Algorithm, key: &EncodingKey) -> jsonwebtoken::errors::Result<Box<dyn JwtSigner>> {
    let known = PAIRS.read().ok().and_then(|pairs| pairs.get(key.as_bytes()).cloned());
    match known {
        Some(pair) => Ok(Box::new(Cached(pair, *algorithm))),
        None => (aws_lc::DEFAULT_PROVIDER.signer_factory)(algorithm, key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_signs_and_verifies_and_tampering_shows() -> Result<(), Fault> {
        for (kind, algorithm) in [
            (KeyKind::Rsa(2048), Algorithm::RS256),
            (KeyKind::P256, Algorithm::ES256),
            (KeyKind::Ed25519, Algorithm::EdDSA),
        ] {
            let key = generate(kind)?;
            let signer = Signer::new("k1", algorithm, &key.private)?;
            let token = signer.sign("JWT", &json!({"sub": "ana"}))?;
            let jwk = serde_json::to_string(&key.public).unwrap();
            assert_eq!(peek(&token), Some((Some("k1".into()), algorithm)));
            assert_eq!(verify::<serde_json::Value>(&token, &jwk, algorithm), Some(json!({"sub": "ana"})));
            let (head, tail) = token.split_at(token.len() - 8);
            assert_eq!(verify::<serde_json::Value>(&format!("{head}AAAA{}", &tail[4..]), &jwk, algorithm), None);
            assert_eq!(verify::<serde_json::Value>(&token, &jwk, Algorithm::HS256), None);
            signer.forget();
        }
        Ok(())
    }
}
