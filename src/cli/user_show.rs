//! How people and what went wrong with them are told.

use serde_json::{Value, json};

use crate::app::Failure;
use crate::base::{Locale, Micros};
use crate::domain::contact::{Channel, Contact};
use crate::domain::password::PasswordFlaw;
use crate::domain::user::Person;
use crate::service::accounts::manage::ManageError;

use super::output::Record;

/// The columns of a list of people.
pub(super) const COLUMNS: &[&str] = &["id", "name", "phone", "email", "role", "standing", "created_at"];

/// A person's facts.
pub(super) fn record(person: &Person) -> Record {
    let user = &person.user;
    let profile = &user.profile;
    let first = |channel| {
        let own = person.contacts.iter().find(|contact| contact.address.channel() == channel);
        own.map(|contact| contact.address.as_str().to_owned())
    };
    Record::default()
        .with("id", user.id.text())
        .with("name", profile.display_name())
        .with("firstname", profile.firstname.clone())
        .with("lastname", profile.lastname.clone())
        .with("address", profile.address.as_ref().map(|address| address.lines(str::to_owned).join(", ")))
        .with("phone", first(Channel::Phone))
        .with("email", first(Channel::Email))
        .with("role", user.role.as_str())
        .with("standing", user.standing.as_str())
        .with("locale", user.locale.map(Locale::tag))
        .with("created_at", user.created_at.to_rfc3339())
        .with("updated_at", user.updated_at.to_rfc3339())
}

/// A person's facts with every contact.
pub(super) fn full(person: &Person) -> Record {
    record(person).with("contacts", person.contacts.iter().map(contact).collect::<Vec<_>>())
}

fn contact(contact: &Contact) -> Value {
    json!({
        "channel": contact.address.channel().as_str(),
        "address": contact.address.as_str(),
        "primary": contact.is_primary,
        "confirmed_at": contact.confirmed_at.map(Micros::to_rfc3339),
    })
}

impl From<ManageError> for Failure {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Fault(fault) => fault.into(),
            ManageError::Unknown => {
                Self::new("no such person: give an id, or a confirmed e-mail address or phone number")
            }
            ManageError::NoContact => Self::new("a person needs a contact: give --email or --phone"),
            ManageError::Taken(address) => {
                Self::new(format!("{} belongs to another person: see `freedom-id user show`", address.as_str()))
            }
            ManageError::Name => Self::new("a name has letters, spaces, hyphens and apostrophes, at most 100"),
            ManageError::Address => Self::new(
                "an address has letters, digits and their usual signs, and --address-country is one of ISO 3166-1 \
                 alpha-3, e.g. KAZ",
            ),
            ManageError::Password(flaw) => Self::new(format!("the password is refused: {}", cure(flaw))),
            ManageError::Standing(_) => Self::new(error.to_string()),
        }
    }
}

fn cure(flaw: PasswordFlaw) -> String {
    match flaw {
        PasswordFlaw::Short { least } => format!("it needs at least {least} characters"),
        PasswordFlaw::Long => "it may have at most 128 characters".into(),
        PasswordFlaw::Common => "it is easy to guess, use a longer or less common one".into(),
        PasswordFlaw::Breached => "it stands in a collection of leaked passwords, use another one".into(),
        PasswordFlaw::Personal => "it contains the person's name, phone number or e-mail address".into(),
    }
}
