//! The profile: what a person told about themselves, and the form of one part of it.

use askama::Template;

use super::Section;
use crate::domain::country::COUNTRIES;
use crate::domain::party::Road;
use crate::domain::profile::Block;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::field::Field;
use crate::web::pages::moment::Moment;
use crate::web::text::countries;

/// What is in the boxes of a form, by name.
#[derive(Clone, Debug, Default)]
pub struct Typed(pub Vec<(&'static str, String)>);

impl Typed {
    /// What is in one box.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether this stands in one box.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }
}

/// One fact as it is shown.
#[derive(Clone, Debug)]
pub struct FactLine {
    label: &'static str,
    value: Option<String>,
    sensitive: bool,
}

/// A part of the profile.
#[derive(Clone, Debug)]
pub struct BlockCard {
    block: Block,
    title: &'static str,
    lines: Vec<FactLine>,
}

/// A partner with rights over the person's record.
#[derive(Clone, Debug)]
pub struct PartnerLine {
    /// Its id, in the form that ends its rights.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it came to be.
    pub road: Road,
    /// Since when.
    pub since: Moment,
}

impl PartnerLine {
    fn made(&self) -> bool {
        self.road == Road::Created
    }
}

/// `/account/profile`.
#[derive(Debug, Template)]
#[template(path = "account/profile.html")]
pub struct FactsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What is known, as it is shown; by the names of the boxes.
    pub known: Typed,
    /// Whether the state's number stands there in full.
    pub bare: bool,
    /// The part whose form is open.
    pub edit: Option<Block>,
    /// What is in the boxes.
    pub typed: Typed,
    /// The version that the form is drawn from.
    pub version: String,
    /// What somebody else made of it meanwhile, in words.
    pub now: Option<String>,
    /// Partners.
    pub partners: Vec<PartnerLine>,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl FactsPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Profile
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.account().profile(), !self.issues.is_empty())
    }

    fn cards(&self) -> Vec<BlockCard> {
        let (t, f) = (self.chrome.facts(), self.chrome.fields());
        let line = |label, name: &str| {
            let value = Some(self.known.get(name)).filter(|text| !text.is_empty()).map(str::to_owned);
            FactLine { label, value, sensitive: matches!(name, "nationality" | "identifier") }
        };
        let card = |block, title, lines| BlockCard { block, title, lines };
        vec![
            card(
                Block::Name,
                t.name(),
                vec![
                    line(f.last_name(), "lastname"),
                    line(f.first_name(), "firstname"),
                    line(f.patronymic(), "patronymic"),
                ],
            ),
            card(Block::Birth, t.birth(), vec![line(f.date_of_birth(), "date_of_birth"), line(f.gender(), "gender")]),
            card(
                Block::Citizenship,
                t.citizenship(),
                vec![line(f.country(), "country"), line(f.nationality(), "nationality")],
            ),
            card(Block::Identifier, t.identifier(), vec![line(f.identifier(), "identifier")]),
            card(Block::Address, t.address(), vec![line(t.address(), "address")]),
        ]
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand on references")]
    fn is_open(&self, block: &Block) -> bool {
        self.edit == Some(*block)
    }

    /// The text fields of the open form, in order; a date and a choice are drawn by the template.
    fn fields(&self) -> Vec<Field> {
        let (chrome, t, f) = (&self.chrome, self.chrome.facts(), self.chrome.fields());
        let text = |id: &'static str, label: &str| Field::text(chrome, &self.issues, id, label, self.typed.get(id));
        match self.edit {
            Some(Block::Name) => vec![
                text("lastname", f.last_name()).filled_by("family-name"),
                text("firstname", f.first_name()).filled_by("given-name"),
                text("patronymic", f.patronymic())
                    .filled_by("additional-name")
                    .hinted(f.patronymic_hint())
                    .optional(true),
            ],
            Some(Block::Citizenship) => vec![text("nationality", f.nationality()).optional(true)],
            Some(Block::Identifier) => {
                vec![text("identifier", f.identifier()).hinted(f.identifier_hint()).digits("full").optional(true)]
            }
            Some(Block::Address) => vec![
                text("street", t.street()).filled_by("street-address").optional(true),
                text("city", t.city()).filled_by("address-level2").optional(true),
                text("region", t.region()).filled_by("address-level1").optional(true),
                text("postal_code", t.postal_code()).filled_by("postal-code").optional(true),
            ],
            Some(Block::Birth) | None => Vec::new(),
        }
    }

    const fn genders(&self) -> [(&'static str, &'static str); 3] {
        let words = self.chrome.fields();
        [("", self.chrome.facts().not_stated()), ("F", words.female()), ("M", words.male())]
    }

    /// The name of the box in which a country is chosen.
    const fn country_box(&self) -> Option<(&'static str, &'static str)> {
        match self.edit {
            Some(Block::Citizenship) => Some(("country", self.chrome.fields().country())),
            Some(Block::Address) => Some(("address_country", self.chrome.facts().address_country())),
            _ => None,
        }
    }

    /// Codes and names, our two countries first, then those with a name, then the rest by code.
    fn countries(&self) -> Vec<(&'static str, &'static str)> {
        let named = countries::all(self.chrome.locale);
        let rest = COUNTRIES.iter().filter(|code| named.iter().all(|(known, _)| known != *code));
        let rest: Vec<_> = rest.map(|code| (*code, *code)).collect();
        named.into_iter().chain(rest).collect()
    }
}
