//! Ways to reach a person. Only a confirmed contact identifies somebody.

use crate::base::contact::has_at;
use crate::base::{Email, Id, Micros, Phone};
use crate::domain::words;

/// Tag of contact ids.
pub enum ContactTag {}
/// A contact's id.
pub type ContactId = Id<ContactTag>;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Text message.
    Phone,
    /// E-mail.
    Email,
}
words!(Channel { Phone = "phone", Email = "email" });

/// A phone number or an e-mail address, in normal form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// A phone number.
    Phone(Phone),
    /// An e-mail address.
    Email(Email),
}

/// The text is neither an e-mail address nor a phone number.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an e-mail address nor a phone number")]
pub struct NotAnAddress;

impl Address {
    /// Reads what a person types where either will do: with `@` it is an e-mail address.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        if has_at(text) {
            Email::parse(text).map(Self::Email).map_err(|_| NotAnAddress)
        } else {
            Phone::parse(text).map(Self::Phone).map_err(|_| NotAnAddress)
        }
    }

    /// A value read back from the database.
    pub fn from_stored(channel: Channel, value: String) -> Self {
        match channel {
            Channel::Phone => Self::Phone(Phone::from_stored(value)),
            Channel::Email => Self::Email(Email::from_stored(value)),
        }
    }

    /// How messages to it travel.
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Phone(_) => Channel::Phone,
            Self::Email(_) => Channel::Email,
        }
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.as_str(),
            Self::Email(email) => email.as_str(),
        }
    }

    /// For pages where it must not be readable.
    pub fn masked(&self) -> String {
        match self {
            Self::Phone(phone) => phone.masked(),
            Self::Email(email) => email.masked(),
        }
    }

    /// For the person who typed it.
    pub fn shown(&self) -> String {
        match self {
            Self::Phone(phone) => phone.spaced(),
            Self::Email(email) => email.to_string(),
        }
    }
}

/// One contact of one person.
#[derive(Clone, Debug)]
pub struct Contact {
    /// The record's id.
    pub id: ContactId,
    /// Where it leads.
    pub address: Address,
    /// The one that is used and told first.
    pub is_primary: bool,
    /// When the person proved to hold it.
    pub confirmed_at: Option<Micros>,
}

/// Confirmed contacts that a person may have on one channel.
pub const MOST: usize = 5;

/// Why a contact cannot be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// It is the only confirmed one: without it nobody could come back.
    Last,
    /// It is the primary one of several: another one has to be that first.
    Primary,
    /// Without it there is no way in any more.
    WayIn,
}

/// Why a confirmed contact stays; `None` if it may go. `way_in`: whether the person could still sign in with these
/// contacts alone.
pub fn keep(all: &[Contact], id: ContactId, way_in: impl Fn(&[&Contact]) -> bool) -> Option<Keep> {
    let gone = all.iter().find(|contact| contact.id == id)?;
    let rest: Vec<&Contact> = all.iter().filter(|c| c.id != id && c.confirmed_at.is_some()).collect();
    if rest.is_empty() {
        return Some(Keep::Last);
    }
    let channel = gone.address.channel();
    if gone.is_primary && rest.iter().any(|contact| contact.address.channel() == channel) {
        return Some(Keep::Primary);
    }
    (!way_in(&rest)).then_some(Keep::WayIn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(text: &str, is_primary: bool, confirmed: bool) -> Contact {
        let address = Address::parse(text).unwrap();
        Contact { id: Id::ordered(), address, is_primary, confirmed_at: confirmed.then_some(Micros(1)) }
    }

    #[test]
    fn what_leads_back_in_stays() {
        let all = [
            contact("ana@mail.example", true, true),
            contact("ana@work.example", false, true),
            contact("+77012345678", true, true),
            contact("+77012345679", false, false),
        ];
        let kept = |all: &[Contact], at: usize, way_in: bool| keep(all, all[at].id, |_| way_in);
        assert_eq!(kept(&all, 0, true), Some(Keep::Primary));
        assert_eq!(kept(&all, 1, true), None);
        assert_eq!(kept(&all, 2, true), None, "the only number may go while there is an address");
        assert_eq!(kept(&all, 2, false), Some(Keep::WayIn));
        assert_eq!(kept(&all[2..], 0, true), Some(Keep::Last), "one that is not confirmed leads nobody back");
        assert_eq!(keep(&all, Id::ordered(), |_| true), None);
    }
}
