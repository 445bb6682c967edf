//! A key on a person's device (WebAuthn): it proves a device and what unlocks it in one step, and to no other site.

use serde::{Deserialize, Serialize};

use crate::base::{Id, Micros};
use crate::domain::factors::Factors;
use crate::domain::policy::{Class, Method, Policy, Whom};
use crate::domain::session::Amr;
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

/// Why a passkey cannot go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// Without it the person has no way in.
    WayIn,
    /// Without it the person does not reach what is asked of them.
    Second,
}

/// The confirmed contacts by which codes reach a person.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reach {
    /// A phone, where text messages are sent.
    pub sms: bool,
    /// An e-mail address.
    pub email: bool,
}

/// What keeps a person who would have only `left` from coming in; `None` if they could.
pub fn last(policy: Policy<'_>, whom: Whom<'_>, left: &Factors, reach: Reach) -> Option<Last> {
    let ways =
        [(left.password, Amr::Pwd), (left.passkeys > 0, Amr::Passkey), (reach.sms, Amr::Sms), (reach.email, Amr::Otp)];
    let allowed = |amr| Method::of(amr).is_some_and(|method| policy.allows(method, whom));
    let open: Vec<Amr> = ways.into_iter().filter(|(has, amr)| *has && allowed(*amr)).map(|(_, amr)| amr).collect();
    let best: Option<Class> = open.iter().map(|amr| left.reachable(&[*amr])).max();
    match best {
        None => Some(Last::WayIn),
        Some(class) if class < policy.demand(whom) => Some(Last::Second),
        Some(_) => None,
    }
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
    use crate::domain::user::Role;

    #[test]
    fn the_last_way_in_stays() {
        let member = Whom { role: Role::Member, client: None };
        let admin = Whom { role: Role::Admin, client: None };
        let all = Policy { methods: &Method::ALL, rules: &[] };
        let strict = Policy { methods: &[Method::Passkey, Method::Password], rules: &[] };
        let email = Reach { email: true, ..Reach::default() };
        let none = Factors::default();
        assert_eq!(last(all, member, &none, email), None);
        assert_eq!(last(all, member, &none, Reach::default()), Some(Last::WayIn));
        assert_eq!(last(strict, member, &none, email), Some(Last::WayIn), "codes are switched off");
        let password = Factors { password: true, ..none };
        assert_eq!(last(strict, member, &password, email), None);
        assert_eq!(last(all, admin, &password, email), Some(Last::Second), "staff needs two");
        assert_eq!(last(all, admin, &Factors { totp: true, ..password }, email), None);
        assert_eq!(last(all, admin, &Factors { passkeys: 1, ..none }, Reach::default()), None);
    }

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
