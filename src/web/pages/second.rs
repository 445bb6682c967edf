//! The second step: one page for each way, the list of ways, and what follows a recovery code.

use askama::Template;

use crate::domain::factors::Second;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::people::AccountCard;

/// What a page of the second step asks for.
#[derive(Clone, Debug)]
pub enum Ask {
    /// A code of the authenticator app.
    Totp,
    /// A recovery code.
    Recovery,
    /// Leave to send a code by SMS.
    Send,
    /// The code that was sent.
    Code {
        /// Until when it works, `14:35`.
        works_until: String,
        /// When a new one may be asked for; none when it may be now.
        resend_at: Option<String>,
    },
    /// The password.
    Password,
    /// Which way.
    Ways,
}

/// `/login/second`.
#[derive(Debug, Template)]
#[template(path = "pages/second.html")]
pub struct SecondPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Who is half in.
    pub card: AccountCard,
    /// What is asked.
    pub ask: Ask,
    /// What can be proved instead, the present way among it.
    pub ways: Vec<Second>,
    /// Where codes by SMS go, masked.
    pub phone: String,
    /// For how many days this browser can be spared; none where it cannot.
    pub trust: Option<u64>,
    /// Whether the box for that was ticked.
    pub trusted: bool,
    /// What support asks for.
    pub reference: String,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl SecondPage {
    fn title(&self) -> String {
        let words = self.chrome.second();
        let what = match self.ask {
            Ask::Totp => words.totp_title(),
            Ask::Recovery => words.recovery_label(),
            Ask::Send | Ask::Code { .. } => words.sms(),
            Ask::Password => words.password(),
            Ask::Ways => words.title(),
        };
        self.chrome.title(what, !self.issues.is_empty())
    }

    /// This page for another way.
    fn to(&self, way: &str) -> String {
        match &self.chrome.track {
            Some(track) => format!("/login/second?track_id={track}&way={way}"),
            None => format!("/login/second?way={way}"),
        }
    }

    /// Where somebody else signs in.
    fn elsewhere(&self) -> String {
        match &self.chrome.track {
            Some(track) => format!("/login?track_id={track}&other=1"),
            None => "/login?other=1".into(),
        }
    }

    /// Whether the list of ways is drawn.
    const fn is_list(&self) -> bool {
        matches!(self.ask, Ask::Ways)
    }

    /// Whether recovery codes are named beside the code of the app.
    fn names_recovery(&self) -> bool {
        matches!(self.ask, Ask::Totp) && self.ways.contains(&Second::Recovery)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend")]
    fn name_of(&self, way: &Second) -> &'static str {
        let words = self.chrome.second();
        match *way {
            Second::Passkey => words.way_passkey(),
            Second::Totp => words.way_totp(),
            Second::Sms => words.way_sms(),
            Second::Password => words.way_password(),
            Second::Recovery => words.way_recovery(),
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend")]
    fn note_of(&self, way: &Second) -> String {
        let words = self.chrome.second();
        match *way {
            Second::Passkey => words.way_passkey_note().into(),
            Second::Totp => words.way_totp_note().into(),
            Second::Sms => words.way_sms_note(&self.phone),
            Second::Password => words.way_password_note().into(),
            Second::Recovery => words.way_recovery_note().into(),
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend")]
    const fn icon_of(way: &Second) -> &'static str {
        match *way {
            Second::Passkey => "key",
            Second::Totp => "phone",
            Second::Sms => "message",
            Second::Password => "lock",
            Second::Recovery => "paper",
        }
    }
}

/// After a recovery code was used.
#[derive(Debug, Template)]
#[template(path = "pages/second_left.html")]
pub struct CodesLeftPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// How many are left.
    pub left: u32,
    /// Where "Continue" leads.
    pub next: String,
}

impl CodesLeftPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.second().left_title(), false)
    }

    /// A page of the console that comes back here.
    fn set_up(&self, path: &str) -> String {
        match &self.chrome.track {
            Some(track) => format!("{path}?track_id={track}"),
            None => path.to_owned(),
        }
    }
}

/// The person has nothing that reaches what is wanted.
#[derive(Debug, Template)]
#[template(path = "pages/second_lacking.html")]
pub struct LackingPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Who is signed in.
    pub card: AccountCard,
    /// The app that asks; none where the person's role does.
    pub app: Option<String>,
    /// Whether only a passkey will do.
    pub strong: bool,
}

impl LackingPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.second().lacking(), false)
    }

    fn lead(&self) -> String {
        let words = self.chrome.second();
        match &self.app {
            Some(app) if self.strong => words.lacking_strong(app),
            Some(app) => words.lacking_for(app),
            None => words.lacking_staff().into(),
        }
    }

    fn set_up(&self, path: &str) -> String {
        match &self.chrome.track {
            Some(track) => format!("{path}?track_id={track}"),
            None => path.to_owned(),
        }
    }
}
