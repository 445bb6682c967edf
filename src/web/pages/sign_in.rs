//! Signing in: the form, the one-time code, the choice of account.

use askama::Template;

use crate::service::passkeys;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::account::ProviderOffer;
use crate::web::pages::people::AccountCard;

/// Sign in with a password, or ask for a code.
#[derive(Debug, Template)]
#[template(path = "pages/login.html")]
pub struct LoginPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The phone number or e-mail as typed.
    pub identifier: String,
    /// Whether to stay signed in.
    pub remember: bool,
    /// What the device is asked for a passkey; none where there are none.
    pub passkey: Option<passkeys::Offer>,
    /// Whether another device can let this browser in.
    pub by_device: bool,
    /// Other providers that can be chosen.
    pub upstreams: Vec<ProviderOffer>,
    /// What is wrong; fields `identifier`, `password`.
    pub issues: Vec<Issue>,
}

impl LoginPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.sign_in().title(), !self.issues.is_empty())
    }

    /// A message about the form as a whole describes the password, the box that was emptied.
    fn described(&self) -> &'static str {
        if self.issues.iter().any(|i| i.field.is_empty()) { "errors" } else { "" }
    }
}

/// Where a code went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A text message.
    Sms,
    /// A letter.
    Email,
}

/// A one-time code, whatever it proves.
#[derive(Debug, Template)]
#[template(path = "pages/otp.html")]
pub struct OtpPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Where the form goes.
    pub action: String,
    /// The value of a hidden `step`, in a registration.
    pub step: Option<String>,
    /// "Step n of total", in a registration.
    pub progress: Option<(u8, u8)>,
    /// Where the code went.
    pub channel: Channel,
    /// The contact, masked or in full.
    pub destination: String,
    /// False where we must not say whether the contact has an account.
    pub certain: bool,
    /// Digits of the code.
    pub digits: u8,
    /// Until when the code works, `14:35`.
    pub works_until: String,
    /// When a new code may be asked for; none when it may be now.
    pub resend_at: Option<String>,
    /// Where "Change" leads.
    pub change: Option<String>,
    /// What is wrong; field `code`.
    pub issues: Vec<Issue>,
}

impl OtpPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.sign_in().code_title(), !self.issues.is_empty())
    }

    fn is_sms(&self) -> bool {
        self.channel == Channel::Sms
    }

    fn sent(&self) -> String {
        let words = self.chrome.sign_in();
        // A number stays on one line.
        let destination = self.destination.replace(' ', "\u{a0}");
        if self.certain {
            words.code_sent_to(self.digits, destination, &self.works_until)
        } else {
            words.code_maybe_sent(destination, &self.works_until)
        }
    }
}

/// The accounts of this browser: choose one, or continue as the only one.
#[derive(Debug, Template)]
#[template(path = "pages/accounts.html")]
pub struct AccountsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The accounts, the one used last first.
    pub accounts: Vec<AccountCard>,
}

impl AccountsPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.sign_in().choose(), false)
    }

    fn heading(&self) -> String {
        let words = self.chrome.sign_in();
        match &self.chrome.party {
            Some(party) => words.choose_for(&party.name),
            None => words.choose().into(),
        }
    }
}
