//! The account of whoever is signed in.

use askama::Template;

use super::{Section, SignInAlert};
use crate::web::page::Chrome;
use crate::web::pages::consent::Datum;
use crate::web::pages::people::{AccountCard, letter};
use crate::web::pages::sign_in::Channel;

/// A way to reach the person.
#[derive(Clone, Debug)]
pub struct ContactLine {
    /// SMS for a phone number, e-mail for an address.
    pub channel: Channel,
    /// The contact in full.
    pub value: String,
    /// Whether it is confirmed.
    pub confirmed: bool,
}

impl ContactLine {
    fn is_phone(&self) -> bool {
        self.channel == Channel::Sms
    }
}

/// An app with access.
#[derive(Clone, Debug)]
pub struct ConnectedApp {
    /// The hidden `client_id` of the form that ends access.
    pub client_id: String,
    /// Its registered name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// Since when, a date.
    pub since: String,
    /// Until when, a date.
    pub until: Option<String>,
    /// What it receives.
    pub data: Vec<Datum>,
    /// Where it begins a sign-in.
    pub start: Option<String>,
}

impl ConnectedApp {
    fn letter(&self) -> String {
        letter(&self.name)
    }
}

/// `/account`.
#[derive(Debug, Template)]
#[template(path = "account/overview.html")]
pub struct AccountPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Name and main contact.
    pub card: AccountCard,
    /// Sign-ins of which the person is still to say whether they were theirs.
    pub alerts: Vec<SignInAlert>,
    /// All contacts.
    pub contacts: Vec<ContactLine>,
    /// Apps with access, the newest first.
    pub apps: Vec<ConnectedApp>,
}

impl AccountPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Overview
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.home().account(), false)
    }

    fn data_of(&self, app: &ConnectedApp) -> String {
        let words = self.chrome.data();
        if app.data.is_empty() {
            return self.chrome.home().apps_only_sign_in().into();
        }
        let names: Vec<_> = app.data.iter().map(|d| d.label(words)).collect();
        self.chrome.home().apps_data(names.join(", "))
    }
}
