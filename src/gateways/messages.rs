//! What messages look like, per channel and language. E-mail says the same as text and as HTML;
//! the code stands in the first line, because phones show that line alone.

use std::time::Duration;

use askama::Template;

use crate::base::{Fault, Locale};
use crate::config::Config;
use crate::domain::contact::Channel;
use crate::domain::message::Message;

crate::texts! {
    struct Words;
    sms_code(code) => "Freedom ID code: {code}. Do not share it.",
        "Код Freedom ID: {code}. Никому не сообщайте.",
        "Freedom ID kodi: {code}. Hech kimga aytmang.",
        "Freedom ID коды: {code}. Ешкімге айтпаңыз.";
    sms_registered(host) => "You already have a Freedom ID. Sign in: {host}",
        "У вас уже есть Freedom ID. Войдите: {host}",
        "Sizda Freedom ID allaqachon bor. Kiring: {host}",
        "Сізде Freedom ID бар. Кіріңіз: {host}";
    code_subject(code) => "{code} is your Freedom ID code",
        "{code} — ваш код Freedom ID",
        "{code} — Freedom ID kodingiz",
        "{code} — Freedom ID кодыңыз";
    code_why(host) => "Somebody, most likely you, asked for this code at {host}.",
        "Этот код запросили на сайте {host}. Скорее всего, это вы.",
        "Bu kod {host} saytida soʻralgan. Ehtimol, buni siz soʻragansiz.",
        "Бұл код {host} сайтында сұралды. Оны сіз сұраған шығарсыз.";
    code_life(minutes) => "It works for {minutes} min. Do not give it to anybody: we never ask for it.",
        "Срок действия: {minutes} мин. Никому его не сообщайте: мы никогда его не спрашиваем.",
        "Amal qilish muddati: {minutes} daqiqa. Uni hech kimga aytmang: biz uni hech qachon soʻramaymiz.",
        "Жарамдылық мерзімі: {minutes} мин. Оны ешкімге айтпаңыз: біз оны ешқашан сұрамаймыз.";
    registered_subject => "You already have a Freedom ID",
        "У вас уже есть Freedom ID",
        "Sizda Freedom ID allaqachon bor",
        "Сізде Freedom ID бар";
    registered_why(host) => "Somebody, most likely you, entered this address at {host}. It already belongs to an account.",
        "Этот адрес указали на сайте {host}. Скорее всего, это вы. У него уже есть аккаунт.",
        "Bu manzil {host} saytida kiritilgan. Ehtimol, buni siz kiritgansiz. Unga hisob allaqachon ochilgan.",
        "Бұл мекенжай {host} сайтында енгізілді. Оны сіз енгізген шығарсыз. Ол аккаунтқа тіркелген.";
    registered_how(url) => "Sign in here, also with a code if you do not remember the password: {url}",
        "Войти, в том числе по коду, если не помните пароль: {url}",
        "Kirish, parolni eslamasangiz, kod orqali ham: {url}",
        "Кіру, құпиясөз есте болмаса, код арқылы да: {url}";
    changed => "Your Freedom ID account was changed",
        "В вашем аккаунте Freedom ID есть изменение",
        "Freedom ID hisobingizda oʻzgarish boʻldi",
        "Freedom ID аккаунтыңызда өзгеріс бар";
    not_me(url) => "This was not me: {url}",
        "Это не я: {url}",
        "Bu men emasman: {url}",
        "Бұл мен емеспін: {url}";
    not_you => "If this was not you, ignore this message. Nothing changes without the code.",
        "Если это не вы, не обращайте внимания. Без кода ничего не изменится.",
        "Bu siz boʻlmasangiz, eʼtibor bermang. Kodsiz hech narsa oʻzgarmaydi.",
        "Бұл сіз болмасаңыз, елемеңіз. Кодсыз ештеңе өзгермейді.";
}

/// A message ready to leave. An SMS has neither subject nor HTML.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The subject of an e-mail.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The HTML of an e-mail.
    pub html: String,
}

#[derive(Template)]
#[template(path = "mail/message.html")]
struct MailPage<'a> {
    lang: &'a str,
    subject: &'a str,
    code: Option<&'a str>,
    lines: &'a [String],
    host: &'a str,
}

