//! Keys of others: public JWKs (RFC 7517), and the compact JWS (RFC 7515) that were signed with them.
//!
//! The reader says which algorithm it takes and which key it trusts; a token's own words choose nothing.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The protected header of a token, unverified.
#[derive(Debug, Deserialize)]
pub struct Head {
    /// `alg`, as the token writes it: `none` is a text like any other here.
    pub alg: String,
    /// `kid`
    pub kid: Option<String>,
    /// `typ`
    pub typ: Option<String>,
    /// `jwk`: a key that came along (RFC 9449 §4.2).
    pub jwk: Option<Map<String, Value>>,
    /// RFC 7515 §4.1.11: what must be understood. We understand nothing of it.
    crit: Option<Value>,
}

/// Reads the header. `None` for what is no compact JWS, and for one with critical extensions.
pub fn head(token: &str) -> Option<Head> {
    let mut parts = token.split('.');
    let (first, _, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else { return None };
    let head: Head = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(first).ok()?).ok()?;
    head.crit.is_none().then_some(head)
}

/// Reads the claims of a token **without verifying it**: only to find out whose key to verify it with.
pub fn unverified<T: DeserializeOwned>(token: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?).ok()
}

/// A public key that verifies signatures.
#[derive(Clone)]
pub struct PublicKey {
    kid: Option<String>,
    alg: Option<String>,
    shape: Shape,
    key: DecodingKey,
}

/// The public numbers, base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Rsa { n: String, e: String },
    P256 { x: String, y: String },
    Ed25519 { x: String },
}

/// Why a JWK cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// It is no JWK, or of a kind, size or use that we do not take.
    #[error("a key is not one that signatures can be verified with")]
    Unusable,
    /// It carries a private or shared secret.
    #[error("a key is not a public one")]
    Private,
}

/// Keys in one set at most.
const MOST: usize = 50;

/// Reads a JWK set. Keys for other uses and of other kinds are left out; a secret key is an error.
pub fn read_set(text: &str) -> Result<Vec<PublicKey>, BadKey> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Map<String, Value>>,
    }
    let set: Set = serde_json::from_str(text).map_err(|_| BadKey::Unusable)?;
    if set.keys.len() > MOST {
        return Err(BadKey::Unusable);
    }
    let mut keys = Vec::new();
    for jwk in &set.keys {
        match PublicKey::read(jwk) {
            Ok(key) => keys.push(key),
            Err(BadKey::Unusable) => {}
            Err(BadKey::Private) => return Err(BadKey::Private),
        }
    }
    Ok(keys)
}

impl PublicKey {
    /// Reads one JWK.
    pub fn read(jwk: &Map<String, Value>) -> Result<Self, BadKey> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str).map(str::to_owned);
        let secret = ["d", "p", "q", "dp", "dq", "qi", "k", "oth"].iter().any(|name| jwk.contains_key(*name));
        if secret || text("kty").as_deref() == Some("oct") {
            return Err(BadKey::Private);
        }
        // RFC 7517 §4.2, §4.3
        let operations = jwk.get("key_ops").and_then(Value::as_array);
        let verifies = operations.is_none_or(|all| all.iter().any(|operation| operation == "verify"));
        if text("use").is_some_and(|purpose| purpose != "sig") || !verifies {
            return Err(BadKey::Unusable);
        }
        let need = |name: &str| text(name).ok_or(BadKey::Unusable);
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map(|b| b.len()).map_err(|_| BadKey::Unusable);
        let (shape, key) = match (need("kty")?.as_str(), text("crv").as_deref()) {
            ("RSA", _) => {
                let (n, e) = (need("n")?, need("e")?);
                // 2048 to 8192 bits; a larger one is a way to keep us busy.
                if !(256..=1_024).contains(&bytes(&n)?) || bytes(&e)? > 4 {
                    return Err(BadKey::Unusable);
                }
                let key = DecodingKey::from_rsa_components(&n, &e);
                (Shape::Rsa { n, e }, key)
            }
            ("EC", Some("P-256")) => {
                let (x, y) = (need("x")?, need("y")?);
                if bytes(&x)? != 32 || bytes(&y)? != 32 {
                    return Err(BadKey::Unusable);
                }
                let key = DecodingKey::from_ec_components(&x, &y);
                (Shape::P256 { x, y }, key)
            }
            ("OKP", Some("Ed25519")) => {
                let x = need("x")?;
                if bytes(&x)? != 32 {
                    return Err(BadKey::Unusable);
                }
                let key = DecodingKey::from_ed_components(&x);
                (Shape::Ed25519 { x }, key)
            }
            _ => return Err(BadKey::Unusable),
        };
        Ok(Self { kid: text("kid"), alg: text("alg"), shape, key: key.map_err(|_| BadKey::Unusable)? })
    }

    /// Whether it goes by this name.
    pub fn is(&self, kid: &str) -> bool {
        self.kid.as_deref() == Some(kid)
    }

    /// Whether a token with this header could be signed by it.
    pub fn fits(&self, kid: Option<&str>, algorithm: Algorithm) -> bool {
        let kind = match self.shape {
            Shape::Rsa { .. } => matches!(algorithm, Algorithm::RS256 | Algorithm::PS256),
            Shape::P256 { .. } => algorithm == Algorithm::ES256,
            Shape::Ed25519 { .. } => algorithm == Algorithm::EdDSA,
        };
        let named = self.alg.as_deref().is_none_or(|own| own == name(algorithm) || own == "Ed25519");
        kind && named && kid.is_none_or(|kid| self.kid.as_deref() == Some(kid))
    }

    /// The claims of a token that this key signed with exactly this algorithm. Times, issuer and
    /// audience are the caller's to judge.
    pub fn verify<T: DeserializeOwned>(&self, token: &str, algorithm: Algorithm) -> Option<T> {
        self.fits(None, algorithm).then(|| decode(token, &self.key, algorithm)).flatten()
    }

    /// RFC 7638: SHA-256 of the members that make the key, base64url.
    pub fn thumbprint(&self) -> String {
        let members = match &self.shape {
            Shape::Rsa { n, e } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
            Shape::P256 { x, y } => format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#),
            Shape::Ed25519 { x } => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#),
        };
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, members.as_bytes()))
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PublicKey").field("kid", &self.kid).field("shape", &self.shape).finish_non_exhaustive()
    }
}

