//! Opening an account, one question at a time.

use askama::Template;

use crate::service::passkeys::Offer;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::field::Field;

fn title(chrome: &Chrome, progress: (u8, u8), issues: &[Issue]) -> String {
    let step = chrome.words().step(progress.0, progress.1);
    chrome.title(&format!("{} ({step})", chrome.register().title()), !issues.is_empty())
}

/// Which of the two contacts a page asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Not shown.
    No,
    /// Shown, may stay empty.
    Optional,
    /// Shown and needed.
    Required,
}

/// Step 1: a phone number, an e-mail address or both.
#[derive(Debug, Template)]
#[template(path = "pages/register/contact.html")]
pub struct RegisterContactPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The value of the hidden `step`.
    pub step: String,
    /// Number of this step and of all steps.
    pub progress: (u8, u8),
    /// Whether the phone number is asked for.
    pub ask_phone: Ask,
    /// Whether the e-mail address is asked for.
    pub ask_email: Ask,
    /// The phone number as typed.
    pub phone: String,
    /// The e-mail as typed.
    pub email: String,
    /// What is wrong; fields `phone`, `email`.
    pub issues: Vec<Issue>,
}

impl RegisterContactPage {
    fn title(&self) -> String {
        title(&self.chrome, self.progress, &self.issues)
    }

    fn fields(&self) -> Vec<Field> {
        let phone = Field::phone(&self.chrome, &self.issues, &self.phone);
        let email = Field::email(&self.chrome, &self.issues, &self.email);
        // Where one of the two is enough neither is "optional": the sentence above says so.
        let either = self.ask_phone == Ask::Optional && self.ask_email == Ask::Optional;
        [(self.ask_phone, phone), (self.ask_email, email)]
            .into_iter()
            .filter(|(ask, _)| *ask != Ask::No)
            .map(|(ask, field)| field.optional(ask == Ask::Optional && !either))
            .collect()
    }

    /// Heading and the sentence under it.
    fn question(&self) -> (&'static str, String) {
        let words = self.chrome.register();
        match (self.ask_phone, self.ask_email) {
            (_, Ask::No) => (words.phone(), words.phone_why().into()),
            (Ask::No, _) => (words.email(), words.email_why().into()),
            (Ask::Required, Ask::Required) => match &self.chrome.party {
                Some(party) => (words.contact(), words.both_why(&party.name)),
                None => (words.contact(), words.contact_why().into()),
            },
            _ => (words.contact(), words.contact_why().into()),
        }
    }

    const fn either(&self) -> bool {
        matches!((self.ask_phone, self.ask_email), (Ask::Optional, Ask::Optional))
    }
}

/// Step 2, after the contacts are proved: a password, or a passkey.
#[derive(Debug, Template)]
#[template(path = "pages/register/password.html")]
pub struct RegisterPasswordPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The value of the hidden `step`.
    pub step: String,
    /// Number of this step and of all steps.
    pub progress: (u8, u8),
    /// The proved contact, for the password manager.
    pub username: String,
    /// The shortest password.
    pub min_length: u16,
    /// The question to the device for a passkey instead; `None` where passkeys are not possible.
    pub passkey: Option<Offer>,
    /// What is wrong; field `password`.
    pub issues: Vec<Issue>,
}

impl RegisterPasswordPage {
    fn title(&self) -> String {
        title(&self.chrome, self.progress, &self.issues)
    }
}

/// An account elsewhere that waits for the new account.
#[derive(Clone, Debug)]
pub struct LinkOffer {
    /// The id of what waits.
    pub waiting: String,
    /// The name of the provider.
    pub name: String,
    /// The account there.
    pub email: Option<String>,
    /// Whether it is ticked.
    pub wanted: bool,
}

/// Step 3: the name and the terms.
#[derive(Debug, Template)]
#[template(path = "pages/register/about.html")]
pub struct RegisterAboutPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The value of the hidden `step`.
    pub step: String,
    /// Number of this step and of all steps.
    pub progress: (u8, u8),
    /// The first name as typed.
    pub firstname: String,
    /// The last name as typed.
    pub lastname: String,
    /// Whether the terms are ticked.
    pub accept_terms: bool,
    /// An account elsewhere that is to open this one.
    pub link: Option<LinkOffer>,
    /// What is wrong; fields `firstname`, `lastname`, `accept_terms`.
    pub issues: Vec<Issue>,
}

impl RegisterAboutPage {
    fn title(&self) -> String {
        title(&self.chrome, self.progress, &self.issues)
    }

    fn fields(&self) -> Vec<Field> {
        let (chrome, issues, words) = (&self.chrome, &self.issues, self.chrome.fields());
        vec![
            Field::text(chrome, issues, "lastname", words.last_name(), &self.lastname).filled_by("family-name"),
            Field::text(chrome, issues, "firstname", words.first_name(), &self.firstname).filled_by("given-name"),
        ]
    }
}

/// The account exists.
#[derive(Debug, Template)]
#[template(path = "pages/register/done.html")]
pub struct RegisterDonePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Where the person goes on: back to the track, or to the account.
    pub next: String,
    /// Whether a passkey can be created here.
    pub passkeys: bool,
}

impl RegisterDonePage {
    fn title(&self) -> String {
        self.chrome.title(self.chrome.register().done(), false)
    }
}
