//! The way back to an account, one question at a time, and "this was not me".

use askama::Template;

use crate::domain::recovery::Way;
use crate::web::page::{Chrome, Issue};

/// The contact by which somebody wants to come back.
#[derive(Debug, Template)]
#[template(path = "pages/recover/start.html")]
pub struct RecoverPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The phone number or e-mail as typed.
    pub identifier: String,
    /// What is wrong; field `identifier`.
    pub issues: Vec<Issue>,
}

impl RecoverPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.recover().title(), !self.issues.is_empty())
    }
}

/// A second proof. A code that was sent is asked for on the page of any code.
#[derive(Debug, Template)]
#[template(path = "pages/recover/second.html")]
pub struct RecoverSecondPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The way that is asked for.
    pub way: Way,
    /// The other ways.
    pub others: Vec<Way>,
    /// The masked contact that a code would go to.
    pub contact: String,
    /// What is wrong; field `code`.
    pub issues: Vec<Issue>,
}

impl RecoverSecondPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.recover().second(), !self.issues.is_empty())
    }

    fn name(&self, way: Way) -> String {
        let words = self.chrome.recover();
        match way {
            Way::Totp => words.by_totp().into(),
            Way::Contact => words.by_contact(self.contact.replace(' ', "\u{a0}")),
            Way::Code => words.by_recovery().into(),
        }
    }

    /// The id of the form.
    const fn form(&self) -> &'static str {
        match self.way {
            Way::Totp => "totp",
            Way::Contact => "recover",
            Way::Code => "recovery",
        }
    }

    fn label(&self) -> String {
        self.name(self.way)
    }

    /// Addresses and names of the other ways.
    fn choices(&self) -> Vec<(String, String)> {
        self.others.iter().map(|way| (self.at(&format!("way={way}")), self.name(*way))).collect()
    }

    fn at(&self, what: &str) -> String {
        let track = self.chrome.track.as_deref().map(|id| format!("&track_id={id}")).unwrap_or_default();
        format!("/recover?{what}{track}")
    }
}

/// A new password.
#[derive(Debug, Template)]
#[template(path = "pages/recover/password.html")]
pub struct RecoverPasswordPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The proved contact, for the password manager.
    pub username: String,
    /// The shortest password.
    pub min_length: u16,
    /// Whether other browsers are signed out, where that can be chosen.
    pub sign_out: Option<bool>,
    /// Whether the authenticator app is lost, where that may be.
    pub forget_app: Option<bool>,
    /// What is wrong; field `new_password`.
    pub issues: Vec<Issue>,
}

impl RecoverPasswordPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.recover().set_title(), !self.issues.is_empty())
    }
}

/// The page of a link in an e-mail, while it works.
#[derive(Debug, Template)]
#[template(path = "pages/recover/link.html")]
pub struct RecoverLinkPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The secret in the link, for the form.
    pub token: String,
    /// The masked contact.
    pub contact: String,
    /// When it was asked for, `20 Nov 2026, 14:05`.
    pub asked_at: String,
    /// From where: browser and place.
    pub asked_from: Option<String>,
}

impl RecoverLinkPage {
    fn heading(&self) -> String {
        self.chrome.recover().link_title(self.contact.replace(' ', "\u{a0}"))
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.recover().title(), false)
    }
}

/// Objecting to a change.
#[derive(Debug, Template)]
#[template(path = "pages/recover/not_me.html")]
pub struct NotMePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The secret in the link, for the form.
    pub token: String,
    /// What happened.
    pub what: String,
    /// When, `20 Nov 2026, 14:05`.
    pub at: String,
    /// From where: browser and place.
    pub from: Option<String>,
}

impl NotMePage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.recover().not_me_title(), false)
    }
}

/// Where a way back ends, or does not go on.
#[derive(Clone, Debug)]
pub enum End {
    /// The password is set.
    Done,
    /// Another browser goes on.
    Elsewhere,
    /// The link was used.
    LinkUsed,
    /// The link is too old.
    LinkExpired,
    /// There is no such link.
    LinkUnknown,
    /// The reader of the e-mail did not ask for it.
    Refused,
    /// The account is not in good standing.
    Closed,
    /// Nothing that is left can be proved.
    Lost,
    /// The account is frozen.
    Frozen,
    /// There is no such link to object by.
    ObjectionUnknown,
    /// Somebody objected by this link before.
    ObjectedBefore,
    /// Too late to object.
    ObjectedLate,
}

/// The page of an end.
#[derive(Debug, Template)]
#[template(path = "pages/recover/end.html")]
pub struct RecoverEndPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Which.
    pub end: End,
    /// Where the button leads; the words depend on the end.
    pub next: Option<String>,
    /// The secret of a link that is too old or used: a new one can be sent.
    pub token: Option<String>,
    /// What the person can tell the support.
    pub reference: Option<String>,
}

impl RecoverEndPage {
    fn title(&self) -> String {
        self.chrome.title(self.heading(), false)
    }

    const fn heading(&self) -> &'static str {
        let words = self.chrome.recover();
        match self.end {
            End::Done => words.done(),
            End::Elsewhere => words.elsewhere(),
            End::LinkUsed | End::ObjectedBefore => words.link_used(),
            End::LinkExpired | End::ObjectedLate => words.link_expired(),
            End::LinkUnknown | End::ObjectionUnknown => words.link_unknown(),
            End::Refused => words.refused(),
            End::Closed => words.closed(),
            End::Lost => words.lost(),
            End::Frozen => words.frozen(),
        }
    }

    fn text(&self) -> String {
        let words = self.chrome.recover();
        match self.end {
            End::Done => words.done_text(),
            End::Elsewhere => words.elsewhere_text(),
            End::LinkUsed | End::LinkExpired | End::LinkUnknown => words.link_dead_text(),
            End::Refused => words.refused_text(),
            End::Closed => return crate::web::page::FieldError::Paused.text(self.chrome.locale),
            End::Lost => words.lost_text(),
            End::Frozen => words.frozen_text(),
            End::ObjectionUnknown => words.not_me_unknown_text(),
            End::ObjectedBefore => words.not_me_used_text(),
            End::ObjectedLate => words.not_me_late_text(),
        }
        .into()
    }

    fn button(&self) -> String {
        let words = self.chrome.recover();
        match (&self.end, &self.chrome.party) {
            (End::Done, Some(party)) => self.chrome.register().go_app(&party.name),
            (End::Done, None) => self.chrome.words().go_on().into(),
            (End::Frozen, _) => words.come_back().into(),
            (End::LinkUnknown | End::ObjectionUnknown | End::ObjectedBefore | End::ObjectedLate | End::Refused, _) => {
                words.title().into()
            }
            _ => words.to_sign_in().into(),
        }
    }

    const fn icon(&self) -> &'static str {
        match self.end {
            End::Done | End::Refused => "check",
            End::Frozen => "lock",
            End::Elsewhere => "device",
            End::LinkExpired | End::ObjectedLate => "clock",
            End::LinkUsed | End::LinkUnknown | End::ObjectionUnknown | End::ObjectedBefore => "link",
            End::Closed | End::Lost => "info",
        }
    }

    const fn is_good(&self) -> bool {
        matches!(self.end, End::Done | End::Refused)
    }
}
