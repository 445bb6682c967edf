//! The keys of clients, and what they sign: assertions, request objects, proofs. Nothing is left to a
//! library that would not make a bad one.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self as sig, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaEncoding, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use freedom_id::base::jwk::PublicKey;
use freedom_id::base::jws::{self, KeyKind, NewKey};
use freedom_id::domain::oauth::vocab::AuthMethod;
use freedom_id::protocol::dpop;
use freedom_id::service::clients::Add;
use serde_json::{Value, json};
use uuid::Uuid;

use super::provider::{Provider, Reply, Site, site_named};

pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
pub const TOKEN: &str = "/oauth2/token";
pub const PAR: &str = "/oauth2/par";

/// A key pair with a name.
pub struct Signer {
    pub kid: String,
    /// What it signs with unless told otherwise.
    pub alg: &'static str,
    pub pkcs8: Vec<u8>,
    public: serde_json::Map<String, Value>,
}

/// RSA keys take long to make; one does for all tests that need a stranger to no other.
static RSA: LazyLock<(Vec<u8>, serde_json::Map<String, Value>)> = LazyLock::new(|| made(KeyKind::Rsa(2_048)));

fn made(kind: KeyKind) -> (Vec<u8>, serde_json::Map<String, Value>) {
    let NewKey { private, public } = jws::generate(kind).expect("a key");
    (URL_SAFE_NO_PAD.decode(private.expose()).expect("base64url"), public)
}

/// Members of one object over those of another; `null` takes one away.
pub fn over(mut base: Value, more: Value) -> Value {
    let (Value::Object(all), Value::Object(more)) = (&mut base, more) else { panic!("objects") };
    for (name, value) in more {
        match value {
            Value::Null => drop(all.remove(&name)),
            value => drop(all.insert(name, value)),
        }
    }
    base
}

/// A compact JWS with this signature.
pub fn compact(head: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(head), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(sign(text.as_bytes()));
    format!("{text}.{signature}")
}

/// A JWS with an HMAC.
pub fn hs256(secret: &[u8], head: &Value, claims: &Value) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    compact(head, claims, |text| hmac::sign(&key, text).as_ref().to_vec())
}

impl Signer {
    fn of(kid: &str, alg: &'static str, (pkcs8, public): (Vec<u8>, serde_json::Map<String, Value>)) -> Self {
        Self { kid: kid.to_owned(), alg, pkcs8, public }
    }

    /// A fresh key on P-256.
    pub fn new(kid: &str) -> Self {
        Self::of(kid, "ES256", made(KeyKind::P256))
    }

    /// A key that signs with this algorithm.
    pub fn with(kid: &str, alg: &'static str) -> Self {
        match alg {
            "RS256" | "PS256" => Self::of(kid, alg, RSA.clone()),
            "EdDSA" => Self::of(kid, alg, made(KeyKind::Ed25519)),
            "ES256" => Self::new(kid),
            other => panic!("no key for {other}"),
        }
    }

    /// The public half, without a name.
    pub fn bare_jwk(&self) -> Value {
        Value::Object(self.public.clone())
    }

    pub fn jwk(&self) -> Value {
        over(self.bare_jwk(), json!({"kid": self.kid, "use": "sig"}))
    }

    pub fn jkt(&self) -> String {
        PublicKey::read(&self.public).expect("a key").thumbprint()
    }

    /// Signs with exactly this header.
    pub fn sign(&self, head: &Value, claims: &Value) -> String {
        compact(head, claims, |text| self.signature(head["alg"].as_str().unwrap_or_default(), text))
    }

    fn signature(&self, alg: &str, text: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        let rsa = |padding: &'static dyn RsaEncoding| {
            let pair = RsaKeyPair::from_pkcs8(&self.pkcs8).expect("an RSA key");
            let mut out = vec![0; pair.public_modulus_len()];
            pair.sign(padding, &random, text, &mut out).expect("a signature");
            out
        };
        // By its own kind: what a header says besides may well be a lie.
        match self.alg {
            "RS256" | "PS256" if alg == "PS256" => rsa(&sig::RSA_PSS_SHA256),
            "RS256" | "PS256" => rsa(&sig::RSA_PKCS1_SHA256),
            "EdDSA" => Ed25519KeyPair::from_pkcs8(&self.pkcs8).expect("a key").sign(text).as_ref().to_vec(),
            _ => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &self.pkcs8).expect("a key");
                pair.sign(&random, text).expect("a signature").as_ref().to_vec()
            }
        }
    }

    /// Claims under the header that goes with them.
    pub fn jwt(&self, typ: &str, claims: &Value) -> String {
        self.sign(&json!({"alg": self.alg, "kid": self.kid, "typ": typ}), claims)
    }

    /// A client assertion, with some claims changed.
    pub fn assertion(&self, provider: &Provider, site: &Site, change: Value) -> String {
        self.jwt("JWT", &over(assertion_claims(provider, site), change))
    }

    /// A request object, with some claims changed.
    pub fn object(&self, provider: &Provider, site: &Site, request: &str, change: Value) -> String {
        self.jwt("oauth-authz-req+jwt", &over(object_claims(provider, site, request), change))
    }

    /// A `DPoP` proof for a request.
    pub fn proof(&self, provider: &Provider, method: &str, path: &str, change: Value) -> String {
        let claims = json!({
            "jti": Uuid::new_v4(), "htm": method, "htu": format!("{}{path}", provider.issuer()),
            "iat": provider.clock.now().seconds(),
        });
        self.sign(&self.proof_head(), &over(claims, change))
    }

    pub fn proof_head(&self) -> Value {
        json!({"typ": "dpop+jwt", "alg": self.alg, "jwk": self.bare_jwk()})
    }

    /// A proof beside an access token.
    pub fn proof_for(&self, provider: &Provider, method: &str, path: &str, token: &str) -> String {
        self.proof(provider, method, path, json!({"ath": dpop::hash(token)}))
    }
}

/// A JWK set.
pub fn jwks(keys: &[&Signer]) -> String {
    json!({"keys": keys.iter().map(|key| key.jwk()).collect::<Vec<_>>()}).to_string()
}

/// A site that proves itself with this key.
pub fn keyed(name: &str, key: &Signer) -> Add {
    let mut add = site_named(name);
    add.auth_method = AuthMethod::PrivateKeyJwt;
    add.options.jwks = Some(jwks(&[key]));
    add
}

/// RFC 7523 §3
pub fn assertion_claims(provider: &Provider, site: &Site) -> Value {
    let now = provider.clock.now().seconds();
    json!({
        "iss": site.id.as_str(), "sub": site.id.as_str(), "aud": provider.issuer(), "jti": Uuid::new_v4(),
        "iat": now, "exp": now + 60,
    })
}

/// RFC 9101 §4: the parameters of a request as claims.
pub fn object_claims(provider: &Provider, site: &Site, request: &str) -> Value {
    let now = provider.clock.now().seconds();
    let base = json!({
        "iss": site.id.as_str(), "aud": provider.issuer(), "iat": now, "nbf": now, "exp": now + 60,
    });
    let pairs = form_urlencoded::parse(request.as_bytes());
    over(base, Value::Object(pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect()))
}

impl Provider {
    /// A form with an assertion for a credential.
    pub async fn asserted(&self, path: &str, assertion: &str, fields: &[(&str, &str)]) -> Reply {
        let proof = [("client_assertion", assertion), ("client_assertion_type", JWT_BEARER)];
        self.post(path, &[], &[fields, &proof].concat()).await
    }
}
