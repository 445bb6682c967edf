//! Phone numbers.

use std::fmt;

/// A phone number in E.164 form: `+` and 10 to 15 digits. Whether a numbering plan knows it is a
/// door's policy ([`Phone::is_assignable`]), not a property of the type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// The text is not a phone number with a country code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number with a country code")]
pub struct NotAPhone;

/// Most characters of a number as it is typed.
const MOST_TYPED: usize = 60;

/// The two-digit codes that begin an Uzbek number written without its country code.
const UZBEK_PREFIXES: [&str; 17] =
    ["20", "33", "50", "55", "61", "62", "65", "66", "67", "69", "70", "71", "77", "88", "90", "91", "93"];
const UZBEK_PREFIXES_MORE: [&str; 8] = ["94", "95", "97", "98", "99", "73", "74", "75"];

impl Phone {
    /// Reads any usual spelling and brings it to one form: digits of any keyboard here are digits, separators
    /// and the marks of direction that address books paste are dropped, `00` is `+`,
    /// the local forms of Kazakhstan (`8 701…`, `7 701…`, `701…`) and Uzbekistan (`998…`, `90…`)
    /// get their country code.
    pub fn parse(text: &str) -> Result<Self, NotAPhone> {
        let text = plain(text).ok_or(NotAPhone)?;
        let (plus, digits) = text.strip_prefix('+').map_or((false, text.as_str()), |rest| (true, rest));
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAPhone);
        }
        let digits = digits.to_owned();
        let full = if plus {
            digits
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else {
            with_country_code(digits)
        };
        if (10..=15).contains(&full.len()) && !full.starts_with('0') {
            Ok(Self(format!("+{full}")))
        } else {
            Err(NotAPhone)
        }
    }

    /// Reads a number that is written in full already: `^\+\d{10,15}$` and nothing else (seed `000`).
    pub fn exact(text: &str) -> Result<Self, NotAPhone> {
        let digits = text.strip_prefix('+').ok_or(NotAPhone)?;
        let full = (10..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if full { Ok(Self(text.to_owned())) } else { Err(NotAPhone) }
    }

    /// A value read back from the database, where only normal forms are written.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// `+` and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the numbering plan of its country has such a number.
    pub fn is_assignable(&self) -> bool {
        phonenumber::parse(None, &self.0).is_ok_and(|number| phonenumber::is_valid(&number))
    }

    /// The code of its country or numbering plan, `+998`; its first three digits where no plan knows it.
    pub fn calling_code(&self) -> String {
        phonenumber::parse(None, &self.0)
            .map_or_else(|_| self.0.chars().take(4).collect(), |number| format!("+{}", number.code().value()))
    }

    /// Its neighbours: all but the last two digits.
    pub fn range(&self) -> &str {
        self.0.get(..self.0.len().saturating_sub(2)).unwrap_or_default()
    }

    /// Spaced for reading: `+7 701 234 56 78`, `+998 90 123 45 67`, other countries in threes.
    pub fn spaced(&self) -> String {
        let digits = self.0.trim_start_matches('+');
        let groups: &[usize] = match digits.len() {
            11 if digits.starts_with('7') => &[1, 3, 3, 2, 2],
            12 if digits.starts_with("998") => &[3, 2, 3, 2, 2],
            _ => &[3, 3, 3, 3, 3],
        };
        let mut rest = digits;
        let mut parts = Vec::with_capacity(groups.len());
        for &size in groups {
            let (part, tail) = rest.split_at_checked(size).unwrap_or((rest, ""));
            if !part.is_empty() {
                parts.push(part);
            }
            rest = tail;
        }
        format!("+{}", parts.join(" "))
    }

    /// For pages where the whole number must not be readable: `+7 ••• ••• 56 78`.
    pub fn masked(&self) -> String {
        let spaced = self.spaced();
        let total = spaced.chars().filter(char::is_ascii_digit).count();
        let country = spaced.find(' ').unwrap_or(0);
        let mut seen = 0;
        spaced
            .char_indices()
            .map(|(at, c)| {
                if !c.is_ascii_digit() {
                    return c;
                }
                seen += 1;
                if at < country || seen + 4 > total { c } else { '•' }
            })
            .collect()
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number with nothing but plus signs and ASCII digits; `None` if anything else is in it, such as an
/// extension.
fn plain(text: &str) -> Option<String> {
    let mut plain = String::new();
    for (at, c) in text.trim().chars().enumerate() {
        match c {
            _ if at >= MOST_TYPED => return None,
            '+' | '＋' => plain.push('+'),
            c if is_between(c) => {}
            c => plain.push(digit(c)?),
        }
    }
    Some(plain)
}

/// Spaces, dashes, brackets, and the marks of direction that come along unseen.
const fn is_between(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}'
            | '-' | '(' | ')' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '（' | '）' | '－' | '．'
            | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// The ASCII digit of a digit: ASCII, Arabic-Indic, Persian, full-width.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '０'..='９' => '０',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

fn with_country_code(digits: String) -> String {
    let uzbek = |d: &str| {
        let mut prefixes = UZBEK_PREFIXES.iter().chain(&UZBEK_PREFIXES_MORE);
        prefixes.any(|p| d.starts_with(p))
    };
    match (digits.len(), digits.as_bytes().first()) {
        (11, Some(b'8' | b'7')) => format!("7{}", digits.get(1..).unwrap_or_default()),
        (10, Some(b'7')) => format!("7{digits}"),
        (9, _) if uzbek(&digits) => format!("998{digits}"),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_two_numbers_become_one_form_each() {
        for text in [
            "+77012345678",
            "87012345678",
            "8 701 234 56 78",
            "7(701)234-56-78",
            "7012345678",
            "0077012345678",
            "+7 701 234–56–78",
            "+7/701/234.56.78",
            "٨٧٠١٢٣٤٥٦٧٨",
            "+۷ ۷۰۱ ۲۳۴ ۵۶ ۷۸",
            "＋７（７０１）２３４－５６－７８",
            "\u{202a}+7\u{a0}701\u{a0}234-56-78\u{202c}",
            "\t+7\u{202f}701 2345678 \n",
        ] {
            assert_eq!(Phone::parse(text).as_ref().map(Phone::as_str), Ok("+77012345678"), "{text}");
        }
        for text in ["+998 90 123-45-67", "998901234567", "901234567", "٩٠١٢٣٤٥٦٧"] {
            assert_eq!(Phone::parse(text).as_ref().map(Phone::as_str), Ok("+998901234567"), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "+",
            "++77012345678",
            "12345",
            "+7701234567x",
            "7+7012345678",
            "+0701234567",
            "+1234567890123456",
            "a@b.kz",
            "+77012345678 ext. 5",
            "+77012345678x5",
            "+77012345678;ext=5",
            "+77012345678#5",
            "+77012345678,5",
            "tel:+77012345678",
            "+7701FLOWERS",
            "+7701234567Ⅷ",
            "+7701234567⁸",
            "+7701234567\u{ad}8",
            &format!("+{}77012345678", " ".repeat(60)),
        ] {
            assert_eq!(Phone::parse(text), Err(NotAPhone), "{text}");
        }
    }

    #[test]
    fn a_number_written_in_full_is_taken_to_the_letter() {
        for text in ["+1234567890", "+123456789012345", "+0123456789"] {
            assert_eq!(Phone::exact(text).as_ref().map(Phone::as_str), Ok(text));
        }
        for text in
            ["1234567890", "+123456789", "+1234567890123456", "+7 701 234 56 78", "+٧٧٠١٢٣٤٥٦٧٨", "+1234567890\n"]
        {
            assert_eq!(Phone::exact(text), Err(NotAPhone), "{text}");
        }
    }

    #[test]
    fn numbers_are_spaced_and_masked() {
        let kz = Phone::from_stored("+77012345678".into());
        assert_eq!(kz.spaced(), "+7 701 234 56 78");
        assert_eq!(kz.masked(), "+7 ••• ••• 56 78");
        assert_eq!(Phone::from_stored("+998901234567".into()).masked(), "+998 •• ••• 45 67");
        assert!(kz.is_assignable());
        assert!(!Phone::from_stored("+70000000000".into()).is_assignable());
        assert_eq!((kz.calling_code().as_str(), kz.range()), ("+7", "+770123456"));
        assert_eq!(Phone::from_stored("+998901234567".into()).calling_code(), "+998");
        assert_eq!(Phone::from_stored("+0000000000".into()).calling_code(), "+000");
    }
}
