//! The passkeys of a person: the list, a new one, one less.

use askama::Template;

use super::Section;
use crate::domain::ways::Last;
use crate::service::passkeys::Offer;
use crate::web::page::{Chrome, Issue};

/// A passkey in the list.
#[derive(Clone, Debug)]
pub struct KeyCard {
    /// Its id.
    pub id: String,
    /// Its place in the list, from 1 on.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// What stands in the box for another name.
    pub typed: String,
    /// When it was created.
    pub created: String,
    /// When it was last used.
    pub used: Option<String>,
    /// Whether it may be on several devices.
    pub synced: bool,
    /// Whether the box for another name is open; at most one is.
    pub open: bool,
}

impl KeyCard {
    /// The id of its box. The open one is where messages lead.
    fn field(&self) -> String {
        if self.open { "name".into() } else { format!("name-{}", self.number) }
    }
}

/// `/account/security/passkeys`.
#[derive(Debug, Template)]
#[template(path = "account/passkeys.html")]
pub struct PasskeysPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The passkeys, the oldest first.
    pub keys: Vec<KeyCard>,
    /// Whether there are passkeys on this server.
    pub possible: bool,
    /// Whether there may be no more.
    pub full: bool,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl PasskeysPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.passkey().title(), !self.issues.is_empty())
    }

    #[expect(clippy::unused_self, reason = "the layout asks the page")]
    fn section(&self) -> Section {
        Section::Security
    }
}

/// `/account/security/passkeys/add`.
#[derive(Debug, Template)]
#[template(path = "account/passkey_add.html")]
pub struct PasskeyAddPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What the device is asked.
    pub offer: Offer,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl PasskeyAddPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.passkey().add_title(), !self.issues.is_empty())
    }

    #[expect(clippy::unused_self, reason = "the layout asks the page")]
    fn section(&self) -> Section {
        Section::Security
    }
}

/// `/account/security/passkeys/remove`.
#[derive(Debug, Template)]
#[template(path = "account/passkey_remove.html")]
pub struct PasskeyRemovePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The passkey's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why it has to stay.
    pub kept: Option<Last>,
}

impl PasskeyRemovePage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.passkey().remove_title(&self.name), false)
    }

    fn reason(&self) -> Option<&'static str> {
        let words = self.chrome.passkey();
        self.kept.map(|last| match last {
            Last::WayIn => words.remove_last(),
            Last::Second => words.remove_last_second(),
        })
    }

    #[expect(clippy::unused_self, reason = "the layout asks the page")]
    fn section(&self) -> Section {
        Section::Security
    }
}
