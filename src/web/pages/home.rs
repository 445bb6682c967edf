//! The front page, terms, privacy and help.

use askama::Template;

use crate::web::page::Chrome;

/// `/`.
#[derive(Debug, Template)]
#[template(path = "pages/home.html")]
pub struct HomePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The first name of whoever is signed in.
    pub person: Option<String>,
    /// The address of the OpenID Connect metadata.
    pub metadata_url: String,
}

impl HomePage {
    fn title(&self) -> String {
        match &self.person {
            Some(name) => self.chrome.title(&self.chrome.home().hello(name), false),
            None => self.chrome.title(self.chrome.home().headline(), false),
        }
    }
}

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// `/terms`.
    Terms,
    /// `/privacy`.
    Privacy,
    /// `/help`.
    Help,
}

/// Terms, privacy notice or help.
#[derive(Debug, Template)]
#[template(path = "pages/paper.html")]
pub struct PaperPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Which text.
    pub paper: Paper,
}

impl PaperPage {
    fn title(&self) -> String {
        self.chrome.title(self.heading(), false)
    }

    const fn heading(&self) -> &'static str {
        let words = self.chrome.words();
        match self.paper {
            Paper::Terms => words.terms(),
            Paper::Privacy => words.privacy(),
            Paper::Help => words.help(),
        }
    }

    const fn sections(&self) -> [(&'static str, &'static str); 3] {
        let words = self.chrome.papers();
        match self.paper {
            Paper::Terms => [
                (words.terms_what(), words.terms_what_text()),
                (words.terms_apps(), words.terms_apps_text()),
                (words.terms_end(), words.terms_end_text()),
            ],
            Paper::Privacy => [
                (words.privacy_keep(), words.privacy_keep_text()),
                (words.privacy_share(), words.privacy_share_text()),
                (words.privacy_cookies(), words.privacy_cookies_text()),
            ],
            Paper::Help => [
                (words.help_code(), words.help_code_text()),
                (words.help_password(), words.help_password_text()),
                (words.help_app(), words.help_app_text()),
            ],
        }
    }
}
