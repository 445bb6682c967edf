//! Text messages. One part is 160 characters of the GSM alphabet, or 70 of any; each part is paid for.

use crate::base::Locale;
use crate::domain::message::{Event, Message};

use super::events::fact;
use super::words::Words;

/// Writes a text message.
pub(super) fn write(message: &Message, locale: Locale, host: &str) -> String {
    let words = Words(locale);
    let text = match message {
        Message::Code { code } => bound(&words.sms_code(code), code, host),
        Message::Recover { code, .. } => bound(&words.sms_recover(code), code, host),
        Message::AlreadyRegistered => words.sms_registered(host),
        Message::Notice { event, link, .. } => {
            let what = fact(*event, locale);
            let link = match (link, event) {
                (Some(link), _) => format!(" {}", words.sms_not_me(link)),
                (None, Event::Frozen) => format!(" {host}/recover"),
                (None, _) => String::new(),
            };
            format!("Freedom ID: {what}.{link}")
        }
    };
    // Uzbek letters outside the GSM alphabet would cut a message to 70 characters.
    text.replace(['ʻ', 'ʼ'], "'")
}

/// The last line lets phones fill the code in, on our host only.
fn bound(sentence: &str, code: &str, host: &str) -> String {
    let host = host.split(':').next().unwrap_or_default();
    format!("{sentence}\n\n@{host} #{code}")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, Sample};
    use super::*;

    /// As long as such names get; the line that binds a code leaves no room for more (UX 2.6).
    const HOST: &str = "id.freedom.test";

    /// GSM 03.38, without the characters that take two places.
    fn is_gsm(text: &str) -> bool {
        let odd = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
        text.chars().all(|c| c.is_ascii_alphanumeric() || odd.contains(c))
    }

    fn parts(text: &str) -> usize {
        // UTF-16 is what is counted; a part of several gives some of its room away.
        let length = text.encode_utf16().count();
        let (one, each) = if is_gsm(text) { (160, 153) } else { (70, 67) };
        if length <= one { 1 } else { length.div_ceil(each) }
    }

    /// Cyrillic with the link of an objection: the token alone is 43 of the 70 characters, and the link is
    /// worth the second part to somebody who has no e-mail address.
    fn may_take_two(message: &Message, locale: Locale) -> bool {
        let objectionable = matches!(message, Message::Notice { link: Some(_), .. });
        objectionable && matches!(locale, Locale::Ru | Locale::Kk)
    }

    #[test]
    fn every_message_fits_one_part_but_for_named_exceptions() {
        for locale in Locale::ALL {
            for Sample { key, message } in samples::all(&format!("https://{}", "id.freedom.kz")) {
                let text = write(&message, locale, HOST);
                let allowed = if may_take_two(&message, locale) { 2 } else { 1 };
                assert_eq!(parts(&text), allowed, "{key} in {locale}, {}: {text}", text.chars().count());
                assert_eq!(is_gsm(&text), matches!(locale, Locale::En | Locale::Uz), "{key} in {locale}: {text}");
            }
        }
    }

    #[test]
    fn an_sms_ends_with_the_line_that_binds_the_code_to_our_host() {
        for locale in Locale::ALL {
            for message in [
                Message::Code { code: "123456".into() },
                Message::Recover { code: "123456".into(), link: Some("https://id.example/recover".into()) },
            ] {
                let text = write(&message, locale, "id.example:8443");
                assert!(text.ends_with("\n\n@id.example #123456"), "{text}");
            }
        }
    }
}
