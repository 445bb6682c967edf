//! Where a person is signed in, and what to do if it was not them.

use askama::Template;

use super::Section;
use crate::domain::session::Amr;
use crate::web::page::Chrome;
use crate::web::pages::moment::Moment;
use crate::web::text::Whereabouts;

/// A browser with sign-ins.
#[derive(Clone, Debug)]
pub struct BrowserRow {
    /// The session that stands for it, in the form that ends it.
    pub id: String,
    /// Its name; none for one that is not known.
    pub name: Option<String>,
    /// City and country, or an address.
    pub place: Option<String>,
    /// How the person signed in.
    pub by: Vec<Amr>,
    /// Since when.
    pub since: Moment,
    /// When it was used last; none for now.
    pub seen: Option<Moment>,
    /// How many sign-ins there are.
    pub count: usize,
}

impl BrowserRow {
    fn name_in(&self, words: Whereabouts) -> &str {
        self.name.as_deref().unwrap_or_else(|| words.unknown())
    }

    fn place_in(&self, words: Whereabouts) -> &str {
        self.place.as_deref().unwrap_or_else(|| words.nowhere())
    }

    fn by_in(&self, words: Whereabouts) -> String {
        self.by.iter().map(|method| method_in(words, *method)).collect::<Vec<_>>().join(", ")
    }
}

const fn method_in(words: Whereabouts, method: Amr) -> &'static str {
    match method {
        Amr::Pwd => words.pwd(),
        Amr::Sms => words.sms(),
        Amr::Otp => words.otp(),
        Amr::Totp => words.totp(),
        Amr::Passkey => words.passkey(),
        Amr::Recovery => words.recovery(),
        Amr::Upstream => words.upstream(),
        Amr::Device => words.device(),
    }
}

/// `/account/sessions`.
#[derive(Debug, Template)]
#[template(path = "account/sessions.html")]
pub struct SessionsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The browser that asks.
    pub here: Option<BrowserRow>,
    /// The others, as they were used last.
    pub others: Vec<BrowserRow>,
    /// Apps with access.
    pub apps: usize,
}

impl SessionsPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Sessions
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.whereabouts().title(), false)
    }
}

/// `/account/sessions/all`.
#[derive(Debug, Template)]
#[template(path = "account/sessions_all.html")]
pub struct SessionsAllPage {
    /// What surrounds the page.
    pub chrome: Chrome,
}

impl SessionsAllPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Sessions
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.whereabouts().all_title(), false)
    }
}

/// `/account/secure`.
#[derive(Debug, Template)]
#[template(path = "account/secure.html")]
pub struct SecurePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whether nobody is signed in anywhere else any more.
    pub alone: bool,
}

impl SecurePage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Security
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.whereabouts().secure_title(), false)
    }
}

/// A sign-in from a browser that was not known, on top of the first page of the account.
#[derive(Clone, Debug)]
pub struct SignInAlert {
    /// The session that began there, in the form that answers.
    pub id: String,
    /// The browser's name; none for one that is not known.
    pub name: Option<String>,
    /// City and country, or an address.
    pub place: Option<String>,
    /// When.
    pub at: Moment,
}

impl SignInAlert {
    /// What is asked about.
    pub fn text(&self, words: Whereabouts) -> String {
        let name = self.name.as_deref().unwrap_or_else(|| words.unknown());
        let place = self.place.as_deref().unwrap_or_else(|| words.nowhere());
        words.alert(name, place, &self.at.text)
    }
}
