//! Preferences, the copy of all data, the end of an account.

use askama::Template;

use super::Section;
use crate::base::Locale;
use crate::domain::closing::Reason;
use crate::domain::preferences::Theme;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::moment::Moment;
use crate::web::pages::people::AccountCard;
use crate::web::text::Custody;

/// `/account/data`.
#[derive(Debug, Template)]
#[template(path = "account/data.html")]
pub struct DataPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The account's language.
    pub language: Locale,
    /// The account's colours.
    pub theme: Theme,
    /// Whether news are wanted.
    pub news: bool,
    /// When the next copy can be made; none if now.
    pub next_copy: Option<Moment>,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl DataPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Data
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.account().data(), !self.issues.is_empty())
    }

    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn themes(&self) -> &'static [Theme] {
        Theme::ALL
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand on references")]
    const fn theme_name(&self, theme: &Theme) -> &'static str {
        let words = self.chrome.custody();
        match theme {
            Theme::Auto => words.theme_auto(),
            Theme::Light => words.theme_light(),
            Theme::Dark => words.theme_dark(),
        }
    }
}

/// `/account/data/delete`.
#[derive(Debug, Template)]
#[template(path = "account/delete.html")]
pub struct DeletePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Until when one could change one's mind, if it were now.
    pub until: Moment,
    /// Names of the apps that lose the sign-in.
    pub apps: Vec<String>,
    /// The chosen reason.
    pub reason: Option<Reason>,
    /// Whether the box is ticked.
    pub understood: bool,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl DeletePage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Data
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.custody().delete_title(), !self.issues.is_empty())
    }

    /// The reasons with their words.
    fn reasons(&self) -> Vec<(&'static str, &'static str, bool)> {
        let words = self.chrome.custody();
        let one = |reason: &Reason| (reason.as_str(), reason_in(words, *reason), self.reason == Some(*reason));
        Reason::ALL.iter().map(one).collect()
    }
}

const fn reason_in(words: Custody, reason: Reason) -> &'static str {
    match reason {
        Reason::Unused => words.reason_unused(),
        Reason::Another => words.reason_another(),
        Reason::Privacy => words.reason_privacy(),
        Reason::Trouble => words.reason_trouble(),
    }
}

/// The account is closing now.
#[derive(Debug, Template)]
#[template(path = "account/closed.html")]
pub struct ClosedPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Until when it can be kept; none where somebody left it at that.
    pub until: Option<Moment>,
}

impl ClosedPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.custody().closed_title(), false)
    }
}

/// `/login/closing`: somebody proved themselves whose account is going to be deleted.
#[derive(Debug, Template)]
#[template(path = "account/closing.html")]
pub struct ClosingPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whose account.
    pub card: AccountCard,
    /// When it is deleted.
    pub on: Moment,
}

impl ClosingPage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.custody().closing_title(&self.on.text), false)
    }
}
