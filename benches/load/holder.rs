//! A client that proves itself with a key: assertions (RFC 7523) and `DPoP` proofs (RFC 9449), made as
//! cheaply as they can be. What is measured is the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use freedom_id::base::jws::{KeyKind, generate};
use serde_json::{Value, json};

/// A key with the headers of what it signs, which never change.
#[derive(Clone)]
pub struct Holder(Arc<Parts>);

struct Parts {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    public: Value,
    assertion_head: String,
    proof_head: String,
    issuer: String,
    made: AtomicU64,
}

impl Holder {
    pub fn new(issuer: &str) -> Self {
        let key = generate(KeyKind::P256).expect("a key");
        let der = URL_SAFE_NO_PAD.decode(key.private.expose()).expect("base64url");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).expect("a key pair");
        let public = Value::Object(key.public);
        let head = |head: Value| URL_SAFE_NO_PAD.encode(head.to_string());
        Self(Arc::new(Parts {
            pair,
            random: SystemRandom::new(),
            assertion_head: head(json!({"alg": "ES256", "typ": "JWT"})),
            proof_head: head(json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": public})),
            public,
            issuer: issuer.to_owned(),
            made: AtomicU64::new(0),
        }))
    }

    /// What the client registers.
    pub fn jwks(&self) -> Value {
        json!({"keys": [self.0.public]})
    }

    /// A fresh assertion that it is the client.
    pub fn assertion(&self, client: &str) -> String {
        let (jti, now, aud) = (self.once(), seconds(), &self.0.issuer);
        let claims = format!(
            r#"{{"iss":"{client}","sub":"{client}","aud":"{aud}","jti":"{jti}","iat":{now},"exp":{}}}"#,
            now + 60
        );
        self.sign(&self.0.assertion_head, &claims)
    }

    /// The header line with a fresh proof for a POST.
    pub fn proof(&self, path: &str) -> String {
        let (jti, now, issuer) = (self.once(), seconds(), &self.0.issuer);
        let claims = format!(r#"{{"jti":"{jti}","htm":"POST","htu":"{issuer}{path}","iat":{now}}}"#);
        format!("DPoP: {}\r\n", self.sign(&self.0.proof_head, &claims))
    }

    fn once(&self) -> u64 {
        self.0.made.fetch_add(1, Ordering::Relaxed)
    }

    fn sign(&self, head: &str, claims: &str) -> String {
        let text = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims));
        let signature = self.0.pair.sign(&self.0.random, text.as_bytes()).expect("a signature");
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn seconds() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs())
}
