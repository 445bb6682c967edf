//! The development outbox.

use askama::Template;

use crate::web::page::Chrome;
use crate::web::pages::sign_in::Channel;

/// A message that a real server would have sent.
#[derive(Clone, Debug)]
pub struct OutboxMessage {
    /// Its id.
    pub id: String,
    /// How it would have gone.
    pub channel: Channel,
    /// To whom.
    pub to: String,
    /// What for.
    pub purpose: String,
    /// The subject of a letter.
    pub subject: Option<String>,
    /// The body.
    pub text: String,
    /// The code in it.
    pub code: Option<String>,
    /// When, `20.11.2026, 14:05:09`.
    pub at: String,
}

impl OutboxMessage {
    fn is_sms(&self) -> bool {
        self.channel == Channel::Sms
    }
}

/// `/dev/outbox`.
#[derive(Debug, Template)]
#[template(path = "pages/outbox.html")]
pub struct OutboxPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The messages, newest first.
    pub messages: Vec<OutboxMessage>,
    /// The filter `to` as typed.
    pub to: String,
    /// The filter `channel`.
    pub channel: Option<Channel>,
}

impl OutboxPage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.outbox().title(self.messages.len()), false)
    }

    fn is_channel(&self, name: &str) -> bool {
        let chosen = match self.channel {
            None => "",
            Some(Channel::Sms) => "sms",
            Some(Channel::Email) => "email",
        };
        chosen == name
    }
}
