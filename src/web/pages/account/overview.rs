//! The first page of the console.

use askama::Template;

use super::{Section, SignInAlert, TrailLine};
use crate::service::accounts::glance::Advice;
use crate::web::page::Chrome;
use crate::web::pages::consent::Datum;
use crate::web::pages::moment::Moment;
use crate::web::pages::people::{AccountCard, letter};
use crate::web::pages::sign_in::Channel;
use crate::web::text::Glance;

/// A way to reach the person.
#[derive(Clone, Debug)]
pub struct ContactLine {
    /// SMS for a phone number, e-mail for an address.
    pub channel: Channel,
    /// The contact in full.
    pub value: String,
    /// Whether it is confirmed.
    pub confirmed: bool,
}

impl ContactLine {
    fn is_phone(&self) -> bool {
        self.channel == Channel::Sms
    }
}

/// An app with access.
#[derive(Clone, Debug)]
pub struct ConnectedApp {
    /// The hidden `client_id` of the form that ends access.
    pub client_id: String,
    /// Its registered name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// Since when, a date.
    pub since: String,
    /// Until when, a date.
    pub until: Option<String>,
    /// What it receives.
    pub data: Vec<Datum>,
    /// Where it begins a sign-in.
    pub start: Option<String>,
}

impl ConnectedApp {
    fn letter(&self) -> String {
        letter(&self.name)
    }
}

/// How safe an account is.
#[derive(Clone, Debug, Default)]
pub struct Safety {
    /// When the password was set; none without one.
    pub password: Option<Moment>,
    /// Whether the second step is on.
    pub second: bool,
    /// How many passkeys there are.
    pub passkeys: u32,
}

/// Something to do.
#[derive(Clone, Copy, Debug)]
pub struct Advised(pub Advice);

impl Advised {
    const fn path(self) -> &'static str {
        match self.0 {
            Advice::SecondContact => "/account/emails",
            Advice::SecondStep | Advice::Passkey => "/account/security",
            Advice::Name => "/account/profile?edit=name",
        }
    }

    const fn what(self, words: Glance) -> &'static str {
        match self.0 {
            Advice::SecondContact => words.do_contact(),
            Advice::SecondStep => words.do_second(),
            Advice::Passkey => words.do_passkey(),
            Advice::Name => words.do_name(),
        }
    }

    const fn why(self, words: Glance) -> &'static str {
        match self.0 {
            Advice::SecondContact => words.do_contact_why(),
            Advice::SecondStep => words.do_second_why(),
            Advice::Passkey => words.do_passkey_why(),
            Advice::Name => words.do_name_why(),
        }
    }
}

/// `/account`.
#[derive(Debug, Template)]
#[template(path = "account/overview.html")]
pub struct AccountPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Name and main contact.
    pub card: AccountCard,
    /// Sign-ins of which the person is still to say whether they were theirs.
    pub alerts: Vec<SignInAlert>,
    /// All contacts.
    pub contacts: Vec<ContactLine>,
    /// Apps with access, the newest first.
    pub apps: Vec<ConnectedApp>,
    /// How safe the account is.
    pub safety: Safety,
    /// The newest lines of the trail.
    pub lines: Vec<TrailLine>,
    /// What to do first, and whether it is done.
    pub steps: Vec<(Advised, bool)>,
    /// The one recommendation.
    pub advice: Option<Advised>,
}

impl AccountPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Overview
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.glance().title(), false)
    }

    /// How well the identity is confirmed.
    fn level(&self) -> usize {
        let proved = |phone| self.contacts.iter().any(|contact| contact.confirmed && contact.is_phone() == phone);
        usize::from(proved(true)) + usize::from(proved(false))
    }

    fn data_of(&self, app: &ConnectedApp) -> String {
        let words = self.chrome.data();
        if app.data.is_empty() {
            return self.chrome.home().apps_only_sign_in().into();
        }
        let names: Vec<_> = app.data.iter().map(|d| d.label(words)).collect();
        self.chrome.home().apps_data(names.join(", "))
    }
}
