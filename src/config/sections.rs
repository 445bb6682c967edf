//! The sections and their defaults (LIMITS section 5). Durations are whole seconds.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use url::Url;

use super::lenient;
use crate::base::Secret;
use crate::domain::policy::{Method, Policy, Rule};

/// `development` fills in what it needs; `production` refuses what is unsafe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Demo data, the outbox page, http on localhost.
    #[default]
    Development,
    /// For people.
    Production,
}

/// `[server]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The issuer: what tokens name as `iss`, and the prefix of every address we hand out.
    pub issuer: Url,
    /// Development or production.
    pub mode: Mode,
    /// Networks whose `X-Forwarded-For` and `X-Forwarded-Proto` count.
    #[serde(deserialize_with = "lenient::networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// Folder for what is made at run time: the SQLite file, the lock, development keys.
    pub data_dir: PathBuf,
    /// Connections in all.
    pub max_connections: usize,
    /// Connections of one source network.
    pub max_connections_per_address: usize,
    /// The header in which a trusted proxy hands on the certificate of a TLS client, in the form of
    /// RFC 9440, e.g. `Client-Cert`. Absent: no client can use a certificate.
    pub client_certificate_header: Option<String>,
    /// Whether the proxy hands on only certificates whose chain it has checked. Without it a certificate
    /// proves its key and nothing else, and no client can be known by a name in one.
    pub client_certificate_verified: bool,
}

impl Default for Server {
    fn default() -> Self {
        let localhost = "http://localhost:8080";
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            #[expect(clippy::expect_used, reason = "a constant that every test parses")]
            issuer: Url::parse(localhost).expect("the default issuer is a URL"),
            mode: Mode::Development,
            trusted_proxies: Vec::new(),
            data_dir: PathBuf::from("data"),
            max_connections: 10_000,
            max_connections_per_address: 200,
            client_certificate_header: None,
            client_certificate_verified: false,
        }
    }
}

/// `[database]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite://path` or `postgres://…`; `freedom-id.db` in the data folder if absent.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub url: Option<Secret>,
    /// Connections for reading (`SQLite`) or in all (`PostgreSQL`); chosen by the number of cores if absent.
    pub connections: Option<u32>,
}

/// `[secrets]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// 32 bytes in base64. Development makes one under the data folder.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub master_key: Option<Secret>,
    /// A file that holds the same.
    pub master_key_file: Option<PathBuf>,
}

/// `[tokens]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tokens {
    /// Life of an authorization code.
    pub code_seconds: u64,
    /// Life of an access token.
    pub access_seconds: u64,
    /// Life of an ID token.
    pub id_token_seconds: u64,
    /// A refresh token of a confidential client ends when unused for so long.
    pub refresh_idle_seconds: u64,
    /// … and so long after the sign-in in any case.
    pub refresh_absolute_seconds: u64,
    /// The same for public clients, idle.
    pub public_refresh_idle_seconds: u64,
    /// The same for public clients, in all.
    pub public_refresh_absolute_seconds: u64,
    /// A repeated refresh within this time gets the same answer: the first one was lost.
    pub refresh_grace_seconds: u64,
    /// Life of an authorization in progress.
    pub track_seconds: u64,
    /// Life of a pushed authorization request (RFC 9126 §2.2).
    pub par_seconds: u64,
    /// Life of a device authorization and its user code (RFC 8628 §3.2).
    pub device_seconds: u64,
    /// Seconds between two questions of a device (RFC 8628 §3.2).
    pub device_interval_seconds: u64,
    /// Demand a nonce of ours in every `DPoP` proof (RFC 9449 §8).
    pub dpop_nonce: bool,
    /// Size of RSA keys: 2048, 3072 or 4096.
    pub rsa_bits: u32,
    /// Also make an Ed25519 key and offer `EdDSA`.
    pub eddsa: bool,
    /// A signing key is replaced after so long.
    pub key_rotation_seconds: u64,
    /// A new key is published so long before its first use: one cache period of clients and more.
    pub key_publish_seconds: u64,
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            code_seconds: 60,
            access_seconds: 600,
            id_token_seconds: 600,
            refresh_idle_seconds: 7 * DAY,
            refresh_absolute_seconds: 30 * DAY,
            public_refresh_idle_seconds: DAY,
            public_refresh_absolute_seconds: 7 * DAY,
            refresh_grace_seconds: 10,
            track_seconds: 600,
            par_seconds: 60,
            device_seconds: 600,
            device_interval_seconds: 5,
            dpop_nonce: false,
            rsa_bits: 2048,
            eddsa: false,
            key_rotation_seconds: 90 * DAY,
            key_publish_seconds: DAY,
        }
    }
}

