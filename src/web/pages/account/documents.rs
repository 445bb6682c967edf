//! Documents and the check of identity.

use askama::Template;

use super::Section;
use crate::web::page::Chrome;

/// `/account/documents`.
#[derive(Debug, Template)]
#[template(path = "account/documents.html")]
pub struct DocumentsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whether a phone number is confirmed.
    pub phone: bool,
    /// Whether an e-mail address is.
    pub email: bool,
}

impl DocumentsPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Documents
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.account().documents(), false)
    }

    /// What there is to confirm: drawing, words, whether it is confirmed.
    const fn proofs(&self) -> [(&'static str, &'static str, bool); 3] {
        let words = self.chrome.identity();
        [("phone", words.phone(), self.phone), ("mail", words.email(), self.email), ("paper", words.document(), false)]
    }

    /// How well the identity is confirmed. Nobody reaches 3 without a checked document.
    const fn level(&self) -> u8 {
        self.phone as u8 + self.email as u8
    }
}
