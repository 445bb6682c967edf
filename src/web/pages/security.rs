//! The pages that secure an account.

use askama::Template;

use crate::domain::factors::Factors;
use crate::service::totp::Setup;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::account::Section;

/// `/account/security`.
#[derive(Debug, Template)]
#[template(path = "account/security/home.html")]
pub struct SecurityPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What the person can prove themselves with.
    pub factors: Factors,
    /// When the password was set, a date.
    pub password_since: Option<String>,
    /// When the authenticator app was set up, a date.
    pub totp_since: Option<String>,
    /// When recovery codes were made, a date.
    pub codes_since: Option<String>,
    /// Browsers that are spared the second step.
    pub trusted: u32,
    /// The number that codes by SMS go to, masked.
    pub phone: Option<String>,
    /// Whether codes by SMS can become the second step.
    pub sms_possible: bool,
    /// How many accounts elsewhere open this one; `None` where there are none and can be none.
    pub connections: Option<usize>,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl SecurityPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Security
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.account().security(), !self.issues.is_empty())
    }
}

/// `/account/security/password`.
#[derive(Debug, Template)]
#[template(path = "account/security/password.html")]
pub struct PasswordPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// A contact, for password managers.
    pub username: String,
    /// Whether there is one to change.
    pub has_password: bool,
    /// Whether other devices are signed out.
    pub others_out: bool,
    /// What is wrong; fields `current_password`, `new_password`.
    pub issues: Vec<Issue>,
}

impl PasswordPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Security
    }

    fn title(&self) -> String {
        self.chrome.title(self.heading(), !self.issues.is_empty())
    }

    const fn heading(&self) -> &'static str {
        let words = self.chrome.security();
        if self.has_password { words.change_password() } else { words.set_password() }
    }
}

/// `/account/security/authenticator`.
#[derive(Debug, Template)]
#[template(path = "account/security/authenticator.html")]
pub struct SetUpPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The key.
    pub setup: Setup,
    /// Its picture: the path of a drawing, and the side of its square.
    pub picture: Option<(String, usize)>,
    /// The key can be confirmed until then, `14:35`.
    pub until: String,
    /// What is wrong; field `code`.
    pub issues: Vec<Issue>,
}

impl SetUpPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.security().set_up(), !self.issues.is_empty())
    }

    /// The account's name in the app; a number stays in one piece at the end of a line.
    fn account(&self) -> String {
        self.setup.account.replace(' ', "\u{a0}")
    }

    /// The key in groups of four.
    fn groups(&self) -> Vec<String> {
        let letters: Vec<char> = self.setup.key.expose().chars().collect();
        letters.chunks(4).map(|four| four.iter().collect()).collect()
    }
}

/// `/account/security/recovery-codes`.
#[derive(Debug, Template)]
#[template(path = "account/security/recovery_codes.html")]
pub struct CodesPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// How many are left.
    pub left: u32,
    /// When they were made, a date.
    pub since: Option<String>,
    /// Whether there is a second step that they could take the place of.
    pub possible: bool,
}

impl CodesPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Security
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.security().codes(), false)
    }
}

/// Recovery codes, for the only time.
#[derive(Debug, Template)]
#[template(path = "account/security/codes_shown.html")]
pub struct ShownCodesPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The codes.
    pub codes: Vec<String>,
    /// Whose, as the owner recognises it.
    pub account: String,
    /// The date.
    pub on: String,
    /// What is wrong; field `saved`.
    pub issues: Vec<Issue>,
}

impl ShownCodesPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.security().codes(), !self.issues.is_empty())
    }

    fn joined(&self) -> String {
        self.codes.join(" ")
    }
}
