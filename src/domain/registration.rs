//! A person in the making. Yields one user, once.

use crate::base::{Email, Id, Locale, Micros, Phone};
use crate::domain::contact::Address;
use crate::domain::oauth::track::TrackId;
use crate::domain::passkey::Made;

/// Tag of registration ids.
pub enum RegistrationTag {}
/// A registration's id.
pub type RegistrationId = Id<RegistrationTag>;

/// How far a registration has come.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The id.
    pub id: RegistrationId,
    /// The phone number given.
    pub phone: Option<Phone>,
    /// When it was proved.
    pub phone_confirmed_at: Option<Micros>,
    /// The e-mail address given.
    pub email: Option<Email>,
    /// When it was proved.
    pub email_confirmed_at: Option<Micros>,
    /// The password chosen, hashed.
    pub password_hash: Option<String>,
    /// The passkey made instead of one.
    pub passkey: Option<Made>,
    /// The authorization it serves.
    pub track: Option<TrackId>,
    /// Language of its pages and messages.
    pub locale: Locale,
    /// Ends then.
    pub expires_at: Micros,
    /// When it became a user.
    pub finished_at: Option<Micros>,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrationStep {
    /// Nothing given yet: ask for a contact.
    Contact,
    /// Prove this address by a code.
    Prove(Address),
    /// Choose a password, or make a passkey.
    Password,
    /// Name and terms.
    About,
    /// It has become a user.
    Done,
}

impl Registration {
    /// The next step. The first contact is proved before anything else is asked.
    pub fn next(&self) -> RegistrationStep {
        if self.finished_at.is_some() {
            return RegistrationStep::Done;
        }
        match (&self.phone, &self.email) {
            (None, None) => RegistrationStep::Contact,
            (Some(phone), _) if self.phone_confirmed_at.is_none() => {
                RegistrationStep::Prove(Address::Phone(phone.clone()))
            }
            (_, Some(email)) if self.email_confirmed_at.is_none() => {
                RegistrationStep::Prove(Address::Email(email.clone()))
            }
            _ if self.password_hash.is_none() && self.passkey.is_none() => RegistrationStep::Password,
            _ => RegistrationStep::About,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_contact_is_proved_before_the_password() {
        let mut registration = Registration {
            id: Id::opaque(),
            phone: None,
            phone_confirmed_at: None,
            email: None,
            email_confirmed_at: None,
            password_hash: None,
            passkey: None,
            track: None,
            locale: Locale::En,
            expires_at: Micros(1),
            finished_at: None,
        };
        assert_eq!(registration.next(), RegistrationStep::Contact);
        let (phone, email) = (Phone::from_stored("+77012345678".into()), Email::from_stored("a@b.kz".into()));
        registration.phone = Some(phone.clone());
        registration.email = Some(email.clone());
        assert_eq!(registration.next(), RegistrationStep::Prove(Address::Phone(phone)));
        registration.phone_confirmed_at = Some(Micros(0));
        assert_eq!(registration.next(), RegistrationStep::Prove(Address::Email(email)));
        registration.email_confirmed_at = Some(Micros(0));
        assert_eq!(registration.next(), RegistrationStep::Password);
        registration.password_hash = Some("$argon2id$".into());
        assert_eq!(registration.next(), RegistrationStep::About);
        registration.finished_at = Some(Micros(0));
        assert_eq!(registration.next(), RegistrationStep::Done);
    }
}
