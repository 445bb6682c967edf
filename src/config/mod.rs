//! Floor 1: the configuration, read once at start from one TOML file and the environment.
//!
//! The environment wins: `FREEDOM_ID_<SECTION>__<KEY>`. An unknown key or a bad value is an error
//! that names itself. Every number of LIMITS section 5 that this program uses is a key here.

mod env;
mod geoip;
mod lenient;
pub mod mode;
mod sections;
mod sms;
mod upstream;

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format as _, Toml};
use serde::{Deserialize, Serialize};

pub use geoip::GeoIp;
pub use sections::{
    Database, DefaultProfile, Dev, Fetch, FreedomId, Limits, Log, LogFormat, Mail, MailMode, Mode, Otp, Passwords,
    Profiles, Registration, RegistrationMode, Secrets, Server, Sessions, SignIn, Tokens,
};
pub use sms::{EVERYWHERE, Sms, SmsGateway, SmsMethod, SmsMode, SmsSuccess};
pub use upstream::{ClientAuth, Upstream};

/// The whole configuration. Every section has defaults that suit development. Secrets are written
/// out as `***`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address, issuer, mode.
    pub server: Server,
    /// Where the data is.
    pub database: Database,
    /// The master key.
    pub secrets: Secrets,
    /// Lifetimes and signatures.
    pub tokens: Tokens,
    /// The partner API.
    pub freedom_id: FreedomId,
    /// What clients are held to.
    pub profiles: Profiles,
    /// Clients that register themselves.
    pub registration: Registration,
    /// Password rules and the cost of their hash.
    pub passwords: Passwords,
    /// One-time codes.
    pub otp: Otp,
    /// Browser sessions.
    pub sessions: Sessions,
    /// Ways in.
    pub sign_in: SignIn,
    /// Rate limits and lock-out.
    pub limits: Limits,
    /// E-mail delivery.
    pub mail: Mail,
    /// SMS delivery.
    pub sms: Sms,
    /// Providers whose accounts open a Freedom ID.
    pub upstream: Vec<Upstream>,
    /// Places of addresses.
    pub geoip: GeoIp,
    /// Outgoing HTTP.
    pub fetch: Fetch,
    /// Log output.
    pub log: Log,
    /// Development aids.
    pub dev: Dev,
}

/// The configuration cannot be used; the text says what is wrong and where.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// An unknown key, or a value of the wrong kind.
    #[error("configuration: {0}")]
    Unreadable(String),
    /// A named file does not exist.
    #[error("configuration file {0} does not exist")]
    NoFile(PathBuf),
    /// The mode refuses the configuration.
    #[error("configuration: {}", .0.join("; "))]
    Refused(Vec<String>),
}

impl Config {
    /// Reads the file (`file`, else `freedom-id.toml` if it is there) and the environment.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let usual = Path::new("freedom-id.toml");
        let toml = match file {
            Some(path) if !path.exists() => return Err(ConfigError::NoFile(path.to_owned())),
            Some(path) => Figment::from(Toml::file_exact(path)),
            None if usual.exists() => Figment::from(Toml::file_exact(usual)),
            None => Figment::new(),
        };
        toml.merge(env::Environment::of_process()).extract().map_err(|error| ConfigError::Unreadable(error.to_string()))
    }

    /// The issuer without the slash that URLs put at the end: what tokens name as `iss`.
    pub fn issuer(&self) -> &str {
        self.server.issuer.as_str().trim_end_matches('/')
    }

    /// The folder for everything that is made at run time.
    pub fn data_dir(&self) -> &Path {
        &self.server.data_dir
    }
}
