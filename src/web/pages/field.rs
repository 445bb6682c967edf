//! A text field of a form. The macro in `parts/form.html` decides the ids around it.

use crate::web::page::{Chrome, Issue};

/// A text field.
#[derive(Clone, Debug)]
pub struct Field {
    /// `id` and `name`.
    pub id: &'static str,
    /// What it is.
    pub label: String,
    /// A short help between label and box.
    pub hint: Option<String>,
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// `type`.
    pub kind: &'static str,
    /// `inputmode`.
    pub mode: &'static str,
    /// `autocomplete`.
    pub fill: &'static str,
    /// Whether it may stay empty.
    pub optional: bool,
    /// `c-field--…`: the expected length of the value.
    pub width: &'static str,
}

impl Field {
    /// A required field of plain text.
    pub fn text(chrome: &Chrome, issues: &[Issue], id: &'static str, label: &str, value: &str) -> Self {
        Self {
            id,
            label: label.into(),
            hint: None,
            value: value.into(),
            error: chrome.wrong(issues, id),
            kind: "text",
            mode: "text",
            fill: "off",
            optional: false,
            width: "full",
        }
    }

    /// A phone number.
    pub fn phone(chrome: &Chrome, issues: &[Issue], value: &str) -> Self {
        let words = chrome.fields();
        Self {
            hint: Some(words.phone_hint().into()),
            kind: "tel",
            mode: "tel",
            fill: "tel",
            ..Self::text(chrome, issues, "phone", words.phone(), value)
        }
    }

    /// An e-mail address.
    pub fn email(chrome: &Chrome, issues: &[Issue], value: &str) -> Self {
        let words = chrome.fields();
        Self {
            hint: Some(words.email_hint().into()),
            kind: "email",
            mode: "email",
            fill: "email",
            ..Self::text(chrome, issues, "email", words.email(), value)
        }
    }

    /// The same field with a hint.
    #[must_use]
    pub fn hinted(self, hint: &str) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same field with an `autocomplete` purpose.
    #[must_use]
    pub fn filled_by(self, fill: &'static str) -> Self {
        Self { fill, ..self }
    }

    /// The same field for digits.
    #[must_use]
    pub fn digits(self, width: &'static str) -> Self {
        Self { mode: "numeric", width, ..self }
    }

    /// The same field, which may stay empty.
    #[must_use]
    pub fn optional(self, optional: bool) -> Self {
        Self { optional, ..self }
    }

    /// The ids that describe the box, error first.
    pub fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.id));
        }
        ids.join(" ")
    }
}
