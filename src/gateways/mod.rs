//! Floor 3: the outside world. Each seam is an enum with a variant that stays at home.

pub mod breaches;
pub mod fetch;
pub mod mail;
pub mod messages;
pub mod places;
pub mod sms;

use crate::base::Fault;
use crate::config::Config;

use breaches::Breaches;
use fetch::Guarded;
use mail::Mailer;
use places::Places;
use sms::SmsSender;

/// Everything that leaves the house by another way than an answer.
#[derive(Debug)]
pub struct Gateways {
    /// E-mail.
    pub mailer: Mailer,
    /// Text messages.
    pub sms: SmsSender,
    /// Addresses that strangers gave us.
    pub fetch: Guarded,
    /// Where on earth an address is.
    pub places: Places,
    /// Passwords that leaked somewhere.
    pub breaches: Breaches,
}

impl Gateways {
    /// The gateways that the configuration names.
    pub fn new(config: &Config) -> Result<Self, Fault> {
        Ok(Self {
            mailer: Mailer::new(&config.mail)?,
            sms: SmsSender::new(config.sms.mode),
            fetch: Guarded::new(config)?,
            places: Places::new(&config.geoip)?,
            breaches: Breaches::new(&config.passwords)?,
        })
    }
}

/// Why a message did not leave.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Worth another try.
    #[error("{0}")]
    Temporary(String),
    /// Another try would end the same.
    #[error("{0}")]
    Permanent(String),
}
