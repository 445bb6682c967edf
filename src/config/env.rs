//! The environment as a source of configuration. Values stay texts unless they are exactly a
//! number or a boolean, so `FREEDOM_ID_OTP__FIXED_CODE=000000` keeps its zeros.

use figment::value::{Dict, Map, Value};
use figment::{Error, Metadata, Profile, Provider};

const PREFIX: &str = "FREEDOM_ID_";

/// Variables named `FREEDOM_ID_<SECTION>__<KEY>`.
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
            let (section, key) = path
                .split_once("__")
                .ok_or_else(|| Error::from(format!("{name}: expected {PREFIX}<SECTION>__<KEY>")))?;
            let entry = sections.entry(section.to_owned()).or_insert_with(|| Value::from(Dict::new()));
            if let Value::Dict(_, keys) = entry {
                keys.insert(key.to_owned(), typed(text));
            }
        }
        Ok(Profile::Default.collect(sections))
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
    fn an_unknown_key_is_named() {
        let error = read(&[("FREEDOM_ID_SERVER__LISTENN", "x")]).err().unwrap_or_default();
        assert!(error.contains("listenn"), "{error}");
        assert!(read(&[("FREEDOM_ID_NOSUCH__KEY", "x")]).is_err());
        assert!(read(&[("FREEDOM_ID_SERVER", "x")]).is_err());
    }
}
