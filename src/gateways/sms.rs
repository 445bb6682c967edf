//! Text messages.

use crate::base::Phone;
use crate::config::SmsMode;

use super::SendError;
use super::messages::Rendered;

/// How text messages leave.
#[derive(Debug)]
pub enum SmsSender {
    /// They do not; they are read in the development outbox.
    Sandbox,
    /// There are none.
    Off,
}

impl SmsSender {
    /// The sender that the configuration names.
    pub fn new(mode: SmsMode) -> Self {
        match mode {
            SmsMode::Sandbox => Self::Sandbox,
            SmsMode::Off => Self::Off,
        }
    }

    /// Whether there is any way to reach a phone.
    pub const fn is_on(&self) -> bool {
        matches!(self, Self::Sandbox)
    }

    /// Sends a message.
    #[expect(clippy::unused_async, reason = "real senders wait for an answer")]
    pub async fn send(&self, _to: &Phone, _message: &Rendered) -> Result<(), SendError> {
        match self {
            Self::Sandbox => Ok(()),
            Self::Off => Err(SendError::Permanent("sms.mode is off".into())),
        }
    }
}
