//! Signing in with an account at another provider.

use askama::Template;

use crate::web::page::Chrome;
use crate::web::pages::people::{AccountCard, letter};

/// On the way to a provider: the browser continues by a GET of its own, as no form may end at another site.
#[derive(Debug, Template)]
#[template(path = "pages/upstream/leave.html")]
pub struct LeavePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the provider.
    pub upstream: String,
    /// Its authorization endpoint with our request.
    pub url: String,
}

impl LeavePage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.upstream().leaving(&self.upstream), false)
    }
}

/// An account elsewhere opens nothing yet: what is it to do?
#[derive(Debug, Template)]
#[template(path = "pages/upstream/choice.html")]
pub struct ChoicePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the provider.
    pub upstream: String,
    /// What the provider says the person's address is.
    pub email: Option<String>,
    /// The id of what waits.
    pub waiting: String,
    /// Until when, `14:35`.
    pub until: String,
}

impl ChoicePage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.upstream().choice_title(&self.upstream), false)
    }

    fn letter(&self) -> String {
        letter(&self.upstream)
    }
}

/// Both accounts, before they are linked.
#[derive(Debug, Template)]
#[template(path = "pages/upstream/link.html")]
pub struct LinkIdentityPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the provider.
    pub upstream: String,
    /// The account there.
    pub email: Option<String>,
    /// The account here.
    pub card: AccountCard,
    /// The id of what waits.
    pub waiting: String,
}

impl LinkIdentityPage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.upstream().link_title(&self.upstream), false)
    }

    fn there(&self) -> &str {
        self.email.as_deref().unwrap_or(self.chrome.upstream().no_email())
    }
}

/// Why a sign-in by another provider ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It did not begin here, ended, or took too long.
    NoTrip,
    /// The answer came from somebody else.
    Foreign,
    /// The person or the provider does not want to.
    Declined,
    /// The provider failed.
    Failed,
    /// It opens the account of somebody else.
    Taken,
    /// Too many are linked.
    TooMany,
}

/// A sign-in by another provider ended without anybody.
#[derive(Debug, Template)]
#[template(path = "pages/upstream/end.html")]
pub struct UpstreamEndPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the provider.
    pub upstream: String,
    /// Why.
    pub why: Why,
    /// Where to go on.
    pub back: String,
    /// Whether it began in the account console.
    pub console: bool,
}

impl UpstreamEndPage {
    fn title(&self) -> String {
        self.chrome.title(&self.heading(), true)
    }

    const fn word(&self) -> &'static str {
        match self.why {
            Why::NoTrip => "no-trip",
            Why::Foreign => "foreign",
            Why::Declined => "declined",
            Why::Failed => "failed",
            Why::Taken => "taken",
            Why::TooMany => "too-many",
        }
    }

    fn heading(&self) -> String {
        let words = self.chrome.upstream();
        match self.why {
            Why::NoTrip => words.no_trip().into(),
            Why::Foreign => words.foreign().into(),
            Why::Declined => words.declined().into(),
            Why::Failed => words.failed(&self.upstream),
            Why::Taken => words.taken().into(),
            Why::TooMany => words.too_many().into(),
        }
    }

    fn text(&self) -> String {
        let words = self.chrome.upstream();
        match self.why {
            Why::NoTrip => words.no_trip_text().into(),
            Why::Foreign => words.foreign_text(&self.upstream),
            Why::Declined => words.declined_text(&self.upstream),
            Why::Failed => words.failed_text().into(),
            Why::Taken => words.taken_text(&self.upstream),
            Why::TooMany => words.too_many_text().into(),
        }
    }

    const fn back_label(&self) -> &'static str {
        let words = self.chrome.upstream();
        if self.console { words.back_console() } else { words.back() }
    }
}
