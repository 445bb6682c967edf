//! Where a road ends: links that do not work, signing out, errors, the way back to the app.

use askama::Template;

use crate::web::page::Chrome;
use crate::web::pages::people::AccountCard;

/// Why a sign-in link does not work.
#[derive(Clone, Debug)]
pub enum LinkState {
    /// Too late.
    Expired {
        /// Until when it was valid, `14:35`.
        until: String,
    },
    /// The person said yes.
    Allowed {
        /// When, `14:06`.
        at: String,
    },
    /// The person said no.
    Denied,
    /// There is no such request.
    Unknown,
    /// It belongs to another browser.
    OtherBrowser,
}

/// A sign-in link that does not work. Answers 410, 409, 404 by its state.
#[derive(Debug, Template)]
#[template(path = "pages/link.html")]
pub struct LinkPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Why.
    pub state: LinkState,
    /// The name of the app, where it may be told.
    pub app: Option<String>,
    /// The registered address at which the app starts again, or takes the person back.
    pub back: Option<String>,
    /// What the person can tell the support.
    pub reference: Option<String>,
}

impl LinkPage {
    fn title(&self) -> String {
        self.chrome.title(self.heading(), false)
    }

    const fn heading(&self) -> &'static str {
        let words = self.chrome.ends();
        match self.state {
            LinkState::Expired { .. } => words.expired_title(),
            LinkState::Allowed { .. } | LinkState::Denied => words.answered(),
            LinkState::Unknown => words.unknown(),
            LinkState::OtherBrowser => words.other_browser(),
        }
    }

    fn app_name(&self) -> &str {
        self.app.as_deref().unwrap_or_default()
    }

    fn text(&self) -> String {
        let words = self.chrome.ends();
        match &self.state {
            LinkState::Expired { until } => words.expired_text(until, self.app_name()),
            LinkState::Allowed { at } => words.answered_allowed(self.app_name(), at),
            LinkState::Denied => words.answered_denied(self.app_name()),
            LinkState::Unknown => words.unknown_text().into(),
            LinkState::OtherBrowser => words.other_browser_text().into(),
        }
    }

    fn back_text(&self) -> String {
        match self.state {
            LinkState::Allowed { .. } | LinkState::Denied => self.chrome.words().return_to(self.app_name()),
            _ => self.chrome.ends().restart(self.app_name()),
        }
    }

    const fn icon(&self) -> &'static str {
        match self.state {
            LinkState::Expired { .. } => "clock",
            LinkState::Allowed { .. } | LinkState::Denied => "check",
            LinkState::Unknown | LinkState::OtherBrowser => "link",
        }
    }

    const fn is_answered(&self) -> bool {
        matches!(self.state, LinkState::Allowed { .. } | LinkState::Denied)
    }
}

/// An address of ours that belongs to an app, opened where the app is not.
#[derive(Debug, Template)]
#[template(path = "pages/app.html")]
pub struct AppPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the app.
    pub app: String,
    /// Its site.
    pub site: Option<String>,
}

impl AppPage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.ends().app_title(&self.app), false)
    }
}

/// The last page of an authorization in a pop-up window. Its script tells the page that opened it; without
/// one, or without scripts, the window goes on to the app itself.
#[derive(Debug, Template)]
#[template(path = "oauth/message.html")]
pub struct MessagePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the app.
    pub app: String,
    /// The one origin that may hear the message.
    pub origin: String,
    /// The message, a JSON object.
    pub message: String,
    /// The same answer as an address.
    pub url: String,
}

impl MessagePage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.ends().returning(&self.app), false)
    }
}

/// A client's request to sign out, which the form carries on.
#[derive(Clone, Debug, Default)]
pub struct LogoutRequest {
    /// Names and values of hidden fields.
    pub fields: Vec<(String, String)>,
}

/// Sign out, or stay.
#[derive(Debug, Template)]
#[template(path = "pages/logout.html")]
pub struct LogoutPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Who would be signed out.
    pub account: Option<AccountCard>,
    /// The app that asked for it.
    pub asked_by: Option<String>,
    /// The other apps of this session.
    pub apps: Vec<String>,
    /// What the form carries on.
    pub request: LogoutRequest,
}

impl LogoutPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.ends().logout_title(), false)
    }

    fn app_list(&self) -> String {
        self.apps.join(", ")
    }
}

/// The person is signed out.
#[derive(Debug, Template)]
#[template(path = "pages/signed_out.html")]
pub struct SignedOutPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Apps that were told.
    pub told: Vec<String>,
    /// Apps that could not be told.
    pub not_reached: Vec<String>,
    /// Name and registered address of the app to return to.
    pub back: Option<(String, String)>,
    /// Whether the browser goes back there by itself: the app showed that it may ask for that.
    pub goes_back: bool,
    /// Pages of apps that end their own sessions when loaded in a frame.
    pub frames: Vec<String>,
}

impl SignedOutPage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.ends().logout_done(), false)
    }

    /// Seconds until a browser without scripts goes back; with scripts it goes as soon as the frames are
    /// there.
    const fn wait(&self) -> u8 {
        if self.frames.is_empty() { 0 } else { 4 }
    }
}

