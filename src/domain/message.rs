//! Messages that leave the house: what they say, not how they look.

use serde::{Deserialize, Serialize};

use crate::base::{Id, Micros};
use crate::domain::words;

/// Tag of message ids.
pub enum MessageTag {}
/// A message's id.
pub type MessageId = Id<MessageTag>;

/// What happened to an account that its owner is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A sign-in from a browser that was not known.
    NewDevice,
    /// The password was changed from inside.
    PasswordChanged,
    /// The password was set by the way back.
    PasswordReset,
    /// An e-mail address was added.
    EmailAdded,
    /// An e-mail address was removed.
    EmailRemoved,
    /// A phone number was added.
    PhoneAdded,
    /// A phone number was removed.
    PhoneRemoved,
    /// Another contact is the primary one.
    PrimaryChanged,
    /// The authenticator app was switched on.
    TotpOn,
    /// The authenticator app was switched off.
    TotpOff,
    /// Codes by SMS became the second step.
    SmsStepOn,
    /// Codes by SMS are no longer the second step.
    SmsStepOff,
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An account elsewhere was linked.
    IdentityLinked,
    /// An account elsewhere was unlinked.
    IdentityUnlinked,
    /// A copy of all data was made.
    ExportMade,
    /// The account is going to be deleted.
    ClosingBegun,
    /// The account is kept after all.
    ClosingEnded,
    /// The account was deleted.
    Erased,
    /// Somebody objected to a change: the account is frozen until its owner comes back.
    Frozen,
}
words!(Event {
    NewDevice = "new_device",
    PasswordChanged = "password_changed",
    PasswordReset = "password_reset",
    EmailAdded = "email_added",
    EmailRemoved = "email_removed",
    PhoneAdded = "phone_added",
    PhoneRemoved = "phone_removed",
    PrimaryChanged = "primary_changed",
    TotpOn = "totp_on",
    TotpOff = "totp_off",
    SmsStepOn = "sms_step_on",
    SmsStepOff = "sms_step_off",
    RecoveryCodesMade = "recovery_codes_made",
    RecoveryCodeUsed = "recovery_code_used",
    PasskeyAdded = "passkey_added",
    PasskeyRemoved = "passkey_removed",
    IdentityLinked = "identity_linked",
    IdentityUnlinked = "identity_unlinked",
    ExportMade = "export_made",
    ClosingBegun = "closing_begun",
    ClosingEnded = "closing_ended",
    Erased = "erased",
    Frozen = "frozen",
});

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
    /// The way back: a code, and in an e-mail a link as well.
    Recover {
        /// The digits.
        code: String,
        /// The address of the page that goes on, on this server.
        link: Option<String>,
    },
    /// Something happened to the account.
    Notice {
        /// What.
        event: Event,
        /// What it is about: a masked contact, the name of a passkey, a browser; of an end the day.
        detail: Option<String>,
        /// The browser it was done with, e.g. `Chrome, Windows`.
        agent: Option<String>,
        /// From where: a place or an address.
        place: Option<String>,
        /// When, in microseconds since 1970.
        at: i64,
        /// The address of the page "this was not me"; none where nobody can object.
        link: Option<String>,
    },
}

impl Message {
    /// The code in it, if there is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Code { code } | Self::Recover { code, .. } => Some(code),
            Self::AlreadyRegistered | Self::Notice { .. } => None,
        }
    }

    /// The link in it that only its reader has, if there is one.
    pub fn link(&self) -> Option<&str> {
        match self {
            Self::Recover { link, .. } | Self::Notice { link, .. } => link.as_deref(),
            Self::Code { .. } | Self::AlreadyRegistered => None,
        }
    }

    /// A notice about a moment.
    pub fn notice(event: Event, at: Micros) -> Self {
        Self::Notice { event, detail: None, agent: None, place: None, at: at.get(), link: None }
    }
}
