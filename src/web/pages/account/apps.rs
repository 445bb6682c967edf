//! Connected apps.

use askama::Template;

use super::Section;
use crate::web::page::Chrome;
use crate::web::pages::consent::Datum;
use crate::web::pages::moment::Moment;
use crate::web::pages::people::{AppCard, Standing};
use crate::web::text::{Apps, Data};

/// An app with access, in the list.
#[derive(Clone, Debug)]
pub struct AppRow {
    /// Its id in addresses.
    pub id: String,
    /// Name, host, logo, standing.
    pub card: AppCard,
    /// Whether it was switched off.
    pub off: bool,
    /// What it receives.
    pub data: Vec<Datum>,
    /// Since when it has access.
    pub since: Moment,
    /// When it was used last.
    pub used: Option<Moment>,
}

/// `/account/apps`.
#[derive(Debug, Template)]
#[template(path = "account/apps.html")]
pub struct AppsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The apps that fit the filter.
    pub rows: Vec<AppRow>,
    /// How many there are without it.
    pub total: usize,
    /// The name that is looked for.
    pub filter: String,
}

impl AppsPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Apps
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.account().apps(), false)
    }

    /// Whether there are so many that one looks for a name.
    const fn has_filter(&self) -> bool {
        self.total > 10 || !self.filter.is_empty()
    }

    fn receives(&self, row: &AppRow) -> String {
        receives(&self.chrome, &row.data)
    }
}

/// What an app receives, in one line.
fn receives(chrome: &Chrome, data: &[Datum]) -> String {
    if data.is_empty() {
        return chrome.home().apps_only_sign_in().into();
    }
    let names: Vec<_> = data.iter().map(|datum| datum.label(chrome.data())).collect();
    chrome.home().apps_data(names.join(", "))
}

/// Colour, drawing and word of how well an app's runner is known.
const fn badge(chrome: &Chrome, standing: Standing) -> (&'static str, &'static str, &'static str) {
    let words = chrome.consent();
    match standing {
        Standing::Verified => ("ok", "check", words.verified()),
        Standing::Own => ("ok", "check", words.own()),
        Standing::Unverified => ("warn", "alert", words.unverified()),
        Standing::Test => ("quiet", "flask", words.test()),
    }
}

/// Something that it may have but does not need.
#[derive(Clone, Debug)]
pub struct OptionalGrant {
    /// The value of its checkbox.
    pub grant: String,
    /// What it opens.
    pub data: Vec<Datum>,
    /// Whether it has it.
    pub ticked: bool,
}

impl OptionalGrant {
    fn label(&self, words: Data) -> String {
        self.data.iter().map(|datum| datum.label(words)).collect::<Vec<_>>().join(", ")
    }
}

/// What happened between the person and the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppEvent {
    /// Access was allowed.
    Allowed,
    /// Access was not allowed.
    Denied,
    /// What it receives was changed.
    Changed,
    /// The person signed in there.
    SignedIn,
    /// Access was removed.
    Removed,
    /// Something about its tokens.
    Token,
}

/// One line of the history.
#[derive(Clone, Debug)]
pub struct AppLine {
    /// What happened.
    pub event: AppEvent,
    /// When.
    pub at: Moment,
}

impl AppLine {
    const fn what(&self, words: Apps) -> &'static str {
        match self.event {
            AppEvent::Allowed => words.event_allow(),
            AppEvent::Denied => words.event_deny(),
            AppEvent::Changed => words.event_change(),
            AppEvent::SignedIn => words.event_sign_in(),
            AppEvent::Removed => words.event_remove(),
            AppEvent::Token => words.event_token(),
        }
    }
}

/// `/account/apps/{client_id}`.
#[derive(Debug, Template)]
#[template(path = "account/app.html")]
pub struct AppPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The app; its data are what it needs.
    pub row: AppRow,
    /// Whose: the hidden `account` of the form.
    pub account: String,
    /// What it may have but does not need.
    pub optional: Vec<OptionalGrant>,
    /// Where it begins a sign-in.
    pub start: Option<String>,
    /// What happened, the newest first.
    pub history: Vec<AppLine>,
}

impl AppPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Apps
    }

    fn title(&self) -> String {
        let apps = self.chrome.account().apps();
        self.chrome.title(&format!("{} – {apps}", self.row.card.name), false)
    }

    const fn badge(&self) -> (&'static str, &'static str, &'static str) {
        badge(&self.chrome, self.row.card.standing)
    }
}

/// `/account/apps/{client_id}/remove`.
#[derive(Debug, Template)]
#[template(path = "account/app_remove.html")]
pub struct AppRemovePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Its id in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whose: the hidden `account` of the form.
    pub account: String,
}

impl AppRemovePage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Apps
    }

    fn title(&self) -> String {
        self.chrome.title(&self.heading(), false)
    }

    fn heading(&self) -> String {
        self.chrome.apps().remove_title(&self.name)
    }
}
