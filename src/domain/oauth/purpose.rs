//! Why a client asks for something, in its own words and in the person's language.

use std::collections::BTreeMap;

use crate::base::Locale;
use crate::domain::oauth::client_name::is_visible;
use crate::domain::oauth::scope::lookup;

/// Texts by scope, or by scope and language: `read.phone`, `read.phone#ru`.
pub type Purposes = BTreeMap<String, String>;

/// The text for a scope in a language, else the one that names no language.
pub fn of<'p>(purposes: &'p Purposes, scope: &str, locale: Locale) -> Option<&'p str> {
    let own = purposes.get(&format!("{scope}#{}", locale.tag()));
    own.or_else(|| purposes.get(scope)).map(String::as_str)
}

/// Whether a text stands for something that a client may ask for, in a language of ours.
pub fn is_key(key: &str) -> bool {
    let (scope, language) = key.split_once('#').map_or((key, None), |(scope, tag)| (scope, Some(tag)));
    lookup(scope).is_some() && language.is_none_or(|tag| Locale::ALL.iter().any(|known| known.tag() == tag))
}

/// Whether a text may be shown: 1 to 120 characters that can all be seen (UX 3.9.1).
pub fn is_text(text: &str) -> bool {
    is_visible(text, 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_the_person_comes_first() {
        let pairs = [("read.phone", "To call you"), ("read.phone#ru", "Чтобы позвонить")];
        let purposes: Purposes = pairs.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
        assert_eq!(of(&purposes, "read.phone", Locale::Ru), Some("Чтобы позвонить"));
        assert_eq!(of(&purposes, "read.phone", Locale::Uz), Some("To call you"));
        assert_eq!(of(&purposes, "read.email", Locale::Ru), None);
    }

    #[test]
    fn keys_name_a_scope_and_a_language_that_there_are() {
        assert!(is_key("read.phone") && is_key("read.phone#kk"));
        for bad in ["", "read.everything", "read.phone#", "read.phone#de", "read.phone#ru#ru", "#ru"] {
            assert!(!is_key(bad), "{bad}");
        }
        assert!(!is_text("") && !is_text("a\u{202e}b") && !is_text(&"x".repeat(121)) && is_text("Why not?"));
    }
}
