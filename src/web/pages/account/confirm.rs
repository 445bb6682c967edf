//! The fresh proof, and the form that waited for it.

use askama::Template;

use super::Act;
use crate::service::passkeys::Offer;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::people::AccountCard;

/// A way to prove oneself afresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmWay {
    /// The password.
    Password,
    /// A code of the authenticator app.
    Totp,
    /// A code by SMS.
    Sms,
    /// A code by e-mail.
    Email,
}

impl ConfirmWay {
    const ALL: [Self; 4] = [Self::Password, Self::Totp, Self::Sms, Self::Email];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }

    /// The way of a word.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// What the page asks for.
#[derive(Clone, Debug)]
pub enum ConfirmAsk {
    /// The password.
    Password,
    /// A code of the authenticator app.
    Totp,
    /// Leave to send a code.
    Send,
    /// The code that was sent.
    Code {
        /// Until when it works, `14:35`.
        works_until: String,
        /// When a new one may be asked for; none when it may be now.
        resend_at: Option<String>,
    },
    /// There is no way.
    Nothing,
}

/// `/account/confirm`.
#[derive(Debug, Template)]
#[template(path = "account/confirm.html")]
pub struct ConfirmPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Who is asked.
    pub card: AccountCard,
    /// What it is for.
    pub act: Act,
    /// This page without the way.
    pub address: String,
    /// What is asked.
    pub ask: ConfirmAsk,
    /// By which way.
    pub way: Option<ConfirmWay>,
    /// Every way that is typed.
    pub ways: Vec<ConfirmWay>,
    /// Where a code goes, masked.
    pub destination: String,
    /// What the device is asked for a passkey; none where the person has none.
    pub passkey: Option<Offer>,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl ConfirmPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.account().confirm(), !self.issues.is_empty())
    }

    fn asked(&self) -> String {
        let words = self.chrome.account();
        words.you_asked(self.act.label(words))
    }

    /// Where the form goes.
    fn action(&self) -> String {
        self.way.map_or_else(|| self.address.clone(), |way| self.to(&way))
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend")]
    fn to(&self, way: &ConfirmWay) -> String {
        format!("{}&way={}", self.address, way.word())
    }

    /// Whether the passkey has a form of its own.
    const fn has_own_key(&self) -> bool {
        self.passkey.is_some() && !matches!(self.ask, ConfirmAsk::Password)
    }

    /// The other ways.
    fn others(&self) -> Vec<ConfirmWay> {
        self.ways.iter().copied().filter(|way| self.way != Some(*way)).collect()
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend")]
    const fn name_of(&self, way: &ConfirmWay) -> &'static str {
        match *way {
            ConfirmWay::Password => self.chrome.second().way_password(),
            ConfirmWay::Totp => self.chrome.second().way_totp(),
            ConfirmWay::Sms => self.chrome.second().way_sms(),
            ConfirmWay::Email => self.chrome.second().way_email(),
        }
    }
}

/// `/account/resume`.
#[derive(Debug, Template)]
#[template(path = "account/resume.html")]
pub struct ResumePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What the form does.
    pub act: Act,
    /// Where it goes.
    pub action: String,
    /// Its hidden fields.
    pub fields: Vec<(String, String)>,
}

impl ResumePage {
    fn title(&self) -> String {
        self.chrome.title(&self.asked(), false)
    }

    fn asked(&self) -> String {
        let words = self.chrome.account();
        words.you_asked(self.act.label(words))
    }
}
