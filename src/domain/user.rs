//! A person: who they are, how they stand, what they told us.

use crate::base::{Id, Locale, Micros};
use crate::domain::address::PostalAddress;
use crate::domain::contact::{Channel, Contact};
use crate::domain::words;

/// Tag of user ids. The id is the public `sub`, so it is a version 4 UUID.
pub enum UserTag {}
/// A user's id.
pub type UserId = Id<UserTag>;

/// Set by staff or policy; everything else a door says about a person is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In good standing.
    Open,
    /// Refused by policy.
    Banned,
    /// Paused by staff.
    Locked,
    /// Asked to be deleted; can still be undone.
    Closing,
    /// Gone; a tombstone without personal data.
    Erased,
}
words!(Standing { Open = "open", Banned = "banned", Locked = "locked", Closing = "closing", Erased = "erased" });

/// What somebody may do besides using their own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing more.
    Member,
    /// Reads what support needs.
    Support,
    /// Runs the place.
    Admin,
}
words!(Role { Member = "member", Support = "support", Admin = "admin" });

/// The facts of a person that sites may ask for, besides contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Given name.
    pub firstname: Option<String>,
    /// Family name.
    pub lastname: Option<String>,
    /// Middle name after the father.
    pub patronymic: Option<String>,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// `M` or `F`.
    pub gender: Option<String>,
    /// Citizenship, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// As in the person's document.
    pub nationality: Option<String>,
    /// The state's number for the person (IIN, PINFL).
    pub identifier: Option<String>,
    /// Where letters reach the person.
    pub address: Option<PostalAddress>,
}

/// A person's record.
#[derive(Clone, Debug)]
pub struct User {
    /// The id; also `sub` and `freedom_id`.
    pub id: UserId,
    /// How the person stands.
    pub standing: Standing,
    /// What the person may do.
    pub role: Role,
    /// The language the person chose.
    pub locale: Option<Locale>,
    /// What the person told us.
    pub profile: Profile,
    /// When the account was opened.
    pub created_at: Micros,
    /// When anything of it last changed.
    pub updated_at: Micros,
}

/// A person with all contacts: what claims and previews are made of.
#[derive(Clone, Debug)]
pub struct Person {
    /// The record.
    pub user: User,
    /// Contacts, primary ones first.
    pub contacts: Vec<Contact>,
}

impl Person {
    /// The contacts of a channel that the person has proved, primary ones first. Nobody else is told of any other:
    /// it may be somebody's who never heard of this account.
    pub fn proved(&self, channel: Channel) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(move |c| c.address.channel() == channel && c.confirmed_at.is_some())
    }
}

impl Profile {
    /// First and last name in display order, or nothing.
    pub fn display_name(&self) -> Option<String> {
        let parts: Vec<&str> = [&self.firstname, &self.lastname].into_iter().flatten().map(String::as_str).collect();
        if parts.is_empty() { None } else { Some(parts.join(" ")) }
    }

    /// First, middle and last name as far as they are known (OIDC Core §5.1, `name`).
    pub fn full_name(&self) -> Option<String> {
        let parts: Vec<&str> =
            [&self.firstname, &self.patronymic, &self.lastname].into_iter().flatten().map(String::as_str).collect();
        if parts.is_empty() { None } else { Some(parts.join(" ")) }
    }
}

impl Standing {
    /// Whether tokens and sessions of the person count.
    pub const fn may_use(self) -> bool {
        matches!(self, Self::Open)
    }
}

/// A name as people write them: letters of any script, spaces, hyphens, apostrophes and dots, at
/// most 100 characters. The five apostrophes people type for Uzbek oʻ, gʻ and the tutuq belgisi
/// become the right one. `None` if the text is not a name.
pub fn clean_name(text: &str) -> Option<String> {
    const APOSTROPHES: &str = "'`‘’´ʼʻ";
    let mut clean = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.trim().chars() {
        let c = match c {
            c if APOSTROPHES.contains(c) => {
                if matches!(before, 'o' | 'O' | 'g' | 'G') {
                    'ʻ'
                } else {
                    'ʼ'
                }
            }
            c if c.is_whitespace() => ' ',
            c => c,
        };
        let ok = c.is_alphabetic() || is_combining(c) || " -.ʻʼ".contains(c);
        if !ok {
            return None;
        }
        if !(c == ' ' && before == ' ') {
            clean.push(c);
        }
        before = c;
    }
    let has_letter = clean.chars().any(|c| c.is_alphabetic() && !matches!(c, 'ʻ' | 'ʼ'));
    (has_letter && clean.chars().count() <= 100).then_some(clean)
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_apostrophes_become_one() {
        for text in ["O'tkir", "O‘tkir", "O’tkir", "Oʻtkir", "O`tkir"] {
            assert_eq!(clean_name(text).as_deref(), Some("Oʻtkir"));
        }
        assert_eq!(clean_name("  Анна-Мария   д’Арк ").as_deref(), Some("Анна-Мария дʼАрк"));
        assert_eq!(clean_name("Әйгерім").as_deref(), Some("Әйгерім"));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", "  ", "<b>", "a@b", "x1", "-", "a\u{202e}b", &"a".repeat(101)] {
            assert_eq!(clean_name(text), None, "{text}");
        }
    }
}
