//! E-mail addresses.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

/// An e-mail address in normal form: trimmed, lower-case, composed (NFC), the domain in its ASCII spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

/// The text is not an e-mail address.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmail;

/// Most bytes of an address (RFC 5321 §4.5.3.1).
const MOST: usize = 254;
/// Most bytes of what stands before the `@`.
const MOST_LOCAL: usize = 64;

/// Whether a text is meant as an e-mail address, in letters of any width.
pub fn has_at(text: &str) -> bool {
    text.contains(['@', '＠'])
}

impl Email {
    /// Reads an address as a person types it: one `@`, a dotted domain, at most 254 bytes. Letters of any
    /// alphabet are taken, but only those that can be told apart: no invisible ones, no compatibility forms
    /// besides the width of ASCII, no mix of alphabets that look alike or of directions. Quoted local parts
    /// are not accepted: no mail service hands them out. Messages go to the normal form, never to what was
    /// typed.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim();
        // Composed and narrow, the domain may be shorter than as typed, but not by so much.
        if text.len() > 4 * MOST {
            return Err(NotAnEmail);
        }
        let narrow: String = text.chars().map(narrow).collect();
        let (local, domain) = narrow.rsplit_once('@').ok_or(NotAnEmail)?;
        let email = format!("{}@{}", local_part(local)?, domain_part(domain)?);
        if email.len() <= MOST { Ok(Self(email)) } else { Err(NotAnEmail) }
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

/// ASCII as East Asian keyboards type it, in its usual width (RFC 8265 §3.3.1, width mapping).
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

fn local_part(text: &str) -> Result<String, NotAnEmail> {
    let local: String = text.nfc().collect::<String>().to_lowercase().nfc().collect();
    let dots = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    let signs = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    let good = !local.is_empty()
        && local.len() <= MOST_LOCAL
        && dots
        && local.chars().all(|c| signs(c) && !is_blank(c))
        // `ﬁ` and `²` are other spellings of `fi` and `2`.
        && local.nfkc().eq(local.chars())
        && is_of_one_kind(&local);
    if good { Ok(local) } else { Err(NotAnEmail) }
}

/// The A-label form (RFC 5890). The rules for what may stand in a name are those of UTS #46.
fn domain_part(text: &str) -> Result<String, NotAnEmail> {
    // The reader of URLs would decode what is written in per cent, and drop what cannot be seen.
    if text.chars().any(|c| c == '%' || is_unseen(c) || is_blank(c)) {
        return Err(NotAnEmail);
    }
    let url::Host::Domain(domain) = url::Host::parse(text).map_err(|_| NotAnEmail)? else {
        return Err(NotAnEmail);
    };
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let good = domain.contains('.') && domain.split('.').all(label_ok);
    if good { Ok(domain) } else { Err(NotAnEmail) }
}

/// Letters that leave no ink: the fillers of Hangul, and the inherent vowels of Khmer.
const fn is_blank(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}')
}

/// Signs that are ignored where they stand: soft hyphens, joiners, marks of direction, variants, tags.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{20}'
            | '\u{7f}'..='\u{a0}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether letters run one way and are not of two alphabets that look alike.
fn is_of_one_kind(text: &str) -> bool {
    let (mut latin, mut greek, mut cyrillic, mut rightward, mut leftward) = (false, false, false, false, false);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        match c {
            'a'..='z' | '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => latin = true,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => greek = true,
            '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => {
                cyrillic = true;
            }
            _ => {}
        }
        match c {
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' => {
                leftward = true;
            }
            _ => rightward = true,
        }
    }
    let alike = [latin, greek, cyrillic].into_iter().filter(|own| *own).count();
    alike <= 1 && !(leftward && rightward)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Option<String> {
        Email::parse(text).ok().map(|email| email.as_str().to_owned())
    }

    #[test]
    fn spellings_of_one_address_become_one_form() {
        for (normal, spellings) in [
            (
                "ana.b@mail.example",
                vec![
                    " Ana.B@Mail.Example ",
                    "ANA.B@MAIL.EXAMPLE",
                    "ａｎａ．ｂ＠ｍａｉｌ．ｅｘａｍｐｌｅ",
                    "ana.b@mail。example",
                    "ana.b@ＭＡＩＬ.example",
                ],
            ),
            ("a@xn--e1afmkfd.xn--p1ai", vec!["a@пример.рф", "A@ПРИМЕР.РФ", "a@XN--E1AFMKFD.xn--p1ai"]),
            ("почта@xn--e1afmkfd.xn--p1ai", vec!["Почта@пример.рф", "ПОЧТА@xn--e1afmkfd.xn--p1ai"]),
            ("jos\u{e9}@mail.example", vec!["Jose\u{301}@mail.example", "JOSÉ@mail.example"]),
            ("мой@mail.example", vec!["МОИ\u{306}@mail.example"]),
            ("σοφος@mail.example", vec!["ΣΟΦΟΣ@mail.example"]),
            ("k@mail.example", vec!["\u{212a}@mail.example"]),
        ] {
            for text in spellings.into_iter().chain([normal]) {
                assert_eq!(form(text).as_deref(), Some(normal), "{text}");
            }
        }
    }

    #[test]
    fn addresses_that_only_look_alike_stay_apart_or_are_refused() {
        let plain = form("mike@mail.example");
        for text in ["m\u{131}ke@mail.example", "mike@ma\u{131}l.example", "mıke@mail.example"] {
            assert_ne!(form(text), plain, "{text}");
        }
        for text in [
            "M\u{130}KE@mail.example",
            "mi\u{307}ke@mail.example",
            // Cyrillic letters among Latin ones.
            "mik\u{435}@mail.example",
            "\u{3bf}mega@mail.example",
            "ﬁnn@mail.example",
            "mike²@mail.example",
            "ⓜike@mail.example",
            "mi\u{200b}ke@mail.example",
            "mi\u{ad}ke@mail.example",
            "mi\u{202e}ke@mail.example",
            "mi\u{3164}ke@mail.example",
            "mi\u{ffa0}ke@mail.example",
            "mike\u{5d0}@mail.example",
            "mike@ma\u{ad}il.example",
            "mike@ma\u{200d}il.example",
            "mike@mail\u{feff}.example",
            "mike@%6dail.example",
        ] {
            assert_eq!(form(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "a",
            "a@b",
            "@b.kz",
            "a@.kz",
            "a@b..kz",
            "a@b.kz.",
            "a@-b.kz",
            "a@b-.kz",
            "a@b_c.kz",
            "a@xn--a.kz",
            "a b@c.kz",
            "a@b@c.kz",
            "\"a b\"@c.kz",
            "a@b.kz\r\nBcc: x@y.kz",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@0x7f.1",
            "a@b.kz/x",
            "a@b.kz:25",
            ".a@b.kz",
            "a.@b.kz",
            "a..b@b.kz",
            &format!("{}@b.kz", "a".repeat(65)),
            &format!("a@{}.kz", "b".repeat(64)),
            &format!("a@{}kz", "bbbbbbbbb.".repeat(26)),
            &"a".repeat(100_000),
        ] {
            assert_eq!(form(text), None, "{text}");
        }
        assert!(form(&format!("{}@b.kz", "a".repeat(64))).is_some());
    }

    #[test]
    fn an_address_is_masked() {
        assert_eq!(Email::from_stored("timur@mail.example".into()).masked(), "t•••@mail.example");
    }
}
