//! What each mode refuses to start with: one list, used by `serve` and `doctor`.

use super::{Config, ConfigError, MailMode, Mode, RegistrationMode, SmsMode, upstream};
use crate::base::Secret;

impl Config {
    /// Whether this is development mode.
    pub fn is_development(&self) -> bool {
        self.server.mode == Mode::Development
    }

    /// Whether outgoing calls may reach private addresses.
    pub fn allow_private(&self) -> bool {
        self.fetch.allow_private.unwrap_or(self.is_development())
    }

    /// Everything that keeps this configuration from being used, each with its cure.
    pub fn refusals(&self) -> Vec<String> {
        let mut all = self.in_any_mode();
        if !self.is_development() {
            all.extend(self.in_production());
        }
        all
    }

    /// [`Config::refusals`] as an error.
    pub fn check(&self) -> Result<(), ConfigError> {
        let refusals = self.refusals();
        if refusals.is_empty() { Ok(()) } else { Err(ConfigError::Refused(refusals)) }
    }

    fn in_any_mode(&self) -> Vec<String> {
        let issuer = &self.server.issuer;
        let mut all = Vec::new();
        let mut refuse = |when: bool, text: &str| {
            if when {
                all.push(text.to_owned());
            }
        };
        refuse(
            issuer.path() != "/"
                || issuer.query().is_some()
                || issuer.fragment().is_some()
                || !issuer.username().is_empty(),
            "server.issuer must be only a scheme, a host and perhaps a port",
        );
        refuse(
            !matches!(issuer.scheme(), "http" | "https"),
            "server.issuer must begin with https:// (or http:// in development)",
        );
        refuse(
            issuer.scheme() == "http" && !is_loopback(issuer),
            "server.issuer with http:// works on localhost only: use https://",
        );
        refuse(self.passwords.min_length < 8, "passwords.min_length must be at least 8");
        refuse(self.limits.failures_in_a_row > 100, "limits.failures_in_a_row must not be over 100");
        refuse(self.passwords.min_score > 4, "passwords.min_score is 0 to 4");
        refuse(
            self.passwords.breach_url.as_deref().is_some_and(|url| !is_range(url, self.allow_private())),
            "passwords.breach_url must begin with https:// and have one {prefix} in its path",
        );
        refuse(!matches!(self.tokens.rsa_bits, 2048 | 3072 | 4096), "tokens.rsa_bits must be 2048, 3072 or 4096");
        refuse(self.tokens.code_seconds > 600, "tokens.code_seconds must not be over 600");
        refuse(self.tokens.refresh_grace_seconds > 30, "tokens.refresh_grace_seconds must not be over 30");
        refuse(!(5..=600).contains(&self.tokens.par_seconds), "tokens.par_seconds is 5 to 600");
        refuse(!(60..=900).contains(&self.tokens.device_seconds), "tokens.device_seconds is 60 to 900");
        refuse(
            self.registration.mode == RegistrationMode::Token
                && self.registration.access_token.as_ref().is_none_or(|token| token.expose().len() < 32),
            "registration.mode = \"token\" needs registration.access_token of at least 32 characters",
        );
        refuse(
            self.server.client_certificate_header.as_ref().is_some_and(|name| !is_header_name(name)),
            "server.client_certificate_header is not the name of a header",
        );
        refuse(
            self.server.client_certificate_header.is_some() && self.server.trusted_proxies.is_empty(),
            "server.client_certificate_header needs server.trusted_proxies",
        );
        refuse(self.mail.mode == MailMode::Smtp && self.mail.url.is_none(), "mail.mode = \"smtp\" needs mail.url");
        refuse(self.sms.mode == SmsMode::Http && self.sms.url.is_none(), "sms.mode = \"http\" needs sms.url");
        refuse(
            self.sms.mode != SmsMode::Http && self.sms.has_gateway(),
            "sms.url and sms.backup are read where sms.mode = \"http\" only: set it",
        );
        refuse(
            self.sms.mode != SmsMode::Off && self.sms.countries.is_empty(),
            "sms.countries is empty: set it, or sms.mode = \"off\"",
        );
        all.extend(upstream::refusals(&self.upstream, issuer, self.allow_private()));
        all
    }

