//! Names of clients: what people read on the consent page must be what it seems (UX 3.9.1).

/// What our own name becomes when it is folded.
const OURS: &str = "freedomid";
/// How it is written by ear in Cyrillic letters.
const BY_EAR: [&str; 2] = ["фридомид", "фридомайди"];

/// Whether a name may be shown: 1 to 60 characters that can all be seen, and not ours. An operator who
/// vouches for a client may name it after us ("Freedom ID Console"), but never just as us.
pub fn is_honest(name: &str, vouched: bool) -> bool {
    is_visible(name, 60) && if vouched { !is_ours(name) } else { !names_us(name) }
}

/// Whether a text has something to read in it and nothing else: so many characters at most that can all be
/// seen, without space around them.
pub fn is_visible(text: &str, most: usize) -> bool {
    text.chars().any(char::is_alphanumeric)
        && text.trim() == text
        && text.chars().count() <= most
        && !text.chars().any(is_hidden)
}

/// Whether the whole name reads like ours.
fn is_ours(name: &str) -> bool {
    reads_as_us(&words(name).concat())
}

/// Whether some words of it in a row read like ours.
fn names_us(name: &str) -> bool {
    let words = words(name);
    (0..words.len()).any(|from| {
        let mut joined = String::new();
        words.iter().skip(from).any(|word| {
            joined.push_str(word);
            reads_as_us(&joined)
        })
    })
}

fn reads_as_us(text: &str) -> bool {
    let lower = text.to_lowercase();
    let folded: String = lower.chars().filter_map(look).collect();
    folded.replace("rn", "m") == OURS || BY_EAR.contains(&lower.as_str())
}

/// The words of a name; marks that sit on letters belong to them, signs that look like letters too.
fn words(name: &str) -> Vec<&str> {
    let inside = |c: char| c.is_alphanumeric() || is_mark(c) || matches!(c, '|' | '!' | '@' | '€' | '£');
    name.split(|c| !inside(c)).filter(|word| !word.is_empty()).collect()
}

const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// Characters without a look of their own, and those that turn the reading direction.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The Latin letter that a lower-case character looks like, as far as our name needs it; `None` for a
/// mark on another letter.
fn look(c: char) -> Option<char> {
    if is_mark(c) {
        return None;
    }
    Some(match c {
        'ƒ' | 'ғ' | 'ϝ' | 'ꞙ' | 'ſ' | '£' => 'f',
        'г' | 'ř' | 'ŕ' | 'ŗ' | 'ʀ' | 'я' | 'ɍ' | 'ɼ' | 'ᴦ' => 'r',
        '3' | '€' | 'е' | 'ё' | 'є' | 'ҽ' | 'ε' | 'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ĕ' | 'э' | 'ɛ'
        | 'ә' | 'ə' => 'e',
        'ԁ' | 'ď' | 'đ' | 'ɖ' | 'ɗ' | 'ð' | 'δ' => 'd',
        '0' | 'о' | 'ο' | 'օ' | 'σ' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' | 'ŏ' | 'ө' | 'ѳ' | 'ӧ' | '@' => {
            'o'
        }
        'м' | 'μ' | 'ʍ' | 'ɱ' | 'ṃ' => 'm',
        '1' | 'l' | '|' | '!' | 'і' | 'ї' | 'ι' | 'ӏ' | 'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' | 'ı' | 'ɪ' | 'ł' => {
            'i'
        }
        other => wide(other),
    })
}

/// Letters of the same shape in blocks of their own: full width, and the styles of mathematics.
fn wide(c: char) -> char {
    let code = u32::from(c);
    let letter = match code {
        0xff41..=0xff5a => code - 0xff41,
        0xff21..=0xff3a => code - 0xff21,
        0x1d400..=0x1d6a3 => (code - 0x1d400) % 26,
        0x24d0..=0x24e9 => code - 0x24d0,
        0x24b6..=0x24cf => code - 0x24b6,
        _ => return c,
    };
    u8::try_from(letter).map_or(c, |n| char::from(b'a' + n.min(25)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_they_seem() {
        for good in
            ["Demo Shop", "Магазин №1", "Дүкен", "Freedom Identity", "Freedom Bank", "Liberty ID", "O'zbek do'kon"]
        {
            assert!(is_honest(good, false), "{good}");
        }
        for bad in ["", " x", "a\u{202e}b", "a\u{200b}b", "a\u{ad}b", "a\u{e0041}b", "…", &"x".repeat(61)] {
            assert!(!is_honest(bad, true), "{bad}");
        }
    }

    #[test]
    fn nobody_looks_like_us() {
        for bad in [
            "Freedom ID",
            "FREEDOM-ID",
            "F r e e d o m  I D",
            "Freedom 1D",
            "Freed0m lD",
            "Fr33dom |D",
            "Frеedоm ІD",
            "Ғreedом ID",
            "Ｆｒｅｅｄｏｍ ＩＤ",
            "𝐅𝐫𝐞𝐞𝐝𝐨𝐦 𝐈𝐃",
            "Fréédöm ÏD",
            "Fre\u{301}edom ID",
            "Freedorn ID",
            "Freedοm ιd",
            "Фридом АйДи",
        ] {
            assert!(!is_honest(bad, true), "{bad}");
            assert!(!is_honest(&format!("{bad} Support"), false), "{bad} Support");
            assert!(!is_honest(&format!("My {bad}"), false), "My {bad}");
        }
        assert!(is_honest("Freedom ID Console", true) && !is_honest("Freedom ID Console", false));
    }
}
