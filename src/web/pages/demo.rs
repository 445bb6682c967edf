//! The demo third-party site. It must not look like Freedom ID.

use askama::Template;

use crate::web::page::Chrome;

/// The name of the demo shop, the same in every language.
pub const SHOP: &str = "Demo Shop";

/// A grant that the visitor of the demo can ask for.
#[derive(Clone, Debug)]
pub struct DemoGrant {
    /// Its name on the wire.
    pub name: String,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// The shop, signed out.
#[derive(Debug, Template)]
#[template(path = "pages/demo/home.html")]
pub struct DemoHomePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The required grants of the next request; checkboxes `required`.
    pub required: Vec<DemoGrant>,
    /// The optional grants of the next request; checkboxes `optional`.
    pub optional: Vec<DemoGrant>,
    /// The authorization request that the button would send.
    pub request: String,
    /// Where the script of the button comes from.
    pub issuer: String,
}

impl DemoHomePage {
    fn title(&self) -> String {
        format!("{} – {SHOP}", self.chrome.demo().headline())
    }
}

/// The shop, signed in.
#[derive(Debug, Template)]
#[template(path = "pages/demo/profile.html")]
pub struct DemoProfilePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name the shop knows, or the id of the person.
    pub name: String,
    /// Names and values of the claims.
    pub claims: Vec<(String, String)>,
    /// Grants that the person did not give.
    pub refused: Vec<String>,
    /// Names and contents of the tokens.
    pub tokens: Vec<(String, String)>,
    /// The answer to the last button.
    pub answer: Option<String>,
}

impl DemoProfilePage {
    fn title(&self) -> String {
        format!("{} – {SHOP}", self.chrome.demo().welcome(&self.name))
    }

    fn refused_list(&self) -> String {
        self.refused.join(", ")
    }
}

/// What went wrong at the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoTrouble {
    /// The person said no.
    Denied,
    /// The link was too old.
    Expired,
    /// The answer belongs to no request of this browser.
    State,
    /// Anything else.
    Failed,
}

/// Signing in at the shop did not work.
#[derive(Debug, Template)]
#[template(path = "pages/demo/error.html")]
pub struct DemoErrorPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What went wrong.
    pub trouble: DemoTrouble,
    /// The raw `error` and `error_description`.
    pub details: Option<String>,
}

impl DemoErrorPage {
    fn title(&self) -> String {
        format!("{} – {SHOP}", self.heading())
    }

    const fn heading(&self) -> &'static str {
        let words = self.chrome.demo();
        match self.trouble {
            DemoTrouble::Denied => words.denied(),
            DemoTrouble::Expired => words.expired(),
            DemoTrouble::State => words.state(),
            DemoTrouble::Failed => words.failed(),
        }
    }

    const fn text(&self) -> &'static str {
        let words = self.chrome.demo();
        match self.trouble {
            DemoTrouble::Denied => words.denied_text(),
            DemoTrouble::Expired => words.expired_text(),
            DemoTrouble::State => words.state_text(),
            DemoTrouble::Failed => words.failed_text(),
        }
    }
}
