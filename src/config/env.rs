//! The environment as a source of configuration. Values stay texts unless they are exactly a
//! number or a boolean, so `FREEDOM_ID_OTP__FIXED_CODE=000000` keeps its zeros.

use figment::value::{Dict, Map, Value};
use figment::{Error, Metadata, Profile, Provider};

const PREFIX: &str = "FREEDOM_ID_";

/// Variables named `FREEDOM_ID_<SECTION>__<KEY>`, and `…__<KEY>__<KEY>` where a key holds keys.
pub(super) struct Environment(Vec<(String, String)>);

impl Environment {
    pub(super) fn of_process() -> Self {
        Self(std::env::vars().filter(|(name, _)| name.starts_with(PREFIX)).collect())
    }
}

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named("environment").interpolater(|_, keys| {
            format!("{PREFIX}{}", keys.iter().map(|k| k.to_ascii_uppercase()).collect::<Vec<_>>().join("__"))
        })
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        let mut sections: Dict = Dict::new();
        for (name, text) in &self.0 {
            let path = name.trim_start_matches(PREFIX).to_ascii_lowercase();
            if !path.contains("__") {
                return Err(Error::from(format!("{name}: expected {PREFIX}<SECTION>__<KEY>")));
            }
            put(&mut sections, &path, typed(text));
        }
        Ok(Profile::Default.collect(sections))
    }
}

fn put(into: &mut Dict, path: &str, value: Value) {
    let Some((section, rest)) = path.split_once("__") else {
        into.insert(path.to_owned(), value);
        return;
    };
    let entry = into.entry(section.to_owned()).or_insert_with(|| Value::from(Dict::new()));
    if let Value::Dict(_, keys) = entry {
        put(keys, rest, value);
    }
}

fn typed(text: &str) -> Value {
    if let Ok(flag) = text.parse::<bool>() {
        return Value::from(flag);
    }
    match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => Value::from(number),
        _ => Value::from(text),
    }
}

#[cfg(test)]
mod tests {
    use figment::Figment;

    use super::*;
    use crate::config::Config;

    fn read(vars: &[(&str, &str)]) -> Result<Config, String> {
        let vars = vars.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Figment::new().merge(Environment(vars)).extract().map_err(|e| e.to_string())
    }

    #[test]
    fn values_are_read_by_the_kind_of_their_key() -> Result<(), String> {
        let config = read(&[
            ("FREEDOM_ID_OTP__FIXED_CODE", "000000"),
            ("FREEDOM_ID_LIMITS__ENABLED", "false"),
            ("FREEDOM_ID_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1"),
            ("FREEDOM_ID_TOKENS__ACCESS_SECONDS", "120"),
        ])?;
        assert_eq!(config.otp.fixed_code.as_ref().map(crate::base::Secret::expose), Some("000000"));
        assert!(!config.limits.enabled);
        assert_eq!(config.server.trusted_proxies.len(), 2);
        assert_eq!(config.tokens.access_seconds, 120);
        assert!(read(&[("FREEDOM_ID_OTP__FIXED_CODE", "123456")])?.otp.fixed_code.is_some());
        Ok(())
    }

    #[test]
    fn keys_within_keys_are_read() -> Result<(), String> {
        let config = read(&[
            ("FREEDOM_ID_SMS__HEADERS__AUTHORIZATION", "Bearer hush"),
            ("FREEDOM_ID_SMS__HEADERS__PIN", "0007"),
            ("FREEDOM_ID_SMS__SUCCESS__POINTER", "/status"),
            ("FREEDOM_ID_SMS__SUCCESS__EQUALS", "0"),
            ("FREEDOM_ID_SMS__BACKUP__URL", "https://b.example/send"),
            ("FREEDOM_ID_SMS__BACKUP__METHOD", "PUT"),
            ("FREEDOM_ID_SMS__COUNTRIES", "+77, 998"),
        ])?;
        let sms = config.sms;
        assert_eq!(sms.headers["authorization"].expose(), "Bearer hush");
        assert_eq!(sms.headers["pin"].expose(), "0007");
        assert_eq!(sms.success.map(|s| s.equals).as_deref(), Some("0"));
        assert_eq!(sms.backup.map(|b| b.method), Some(crate::config::SmsMethod::Put));
        assert_eq!(sms.countries, ["+77", "+998"]);
        assert_eq!(read(&[("FREEDOM_ID_SMS__COUNTRIES", "998")])?.sms.countries, ["+998"]);
        assert_eq!(read(&[("FREEDOM_ID_SMS__COUNTRIES", "*")])?.sms.countries, ["*"]);
        for (name, value) in [
            ("FREEDOM_ID_SMS__COUNTRIES", "KZ"),
            ("FREEDOM_ID_SMS__BACKUP__NOSUCH", "x"),
            ("FREEDOM_ID_SMS__METHOD", "DELETE"),
            ("FREEDOM_ID_SMS__URL__DEEPER", "x"),
        ] {
            assert!(read(&[(name, value)]).is_err(), "{name}");
        }
        Ok(())
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = read(&[("FREEDOM_ID_SERVER__LISTENN", "x")]).err().unwrap_or_default();
        assert!(error.contains("listenn"), "{error}");
        assert!(read(&[("FREEDOM_ID_NOSUCH__KEY", "x")]).is_err());
        assert!(read(&[("FREEDOM_ID_SERVER", "x")]).is_err());
    }
}