    fn in_production(&self) -> Vec<String> {
        let mut all = Vec::new();
        let mut refuse = |when: bool, text: &str| {
            if when {
                all.push(format!("{text} (production mode)"));
            }
        };
        refuse(self.server.issuer.scheme() != "https", "server.issuer must be https");
        refuse(
            self.mail.mode == MailMode::Sandbox,
            "mail.mode = \"sandbox\" is the development outbox: set mail.mode = \"smtp\" and mail.url",
        );
        refuse(
            self.sms.mode == SmsMode::Sandbox,
            "sms.mode = \"sandbox\" is the development outbox: set sms.mode = \"http\" and sms.url, or \"off\"",
        );
        let backup = self.sms.backup.as_ref().and_then(|backup| backup.url.as_ref());
        for (name, url) in [("sms.url", &self.sms.url), ("sms.backup.url", &backup.cloned())] {
            refuse(
                url.as_ref().is_some_and(is_readable_on_its_way),
                &format!("{name} must be https, or lead to this machine: codes travel by it"),
            );
        }
        refuse(self.otp.fixed_code.is_some(), "otp.fixed_code is for development: remove it");
        refuse(
            self.secrets.master_key.is_none() && self.secrets.master_key_file.is_none(),
            "secrets.master_key or secrets.master_key_file must be set: 32 random bytes in base64",
        );
        refuse(!self.limits.enabled, "limits.enabled = false is for development: remove it");
        refuse(self.dev.clock, "dev.clock is for development: remove it");
        refuse(self.fetch.allow_private == Some(true), "fetch.allow_private is for development: remove it");
        refuse(
            self.passwords.memory_kib < 19_456 || self.passwords.iterations < 2,
            "passwords.memory_kib must be at least 19456 and passwords.iterations at least 2",
        );
        all
    }
}

/// Whether others can read what is sent to this address. What is not an address at all is told elsewhere.
fn is_readable_on_its_way(url: &Secret) -> bool {
    url::Url::parse(url.expose()).is_ok_and(|url| url.scheme() != "https" && !is_loopback(&url))
}

/// Whether an address can be asked for leaked passwords: the prefix stands in its path alone.
fn is_range(text: &str, allow_http: bool) -> bool {
    const PREFIX: &str = "{prefix}";
    let read = |prefix| url::Url::parse(&text.replace(PREFIX, prefix)).ok();
    let (Some(one), Some(other)) = (read("00000"), read("FFFFF")) else { return false };
    let scheme = one.scheme() == "https" || (allow_http && one.scheme() == "http");
    scheme && text.matches(PREFIX).count() == 1 && one.host() == other.host() && one.path() != other.path()
}

/// Whether a text can name a header.
pub fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Whether a URL points at this machine.
fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn development_defaults_are_fine_and_production_says_all_that_is_missing() {
        let mut config = Config::default();
        assert_eq!(config.refusals(), Vec::<String>::new());
        config.server.mode = Mode::Production;
        let refusals = config.refusals().join("\n");
        for word in ["issuer", "mail.mode", "sms.mode", "master_key"] {
            assert!(refusals.contains(word), "{word} in {refusals}");
        }
    }

    #[test]
    fn a_gateway_is_named_whole_and_reached_safely() {
        let mut config = Config::default();
        config.sms.mode = SmsMode::Http;
        assert!(config.refusals().join("").contains("needs sms.url"));
        config.sms.url = Some(Secret::new("http://sms.example/send"));
        assert_eq!(config.refusals(), Vec::<String>::new());
        config.sms.backup = Some(crate::config::SmsGateway {
            url: Some(Secret::new("http://127.0.0.1:9000/send?text={text}")),
            ..Default::default()
        });
        config.server.mode = Mode::Production;
        let refusals = config.refusals().join("\n");
        assert!(refusals.contains("sms.url must be https") && !refusals.contains("sms.backup.url"), "{refusals}");
        config.sms.url = Some(Secret::new("https://sms.example/send"));
        assert!(!config.refusals().join("\n").contains("sms"));
        config.sms.mode = SmsMode::Off;
        assert!(config.refusals().join("\n").contains("sms.mode = \"http\" only"));
    }

    #[test]
    fn leaked_passwords_are_asked_for_by_a_prefix_in_the_path() {
        for (text, good) in [
            ("https://leaks.example/range/{prefix}", true),
            ("http://127.0.0.1:9/range/{prefix}", true),
            ("https://leaks.example/range/", false),
            ("https://{prefix}.example/range", false),
            ("https://leaks.example/?p={prefix}", false),
            ("ftp://leaks.example/{prefix}", false),
            ("{prefix}", false),
        ] {
            assert_eq!(is_range(text, true), good, "{text}");
        }
        assert!(!is_range("http://leaks.example/range/{prefix}", false));
    }

    #[test]
    fn http_is_for_this_machine_only() -> Result<(), url::ParseError> {
        let mut config = Config::default();
        config.server.issuer = "http://id.example.org".parse()?;
        assert_eq!(config.refusals().len(), 1);
        config.server.issuer = "https://id.example.org/path".parse()?;
        assert_eq!(config.refusals().len(), 1);
        Ok(())
    }
}
