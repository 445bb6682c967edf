//! The decision about what an app gets, and the data it needs but the account lacks.

use askama::Template;

use crate::web::page::{Chrome, Issue};
use crate::web::pages::field::Field;
use crate::web::pages::people::{AccountCard, AppCard, Standing};
use crate::web::text::Data;

/// A kind of data, as people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Datum {
    /// Several parts of the name in one row.
    Name,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Patronymic.
    Patronymic,
    /// The main phone number.
    Phone,
    /// All phone numbers.
    Phones,
    /// The main e-mail address.
    Email,
    /// All e-mail addresses.
    Emails,
    /// Date of birth.
    DateOfBirth,
    /// Gender.
    Gender,
    /// Citizenship.
    Country,
    /// Nationality as in the document.
    Nationality,
    /// Identification number of Kazakhstan.
    IdentifierKz,
    /// Identification number of Uzbekistan.
    IdentifierUz,
    /// Postal address.
    Address,
    /// The report made from confirmed data.
    Profile,
    /// Access while the person is away.
    Offline,
}

impl Datum {
    /// Its name in the language of the texts.
    pub const fn label(self, words: Data) -> &'static str {
        match self {
            Self::Name => words.name(),
            Self::FirstName => words.first_name(),
            Self::LastName => words.last_name(),
            Self::Patronymic => words.patronymic(),
            Self::Phone => words.phone(),
            Self::Phones => words.phones(),
            Self::Email => words.email(),
            Self::Emails => words.emails(),
            Self::DateOfBirth => words.date_of_birth(),
            Self::Gender => words.gender(),
            Self::Country => words.country(),
            Self::Nationality => words.nationality(),
            Self::IdentifierKz => words.identifier_kz(),
            Self::IdentifierUz => words.identifier_uz(),
            Self::Address => words.address(),
            Self::Profile => words.profile(),
            Self::Offline => words.offline(),
        }
    }

    /// Whether a row about it carries the word "sensitive".
    pub const fn is_sensitive(self) -> bool {
        matches!(self, Self::Nationality | Self::IdentifierKz | Self::IdentifierUz | Self::Profile)
    }

    /// Whether it is a permission without a value in the account.
    const fn has_no_value(self) -> bool {
        matches!(self, Self::Profile | Self::Offline)
    }
}

/// One value that would be sent.
#[derive(Clone, Debug)]
pub struct Value {
    /// The value as the app would get it.
    pub text: String,
    /// Shown instead until the person asks for the whole, `•••••••• 0123`.
    pub masked: Option<String>,
    /// For contacts: whether it is confirmed.
    pub confirmed: Option<bool>,
}

impl Value {
    /// A value with nothing more to say about it.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), masked: None, confirmed: None }
    }

    /// A contact.
    pub fn contact(text: impl Into<String>, confirmed: bool) -> Self {
        Self { text: text.into(), masked: None, confirmed: Some(confirmed) }
    }

    /// A value of which only the end is shown at first.
    pub fn masked(text: impl Into<String>, masked: impl Into<String>) -> Self {
        Self { text: text.into(), masked: Some(masked.into()), confirmed: None }
    }
}

/// One row of the request.
#[derive(Clone, Debug)]
pub struct GrantRow {
    /// The value of its checkbox, the name of the grant.
    pub grant: String,
    /// What it is.
    pub datum: Datum,
    /// What would be sent; empty when the account lacks it.
    pub values: Vec<Value>,
    /// Why the app wants it, in its own words.
    pub purpose: Option<String>,
    /// Whether the checkbox is ticked.
    pub ticked: bool,
}

impl GrantRow {
    /// A row without a purpose, not ticked.
    pub fn new(grant: impl Into<String>, datum: Datum, values: Vec<Value>) -> Self {
        Self { grant: grant.into(), datum, values, purpose: None, ticked: false }
    }

    fn is_missing(&self) -> bool {
        self.values.is_empty() && !self.datum.has_no_value()
    }
}

