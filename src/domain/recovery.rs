//! The way back to an account whose password is lost, and what it takes.

use std::time::Duration;

use crate::base::{Id, Locale, Micros};
use crate::domain::contact::{Address, Channel, Contact};
use crate::domain::factors::Factors;
use crate::domain::oauth::track::TrackId;
use crate::domain::session::Amr;
use crate::domain::user::UserId;
use crate::domain::words;

/// Tag of recoveries' ids.
pub enum RecoveryTag {}
/// A recovery's id.
pub type RecoveryId = Id<RecoveryTag>;

/// Life of a recovery and of its link (LIMITS 5.1, reset links).
pub const LIFE: Duration = Duration::from_secs(1_800);

/// Somebody on the way back.
#[derive(Clone, Debug)]
pub struct Recovery {
    /// The id.
    pub id: RecoveryId,
    /// Whose account; nobody's where nobody has the contact.
    pub user: Option<UserId>,
    /// The contact that was named, and that the first code goes to.
    pub address: Address,
    /// What was proved so far; the first is the contact.
    pub amr: Vec<Amr>,
    /// The authorization that it leads back to.
    pub track: Option<TrackId>,
    /// The language of its messages.
    pub locale: Locale,
    /// The address from where it was asked for.
    pub ip: Option<String>,
    /// The browser that asked.
    pub agent: Option<String>,
    /// When.
    pub created_at: Micros,
    /// Ends then.
    pub expires_at: Micros,
    /// When it was used up, replaced or refused.
    pub ended_at: Option<Micros>,
    /// When its link was used.
    pub link_used_at: Option<Micros>,
}

impl Recovery {
    /// Whether it can go on.
    pub fn is_live(&self, now: Micros) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

/// The proof that a code to a contact is.
pub const fn proof_of(channel: Channel) -> Amr {
    match channel {
        Channel::Phone => Amr::Sms,
        Channel::Email => Amr::Otp,
    }
}

/// A second proof on the way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// A code of the authenticator app.
    Totp,
    /// A code to another contact, on the other channel.
    Contact,
    /// A recovery code.
    Code,
}
words!(Way { Totp = "totp", Contact = "contact", Code = "recovery" });

/// Everything that the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// What the person has.
    pub factors: &'a Factors,
    /// Whether a second proof is asked of the person by rule: staff.
    pub ruled: bool,
    /// The person's contacts.
    pub contacts: &'a [Contact],
    /// Of a frozen account: only contacts that were proved before this lead back.
    pub frozen_before: Option<Micros>,
}

impl<'a> Standing<'a> {
    /// Whether a contact leads back.
    pub fn counts(&self, contact: &Contact) -> bool {
        contact.confirmed_at.is_some_and(|at| self.frozen_before.is_none_or(|before| at < before))
    }

