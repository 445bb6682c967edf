//! Every message in every language, for those who write and translate them.

use askama::Template;

use crate::web::page::Chrome;

/// A message in one language.
#[derive(Clone, Debug)]
pub struct Version {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// The language's name for itself.
    pub name: &'static str,
    /// The SMS.
    pub sms: String,
    /// The subject of the e-mail.
    pub subject: String,
    /// The text of the e-mail.
    pub text: String,
    /// Its HTML, a document of its own.
    pub html: String,
}

impl Version {
    fn length(&self) -> usize {
        self.sms.chars().count()
    }
}

/// A message in each language.
#[derive(Clone, Debug)]
pub struct MessageSample {
    /// What it is called; also the id of its place on the page.
    pub key: &'static str,
    /// In each language.
    pub versions: Vec<Version>,
}

/// `/dev/messages`.
#[derive(Debug, Template)]
#[template(path = "pages/messages.html")]
pub struct MessagesPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The messages.
    pub messages: Vec<MessageSample>,
}

impl MessagesPage {
    fn title(&self) -> String {
        self.chrome.title(&self.chrome.outbox().samples(self.messages.len()), false)
    }
}
