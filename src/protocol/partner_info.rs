//! What the partner API tells of a person: the id, then exactly the granted fields (seed `001`, "User Data
//! Parameters"). A granted field that is not known is `null`; one that is not granted is absent.

use serde::Serialize;

use crate::domain::contact::Channel;
use crate::domain::oauth::scope::{Fact, Scopes};
use crate::domain::user::Person;

/// A field: absent, or there and perhaps `null`.
type Field = Option<Option<String>>;

/// The fields, in the documented order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Info {
    /// The Freedom ID.
    pub id: String,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Field,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firstname: Field,
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lastname: Field,
    /// Middle name after the father.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patronymic: Field,
    /// Citizenship, ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Field,
    /// As in the person's document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Field,
    /// `M` or `F`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Field,
    /// The state's number for the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Field,
    /// The primary phone number, `+` and 10 to 15 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Field,
    /// The primary e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Field,
    /// Further phone numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<String>>,
    /// Further e-mail addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emails: Option<Vec<String>>,
}

/// What a bearer with these scopes is told. `id` is what the client knows the person by.
pub fn info(person: &Person, scopes: &Scopes, id: String) -> Info {
    let profile = &person.user.profile;
    let open = |fact, value: &Option<String>| scopes.opens(fact).then(|| value.clone());
    Info {
        id,
        date_of_birth: open(Fact::DateOfBirth, &profile.date_of_birth),
        firstname: open(Fact::Firstname, &profile.firstname),
        lastname: open(Fact::Lastname, &profile.lastname),
        patronymic: open(Fact::Patronymic, &profile.patronymic),
        country: open(Fact::Country, &profile.country),
        nationality: open(Fact::Nationality, &profile.nationality),
        gender: open(Fact::Gender, &profile.gender),
        identifier: open(Fact::Identifier, &profile.identifier),
        phone: scopes.opens(Fact::Phone).then(|| primary(person, Channel::Phone)),
        email: scopes.opens(Fact::Email).then(|| primary(person, Channel::Email)),
        phones: scopes.opens(Fact::Phones).then(|| further(person, Channel::Phone)),
        emails: scopes.opens(Fact::Emails).then(|| further(person, Channel::Email)),
    }
}

/// Confirmed ones only, here and below: there is no field for a doubt, and a site that knows its people by
/// their address would let in whoever merely typed one.
fn primary(person: &Person, channel: Channel) -> Option<String> {
    person.proved(channel).find(|c| c.is_primary).map(|c| c.address.as_str().to_owned())
}

fn further(person: &Person, channel: Channel) -> Vec<String> {
    person.proved(channel).filter(|c| !c.is_primary).map(|c| c.address.as_str().to_owned()).collect()
}
