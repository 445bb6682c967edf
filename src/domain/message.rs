//! Messages that leave the house: what they say, not how they look.

use serde::{Deserialize, Serialize};

use crate::base::Id;
use crate::domain::words;

/// Tag of message ids.
pub enum MessageTag {}
/// A message's id.
pub type MessageId = Id<MessageTag>;

/// Which of the gateways for text messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// The one that is asked first.
    First,
    /// The one that is asked where the first did not take a message.
    Backup,
}
words!(Carrier { First = "first", Backup = "backup" });

/// The kinds of messages. This is the sealed content of an outbox row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// A one-time code.
    Code {
        /// The digits.
        code: String,
    },
    /// Somebody tried to register with a contact that has an account.
    AlreadyRegistered,
}

impl Message {
    /// The code in it, if there is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Code { code } => Some(code),
            Self::AlreadyRegistered => None,
        }
    }
}
