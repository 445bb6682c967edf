//! The fresh proof, and the form that waited for it.

use askama::Template;

use super::Act;
use crate::service::passkeys::Offer;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::people::AccountCard;

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
    /// Where the form goes.
    pub action: String,
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
