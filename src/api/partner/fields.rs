//! Reading the members of a body, with the documented sentences for what is wrong with them.

use serde_json::{Map, Value};

use crate::base::Id;

use super::error::Problem;

/// The members of a body, and what was found wrong with them so far.
#[derive(Debug, Default)]
pub(super) struct Fields {
    object: Map<String, Value>,
    issues: Vec<(String, Vec<String>)>,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Missing, `null`, or empty.
    Required,
    /// Not a text.
    Text,
    /// Not an array.
    Array,
    /// None of the values that are possible.
    Selected,
    /// Another pattern than the documented one.
    Format,
    /// Longer than so many characters.
    Longer(usize),
    /// Not an e-mail address.
    Email,
    /// Not a day.
    Date,
    /// A day that is not over.
    Past,
    /// Not a UUID.
    Uuid,
    /// An array of more than so many items.
    More(usize),
}

impl Wrong {
    fn sentence(self, key: &str) -> String {
        let words = key.replace('_', " ");
        let mut letters = words.chars();
        let name: String = letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect();
        match self {
            Self::Required => format!("The {name} field is required."),
            Self::Text => format!("The {name} must be a string."),
            Self::Array => format!("The {name} must be an array."),
            Self::Selected => format!("The selected {words} is invalid."),
            Self::Format => format!("The {name} format is invalid."),
            Self::Email => format!("The {name} must be a valid email address."),
            Self::Date => format!("The {name} is not a valid date."),
            Self::Past => format!("The {name} must be a date before today."),
            Self::Uuid => format!("The {name} must be a valid UUID."),
            Self::Longer(most) => format!("The {name} may not be greater than {most} characters."),
            Self::More(most) => format!("The {name} may not have more than {most} items."),
        }
    }
}

impl Fields {
    /// The members of an object.
    pub(super) fn of(object: Map<String, Value>) -> Self {
        Self { object, issues: Vec::new() }
    }

    /// Notes what is wrong with a field.
    pub(super) fn wrong(&mut self, key: &str, wrong: Wrong) {
        let sentence = wrong.sentence(key);
        match self.issues.iter_mut().find(|(known, _)| known == key) {
            // Of what is missing nothing more is to be said.
            Some((_, known)) if known.contains(&Wrong::Required.sentence(key)) => {}
            Some((_, sentences)) => sentences.push(sentence),
            None => self.issues.push((key.to_owned(), vec![sentence])),
        }
    }

    /// A text that may be absent: `null` and an empty one are. Control characters mean nothing in any of them,
    /// and a database may not take them.
    pub(super) fn text(&mut self, key: &str, most: usize) -> Option<String> {
        let wrong = match self.object.get(key) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) if text.is_empty() => return None,
            Some(Value::String(text)) if text.chars().count() > most => Wrong::Longer(most),
            Some(Value::String(text)) if text.chars().any(char::is_control) => Wrong::Format,
            Some(Value::String(text)) => return Some(text.clone()),
            Some(_) => Wrong::Text,
        };
        self.wrong(key, wrong);
        None
    }

    /// A text that may be absent and that `judge` makes something of.
    pub(super) fn judged<T>(
        &mut self,
        key: &str,
        most: usize,
        judge: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let text = self.text(key, most)?;
        judge(&text).map_err(|wrong| self.wrong(key, wrong)).ok()
    }

    /// Notes that a field is required if it is not there; what is wrong with one that is there is told anyway.
    pub(super) fn require(&mut self, key: &str) {
        if !self.has(key) {
            self.wrong(key, Wrong::Required);
        }
    }

    /// A text that must be there.
    pub(super) fn required_text(&mut self, key: &str, most: usize) -> Option<String> {
        self.require(key);
        self.text(key, most)
    }

    /// A UUID in its usual form, with hyphens, that must be there: as it was sent, and what it says.
    pub(super) fn required_id<T>(&mut self, key: &str) -> Option<(String, Id<T>)> {
        self.require(key);
        self.judged(key, 100, |text| match text.parse() {
            Ok(id) if text.len() == 36 => Ok((text.to_owned(), id)),
            _ => Err(Wrong::Uuid),
        })
    }

    /// The same member again, from another place: it fills a gap, and must not say something else.
    pub(super) fn also(&mut self, key: &str, text: &str) {
        match self.object.get(key) {
            _ if text.is_empty() => {}
            Some(Value::String(known)) if !known.is_empty() => {
                if known != text {
                    self.wrong(key, Wrong::Selected);
                }
            }
            _ if self.has(key) => {}
            _ => {
                self.object.insert(key.to_owned(), Value::String(text.to_owned()));
            }
        }
    }

    /// An array that must be there and has something in it, but not more than so many items.
    pub(super) fn required_array(&mut self, key: &str, most: usize) -> Vec<Value> {
        let wrong = match self.object.get(key) {
            Some(Value::Array(items)) if items.len() > most => Wrong::More(most),
            Some(Value::Array(items)) if !items.is_empty() => return items.clone(),
            _ if !self.has(key) => Wrong::Required,
            _ => Wrong::Array,
        };
        self.wrong(key, wrong);
        Vec::new()
    }

    /// Whether a member is there and says something.
    fn has(&self, key: &str) -> bool {
        match self.object.get(key) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(_) => true,
        }
    }

    /// All is well, or everything that is not.
    pub(super) fn finish(self) -> Result<(), Problem> {
        if self.issues.is_empty() { Ok(()) } else { Err(Problem::Fields(self.issues)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_the_documented_ones() {
        for (wrong, key, sentence) in [
            (Wrong::Required, "grants", "The Grants field is required."),
            (Wrong::Required, "redirect_uri", "The Redirect uri field is required."),
            (Wrong::Email, "email", "The Email must be a valid email address."),
            (Wrong::Date, "date_of_birth", "The Date of birth is not a valid date."),
            (Wrong::Past, "date_of_birth", "The Date of birth must be a date before today."),
            (Wrong::Uuid, "freedom_id", "The Freedom id must be a valid UUID."),
            (Wrong::Selected, "grants.3", "The selected grants.3 is invalid."),
            (Wrong::Selected, "redirect_uri", "The selected redirect uri is invalid."),
        ] {
            assert_eq!(wrong.sentence(key), sentence);
        }
    }
}