const DAY: u64 = 86_400;

/// `[freedom_id]`: the partner API.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct FreedomId {
    /// Life of a login link.
    pub link_seconds: u64,
    /// Life of an access token; a client may have its own.
    pub access_seconds: u64,
    /// Life of an ID token of `/api/v1/oidc/token`.
    pub id_token_seconds: u64,
    /// Calls of one client in a minute that make or change records of people.
    pub user_calls_per_minute: u32,
    /// … and how many of them in an hour may tell that a phone number or e-mail address is somebody else's,
    /// before all of them are refused.
    pub user_clashes_per_hour: u32,
    /// Errors are answered with status 200, as some old pages show.
    pub legacy_error_status: bool,
}

impl Default for FreedomId {
    fn default() -> Self {
        Self {
            link_seconds: 600,
            access_seconds: 7 * DAY,
            id_token_seconds: 7 * DAY,
            user_calls_per_minute: 600,
            user_clashes_per_hour: 100,
            legacy_error_status: false,
        }
    }
}

/// The rules that new clients are held to where nobody says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DefaultProfile {
    /// OAuth 2.1 and OIDC Core.
    #[default]
    OAuth21,
    /// FAPI 2.0 Security Profile.
    Fapi2,
}

/// `[profiles]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profiles {
    /// `oauth21` or `fapi2`.
    pub default: DefaultProfile,
    /// Whether clients may be switched on for tokens from the authorization endpoint (implicit and
    /// hybrid answers). OAuth 2.1 drops them.
    pub front_channel_tokens: bool,
}

/// Who may register a client over HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RegistrationMode {
    /// Nobody.
    #[default]
    Off,
    /// Who has the access token of the configuration.
    Token,
    /// Everybody.
    Open,
}

/// `[registration]` (RFC 7591)
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registration {
    /// Off, token or open.
    pub mode: RegistrationMode,
    /// RFC 7591 §3: the initial access token, at least 32 characters.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub access_token: Option<Secret>,
    /// Registrations and changes of them from one network per hour.
    pub per_network_hour: u32,
}

impl Default for Registration {
    fn default() -> Self {
        Self { mode: RegistrationMode::Off, access_token: None, per_network_hour: 20 }
    }
}

/// `[passwords]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passwords {
    /// Shortest password, in code points; at least 8.
    pub min_length: usize,
    /// Weakest zxcvbn score, 0 to 4.
    pub min_score: u8,
    /// argon2id memory in KiB.
    pub memory_kib: u32,
    /// argon2id passes.
    pub iterations: u32,
    /// Hashes computed at once; the number of cores if absent.
    pub concurrency: Option<usize>,
    /// Hashes that may wait.
    pub queue: usize,
    /// Longest wait in milliseconds, then 503.
    pub queue_milliseconds: u64,
    /// A service that knows leaked passwords, asked by the first five hex digits of their SHA-1, e.g.
    /// `https://leaks.example/range/{prefix}`. If it does not answer within 2 seconds, our own rule decides
    /// alone. Absent: nobody is asked.
    pub breach_url: Option<String>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            min_length: 8,
            min_score: 3,
            memory_kib: 19_456,
            iterations: 2,
            concurrency: None,
            queue: 64,
            queue_milliseconds: 2_000,
            breach_url: None,
        }
    }
}

/// `[otp]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Otp {
    /// Development mode only: every code is this one.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub fixed_code: Option<Secret>,
    /// Life of a code sent by SMS.
    pub sms_seconds: u64,
    /// Life of a code sent by e-mail.
    pub email_seconds: u64,
    /// Tries per code.
    pub tries: u32,
    /// Wrong codes per destination and hour, over all its codes.
    pub tries_per_hour: u32,
    /// Wait between two codes to one destination.
    pub resend_seconds: u64,
    /// Codes per destination and hour.
    pub sends_per_hour: u32,
    /// Codes per destination and day.
    pub sends_per_day: u32,
    /// Ways back to an account that begin for one destination, per day.
    pub recoveries_per_day: u32,
    /// Codes asked from one network per hour.
    pub sends_per_network_hour: u32,
    /// A registration that is not finished ends after so long.
    pub registration_seconds: u64,
}

impl Default for Otp {
    fn default() -> Self {
        Self {
            fixed_code: None,
            sms_seconds: 300,
            email_seconds: 600,
            tries: 5,
            tries_per_hour: 10,
            resend_seconds: 60,
            sends_per_hour: 5,
            sends_per_day: 10,
            recoveries_per_day: 5,
            sends_per_network_hour: 10,
            registration_seconds: DAY,
        }
    }
}

