//! Accounts elsewhere that open the account of whoever is signed in.

use askama::Template;

use super::Section;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::people::letter;

/// An account elsewhere.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The id of the link.
    pub id: String,
    /// The name of the provider.
    pub name: String,
    /// The account there.
    pub email: Option<String>,
    /// Since when, a date.
    pub since: String,
    /// When it was used last, a date.
    pub used: Option<String>,
    /// Whether it can still be used.
    pub usable: bool,
}

impl Connection {
    fn letter(&self) -> String {
        letter(&self.name)
    }
}

/// A provider that can be added.
#[derive(Clone, Debug)]
pub struct ProviderOffer {
    /// The word in its addresses.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// `/account/security/connections`.
#[derive(Debug, Template)]
#[template(path = "account/connections.html")]
pub struct ConnectionsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The id of the account.
    pub account: String,
    /// What is linked, the oldest first.
    pub connections: Vec<Connection>,
    /// What can be added.
    pub offers: Vec<ProviderOffer>,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl ConnectionsPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Security
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.upstream().connections(), !self.issues.is_empty())
    }

    fn history(&self, one: &Connection) -> String {
        let words = self.chrome.upstream();
        let used = one.used.as_ref().map_or_else(|| words.not_used().to_owned(), |date| words.used_on(date));
        format!("{}, {used}", words.connected_on(&one.since))
    }
}

/// `/account/security/connections/remove`.
#[derive(Debug, Template)]
#[template(path = "account/connection_remove.html")]
pub struct ConnectionRemovePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The id of the account.
    pub account: String,
    /// The id of the link.
    pub id: String,
    /// The name of the provider.
    pub name: String,
    /// The account there.
    pub email: Option<String>,
}

impl ConnectionRemovePage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Security
    }

    fn title(&self) -> String {
        self.chrome.title(&self.chrome.upstream().remove_title(&self.name), false)
    }
}
