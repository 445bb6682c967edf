//! A passkey as the second step.

use askama::Template;

use crate::service::passkeys::Offer;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::people::AccountCard;

/// `/login/second/passkey`.
#[derive(Debug, Template)]
#[template(path = "second/passkey.html")]
pub struct SecondPasskeyPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Who is signing in.
    pub card: AccountCard,
    /// What the device is asked.
    pub offer: Offer,
    /// Where another way is chosen.
    pub other: String,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl SecondPasskeyPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.passkey().use_title(), !self.issues.is_empty())
    }
}