/// Writes a message for a channel. `life`: how long its code works from the moment it was asked for.
pub fn render(
    message: &Message,
    channel: Channel,
    locale: Locale,
    config: &Config,
    life: Duration,
) -> Result<Rendered, Fault> {
    let host = host(config);
    match channel {
        Channel::Phone => Ok(sms(message, locale, &host)),
        Channel::Email => mail(message, locale, &host, config, life),
    }
}

/// The host as people and phones know us, with a port only where it is unusual.
fn host(config: &Config) -> String {
    let issuer = &config.server.issuer;
    let name = issuer.host_str().unwrap_or_default();
    issuer.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

/// Uzbek letters outside the GSM alphabet would cut a message to 70 characters.
fn sms(message: &Message, locale: Locale, host: &str) -> Rendered {
    let words = Words(locale);
    let text = match message {
        // The last line lets phones fill the code in, on our host only.
        Message::Code { code } | Message::Recover { code, .. } => {
            let bound = host.split(':').next().unwrap_or_default();
            format!("{}\n\n@{bound} #{code}", words.sms_code(code))
        }
        Message::AlreadyRegistered => words.sms_registered(host),
        Message::Notice { .. } => words.changed().to_owned(),
    };
    Rendered { subject: String::new(), text: text.replace(['ʻ', 'ʼ'], "'"), html: String::new() }
}

fn mail(message: &Message, locale: Locale, host: &str, config: &Config, life: Duration) -> Result<Rendered, Fault> {
    let words = Words(locale);
    let (subject, code, mut lines) = match message {
        Message::Code { code } => (
            words.code_subject(code),
            Some(code.as_str()),
            vec![words.code_why(host), words.code_life(life.as_secs().div_ceil(60))],
        ),
        Message::Recover { code, link } => {
            let mut lines = vec![words.code_why(host), words.code_life(life.as_secs().div_ceil(60))];
            lines.extend(link.clone());
            (words.code_subject(code), Some(code.as_str()), lines)
        }
        Message::Notice { link, .. } => {
            let lines = link.iter().map(|link| words.not_me(link)).collect();
            (words.changed().to_owned(), None, lines)
        }
        Message::AlreadyRegistered => {
            let url = format!("{}login", config.server.issuer);
            (words.registered_subject().to_owned(), None, vec![words.registered_why(host), words.registered_how(url)])
        }
    };
    lines.push(words.not_you().to_owned());
    let html = MailPage { lang: locale.tag(), subject: &subject, code, lines: &lines, host }
        .render()
        .map_err(|_| Fault::Bug("a mail template failed"))?;
    let text = code.map(|code| format!("{code}\n\n")).unwrap_or_default() + &lines.join("\n\n") + "\n";
    Ok(Rendered { subject, text, html })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(message: &Message, channel: Channel, locale: Locale) -> Rendered {
        let mut config = Config::default();
        config.server.issuer = "https://id.example".parse().expect("a URL");
        render(message, channel, locale, &config, Duration::from_secs(300)).expect("renders")
    }

    #[test]
    fn an_sms_ends_with_the_line_that_binds_the_code_to_our_host() {
        for locale in Locale::ALL {
            let message = Message::Code { code: "123456".into() };
            let text = rendered(&message, Channel::Phone, locale).text;
            assert!(text.ends_with("\n@id.example #123456"), "{text}");
            assert!(text.chars().count() <= 70, "{text}");
            let text = rendered(&Message::AlreadyRegistered, Channel::Phone, locale).text;
            assert!(text.chars().count() <= 70 && !text.contains(['ʻ', 'ʼ']), "{text}");
        }
    }

    #[test]
    fn an_email_says_the_code_first_and_the_same_twice() {
        for locale in Locale::ALL {
            let mail = rendered(&Message::Code { code: "123456".into() }, Channel::Email, locale);
            assert!(mail.subject.contains("123456"));
            assert!(mail.text.starts_with("123456\n"));
            assert!(mail.html.contains("123456") && mail.html.contains("id.example"), "{}", mail.html);
            assert!(!mail.html.contains("http"), "nothing is loaded from anywhere: {}", mail.html);
            let mail = rendered(&Message::AlreadyRegistered, Channel::Email, locale);
            assert!(mail.text.contains("https://id.example/login"));
        }
    }
}
