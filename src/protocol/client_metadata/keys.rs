//! `jwks` of a client (RFC 7517 §5): public keys only.

use serde_json::{Map, Value};

use crate::base::jwk::{BadKey, PublicKey};

/// Most keys in one set.
const MOST: usize = 20;
/// Longest set.
const LONGEST: usize = 16 * 1024;

/// Judges a set. Keys of kinds that we do not use may be in it (RFC 7517 §5).
pub fn check(text: &str) -> Result<(), &'static str> {
    const NO_SET: &str = "jwks is not a JWK set";
    if text.len() > LONGEST {
        return Err("jwks is too long");
    }
    let set: Map<String, Value> = serde_json::from_str(text).map_err(|_| NO_SET)?;
    let keys = set.get("keys").and_then(Value::as_array).ok_or(NO_SET)?;
    if !(1..=MOST).contains(&keys.len()) {
        return Err("jwks has 1 to 20 keys");
    }
    keys.iter().try_for_each(|key| key.as_object().ok_or(NO_SET).and_then(check_key))
}

fn check_key(key: &Map<String, Value>) -> Result<(), &'static str> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let ours = matches!(
        (text("kty"), text("crv")),
        (Some("RSA"), _) | (Some("EC"), Some("P-256")) | (Some("OKP"), Some("Ed25519"))
    );
    match PublicKey::read(key) {
        Ok(_) => Ok(()),
        Err(BadKey::Private) => Err("jwks has a key that is not public"),
        Err(BadKey::Unusable) if text("kty").is_some() && (!ours || text("use") == Some("enc")) => Ok(()),
        Err(BadKey::Unusable) => Err("jwks has a key that cannot be used"),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    #[test]
    fn only_sound_public_keys_pass() {
        let set = |key: &str| check(&format!(r#"{{"keys":[{key}]}}"#));
        let ed = r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
        let rsa =
            |bytes: usize| format!(r#"{{"kty":"RSA","e":"AQAB","n":"{}"}}"#, URL_SAFE_NO_PAD.encode(vec![1; bytes]));
        for good in [format!("{{{ed}}}"), rsa(256), r#"{"kty":"EC","crv":"P-521"}"#.into(), r#"{"kty":"PQ"}"#.into()] {
            assert_eq!(set(&good), Ok(()), "{good}");
        }
        for bad in [
            format!(r#"{{{ed},"d":"AA"}}"#),
            r#"{"kty":"oct","k":"AAAA"}"#.into(),
            r#"{"kty":"oct"}"#.into(),
            rsa(128),
            rsa(2_048),
            r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#.into(),
            r#"{"kid":"x"}"#.into(),
            "1".into(),
            String::new(),
        ] {
            assert!(set(&bad).is_err(), "{bad}");
        }
        assert!(check("[]").is_err() && check(r#"{"keys":{}}"#).is_err() && check("{").is_err());
        let many = vec![r#"{"kty":"PQ"}"#; 21].join(",");
        assert!(set(&many).is_err());
    }
}