/// The page where a person decides.
#[derive(Debug, Template)]
#[template(path = "pages/consent.html")]
pub struct ConsentPage {
    /// What surrounds the page; its party is not shown a second time.
    pub chrome: Chrome,
    /// Who asks.
    pub app: AppCard,
    /// As whom the person answers.
    pub account: AccountCard,
    /// What the app needs: text without checkboxes. Sensitive rows last.
    pub required: Vec<GrantRow>,
    /// The grants of those rows: what an answer to this page can be about.
    pub seen: String,
    /// What the person may add. Sensitive rows last.
    pub optional: Vec<GrantRow>,
    /// What was allowed earlier, when the app asks for more.
    pub allowed: Vec<GrantRow>,
    /// The page of the account where that can be taken back.
    pub manage: String,
    /// The masked account the app expected, when it is another one.
    pub expected: Option<String>,
    /// Until when access lasts, a date; none when until the person ends it.
    pub until: Option<String>,
    /// Until when this request is valid, `14:35`.
    pub valid_until: Option<String>,
    /// Whether the app gets an id of the person that no other app gets.
    pub pairwise: bool,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl ConsentPage {
    fn title(&self) -> String {
        self.chrome.title(&self.heading(), !self.issues.is_empty())
    }

    fn heading(&self) -> String {
        let words = self.chrome.consent();
        if self.asks_for_more() { words.more(&self.app.name) } else { words.title(&self.app.name) }
    }

    const fn asks_for_more(&self) -> bool {
        !self.allowed.is_empty()
    }

    fn lacks_required(&self) -> bool {
        self.required.iter().any(GrantRow::is_missing)
    }

    fn asks_nothing(&self) -> bool {
        self.required.is_empty() && self.optional.is_empty() && self.allowed.is_empty()
    }

    const fn badge(&self) -> (&'static str, &'static str, &'static str) {
        let words = self.chrome.consent();
        match self.app.standing {
            Standing::Verified => ("ok", "check", words.verified()),
            Standing::Own => ("ok", "check", words.own()),
            Standing::Unverified => ("warn", "alert", words.unverified()),
            Standing::Test => ("quiet", "flask", words.test()),
        }
    }

    const fn warning(&self) -> Option<&'static str> {
        let words = self.chrome.consent();
        match self.app.standing {
            Standing::Unverified => Some(words.unverified_warn()),
            Standing::Test => Some(words.test_warn()),
            Standing::Verified | Standing::Own => None,
        }
    }

    fn label_of(&self, row: &GrantRow) -> &'static str {
        row.datum.label(self.chrome.data())
    }

    fn quote_of(&self, row: &GrantRow) -> Option<String> {
        row.purpose.as_ref().map(|text| self.chrome.consent().purpose(text, &self.app.name))
    }
}

/// A kind of data that can be added on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKind {
    /// `firstname`.
    FirstName,
    /// `lastname`.
    LastName,
    /// `patronymic`.
    Patronymic,
    /// `birth_day`, `birth_month`, `birth_year`.
    DateOfBirth,
    /// `gender`: `female` or `male`.
    Gender,
    /// `country`: `KZ`, `UZ` or `other` with `country_other`.
    Country,
    /// `nationality`.
    Nationality,
    /// `identifier`.
    Identifier,
    /// `phone`.
    Phone,
    /// `email`.
    Email,
}

/// A field of missing data with what was typed.
#[derive(Clone, Debug)]
pub struct MissingField {
    /// What is missing.
    pub kind: MissingKind,
    /// What was typed; for a date `day month year`, for another country its code.
    pub value: String,
}

impl MissingField {
    /// An empty field.
    pub const fn empty(kind: MissingKind) -> Self {
        Self { kind, value: String::new() }
    }

    fn part(&self, index: usize) -> &str {
        self.value.split(' ').nth(index).unwrap_or_default()
    }

    fn is_elsewhere(&self) -> bool {
        !matches!(self.value.as_str(), "" | "KZ" | "UZ")
    }
}

/// What the app needs and the account lacks.
#[derive(Debug, Template)]
#[template(path = "pages/missing.html")]
pub struct MissingPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Who asks.
    pub app: AppCard,
    /// Whose account it is.
    pub account: AccountCard,
    /// The missing fields.
    pub fields: Vec<MissingField>,
    /// What is wrong; fields as named in [`MissingKind`], the date under `birth_day`.
    pub issues: Vec<Issue>,
}

impl MissingPage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.consent().missing_title(&self.app.name), !self.issues.is_empty())
    }

    /// The text field of a kind; none for a date and for a choice.
    fn text_field(&self, field: &MissingField) -> Option<Field> {
        let (chrome, issues, words) = (&self.chrome, &self.issues, self.chrome.fields());
        let text = |id, label| Field::text(chrome, issues, id, label, &field.value);
        Some(match field.kind {
            MissingKind::FirstName => text("firstname", words.first_name()).filled_by("given-name"),
            MissingKind::LastName => text("lastname", words.last_name()).filled_by("family-name"),
            MissingKind::Patronymic => {
                text("patronymic", words.patronymic()).filled_by("additional-name").hinted(words.patronymic_hint())
            }
            MissingKind::Nationality => text("nationality", words.nationality()),
            MissingKind::Identifier => {
                text("identifier", words.identifier()).hinted(words.identifier_hint()).digits("code")
            }
            MissingKind::Phone => Field::phone(chrome, issues, &field.value),
            MissingKind::Email => Field::email(chrome, issues, &field.value),
            MissingKind::DateOfBirth | MissingKind::Gender | MissingKind::Country => return None,
        })
    }
}