/// OIDC Session Management 1.0 §3.2: the page that clients put into a frame and ask.
#[derive(Debug, Template)]
#[template(path = "oauth/check_session.html")]
pub struct CheckSessionPage {
    /// The address of its script.
    pub script: String,
    /// The name of the cookie that it reads.
    pub cookie: &'static str,
}

/// What went wrong, as a person meets it.
#[derive(Clone, Debug)]
pub enum ErrorKind {
    /// Unknown app or return address: nobody is sent back (400).
    Client,
    /// A request that cannot be answered (400).
    Request,
    /// Not allowed (403).
    Forbidden,
    /// The form is too old or came from elsewhere (403).
    FormOld,
    /// No such page (404).
    NotFound,
    /// Wrong method (405).
    Method,
    /// Too much (413).
    TooLarge,
    /// Wrong media type (415).
    MediaType,
    /// Not from this place (423).
    Restricted,
    /// Too many requests until a time (429).
    Limit {
        /// When to try again, `14:35`.
        time: String,
    },
    /// Our fault (500).
    Server,
    /// Being updated (503).
    Maintenance,
    /// The browser keeps no cookies (400).
    Cookies,
}

/// An error page.
#[derive(Debug, Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What went wrong.
    pub kind: ErrorKind,
    /// The OAuth error code, in `data-error`.
    pub code: String,
    /// What the person can tell the support.
    pub reference: Option<String>,
    /// When it happened.
    pub at: Option<String>,
    /// Where the main button leads, when not where its kind says.
    pub next: Option<String>,
    /// Names and values for developers, such as `error_description`.
    pub details: Vec<(String, String)>,
}

impl ErrorPage {
    fn title(&self) -> String {
        self.chrome.title(self.heading(), true)
    }

    const fn heading(&self) -> &'static str {
        let words = self.chrome.trouble();
        match self.kind {
            ErrorKind::Client => words.client(),
            ErrorKind::Request => words.request(),
            ErrorKind::Forbidden => words.forbidden(),
            ErrorKind::FormOld => words.form_old(),
            ErrorKind::NotFound => words.not_found(),
            ErrorKind::Method => words.method(),
            ErrorKind::TooLarge => words.too_large(),
            ErrorKind::MediaType => words.media(),
            ErrorKind::Restricted => words.restricted(),
            ErrorKind::Limit { .. } => words.limit(),
            ErrorKind::Server => words.server(),
            ErrorKind::Maintenance => words.maintenance(),
            ErrorKind::Cookies => words.cookies(),
        }
    }

    fn text(&self) -> String {
        let words = self.chrome.trouble();
        match &self.kind {
            ErrorKind::Client | ErrorKind::Request => words.client_text().into(),
            ErrorKind::Forbidden => words.forbidden_text().into(),
            ErrorKind::FormOld => words.form_old_text().into(),
            ErrorKind::NotFound => words.not_found_text().into(),
            ErrorKind::Method => words.method_text().into(),
            ErrorKind::TooLarge => words.too_large_text().into(),
            ErrorKind::MediaType => words.media_text().into(),
            ErrorKind::Restricted => words.restricted_text().into(),
            ErrorKind::Limit { time } => words.limit_text(time),
            ErrorKind::Server => words.server_text().into(),
            ErrorKind::Maintenance => words.maintenance_text().into(),
            ErrorKind::Cookies => words.cookies_text().into(),
        }
    }

    /// Where the main button leads, and its words.
    fn button(&self) -> (String, &'static str) {
        let words = self.chrome.trouble();
        let (href, text) = match self.kind {
            ErrorKind::Client | ErrorKind::Request => ("/account", self.chrome.words().to_account()),
            ErrorKind::FormOld => (self.chrome.path.as_str(), words.form_old_again()),
            ErrorKind::Limit { .. } | ErrorKind::Server | ErrorKind::Cookies | ErrorKind::TooLarge => {
                (self.chrome.path.as_str(), self.chrome.words().try_again())
            }
            ErrorKind::Maintenance => (self.chrome.path.as_str(), words.maintenance_again()),
            ErrorKind::Restricted => ("/help", self.chrome.words().help()),
            _ => ("/", words.home()),
        };
        (self.next.clone().unwrap_or_else(|| href.to_owned()), text)
    }

    const fn icon(&self) -> &'static str {
        match self.kind {
            ErrorKind::Limit { .. } | ErrorKind::FormOld | ErrorKind::Maintenance => "clock",
            ErrorKind::NotFound => "link",
            _ => "alert",
        }
    }
}

/// A page that takes the person on by itself: meta refresh and a link.
#[derive(Debug, Template)]
#[template(path = "pages/hand_off.html")]
pub struct HandOffPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the app.
    pub app: String,
    /// The address of the app, checked by the caller.
    pub url: String,
}

impl HandOffPage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.ends().returning(&self.app), false)
    }
}

/// `response_mode=form_post`: the fields travel in a form that a script sends, or the person.
#[derive(Debug, Template)]
#[template(path = "oauth/form_post.html")]
pub struct FormPostPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The name of the app.
    pub app: String,
    /// The redirect target, checked by the caller.
    pub action: String,
    /// The response parameters.
    pub fields: Vec<(String, String)>,
}

impl FormPostPage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.ends().returning(&self.app), false)
    }
}
