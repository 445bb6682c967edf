//! Parties: the companies behind clients. A partner is one record, whichever doors it uses.

use crate::base::{Id, Micros};
use crate::domain::oauth::client_name::is_visible;
use crate::domain::words;

/// Tag of party ids.
pub enum PartyTag {}
/// A party's id.
pub type PartyId = Id<PartyTag>;

/// A party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The id.
    pub id: PartyId,
    /// What outsiders know it by where they want a number: from 1 on.
    pub number: u32,
    /// Its name, which no other party has.
    pub name: String,
    /// When it was made.
    pub created_at: Micros,
}

/// How a party came to have somebody among its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    /// It made the person's record.
    Created,
    /// It made a record that turned out to be of a person with an older one.
    Merged,
}
words!(Road { Created = "created", Merged = "merged" });

/// Somebody is among a party's people: it may read and change their record.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The party.
    pub party: PartyId,
    /// Its name.
    pub name: String,
    /// How it came to be.
    pub road: Road,
    /// Since when.
    pub since: Micros,
}

/// Whether a party may be called so: 1 to 100 characters that can all be seen.
pub fn is_name(text: &str) -> bool {
    is_visible(text, 100)
}
