//! E-mail: the same as text and as HTML. The code, or what happened, stands in the first line, because
//! phones show that line alone.

use std::time::Duration;

use askama::Template;
use chrono::NaiveDate;

use crate::base::{Fault, Locale, Micros};
use crate::config::Config;
use crate::domain::message::{Event, Message};

use super::Rendered;
use super::events::fact;
use super::words::Words;

/// Longest piece of text that somebody else chose: a browser's name of itself, the name of a passkey.
const LONGEST: usize = 80;

/// A page that the letter leads to.
struct Action {
    why: &'static str,
    label: &'static str,
    url: String,
}

/// What a letter says, in its order.
#[derive(Template)]
#[template(path = "mail/message.html")]
struct Letter<'a> {
    lang: &'static str,
    host: &'a str,
    subject: String,
    code: Option<&'a str>,
    heading: &'static str,
    lines: Vec<String>,
    facts: Vec<(&'static str, String)>,
    action: Option<Action>,
    closing: &'static str,
}

/// Writes a letter.
pub(super) fn write(
    message: &Message,
    locale: Locale,
    host: &str,
    config: &Config,
    life: Duration,
) -> Result<Rendered, Fault> {
    let letter = letter(message, locale, host, config, life);
    let html = letter.render().map_err(|_| Fault::Bug("a mail template failed"))?;
    Ok(Rendered { text: letter.text(), subject: letter.subject, html })
}

fn letter<'a>(message: &'a Message, locale: Locale, host: &'a str, config: &Config, life: Duration) -> Letter<'a> {
    let words = Words(locale);
    let life = || words.code_life(life.as_secs().div_ceil(60));
    let blank = Letter {
        lang: locale.tag(),
        host,
        subject: String::new(),
        code: message.code(),
        heading: "",
        lines: Vec::new(),
        facts: Vec::new(),
        action: None,
        closing: "",
    };
    match message {
        Message::Code { code } => Letter {
            subject: words.code_subject(code),
            lines: vec![words.code_why(host), life()],
            closing: words.code_not_you(),
            ..blank
        },
        Message::Recover { code, link } => Letter {
            subject: words.recover_subject(code),
            lines: vec![words.recover_why(host), life()],
            action: link.clone().map(|url| Action { why: words.recover_link(), label: words.recover_button(), url }),
            closing: words.recover_not_you(),
            ..blank
        },
        Message::AlreadyRegistered => Letter {
            subject: words.registered_subject().to_owned(),
            heading: words.registered_subject(),
            lines: vec![words.registered_why(host)],
            action: Some(Action {
                why: words.registered_how(),
                label: words.registered_button(),
                url: format!("{}login", config.server.issuer),
            }),
            closing: words.registered_not_you(),
            ..blank
        },
        Message::Notice { event, detail, agent, place, at, link } => {
            let heading = fact(*event, locale);
            let mut lines = vec![words.notice_why(host)];
            let mut facts = Vec::new();
            match detail {
                Some(day) if *event == Event::ClosingBegun => lines.push(words.closing_day(day_in(day, locale))),
                Some(detail) => facts.push((words.detail(), line(detail))),
                None => {}
            }
            facts.push((words.when(), moment(Micros(*at), locale)));
            facts.extend(agent.as_deref().map(|agent| (words.device(), line(agent))));
            facts.extend(place.as_deref().map(|place| (words.place(), line(place))));
            let not_me = |url| Action { why: words.notice_not_you(), label: words.notice_button(), url };
            let action = match (event, link.clone()) {
                (_, Some(url)) => Some(not_me(url)),
                (Event::Frozen, None) => Some(Action {
                    why: words.frozen_how(),
                    label: words.recover_button(),
                    url: format!("{}recover", config.server.issuer),
                }),
                (_, None) => None,
            };
            let closing = if *event == Event::Frozen { "" } else { words.notice_you() };
            Letter { subject: format!("{heading} – Freedom ID"), heading, lines, facts, action, closing, ..blank }
        }
    }
}

impl Letter<'_> {
    fn text(&self) -> String {
        let mut parts = vec![self.code.unwrap_or(self.heading).to_owned()];
        parts.extend(self.lines.iter().cloned());
        if !self.facts.is_empty() {
            let facts: Vec<String> = self.facts.iter().map(|(label, value)| format!("{label}: {value}")).collect();
            parts.push(facts.join("\n"));
        }
        parts.extend(self.action.as_ref().map(|action| format!("{}\n{}", action.why, action.url)));
        parts.push(self.closing.to_owned());
        parts.push(format!("Freedom ID · {}", self.host));
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n") + "\n"
    }
}

