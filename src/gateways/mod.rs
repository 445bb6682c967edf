//! Floor 3: the outside world. Each seam is an enum with a variant that stays at home.

pub mod breaches;
pub mod fetch;
pub mod mail;
pub mod messages;
pub mod places;
pub mod sms;
pub mod upstream;

use crate::base::Fault;
use crate::config::Config;
use crate::domain::message::Carrier;

use breaches::Breaches;
use fetch::Guarded;
use mail::Mailer;
use places::Places;
use sms::SmsSender;
use upstream::Upstreams;

/// Everything that leaves the house by another way than an answer.
#[derive(Debug)]
pub struct Gateways {
    /// E-mail.
    pub mailer: Mailer,
    /// Text messages.
    pub sms: SmsSender,
    /// Addresses that strangers gave us.
    pub fetch: Guarded,
    /// Providers whose accounts open a Freedom ID.
    pub upstreams: Upstreams,
    /// Where on earth an address is.
    pub places: Places,
    /// Passwords that leaked somewhere.
    pub breaches: Breaches,
}

impl Gateways {
    /// The gateways that the configuration names.
    pub fn new(config: &Config) -> Result<Self, Fault> {
        let fetch = Guarded::new(config)?;
        Ok(Self {
            mailer: Mailer::new(&config.mail)?,
            sms: SmsSender::new(&config.sms)?,
            upstreams: Upstreams::new(config, &fetch),
            fetch,
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
    /// It may have left, and whoever was given it knows it again: only they may be given it once more.
    #[error("{why}")]
    Held {
        /// Who.
        carrier: Carrier,
        /// What is known of it.
        why: String,
    },
}
