//! What messages look like, per channel and language.

pub mod events;
mod mail;
pub mod samples;
mod sms;
mod words;

use std::time::Duration;

use crate::base::{Fault, Locale};
use crate::config::Config;
use crate::domain::contact::Channel;
use crate::domain::message::Message;

/// A message ready to leave. An SMS has neither subject nor HTML.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The subject of an e-mail.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The HTML of an e-mail.
    pub html: String,
}

/// Writes a message for a channel. `life`: how long its code works from the moment it was asked for.
pub fn render(
    message: &Message,
    channel: Channel,
    locale: Locale,
    config: &Config,
    life: Duration,
) -> Result<Rendered, Fault> {
    let host = host(config);
    match channel {
        Channel::Phone => {
            Ok(Rendered { subject: String::new(), text: sms::write(message, locale, &host), html: String::new() })
        }
        Channel::Email => mail::write(message, locale, &host, config, life),
    }
}

/// The host as people and phones know us, with a port only where it is unusual.
fn host(config: &Config) -> String {
    let issuer = &config.server.issuer;
    let name = issuer.host_str().unwrap_or_default();
    issuer.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}
