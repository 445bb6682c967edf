//! What a password must be (LIMITS: at least 8 characters, no composition rules, not common, not
//! the person's own data, zxcvbn score of at least 3). Any script, spaces and signs are welcome.

mod common;

use unicode_normalization::UnicodeNormalization as _;

use crate::base::Secret;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFlaw {
    /// Fewer characters than the rule wants.
    Short {
        /// The rule.
        least: usize,
    },
    /// More than can be taken: 128 characters, 512 bytes.
    Long,
    /// Easy to guess.
    Common,
    /// Stands in a collection of leaked passwords.
    Breached,
    /// Contains the person's phone number, e-mail address or name.
    Personal,
}

/// Most characters of a password.
pub const MOST_CHARACTERS: usize = 128;
/// Most bytes of a password.
pub const MOST_BYTES: usize = 512;

/// A password in the form in which it is judged and hashed: NFKC, so that every keyboard gives the same
/// (NIST SP 800-63B §3.1.1.2).
pub fn normal(password: &Secret) -> Secret {
    if password.expose().is_ascii() {
        return password.clone();
    }
    Secret::new(password.expose().nfkc().collect::<String>())
}

/// How strict to be.
#[derive(Clone, Copy, Debug)]
pub struct PasswordRule {
    /// Shortest, in code points.
    pub min_length: usize,
    /// Weakest zxcvbn score.
    pub min_score: u8,
}

impl PasswordRule {
    /// Judges a password in its normal form. `own` are the person's phone, e-mail and names.
    pub fn check(&self, password: &str, own: &[&str]) -> Result<(), PasswordFlaw> {
        let length = password.chars().count();
        if length < self.min_length {
            return Err(PasswordFlaw::Short { least: self.min_length });
        }
        if length > MOST_CHARACTERS || password.len() > MOST_BYTES {
            return Err(PasswordFlaw::Long);
        }
        let own = personal_words(own);
        let lower = password.to_lowercase();
        if own.iter().any(|word| lower.contains(word.as_str())) {
            return Err(PasswordFlaw::Personal);
        }
        let (score, listed) = common::judge(password, &own);
        if listed || score < self.min_score {
            return Err(PasswordFlaw::Common);
        }
        Ok(())
    }
}

/// Pieces of the person's data that are long enough to matter: a whole phone number, the part of an
/// address before the `@`, a name.
fn personal_words(own: &[&str]) -> Vec<String> {
    own.iter()
        .map(|value| value.split('@').next().unwrap_or_default().trim_start_matches('+').to_lowercase())
        .filter(|word| word.chars().count() >= 4)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: PasswordRule = PasswordRule { min_length: 8, min_score: 3 };

    #[test]
    fn length_commonness_and_own_data_decide() {
        let own = ["+77012345678", "aigerim@mail.example", "Бекова"];
        assert_eq!(RULE.check("Tq7xw2!", &own), Err(PasswordFlaw::Short { least: 8 }));
        assert_eq!(RULE.check("password123", &own), Err(PasswordFlaw::Common));
        assert_eq!(RULE.check("qwertyuiop", &own), Err(PasswordFlaw::Common));
        assert_eq!(RULE.check("my-aigerim-horse", &own), Err(PasswordFlaw::Personal));
        assert_eq!(RULE.check("77012345678-xyz", &own), Err(PasswordFlaw::Personal));
        assert_eq!(RULE.check(&"horse ".repeat(40), &own), Err(PasswordFlaw::Long));
        assert_eq!(RULE.check("correct horse battery", &own), Ok(()));
        assert_eq!(RULE.check("құлын көк аспан жүгірді", &own), Ok(()));
    }

    #[test]
    fn long_ones_spaces_and_any_script_are_welcome() {
        let long =
            "Сорок тысяч 40 000 обезьян & одна Ёлка — ойын, shamol, күн! 2^6 _".chars().take(64).collect::<String>();
        assert_eq!(long.chars().count(), 64);
        assert_eq!(RULE.check(&long, &[]), Ok(()));
        assert_eq!(RULE.check(&"Ю7 ".repeat(43), &[]), Err(PasswordFlaw::Long), "129 characters");
    }

    #[test]
    fn the_list_counts_whatever_score_is_asked_for() {
        let lax = PasswordRule { min_score: 0, ..RULE };
        assert_eq!(lax.check("football", &[]), Err(PasswordFlaw::Common));
        assert_eq!(lax.check("зфыыцщкв", &[]), Err(PasswordFlaw::Common));
        assert_eq!(lax.check("футболка", &[]), Ok(()));
    }

    #[test]
    fn every_keyboard_gives_one_form() {
        let form = |text: &str| normal(&Secret::new(text)).expose().to_owned();
        assert_eq!(form("e\u{301}te\u{301}"), "\u{e9}t\u{e9}");
        assert_eq!(form("ｐａｓｓ　word"), "pass word");
        assert_eq!(form("й"), form("и\u{306}"));
    }
}
