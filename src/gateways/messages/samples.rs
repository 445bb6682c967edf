//! One of each message, filled with what really stands in it: for those who read and translate them.

use crate::base::Micros;
use crate::domain::message::{Event, Message};

/// A message to look at.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What it is called: the word of its kind, or of its event.
    pub key: &'static str,
    /// The message.
    pub message: Message,
}

/// 20 November 2026, 14:05 where people are.
const AT: Micros = Micros::from_seconds(1_795_165_500);
/// As long as the tokens in links are.
const TOKEN: &str = "Zk3vQ9xT1mB7cR5yW2hN8pL4sD6fG0jKaUeIoXvCbMq";

/// Every message there is. `issuer` is the beginning of the links.
pub fn all(issuer: &str) -> Vec<Sample> {
    let code = || "123456".to_owned();
    let kinds = [
        Message::Code { code: code() },
        Message::AlreadyRegistered,
        Message::Recover { code: code(), link: Some(format!("{issuer}/recover?token={TOKEN}")) },
    ];
    let notices = Event::ALL.iter().map(|event| notice(*event, issuer));
    kinds.into_iter().chain(notices).map(|message| Sample { key: key(&message), message }).collect()
}

const fn key(message: &Message) -> &'static str {
    match message {
        Message::Code { .. } => "code",
        Message::AlreadyRegistered => "already_registered",
        Message::Recover { .. } => "recover",
        Message::Notice { event, .. } => event.as_str(),
    }
}

fn notice(event: Event, issuer: &str) -> Message {
    let detail = match event {
        Event::EmailAdded | Event::EmailRemoved | Event::PrimaryChanged => Some("a•••@mail.example"),
        Event::PhoneAdded | Event::PhoneRemoved => Some("+7 ••• ••• 56 78"),
        Event::PasskeyAdded | Event::PasskeyRemoved => Some("Samsung Galaxy S25"),
        Event::IdentityLinked | Event::IdentityUnlinked => Some("Example Bank"),
        Event::ClosingBegun => Some("2026-12-04"),
        _ => None,
    };
    // Of an account that is gone nothing can be taken back.
    let link = (event != Event::Erased).then(|| format!("{issuer}/not-me?token={TOKEN}"));
    Message::Notice {
        event,
        detail: detail.map(Into::into),
        agent: Some("Chrome, Windows".into()),
        place: Some("Almaty, Kazakhstan".into()),
        at: AT.get(),
        link,
    }
}