/// `20 Nov 2026, 14:05 (UTC+5)`, or `20.11.2026, 14:05 (UTC+5)`.
fn moment(at: Micros, locale: Locale) -> String {
    let form = if locale == Locale::En { "%-d %b %Y, %H:%M (UTC+5)" } else { "%d.%m.%Y, %H:%M (UTC+5)" };
    at.local().format(form).to_string()
}

/// A day as it is kept, `YYYY-MM-DD`: `4 Dec 2026`, or `04.12.2026`.
fn day_in(kept: &str, locale: Locale) -> String {
    let form = if locale == Locale::En { "%-d %b %Y" } else { "%d.%m.%Y" };
    NaiveDate::parse_from_str(kept, "%Y-%m-%d").map_or_else(|_| line(kept), |day| day.format(form).to_string())
}

/// Somebody else's words stay on one short line, so that they cannot pass for ours.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::super::samples::{self, Sample};
    use super::*;

    fn written(message: &Message, locale: Locale) -> Rendered {
        let mut config = Config::default();
        config.server.issuer = "https://id.example".parse().expect("a URL");
        write(message, locale, "id.example", &config, Duration::from_secs(600)).expect("writes")
    }

    /// What a person reads, without what the page is made of.
    fn read(html: &str) -> String {
        let body = Selector::parse("body").unwrap();
        let html = Html::parse_document(html);
        let text: Vec<_> = html.select(&body).flat_map(|body| body.text()).collect();
        text.concat().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_letter_says_the_same_twice_and_loads_nothing() {
        for locale in Locale::ALL {
            for Sample { key, message } in samples::all("https://id.example") {
                let mail = written(&message, locale);
                let (here, shown) = (format!("{key} in {locale}"), read(&mail.html));
                for line in mail.text.lines().filter(|line| !line.is_empty()) {
                    assert!(shown.contains(line), "{here}: {line} in {shown}");
                }
                assert!(mail.html.contains(&format!("<html lang=\"{}\"", locale.tag())), "{here}");
                for word in ["<img", "src=", "url(", "@import", "<link", "<script", "<style"] {
                    assert!(!mail.html.contains(word), "{here}: {word}");
                }
                let hrefs = mail.html.matches("href=").count();
                let ours = mail.html.matches("href=\"https://id.example/").count();
                assert_eq!(hrefs, ours, "{here}: {}", mail.html);
                assert!(mail.subject.chars().count() <= 78 && !mail.subject.contains('\n'), "{here}: {}", mail.subject);
                assert!(!mail.text.contains(['{', '}']) && !shown.contains(['{', '}']), "{here}");
                let first = mail.text.lines().next().unwrap_or_default();
                assert!(mail.subject.contains(first) && !first.is_empty(), "{here}: {first}");
                if let Some(link) = message.link() {
                    assert!(mail.text.contains(link) && mail.html.contains(&format!("href=\"{link}\"")), "{here}");
                }
            }
        }
    }

    #[test]
    fn a_notice_tells_what_when_and_from_where() {
        let passkey = samples::all("https://id.example").into_iter().find(|s| s.key == "passkey_added").expect("it");
        let mail = written(&passkey.message, Locale::En);
        assert_eq!(mail.subject, "Passkey added – Freedom ID");
        let facts = "Details: Samsung Galaxy S25\nWhen: 20 Nov 2026, 14:05 (UTC+5)\n\
                     Device: Chrome, Windows\nPlace: Almaty, Kazakhstan";
        assert!(mail.text.contains(facts), "{}", mail.text);
        let closing = samples::all("https://id.example").into_iter().find(|s| s.key == "closing_begun").expect("it");
        let mail = written(&closing.message, Locale::Ru);
        assert!(mail.text.contains("04.12.2026") && mail.text.contains("20.11.2026, 14:05"), "{}", mail.text);
        let mail = written(&closing.message, Locale::En);
        assert!(mail.text.contains("deleted on 4 Dec 2026"), "{}", mail.text);
    }

    #[test]
    fn strangers_words_cannot_pass_for_ours() {
        let agent =
            format!("Chrome</strong><a href=\"https://evil.example\">\n\nYour account\u{85}is{}", " x".repeat(90));
        let message = Message::Notice {
            event: Event::NewDevice,
            detail: None,
            agent: Some(agent),
            place: None,
            at: 0,
            link: None,
        };
        let mail = written(&message, Locale::En);
        assert!(!mail.html.contains("<a href"), "{}", mail.html);
        let line = mail.text.lines().find(|line| line.starts_with("Device: ")).expect("a line");
        assert!(line.chars().count() <= 88 && line.contains("Your account is"), "{line}");
    }
}
