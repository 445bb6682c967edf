//! What brings back the state before a change, if its owner says "this was not me".
//!
//! Whoever changes an account puts the fitting one into `notices::Tell::undo`. It is kept sealed beside the change,
//! and carried out in `service/objections.rs` together with the freeze, which any objection brings: every session
//! ends, and only a contact that was confirmed before the change leads back in. So `None` is right where nothing
//! but the freeze helps: a sign-in, a removed passkey, a copy of all data.

use serde::{Deserialize, Serialize};

use crate::base::{Id, Micros};
use crate::domain::contact::{Address, Channel};

/// One change, taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Undo {
    /// A contact was added: it goes, if the person still has it. Make it with [`Undo::added`].
    RemoveContact {
        /// How it travels.
        channel: Channel,
        /// The normal form.
        value: String,
    },
    /// A confirmed contact was removed: it comes back, unless somebody else has proved it since. Make it with
    /// [`Undo::removed`]; put the address into `Tell::also`, too, or its holder never learns of the removal.
    RestoreContact {
        /// How it travels.
        channel: Channel,
        /// The normal form.
        value: String,
        /// When the person had proved it: it may lead back in only because of this.
        confirmed_at: i64,
        /// Whether it was the primary one.
        primary: bool,
    },
    /// Another contact became the primary one: this one is it again. Make it with [`Undo::primary`].
    MakePrimary {
        /// How it travels.
        channel: Channel,
        /// The normal form.
        value: String,
    },
    /// The password was set: it opens nothing any more. The one before cannot come back.
    LockPassword,
    /// An authenticator app was switched on: it goes.
    RemoveTotp,
    /// The authenticator app was switched off: it is asked for again.
    RestoreTotp {
        /// The seed as the row had it, sealed in its own place.
        seed: String,
        /// The newest time step that was accepted.
        last_step: i64,
    },
    /// Codes by SMS became the second step: they are no longer.
    StopSmsStep,
    /// Codes by SMS were the second step: they are again.
    StartSmsStep,
    /// Recovery codes were made: they go.
    RemoveRecoveryCodes,
    /// A passkey was added: it goes.
    RemovePasskey {
        /// The passkey's id, as text.
        id: String,
    },
    /// The account began to close: it stays.
    KeepOpen,
    /// An account elsewhere was linked: it opens nothing here any more.
    UnlinkIdentity {
        /// The link's id, as text.
        id: String,
    },
}

impl Undo {
    /// For a contact that was added.
    pub fn added(address: &Address) -> Self {
        Self::RemoveContact { channel: address.channel(), value: address.as_str().to_owned() }
    }

    /// For a contact that was removed.
    pub fn removed(address: &Address, confirmed_at: Micros, primary: bool) -> Self {
        let (channel, value) = (address.channel(), address.as_str().to_owned());
        Self::RestoreContact { channel, value, confirmed_at: confirmed_at.get(), primary }
    }

    /// For another primary contact; `before`: the one that it was.
    pub fn primary(before: &Address) -> Self {
        Self::MakePrimary { channel: before.channel(), value: before.as_str().to_owned() }
    }

    /// For a passkey that was added.
    pub fn passkey<T>(id: Id<T>) -> Self {
        Self::RemovePasskey { id: id.text() }
    }

    /// For an account elsewhere that was linked.
    pub fn identity<T>(id: Id<T>) -> Self {
        Self::UnlinkIdentity { id: id.text() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        let address = Address::parse("timur@mail.example").unwrap();
        for undo in [
            Undo::added(&address),
            Undo::removed(&address, Micros(7), true),
            Undo::primary(&address),
            Undo::LockPassword,
            Undo::RestoreTotp { seed: "sealed".into(), last_step: 3 },
        ] {
            let text = serde_json::to_string(&undo).unwrap();
            assert_eq!(serde_json::from_str::<Undo>(&text).unwrap(), undo, "{text}");
        }
        assert_eq!(serde_json::to_string(&Undo::RemoveTotp).unwrap(), r#"{"kind":"remove_totp"}"#);
    }
}
