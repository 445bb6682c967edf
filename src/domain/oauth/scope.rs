//! Scopes: what a client may read. The partner documents call them grants.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A set of scopes, written in alphabetical order so that answers do not change from one time to
/// the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

/// The text breaks the grammar of RFC 6749 §3.3, or is longer than we take.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a list of scopes")]
pub struct NotScopes;

impl Scopes {
    /// Reads a space-separated list (RFC 6749 §3.3): at most 1,000 bytes and 30 items.
    pub fn parse(text: &str) -> Result<Self, NotScopes> {
        let ok_char = |c: char| matches!(c, '\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        if text.len() > 1_000 {
            return Err(NotScopes);
        }
        let set: BTreeSet<String> = text.split(' ').filter(|t| !t.is_empty()).map(str::to_owned).collect();
        if set.len() <= 30 && set.iter().all(|t| t.chars().all(ok_char)) { Ok(Self(set)) } else { Err(NotScopes) }
    }

    /// Whether a scope is among them.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }

    /// Whether all of these are among `other`.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Those that are in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0).cloned().collect())
    }

    /// Those that are in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).cloned().collect())
    }

    /// Those that are not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        Self(self.0.difference(&other.0).cloned().collect())
    }

    /// In alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Scopes {
    type Err = NotScopes;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl<'a> FromIterator<&'a str> for Scopes {
    fn from_iter<I: IntoIterator<Item = &'a str>>(items: I) -> Self {
        Self(items.into_iter().map(str::to_owned).collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope)?;
        }
        Ok(())
    }
}

/// One fact about a person that a scope opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Given name.
    Firstname,
    /// Family name.
    Lastname,
    /// Middle name.
    Patronymic,
    /// Primary phone.
    Phone,
    /// Primary e-mail.
    Email,
    /// All phones.
    Phones,
    /// All e-mails.
    Emails,
    /// Date of birth.
    DateOfBirth,
    /// Gender.
    Gender,
    /// Citizenship.
    Country,
    /// Nationality.
    Nationality,
    /// The state's number for the person.
    Identifier,
    /// Postal address.
    Address,
}

impl Fact {
    /// The scope that opens this fact and nothing else.
    pub const fn scope(self) -> &'static str {
        match self {
            Self::Firstname => "read.firstname",
            Self::Lastname => "read.lastname",
            Self::Patronymic => "read.patronymic",
            Self::Phone => "read.phone",
            Self::Email => "read.email",
            Self::Phones => "read.phones",
            Self::Emails => "read.emails",
            Self::DateOfBirth => "read.date_of_birth",
            Self::Gender => "read.gender",
            Self::Country => "read.country",
            Self::Nationality => "read.nationality",
            Self::Identifier => "read.identifier",
            Self::Address => "read.address",
        }
    }
}

/// A scope that we know.
#[derive(Clone, Copy, Debug)]
pub struct KnownScope {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it opens.
    pub facts: &'static [Fact],
}

const fn known(name: &'static str, facts: &'static [Fact]) -> KnownScope {
    KnownScope { name, facts }
}

/// Every scope we know: the standard ones (OIDC Core §5.4, §11) and the partner grants
/// (seed `001`, "User Data Access Codes").
pub const CATALOGUE: &[KnownScope] = &[
    known("openid", &[]),
    known("profile", &[Fact::Firstname, Fact::Lastname, Fact::Patronymic, Fact::Gender, Fact::DateOfBirth]),
    known("email", &[Fact::Email]),
    known("phone", &[Fact::Phone]),
    known("address", &[Fact::Address]),
    known("offline_access", &[]),
    known("read.firstname", &[Fact::Firstname]),
    known("read.lastname", &[Fact::Lastname]),
    known("read.patronymic", &[Fact::Patronymic]),
    known("read.phone", &[Fact::Phone]),
    known("read.email", &[Fact::Email]),
    known("read.phones", &[Fact::Phones]),
    known("read.emails", &[Fact::Emails]),
    known("read.date_of_birth", &[Fact::DateOfBirth]),
    known("read.gender", &[Fact::Gender]),
    known("read.country", &[Fact::Country]),
    known("read.nationality", &[Fact::Nationality]),
    known("read.identifier", &[Fact::Identifier]),
    known("read.address", &[Fact::Address]),
    // Opens the profile request; it is on no answer by itself.
    known(PROFILE, &[]),
    // Accepted, and opens nothing: no schema of it is public.
    known("read.cards", &[]),
];

/// The grant that opens the profile request (seed `001`, "Profile").
pub const PROFILE: &str = "read.profile";

/// The scope of a client's own tokens that opens user management (seed `000`).
pub const USERS: &str = "users.write";

/// The catalogue's entry of a name.
pub fn lookup(name: &str) -> Option<&'static KnownScope> {
    CATALOGUE.iter().find(|known| known.name == name)
}

/// Every name in the catalogue.
pub fn all_known() -> Scopes {
    CATALOGUE.iter().map(|known| known.name).collect()
}

impl Scopes {
    /// Whether any of them opens a fact.
    pub fn opens_anything(&self) -> bool {
        self.iter().filter_map(lookup).any(|known| !known.facts.is_empty())
    }

    /// Whether a fact is opened by any of them.
    pub fn opens(&self, fact: Fact) -> bool {
        self.iter().filter_map(lookup).any(|known| known.facts.contains(&fact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_strictly_and_written_in_order() {
        assert_eq!(Scopes::parse("openid  read.phone openid").map(|s| s.to_string()), Ok("openid read.phone".into()));
        let many: Vec<String> = (0..31).map(|n| format!("s{n}")).collect();
        let many = many.join(" ");
        for text in ["a\"b", "a\\b", "a\tb", "ä", &"x ".repeat(501), &many] {
            assert_eq!(Scopes::parse(text), Err(NotScopes), "{text}");
        }
    }

    #[test]
    fn scopes_open_facts() {
        let scopes = Scopes::parse("openid profile read.phone").unwrap_or_default();
        assert!(scopes.opens(Fact::Lastname) && scopes.opens(Fact::Phone));
        assert!(!scopes.opens(Fact::Email));
    }
}
