//! A key on a person's device (WebAuthn): it proves a device and what unlocks it in one step, and to no other site.

use serde::{Deserialize, Serialize};

use crate::base::{Id, Micros};
use crate::domain::user::UserId;

/// Tag of passkey ids.
pub enum PasskeyTag {}
/// A passkey's id: ours, not the device's.
pub type PasskeyId = Id<PasskeyTag>;

/// Most passkeys of one person.
pub const MOST: u32 = 20;
/// Most characters of a name.
const NAME: usize = 60;

/// A passkey as its person sees it.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// The id.
    pub id: PasskeyId,
    /// Whose.
    pub user: UserId,
    /// How the device names it, base64url.
    pub credential_id: String,
    /// How the person calls it.
    pub name: String,
    /// Whether it may be on several devices of the person (WebAuthn: backup eligibility).
    pub synced: bool,
    /// Whether a copy exists, as the device last said (WebAuthn: backup state).
    pub backed_up: bool,
    /// When it was added.
    pub created_at: Micros,
    /// When it last proved something.
    pub used_at: Option<Micros>,
}

/// A key that a device has just made, before it is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Made {
    /// Whose it will be: the device keeps this id beside the key.
    pub user: UserId,
    /// How the device names it, base64url.
    pub credential_id: String,
    /// How the person calls it; has gone through [`clean_name`].
    pub name: String,
    /// Whether it may be on several devices.
    pub synced: bool,
    /// Whether a copy exists.
    pub backed_up: bool,
    /// The signature counter; 0 where the device does not count.
    pub counter: u32,
    /// JSON of the library that checks it.
    pub credential: String,
    /// When, in microseconds.
    pub at: i64,
}

/// What a person may call a passkey: one line of at most 60 characters. `None` if nothing is left, or something in
/// it could not be seen.
pub fn clean_name(text: &str) -> Option<String> {
    let clean = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    (!clean.is_empty() && clean.chars().count() <= NAME && !clean.chars().any(hidden)).then_some(clean)
}

/// A name to begin with: the kind of device that a browser tells of itself.
pub fn named_after(agent: Option<&str>) -> Option<&'static str> {
    // The first word that fits: an iPhone says "Mac OS X" too, Android says "Linux".
    const KINDS: [(&str, &str); 8] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "Chromebook"),
        ("Macintosh", "Mac"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    let agent = agent?;
    KINDS.into_iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line_that_can_be_seen() {
        assert_eq!(clean_name("  My\tphone \n").as_deref(), Some("My phone"));
        assert_eq!(clean_name("Менің телефоным").as_deref(), Some("Менің телефоным"));
        for text in ["", "  \n", "a\u{202e}b", "a\u{0}b", "\u{200b}", &"x".repeat(61)] {
            assert_eq!(clean_name(text), None, "{text:?}");
        }
        assert!(clean_name(&"я".repeat(60)).is_some());
    }

    #[test]
    fn browsers_tell_the_kind_of_their_device() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)";
        let android = "Mozilla/5.0 (Linux; Android 15; Pixel 9)";
        assert_eq!(named_after(Some(iphone)), Some("iPhone"));
        assert_eq!(named_after(Some(android)), Some("Android"));
        assert_eq!(named_after(Some("curl/8")), None);
        assert_eq!(named_after(None), None);
    }
}
