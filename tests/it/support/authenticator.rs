//! A device with passkeys, in software: keys on P-256, CBOR by hand, and every lie a broken or hostile one could tell.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const KEY_WITHIN: u8 = 0x40;

/// A key on the device.
#[derive(Clone, Debug)]
pub struct Key {
    pub id: Vec<u8>,
    pkcs8: Vec<u8>,
    pub handle: Vec<u8>,
}

/// The device. What it says can be changed before it is asked.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the standard")]
pub struct Authenticator {
    pub keys: Vec<Key>,
    /// What the browser says of the page.
    pub origin: String,
    pub cross_origin: bool,
    /// What the device says of the site; `None`: what it was asked for.
    pub site: Option<String>,
    pub present: bool,
    pub verified: bool,
    pub synced: bool,
    pub backed_up: bool,
    /// Counts on with every answer; a device that does not count stays at `None`.
    pub counter: Option<u32>,
    /// Says that an answer is of this type.
    pub kind: Option<&'static str>,
    /// Tells no user handle.
    pub anonymous: bool,
}

impl Authenticator {
    /// A telephone that counts nothing and shares its keys with the person's other devices.
    pub fn new(origin: &str) -> Self {
        Self {
            keys: Vec::new(),
            origin: origin.to_owned(),
            cross_origin: false,
            site: None,
            present: true,
            verified: true,
            synced: true,
            backed_up: true,
            counter: None,
            kind: None,
            anonymous: false,
        }
    }

    /// A key to carry about, which counts.
    pub fn stick(origin: &str) -> Self {
        Self { synced: false, backed_up: false, counter: Some(1), ..Self::new(origin) }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({
            "type": self.kind.unwrap_or(kind),
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        })
        .to_string()
        .into_bytes()
    }

    fn data(&mut self, site: &str, key: Option<&[u8]>) -> Vec<u8> {
        let site = self.site.clone().unwrap_or_else(|| site.to_owned());
        let mut out = digest(&SHA256, site.as_bytes()).as_ref().to_vec();
        let flags = [
            (self.present, PRESENT),
            (self.verified, VERIFIED),
            (self.synced, ELIGIBLE),
            (self.backed_up, BACKED_UP),
            (key.is_some(), KEY_WITHIN),
        ];
        out.push(flags.into_iter().filter(|(on, _)| *on).fold(0, |all, (_, bit)| all | bit));
        out.extend(self.counter.unwrap_or(0).to_be_bytes());
        self.counter = self.counter.map(|n| n + 1);
        out.extend(key.unwrap_or_default());
        out
    }

    /// `navigator.credentials.create()`
    pub fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        let held = options["excludeCredentials"].as_array().cloned().unwrap_or_default();
        let is_held = |key: &Key| held.iter().any(|h| h["id"] == URL_SAFE_NO_PAD.encode(&key.id));
        assert!(!self.keys.iter().any(is_held), "the device has a passkey of this account");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["attestation"], "none");
        self.create_anyway(&options)
    }

    /// As a device does that looks at nothing.
    pub fn create_anyway(&mut self, options: &Value) -> String {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).expect("a key");
        let id = uuid::Uuid::new_v4().as_bytes().repeat(2);
        let handle = URL_SAFE_NO_PAD.decode(options["user"]["id"].as_str().expect("a handle")).expect("base64url");
        self.keys.push(Key { id, pkcs8: pkcs8.as_ref().to_vec(), handle });
        self.present_key(options)
    }

    /// The newest key again, as if it were made for this question.
    pub fn present_key(&mut self, options: &Value) -> String {
        let key = self.keys.last().expect("a key").clone();
        let mut attested = vec![0; 16];
        attested.extend(u16::try_from(key.id.len()).expect("short").to_be_bytes());
        attested.extend(&key.id);
        attested.extend(cose(&key.pair()));
        let client_data = self.client_data("webauthn.create", options);
        let data = self.data(options["rp"]["id"].as_str().expect("a site"), Some(&attested));
        let mut object = vec![0xa3];
        object.extend(text("fmt"));
        object.extend(text("none"));
        object.extend(text("attStmt"));
        object.push(0xa0);
        object.extend(text("authData"));
        object.extend(bytes(&data));
        json!({
            "id": URL_SAFE_NO_PAD.encode(&key.id),
            "rawId": URL_SAFE_NO_PAD.encode(&key.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "attestationObject": URL_SAFE_NO_PAD.encode(object),
                "transports": ["internal"],
            },
            "clientExtensionResults": { "credProps": { "rk": true } },
        })
        .to_string()
    }

    /// `navigator.credentials.get()`: the newest key that is asked for.
    pub fn get(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        let allowed = options["allowCredentials"].as_array().cloned().unwrap_or_default();
        let fits =
            |key: &&Key| allowed.is_empty() || allowed.iter().any(|a| a["id"] == URL_SAFE_NO_PAD.encode(&key.id));
        let key = self.keys.iter().rfind(fits).expect("a passkey that is asked for").clone();
        self.get_with(&key, &options)
    }

    /// With this key, asked for or not.
    pub fn get_with(&mut self, key: &Key, options: &Value) -> String {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(options["rpId"].as_str().expect("a site"), None);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, &client_data).as_ref());
        let signature = key.pair().sign(&SystemRandom::new(), &signed).expect("a signature");
        let handle = (!self.anonymous).then(|| URL_SAFE_NO_PAD.encode(&key.handle));
        json!({
            "id": URL_SAFE_NO_PAD.encode(&key.id),
            "rawId": URL_SAFE_NO_PAD.encode(&key.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "signature": URL_SAFE_NO_PAD.encode(signature.as_ref()),
                "userHandle": handle,
            },
            "clientExtensionResults": {},
        })
        .to_string()
    }
}

impl Key {
    fn pair(&self) -> EcdsaKeyPair {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.pkcs8).expect("a key")
    }
}

/// RFC 9053 §7.1.1: kind 2 (two coordinates), ES256, curve 1 (P-256), x, y.
fn cose(pair: &EcdsaKeyPair) -> Vec<u8> {
    let point = pair.public_key().as_ref();
    let mut out = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
    out.extend(bytes(&point[1..33]));
    out.push(0x22);
    out.extend(bytes(&point[33..]));
    out
}

/// RFC 8949 §3: the head of an item of a major type.
fn head(major: u8, length: usize) -> Vec<u8> {
    let major = major << 5;
    match u8::try_from(length) {
        Ok(n @ 0..24) => vec![major | n],
        Ok(n) => vec![major | 0x18, n],
        Err(_) => {
            let [high, low] = u16::try_from(length).expect("short").to_be_bytes();
            vec![major | 0x19, high, low]
        }
    }
}

fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len()), value.to_vec()].concat()
}

fn text(value: &str) -> Vec<u8> {
    [head(3, value.len()), value.as_bytes().to_vec()].concat()
}