/// `[sessions]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// A session ends when unused for so long.
    pub idle_seconds: u64,
    /// … and so long after the sign-in in any case.
    pub absolute_seconds: u64,
    /// Both, for a person who chose to stay signed in.
    pub remembered_seconds: u64,
    /// Live sessions of one person; the oldest ends when one more begins.
    pub per_user: u32,
    /// A browser that signed somebody in is known to that account for so long.
    pub known_device_seconds: u64,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            idle_seconds: 1_800,
            absolute_seconds: 43_200,
            remembered_seconds: 14 * DAY,
            per_user: 20,
            known_device_seconds: 180 * DAY,
        }
    }
}

/// `[sign_in]`: who may come in how, and when a second factor is asked.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignIn {
    /// The ways in that are offered: `password`, `sms`, `email`, `passkey`, `upstream`, `device`.
    pub methods: Vec<Method>,
    /// Rules per role and client: `role`, `client`, `require` (`single`, `two_factor`, `phishing_resistant`) and
    /// `methods`. Staff needs a second factor in any case.
    pub rules: Vec<Rule>,
    /// What cannot be taken back asks for a proof not older than this.
    pub fresh_seconds: u64,
    /// A browser that its owner trusts is not asked for the second step for so long.
    pub trusted_device_seconds: u64,
}

impl Default for SignIn {
    fn default() -> Self {
        Self { methods: Method::ALL.to_vec(), rules: Vec::new(), fresh_seconds: 300, trusted_device_seconds: 30 * DAY }
    }
}

impl SignIn {
    /// The rules as they are judged.
    pub fn policy(&self) -> Policy<'_> {
        Policy { methods: &self.methods, rules: &self.rules }
    }
}

/// `[limits]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Off only in development: rate limits, send limits and account lock-out. Tries and
    /// lifetimes of single codes stay.
    pub enabled: bool,
    /// Wrong passwords from one network for one account before it has to wait.
    pub password_failures: u32,
    /// Wrong passwords for one account from anywhere before unknown devices have to wait.
    pub account_failures: u32,
    /// First wait; doubles with each further failure.
    pub lockout_seconds: u64,
    /// Longest wait.
    pub lockout_max_seconds: u64,
    /// Wrong passwords from one network in five minutes, over all accounts.
    pub network_failures: u32,
    /// … and in a day.
    pub network_failures_per_day: u32,
    /// Wrong proofs of one kind in a row for one account before that way in is shut until its owner came in by
    /// another; at most 100.
    pub failures_in_a_row: u32,
    /// Requests per second of one source network, on average.
    pub requests_per_second: u32,
    /// … and in one burst.
    pub request_burst: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            enabled: true,
            password_failures: 5,
            account_failures: 20,
            lockout_seconds: 30,
            lockout_max_seconds: 3_600,
            network_failures: 20,
            network_failures_per_day: 200,
            failures_in_a_row: 100,
            requests_per_second: 100,
            request_burst: 400,
        }
    }
}

/// How e-mail leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MailMode {
    /// Nothing leaves; messages are read at `/dev/outbox`.
    #[default]
    Sandbox,
    /// An SMTP server.
    Smtp,
}

/// `[mail]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Sandbox or SMTP.
    pub mode: MailMode,
    /// SMTP: `smtps://user:password@host:465`, `smtp://host:587?tls=required`, or plain
    /// `smtp://127.0.0.1:25` to a server on this machine.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub url: Option<Secret>,
    /// Sender, e.g. `Freedom ID <no-reply@id.example.org>`.
    pub from: String,
}

impl Default for Mail {
    fn default() -> Self {
        Self { mode: MailMode::Sandbox, url: None, from: "Freedom ID <no-reply@localhost>".into() }
    }
}

/// `[fetch]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fetch {
    /// Whether outgoing calls may reach private addresses. Development only; on there if absent.
    pub allow_private: Option<bool>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// `[log]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// A level, or directives such as `info,freedom_id=debug`.
    pub level: String,
    /// Text or JSON.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".into(), format: LogFormat::Text }
    }
}

/// `[dev]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dev {
    /// Mounts `POST /dev/clock`.
    pub clock: bool,
    /// Makes demo people, a demo client and the demo site.
    pub demo: bool,
}

impl Default for Dev {
    fn default() -> Self {
        Self { clock: false, demo: true }
    }
}