    /// The person's own contact at an address, if it leads back.
    pub fn own(&self, address: &Address) -> Option<&'a Contact> {
        self.contacts.iter().find(|contact| contact.address == *address && self.counts(contact))
    }

    /// Contacts that prove what `first` does not: on the other channel, primary ones first. Two letters to two
    /// boxes are still somebody who reads letters.
    pub fn others(&self, first: &Address) -> Vec<&'a Contact> {
        let other = |contact: &&Contact| contact.address.channel() != first.channel() && self.counts(contact);
        self.contacts.iter().filter(other).collect()
    }

    /// Whether one proof is not enough (LIMITS 21 and 22): the person switched the second step on, or a rule asks
    /// for it and there is something to ask for.
    pub fn needs_two(&self) -> bool {
        self.factors.two_step() || (self.ruled && self.factors.passkeys > 0)
    }

    /// The second proofs that can be made after the contact, the quickest first.
    pub fn ways(&self, first: &Address) -> Vec<Way> {
        let has = |way: &&Way| match way {
            Way::Totp => self.factors.totp,
            Way::Contact => !self.others(first).is_empty(),
            Way::Code => self.factors.recovery_left > 0,
        };
        Way::ALL.iter().filter(has).copied().collect()
    }

    /// Whether an authenticator app can be left behind: two messages by different ways were read instead, and no
    /// rule asks for the app.
    pub fn may_forget(&self, recovery: &Recovery) -> bool {
        let messages = recovery.amr.iter().all(|proof| matches!(proof, Amr::Sms | Amr::Otp));
        self.factors.totp && !self.ruled && recovery.amr.len() > 1 && messages
    }

    /// Whether enough was proved to set a password.
    pub fn is_enough(&self, recovery: &Recovery) -> bool {
        let first = recovery.amr.first() == Some(&proof_of(recovery.address.channel()));
        let second = recovery.amr.len() > 1;
        first && self.own(&recovery.address).is_some() && (second || !self.needs_two())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(text: &str, at: i64) -> Contact {
        let address = Address::parse(text).unwrap();
        Contact { id: Id::ordered(), address, is_primary: false, confirmed_at: (at > 0).then_some(Micros(at)) }
    }

    fn recovery(address: &str, amr: &[Amr]) -> Recovery {
        Recovery {
            id: Id::opaque(),
            user: Some(Id::opaque()),
            address: Address::parse(address).unwrap(),
            amr: amr.to_vec(),
            track: None,
            locale: Locale::En,
            ip: None,
            agent: None,
            created_at: Micros(0),
            expires_at: Micros(10),
            ended_at: None,
            link_used_at: None,
        }
    }

    const MAIL: &str = "ana@mail.example";
    const OTHER: &str = "ana@work.example";
    const PHONE: &str = "+77012345678";

    #[test]
    fn one_proof_is_enough_only_without_a_second_step() {
        let contacts = [contact(MAIL, 1), contact(OTHER, 1), contact(PHONE, 1)];
        let none = Factors { password: true, ..Factors::default() };
        let totp = Factors { totp: true, recovery_left: 2, ..none };
        let sms = Factors { sms_step: true, ..none };
        let of = |factors| Standing { factors, ruled: false, contacts: &contacts, frozen_before: None };
        assert!(of(&none).is_enough(&recovery(MAIL, &[Amr::Otp])));
        assert!(!of(&none).is_enough(&recovery(MAIL, &[])));
        for factors in [&totp, &sms] {
            assert!(!of(factors).is_enough(&recovery(MAIL, &[Amr::Otp])));
            assert!(!of(factors).is_enough(&recovery(PHONE, &[Amr::Sms])), "SMS alone never");
            assert!(of(factors).is_enough(&recovery(MAIL, &[Amr::Otp, Amr::Sms])));
        }
        assert_eq!(of(&totp).ways(&contacts[0].address), [Way::Totp, Way::Contact, Way::Code]);
        let others = of(&sms).others(&contacts[0].address);
        assert_eq!(others.len(), 1, "another box of letters is no second proof");
        assert_eq!(others[0].address.as_str(), PHONE);
        assert!(of(&totp).may_forget(&recovery(MAIL, &[Amr::Otp, Amr::Sms])));
        assert!(!of(&totp).may_forget(&recovery(MAIL, &[Amr::Otp, Amr::Totp])), "it is not lost");
        assert!(!Standing { ruled: true, ..of(&totp) }.may_forget(&recovery(MAIL, &[Amr::Otp, Amr::Sms])));
        assert!(!of(&none).is_enough(&recovery("eve@mail.example", &[Amr::Otp])), "not theirs any more");
    }

    #[test]
    fn only_contacts_from_before_the_contested_change_lead_back() {
        let contacts = [contact(MAIL, 5), contact(PHONE, 20), contact(OTHER, 0)];
        let factors = Factors::default();
        let frozen = Standing { factors: &factors, ruled: false, contacts: &contacts, frozen_before: Some(Micros(20)) };
        assert!(frozen.own(&contacts[0].address).is_some());
        assert!(frozen.own(&contacts[1].address).is_none() && frozen.own(&contacts[2].address).is_none());
        assert!(frozen.others(&contacts[0].address).is_empty());
    }

    #[test]
    fn staff_needs_two_where_there_is_something_to_ask_for() {
        let contacts = [contact(MAIL, 1)];
        let (none, key) = (Factors::default(), Factors { passkeys: 1, ..Factors::default() });
        let staff = |factors| Standing { factors, ruled: true, contacts: &contacts, frozen_before: None };
        assert!(!staff(&none).needs_two() && staff(&key).needs_two());
        assert!(!Standing { ruled: false, ..staff(&key) }.needs_two());
        assert!(staff(&key).ways(&contacts[0].address).is_empty());
    }
}
