//! How easily a password is guessed.
//!
//! zxcvbn knows some 30 000 passwords that leaked most often, English words, names and how keyboards run.
//! It knows none of the languages that are spoken here, so it is given a list of our own: words and names
//! that people in Russian, Kazakh and Uzbek make passwords of. It also judges what the same keys would
//! have given on the other layout: `gfhjkm` is `пароль`, `зфыыцщкв` is `password`.

use std::sync::OnceLock;

use zxcvbn::Entropy;
use zxcvbn::matching::patterns::MatchPattern;

const WORDS: &str = include_str!("common_words.txt");
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбюё";

/// Our own words as they stand, and as they come out on the Latin layout.
fn words() -> &'static [String] {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    ALL.get_or_init(|| {
        let own = WORDS.split_whitespace();
        let twins = WORDS.split_whitespace().filter_map(|word| on_other_keys(word, CYRILLIC, LATIN));
        own.map(str::to_owned).chain(twins).collect()
    })
}

/// The zxcvbn score of the weaker reading, 0 to 4, and whether the password as a whole is one of those that
/// leaked most often. `own` are words of the person.
pub(super) fn judge(password: &str, own: &[String]) -> (u8, bool) {
    let inputs: Vec<&str> = own.iter().chain(words()).map(String::as_str).collect();
    let typed = zxcvbn::zxcvbn(password, &inputs);
    let mut found = (u8::from(typed.score()), is_listed(&typed));
    if let Some(other) = on_other_keys(&password.to_lowercase(), CYRILLIC, LATIN) {
        let other = zxcvbn::zxcvbn(&other, &inputs);
        found = (found.0.min(u8::from(other.score())), found.1 || is_listed(&other));
    }
    found
}

/// Whether one entry of a list explains the whole.
fn is_listed(judged: &Entropy) -> bool {
    matches!(judged.sequence(), [whole] if matches!(whole.pattern, MatchPattern::Dictionary(_)))
}

/// What the same keys give on the other layout; `None` if no letter of the first is in the text.
fn on_other_keys(text: &str, from: &str, to: &str) -> Option<String> {
    let key = |c: char| from.chars().zip(to.chars()).find(|(own, _)| *own == c).map(|(_, other)| other);
    text.chars().any(|c| key(c).is_some()).then(|| text.chars().map(|c| key(c).unwrap_or(c)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_on_the_other_layout() {
        assert_eq!(LATIN.chars().count(), CYRILLIC.chars().count());
        assert_eq!(on_other_keys("зфыыцщкв", CYRILLIC, LATIN).as_deref(), Some("password"));
        assert_eq!(on_other_keys("password", CYRILLIC, LATIN), None);
    }

    #[test]
    fn common_words_of_the_languages_here_are_weak_and_phrases_are_not() {
        for text in [
            "пароль123",
            "Алматы2024",
            "gfhjkm123",
            "зфыыцщкв1",
            "йцукен12",
            "toshkent1998",
            "Қазақстан1",
            "Dilnoza2001",
        ] {
            assert!(judge(text, &[]).0 < 3, "{text}");
        }
        for text in ["құлын көк аспан жүгірді", "ko'k bulut tez yurgan", "сиреневый трактор поёт"]
        {
            assert!(judge(text, &[]).0 >= 3, "{text}");
        }
    }

    #[test]
    fn a_whole_entry_of_a_list_is_told_whatever_its_score() {
        for text in ["password", "qwertyuiop", "Football", "p@ssw0rd", "любовь"] {
            assert!(judge(text, &[]).1, "{text}");
        }
        assert!(!judge("correct horse battery", &[]).1);
    }
}