/// The claims of a token with an HMAC of a shared secret (RFC 7518 §3.2, SHA-256).
pub fn verify_hmac<T: DeserializeOwned>(token: &str, secret: &str) -> Option<T> {
    decode(token, &DecodingKey::from_secret(secret.as_bytes()), Algorithm::HS256)
}

fn decode<T: DeserializeOwned>(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Option<T> {
    super::jws::install();
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode(token, key, &validation).ok().map(|data| data.claims)
}

const fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::RS256 => "RS256",
        Algorithm::PS256 => "PS256",
        Algorithm::ES256 => "ES256",
        Algorithm::EdDSA => "EdDSA",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::jws::{KeyKind, Signer, generate};
    use serde_json::json;

    #[test]
    fn a_token_is_verified_with_the_key_and_algorithm_the_reader_chose() {
        let (Ok(own), Ok(other)) = (generate(KeyKind::P256), generate(KeyKind::P256)) else { unreachable!() };
        let Ok(signer) = Signer::new("k1", Algorithm::ES256, &own.private) else { unreachable!() };
        let Ok(token) = signer.sign("JWT", &json!({"sub": "a"})) else { unreachable!() };
        let key = PublicKey::read(&own.public).ok();
        let stranger = PublicKey::read(&other.public).ok();
        let read = |key: &Option<PublicKey>, alg| key.as_ref().and_then(|k| k.verify::<Value>(&token, alg));
        assert_eq!(read(&key, Algorithm::ES256), Some(json!({"sub": "a"})));
        assert_eq!(read(&key, Algorithm::RS256), None);
        assert_eq!(read(&stranger, Algorithm::ES256), None);
        // A public key is no HMAC secret.
        assert_eq!(verify_hmac::<Value>(&token, &Value::Object(own.public).to_string()), None);
    }

    #[test]
    fn secret_keys_and_weak_ones_are_not_taken() {
        let one = |jwk: Value| jwk.as_object().map(PublicKey::read).map(|r| r.map(|_| ()));
        assert_eq!(one(json!({"kty": "oct", "k": "AAAA"})), Some(Err(BadKey::Private)));
        assert_eq!(one(json!({"kty": "EC", "crv": "P-256", "x": "", "y": "", "d": ""})), Some(Err(BadKey::Private)));
        let weak = URL_SAFE_NO_PAD.encode([255; 128]);
        assert_eq!(one(json!({"kty": "RSA", "n": weak, "e": "AQAB"})), Some(Err(BadKey::Unusable)));
        assert!(read_set(r#"{"keys":[{"kty":"EC","crv":"P-521"}]}"#).is_ok_and(|keys| keys.is_empty()));
    }

    #[test]
    fn the_thumbprint_is_that_of_the_standard() {
        // RFC 7638 §3.1
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let jwk = json!({"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"});
        let thumbprint = jwk.as_object().and_then(|j| PublicKey::read(j).ok()).map(|k| k.thumbprint());
        assert_eq!(thumbprint.as_deref(), Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    }

    #[test]
    fn critical_extensions_and_other_shapes_are_no_header() {
        let with = |head: &str| format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(head));
        assert!(head(&with(r#"{"alg":"none"}"#)).is_some_and(|h| h.alg == "none"));
        for bad in [r#"{"alg":"ES256","crit":["b64"],"b64":false}"#, "{}", "[]"] {
            assert!(head(&with(bad)).is_none(), "{bad}");
        }
        for bad in ["", "a.b", "a.b.c.d.e"] {
            assert!(head(bad).is_none(), "{bad}");
        }
    }
}
