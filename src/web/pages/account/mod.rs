//! The pages of an account, and what they have in common.

mod apps;
mod confirm;
mod connections;
mod contacts;
mod custody;
mod documents;
mod facts;
mod overview;
mod passkeys;
mod trail;
mod whereabouts;

pub use apps::{AppEvent, AppLine, AppPage, AppRemovePage, AppRow, AppsPage, OptionalGrant};
pub use confirm::{ConfirmAsk, ConfirmPage, ConfirmWay, ResumePage};
pub use connections::{Connection, ConnectionRemovePage, ConnectionsPage, ProviderOffer};
pub use contacts::{ContactRemovePage, ContactRow, ContactsPage, May};
pub use custody::{ClosedPage, ClosingPage, DataPage, DeletePage};
pub use documents::DocumentsPage;
pub use facts::{FactsPage, PartnerLine, Typed};
pub use overview::{AccountPage, Advised, ConnectedApp, ContactLine, Safety};
pub use passkeys::{KeyCard, PasskeyAddPage, PasskeyRemovePage, PasskeysPage};
pub use trail::{TrailLine, TrailPage, topic_in};
pub use whereabouts::{BrowserRow, SecurePage, SessionsAllPage, SessionsPage, SignInAlert};

use crate::domain::words;
use crate::web::text::Account;

/// A page of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The first page.
    Overview,
    /// Names and facts.
    Profile,
    /// E-mail addresses.
    Emails,
    /// Phone numbers.
    Phones,
    /// Password, second step, passkeys.
    Security,
    /// Where one is signed in.
    Sessions,
    /// Apps with access.
    Apps,
    /// What happened.
    Activity,
    /// Papers and the check of identity.
    Documents,
    /// Preferences, a copy, the end.
    Data,
}

impl Section {
    /// Every page in the order of the navigation.
    pub const ALL: [Self; 10] = [
        Self::Overview,
        Self::Profile,
        Self::Emails,
        Self::Phones,
        Self::Security,
        Self::Sessions,
        Self::Apps,
        Self::Activity,
        Self::Documents,
        Self::Data,
    ];

    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/account",
            Self::Profile => "/account/profile",
            Self::Emails => "/account/emails",
            Self::Phones => "/account/phones",
            Self::Security => "/account/security",
            Self::Sessions => "/account/sessions",
            Self::Apps => "/account/apps",
            Self::Activity => "/account/activity",
            Self::Documents => "/account/documents",
            Self::Data => "/account/data",
        }
    }

    /// Its name.
    pub fn label(self, words: Account) -> &'static str {
        match self {
            Self::Overview => words.overview(),
            Self::Profile => words.profile(),
            Self::Emails => words.emails(),
            Self::Phones => words.phones(),
            Self::Security => words.security(),
            Self::Sessions => words.sessions(),
            Self::Apps => words.apps(),
            Self::Activity => words.activity(),
            Self::Documents => words.documents(),
            Self::Data => words.data(),
        }
    }

    /// The drawing beside its name.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Overview => "home",
            Self::Profile => "person",
            Self::Emails => "mail",
            Self::Phones => "phone",
            Self::Security => "shield",
            Self::Sessions => "device",
            Self::Apps => "link",
            Self::Activity => "clock",
            Self::Documents => "paper",
            Self::Data => "box",
        }
    }
}

/// What a fresh proof is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Change the password.
    ChangePassword,
    /// Add a contact.
    AddContact,
    /// Remove a contact.
    RemoveContact,
    /// Make another contact the primary one.
    ChangePrimary,
    /// Set up an authenticator app.
    SetUpTotp,
    /// Turn it off.
    RemoveTotp,
    /// Switch the second step by SMS.
    SmsStep,
    /// Make recovery codes.
    RecoveryCodes,
    /// Add a passkey.
    AddPasskey,
    /// Remove one.
    RemovePasskey,
    /// Link an account elsewhere.
    LinkIdentity,
    /// Unlink one.
    UnlinkIdentity,
    /// Sign in on another device.
    SignInElsewhere,
    /// Get a copy of all data.
    Export,
    /// Delete the account.
    Delete,
    /// See or change the state's number.
    Identifier,
}
words!(Act {
    ChangePassword = "change_password",
    AddContact = "add_contact",
    RemoveContact = "remove_contact",
    ChangePrimary = "change_primary",
    SetUpTotp = "set_up_totp",
    RemoveTotp = "remove_totp",
    SmsStep = "sms_step",
    RecoveryCodes = "recovery_codes",
    AddPasskey = "add_passkey",
    RemovePasskey = "remove_passkey",
    LinkIdentity = "link_identity",
    UnlinkIdentity = "unlink_identity",
    SignInElsewhere = "sign_in_elsewhere",
    Export = "export",
    Delete = "delete",
    Identifier = "identifier",
});

impl Act {
    /// What it is, as the end of a sentence.
    pub fn label(self, words: Account) -> &'static str {
        match self {
            Self::ChangePassword => words.change_password(),
            Self::AddContact => words.add_contact(),
            Self::RemoveContact => words.remove_contact(),
            Self::ChangePrimary => words.change_primary(),
            Self::SetUpTotp => words.set_up_totp(),
            Self::RemoveTotp => words.remove_totp(),
            Self::SmsStep => words.sms_step(),
            Self::RecoveryCodes => words.recovery_codes(),
            Self::AddPasskey => words.add_passkey(),
            Self::RemovePasskey => words.remove_passkey(),
            Self::LinkIdentity => words.link_identity(),
            Self::UnlinkIdentity => words.unlink_identity(),
            Self::SignInElsewhere => words.sign_in_elsewhere(),
            Self::Export => words.export(),
            Self::Delete => words.delete(),
            Self::Identifier => words.see_identifier(),
        }
    }
}
