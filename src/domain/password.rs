//! What a password must be (LIMITS: at least 8 characters, no composition rules, not common, not
//! the person's own data, zxcvbn score of at least 3).

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
    /// Contains the person's phone number, e-mail address or name.
    Personal,
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
    /// Judges a password. `own` are the person's phone, e-mail and names.
    pub fn check(&self, password: &str, own: &[&str]) -> Result<(), PasswordFlaw> {
        let length = password.chars().count();
        if length < self.min_length {
            return Err(PasswordFlaw::Short { least: self.min_length });
        }
        if length > 128 || password.len() > 512 {
            return Err(PasswordFlaw::Long);
        }
        let own = personal_words(own);
        let lower = password.to_lowercase();
        if own.iter().any(|word| lower.contains(word.as_str())) {
            return Err(PasswordFlaw::Personal);
        }
        let words: Vec<&str> = own.iter().map(String::as_str).chain(["freedom", "freedomid"]).collect();
        if u8::from(zxcvbn::zxcvbn(password, &words).score()) < self.min_score {
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
}
