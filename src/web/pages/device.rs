//! Letting a device in: its code, what asks, the end.

use askama::Template;

use crate::service::authorize::device::DeviceEnd;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::people::{Standing, letter};

/// Where the code of a device is typed.
#[derive(Debug, Template)]
#[template(path = "pages/device/enter.html")]
pub struct EnterPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The code that a link brought along.
    pub typed: String,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl EnterPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.device().title(), !self.issues.is_empty())
    }
}

/// What asks, from where and since when: the person compares it with the device in front of them.
#[derive(Debug, Template)]
#[template(path = "pages/device/confirm.html")]
pub struct ConfirmPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the app.
    pub app: String,
    /// Who runs it.
    pub standing: Standing,
    /// The code, `BDWP-HQKT`.
    pub code: String,
    /// When the device asked, `14:03`.
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

impl ConfirmPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.device().confirm_title(), false)
    }

    fn letter(&self) -> String {
        letter(&self.app)
    }

    fn when(&self) -> String {
        let words = self.chrome.device();
        if self.minutes == 0 { words.just_now(&self.at) } else { words.minutes_ago(&self.at, self.minutes) }
    }

    fn from(&self) -> String {
        let parts = [self.address.as_deref(), self.platform];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    const fn badge(&self) -> (&'static str, &'static str, &'static str) {
        let words = self.chrome.consent();
        match self.standing {
            Standing::Verified => ("ok", "check", words.verified()),
            Standing::Own => ("ok", "check", words.own()),
            Standing::Unverified => ("warn", "alert", words.unverified()),
            Standing::Test => ("quiet", "flask", words.test()),
        }
    }
}

/// The person's part is over.
#[derive(Debug, Template)]
#[template(path = "pages/device/done.html")]
pub struct DonePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the app.
    pub app: String,
    /// How it ended.
    pub end: DeviceEnd,
}

impl DonePage {
    fn title(&self) -> String {
        self.chrome.title(self.heading(), !self.is_decided())
    }

    const fn heading(&self) -> &'static str {
        let words = self.chrome.device();
        match self.end {
            DeviceEnd::Allowed => words.allowed(),
            DeviceEnd::Denied => words.denied(),
            DeviceEnd::Expired => words.expired(),
            DeviceEnd::Used => words.used(),
        }
    }

    fn text(&self) -> String {
        let words = self.chrome.device();
        match self.end {
            DeviceEnd::Allowed => words.allowed_text(&self.app),
            DeviceEnd::Denied => words.denied_text(&self.app),
            DeviceEnd::Expired => words.expired_text().into(),
            DeviceEnd::Used => words.used_text().into(),
        }
    }

    /// The id of `main`, the same in every language.
    const fn id(&self) -> &'static str {
        match self.end {
            DeviceEnd::Allowed => "device-allowed",
            DeviceEnd::Denied => "device-denied",
            DeviceEnd::Expired => "device-expired",
            DeviceEnd::Used => "device-used",
        }
    }

    const fn icon(&self) -> &'static str {
        match self.end {
            DeviceEnd::Allowed => "check",
            DeviceEnd::Denied | DeviceEnd::Used => "info",
            DeviceEnd::Expired => "clock",
        }
    }

    const fn is_decided(&self) -> bool {
        matches!(self.end, DeviceEnd::Allowed | DeviceEnd::Denied)
    }
}
