//! What happened to an account.

use askama::Template;

use super::Section;
use crate::domain::activity::{Outcome, Topic};
use crate::web::page::Chrome;
use crate::web::pages::moment::Moment;
use crate::web::text::Trail;

/// One line.
#[derive(Clone, Debug)]
pub struct TrailLine {
    /// When.
    pub at: Moment,
    /// What, in a sentence.
    pub what: String,
    /// The app that took part.
    pub app: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// A place or an address.
    pub place: Option<String>,
    /// The browser by its name.
    pub browser: Option<String>,
    /// The address itself.
    pub ip: Option<String>,
    /// Whether it is worth asking if it was the person.
    pub asks: bool,
}

impl TrailLine {
    pub(super) fn failed(&self) -> bool {
        self.outcome != Outcome::Succeed
    }

    pub(super) fn outcome_in(&self, words: Trail) -> &'static str {
        match self.outcome {
            Outcome::Succeed => words.succeeded(),
            Outcome::Failed => words.failed(),
            Outcome::Denied => words.denied(),
        }
    }
}

/// `/account/activity`.
#[derive(Debug, Template)]
#[template(path = "account/activity.html")]
pub struct TrailPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The lines, the newest first.
    pub lines: Vec<TrailLine>,
    /// The chosen area.
    pub topic: Option<Topic>,
    /// The chosen result.
    pub outcome: Option<Outcome>,
    /// The chosen period in days.
    pub days: Option<u16>,
    /// Where the older lines are.
    pub older: Option<String>,
    /// Whether these are not the newest ones.
    pub is_later: bool,
    /// The filter as a query, for the links that keep it.
    pub query: String,
}

/// The periods in days.
const PERIODS: [u16; 4] = [1, 7, 30, 90];

impl TrailPage {
    #[expect(clippy::unused_self, reason = "templates ask pages")]
    const fn section(&self) -> Section {
        Section::Activity
    }

    fn title(&self) -> String {
        self.chrome.title(self.chrome.account().activity(), false)
    }

    const fn is_filtered(&self) -> bool {
        self.topic.is_some() || self.outcome.is_some() || self.days.is_some()
    }

    /// Value, words and whether it is chosen.
    fn topics(&self) -> Vec<(&'static str, &'static str, bool)> {
        let words = self.chrome.trail();
        let one = |topic: &Topic| (topic.as_str(), topic_in(words, *topic), self.topic == Some(*topic));
        Topic::ALL.iter().map(one).collect()
    }

    fn outcomes(&self) -> Vec<(&'static str, &'static str, bool)> {
        let words = self.chrome.trail();
        let all = [
            (Outcome::Succeed, words.succeeded()),
            (Outcome::Failed, words.failed()),
            (Outcome::Denied, words.denied()),
        ];
        all.into_iter().map(|(outcome, text)| (outcome.as_str(), text, self.outcome == Some(outcome))).collect()
    }

    fn periods(&self) -> Vec<(u16, String, bool)> {
        let words = self.chrome.trail();
        let text = |days| if days == 1 { words.today().to_owned() } else { words.days(days) };
        PERIODS.into_iter().map(|days| (days, text(days), self.days == Some(days))).collect()
    }
}

/// An area in words.
pub const fn topic_in(words: Trail, topic: Topic) -> &'static str {
    match topic {
        Topic::Account => words.topic_account(),
        Topic::Session => words.topic_session(),
        Topic::Security => words.topic_security(),
        Topic::Consent => words.topic_consent(),
        Topic::Token => words.topic_token(),
        Topic::Admin => words.topic_admin(),
    }
}
