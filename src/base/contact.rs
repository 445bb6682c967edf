//! E-mail addresses and phone numbers: read once, kept in their normal form.

use std::fmt;

/// An e-mail address in normal form: trimmed, lower-case, the domain in its ASCII spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

/// The text is not an e-mail address.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmail;

impl Email {
    /// Reads an address as a person types it: at most 254 bytes, one `@`, a dotted domain
    /// (RFC 5321 §4.5.3.1). Quoted local parts are not accepted: no mail service hands them out.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnEmail)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
        let url::Host::Domain(domain) = url::Host::parse(domain).map_err(|_| NotAnEmail)? else {
            return Err(NotAnEmail);
        };
        let domain_ok = domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty() && label.len() <= 63)
            && domain.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
        let email = format!("{}@{domain}", local.to_lowercase());
        if local_ok && domain_ok && email.len() <= 254 { Ok(Self(email)) } else { Err(NotAnEmail) }
    }

    /// A value read back from the database, where only normal forms are written.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For pages where the whole address must not be readable: `t•••@mail.example`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or(("", &self.0));
        let first = local.chars().next().map(String::from).unwrap_or_default();
        format!("{first}•••@{domain}")
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A phone number in E.164 form: `+` and 10 to 15 digits. Whether a numbering plan knows it is a
/// door's policy ([`Phone::is_assignable`]), not a property of the type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// The text is not a phone number with a country code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number with a country code")]
pub struct NotAPhone;

/// The two-digit codes that begin an Uzbek number written without its country code.
const UZBEK_PREFIXES: [&str; 17] =
    ["20", "33", "50", "55", "61", "62", "65", "66", "67", "69", "70", "71", "77", "88", "90", "91", "93"];
const UZBEK_PREFIXES_MORE: [&str; 8] = ["94", "95", "97", "98", "99", "73", "74", "75"];

impl Phone {
    /// Reads any usual spelling and brings it to one form: separators are dropped, `00` is `+`,
    /// the local forms of Kazakhstan (`8 701…`, `7 701…`, `701…`) and Uzbekistan (`998…`, `90…`)
    /// get their country code.
    pub fn parse(text: &str) -> Result<Self, NotAPhone> {
        let text = text.trim();
        if text.len() > 60 || !text.chars().all(|c| c.is_ascii_digit() || " +-().\u{a0}".contains(c)) {
            return Err(NotAPhone);
        }
        let plus = text.starts_with('+');
        if text.chars().skip(1).any(|c| c == '+') {
            return Err(NotAPhone);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
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
        for text in ["+77012345678", "87012345678", "8 701 234 56 78", "7(701)234-56-78", "7012345678", "0077012345678"]
        {
            assert_eq!(Phone::parse(text).as_ref().map(Phone::as_str), Ok("+77012345678"), "{text}");
        }
        for text in ["+998 90 123-45-67", "998901234567", "901234567"] {
            assert_eq!(Phone::parse(text).as_ref().map(Phone::as_str), Ok("+998901234567"), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "+", "12345", "+7701234567x", "7+7012345678", "+0701234567", "+1234567890123456", "a@b.kz"] {
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

    #[test]
    fn addresses_get_their_normal_form() {
        assert_eq!(Email::parse(" Ana.B@Mail.Example ").as_ref().map(Email::as_str), Ok("ana.b@mail.example"));
        assert_eq!(Email::parse("a@пример.рф").as_ref().map(Email::as_str), Ok("a@xn--e1afmkfd.xn--p1ai"));
        assert_eq!(Email::from_stored("timur@mail.example".into()).masked(), "t•••@mail.example");
        for text in [
            "",
            "a",
            "a@b",
            "@b.kz",
            "a@.kz",
            "a@b..kz",
            "a b@c.kz",
            "a@b.kz\r\nBcc: x@y.kz",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            ".a@b.kz",
        ] {
            assert_eq!(Email::parse(text), Err(NotAnEmail), "{text}");
        }
    }
}
