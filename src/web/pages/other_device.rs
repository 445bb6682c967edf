//! Signing in on one device by letting it in from another one.

use askama::Template;

use crate::web::page::{Chrome, Issue};
use crate::web::pages::people::AccountCard;

/// The browser that waits.
#[derive(Debug, Template)]
#[template(path = "pages/other_device/wait.html")]
pub struct WaitPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The QR code, as the path of a drawing.
    pub path: String,
    /// The side of its square.
    pub side: usize,
    /// The address to open by hand.
    pub address: String,
    /// The code, `BDWP-HQKT`.
    pub code: String,
    /// Until when it works, `14:35`.
    pub until: String,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl WaitPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.other_device().title(), !self.issues.is_empty())
    }
}

/// How it stands, or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherEnd {
    /// On the browser that waits: it can go in.
    Ready,
    /// On the browser that waits: it was turned away.
    TurnedAway,
    /// On the browser that waits: too late.
    Over,
    /// On the browser that waits: the session that let it in ended.
    Ended,
    /// On the device that decides: it let the browser in.
    Allowed,
    /// On the device that decides: it did not.
    Denied,
}

/// Either side, at the end.
#[derive(Debug, Template)]
#[template(path = "pages/other_device/end.html")]
pub struct OtherEndPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// How it stands.
    pub end: OtherEnd,
}

impl OtherEndPage {
    fn title(&self) -> String {
        self.chrome.title(self.heading(), false)
    }

    const fn heading(&self) -> &'static str {
        let words = self.chrome.other_device();
        match self.end {
            OtherEnd::Ready => words.allowed_here(),
            OtherEnd::TurnedAway => words.denied_here(),
            OtherEnd::Over => words.over(),
            OtherEnd::Ended => words.ended(),
            OtherEnd::Allowed => words.allowed(),
            OtherEnd::Denied => words.denied(),
        }
    }

    const fn text(&self) -> &'static str {
        let words = self.chrome.other_device();
        match self.end {
            OtherEnd::Ready => words.allowed_here_text(),
            OtherEnd::TurnedAway => words.denied_here_text(),
            OtherEnd::Over => words.over_text(),
            OtherEnd::Ended => words.ended_text(),
            OtherEnd::Allowed => words.allowed_text(),
            OtherEnd::Denied => words.denied_text(),
        }
    }

    /// The id of `main`, the same in every language.
    const fn id(&self) -> &'static str {
        match self.end {
            OtherEnd::Ready => "other-ready",
            OtherEnd::TurnedAway => "other-turned-away",
            OtherEnd::Over => "other-over",
            OtherEnd::Ended => "other-ended",
            OtherEnd::Allowed => "other-allowed",
            OtherEnd::Denied => "other-denied",
        }
    }

    const fn icon(&self) -> &'static str {
        match self.end {
            OtherEnd::Ready | OtherEnd::Allowed => "check",
            OtherEnd::TurnedAway | OtherEnd::Denied | OtherEnd::Ended => "info",
            OtherEnd::Over => "clock",
        }
    }

    const fn is_good(&self) -> bool {
        matches!(self.end, OtherEnd::Ready | OtherEnd::Allowed)
    }

    const fn is_waiting(&self) -> bool {
        matches!(self.end, OtherEnd::Ready)
    }

    const fn is_computer(&self) -> bool {
        matches!(self.end, OtherEnd::TurnedAway | OtherEnd::Over | OtherEnd::Ended)
    }
}

/// What asks to be let in, from where and since when: the person compares it with the device in front of them.
#[derive(Debug, Template)]
#[template(path = "pages/other_device/confirm.html")]
pub struct LetInPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// As whom.
    pub card: AccountCard,
    /// The code, `BDWP-HQKT`.
    pub code: String,
    /// When it asked, `14:03`.
    pub at: String,
    /// How many whole minutes ago.
    pub minutes: u64,
    /// The address it asked from.
    pub address: Option<String>,
    /// What it runs on.
    pub platform: Option<&'static str>,
    /// Whether it asked from another network than this browser's.
    pub elsewhere: bool,
}

impl LetInPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.other_device().confirm_title(), false)
    }

    fn when(&self) -> String {
        let words = self.chrome.device();
        if self.minutes == 0 { words.just_now(&self.at) } else { words.minutes_ago(&self.at, self.minutes) }
    }
}
