//! The payload of a profile request: base64url, without padding, of a JSON document in UTF-8. No schema of
//! the provider's is public (seed `001`, "Profile": "personal and other analytical data"), so this one is
//! ours. Readers look at `version` first. Within a version members are only added; every member named here
//! is always there, `null` where nothing is known; times are UTC with six digits and `Z`.
//!
//! ```json
//! {
//!   "version": 1,
//!   "freedom_id": "…",                        // what the client knows the person by, as in `info`
//!   "created_at": "2025-03-04T06:35:50.000000Z",
//!   "person": {
//!     "firstname": "…", "lastname": "…", "patronymic": "…",
//!     "date_of_birth": "YYYY-MM-DD",
//!     "gender": "M",                          // M, F
//!     "country": "KAZ",                       // citizenship, ISO 3166-1 alpha-3
//!     "nationality": "…",                     // as in the person's document
//!     "identifier": "…",                      // the state's number for the person
//!     "address": {                            // or null; unknown parts of it are absent
//!       "street_address": "…", "locality": "…", "region": "…", "postal_code": "…", "country": "KAZ"
//!     }
//!   },
//!   "phones": [{"value": "+77011234567", "primary": true, "confirmed_at": "…"}],
//!   "emails": [{"value": "a@b.example", "primary": true, "confirmed_at": "…"}],  // what the person proved
//!   "kyc": {
//!     "level": "contacts",                    // none; contacts: at least one contact is confirmed
//!     "verifications": []                     // checks of documents, with their dates
//!   },
//!   "account": {
//!     "first_seen": "…",                      // when the account was opened
//!     "sign_ins": 12,
//!     "last_sign_in": "…",
//!     "confirmed_channels": ["phone", "email"]
//!   }
//! }
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::base::{Fault, Micros};
use crate::domain::address::PostalAddress;
use crate::domain::contact::{Channel, Contact};
use crate::domain::user::Person;
use crate::protocol::dress::six_digits;

/// The version of the schema.
const VERSION: u32 = 1;

/// What a payload is made of.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The person, with the state's number.
    pub person: &'a Person,
    /// What the client knows the person by.
    pub subject: &'a str,
    /// How often the person has signed in.
    pub sign_ins: u32,
    /// When last.
    pub last_sign_in: Option<Micros>,
    /// The moment at which all this holds.
    pub at: Micros,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    freedom_id: &'a str,
    created_at: String,
    person: About<'a>,
    phones: Vec<Reach<'a>>,
    emails: Vec<Reach<'a>>,
    kyc: Kyc,
    account: Account,
}

#[derive(Serialize)]
struct About<'a> {
    firstname: Option<&'a str>,
    lastname: Option<&'a str>,
    patronymic: Option<&'a str>,
    date_of_birth: Option<&'a str>,
    gender: Option<&'a str>,
    country: Option<&'a str>,
    nationality: Option<&'a str>,
    identifier: Option<&'a str>,
    address: Option<&'a PostalAddress>,
}

#[derive(Serialize)]
struct Reach<'a> {
    value: &'a str,
    primary: bool,
    confirmed_at: Option<String>,
}

#[derive(Serialize)]
struct Kyc {
    level: &'static str,
    /// None is made yet.
    verifications: [(); 0],
}

#[derive(Serialize)]
struct Account {
    first_seen: String,
    sign_ins: u32,
    last_sign_in: Option<String>,
    confirmed_channels: Vec<Channel>,
}

/// The payload.
pub fn payload(facts: &Facts) -> Result<String, Fault> {
    let (person, user) = (facts.person, &facts.person.user);
    let profile = &user.profile;
    let channels = Channel::ALL.iter().copied();
    let confirmed_channels: Vec<Channel> =
        channels.filter(|channel| person.proved(*channel).next().is_some()).collect();
    let document = Document {
        version: VERSION,
        freedom_id: facts.subject,
        created_at: six_digits(facts.at),
        person: About {
            firstname: profile.firstname.as_deref(),
            lastname: profile.lastname.as_deref(),
            patronymic: profile.patronymic.as_deref(),
            date_of_birth: profile.date_of_birth.as_deref(),
            gender: profile.gender.as_deref(),
            country: profile.country.as_deref(),
            nationality: profile.nationality.as_deref(),
            identifier: profile.identifier.as_deref(),
            address: profile.address.as_ref(),
        },
        phones: person.proved(Channel::Phone).map(reach).collect(),
        emails: person.proved(Channel::Email).map(reach).collect(),
        kyc: Kyc { level: if confirmed_channels.is_empty() { "none" } else { "contacts" }, verifications: [] },
        account: Account {
            first_seen: six_digits(user.created_at),
            sign_ins: facts.sign_ins,
            last_sign_in: facts.last_sign_in.map(six_digits),
            confirmed_channels,
        },
    };
    let json = serde_json::to_vec(&document).map_err(|_| Fault::Bug("a profile is JSON"))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

fn reach(contact: &Contact) -> Reach<'_> {
    Reach {
        value: contact.address.as_str(),
        primary: contact.is_primary,
        confirmed_at: contact.confirmed_at.map(six_digits),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::base::Id;
    use crate::domain::contact::Address;
    use crate::domain::user::{Profile, Role, Standing, User};

    fn person(profile: Profile, contacts: Vec<Contact>) -> Person {
        let at = Micros::from_seconds(1_740_000_000);
        let user = User {
            id: Id::opaque(),
            standing: Standing::Open,
            role: Role::Member,
            locale: None,
            profile,
            created_at: at,
            updated_at: at,
        };
        Person { user, contacts }
    }

    fn read(person: &Person, sign_ins: u32, last_sign_in: Option<Micros>) -> Value {
        let facts = Facts { person, subject: "s-1", sign_ins, last_sign_in, at: Micros(1_741_070_150_000_007) };
        let text = payload(&facts).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    }

    #[test]
    fn everything_the_account_holds_is_told_but_what_nobody_proved() {
        let some = |text: &str| Some(text.to_owned());
        let contact = |text: &str, is_primary, confirmed_at| Contact {
            id: Id::ordered(),
            address: Address::parse(text).unwrap(),
            is_primary,
            confirmed_at,
        };
        let at = Micros::from_seconds(1_740_000_060);
        let profile = Profile {
            firstname: some("Ana"),
            lastname: some("Bekova"),
            patronymic: some("Bekovna"),
            date_of_birth: some("1990-01-02"),
            gender: some("F"),
            country: some("KAZ"),
            nationality: some("Kazakh"),
            identifier: some("900102400000"),
            address: Some(PostalAddress { locality: some("Almaty"), ..PostalAddress::default() }),
        };
        let contacts = vec![
            contact("+77011234567", true, Some(at)),
            contact("ana@mail.example", true, None),
            contact("+77011234568", false, None),
        ];
        assert_eq!(
            read(&person(profile, contacts), 3, Some(at)),
            json!({
                "version": 1,
                "freedom_id": "s-1",
                "created_at": "2025-03-04T06:35:50.000007Z",
                "person": {
                    "firstname": "Ana", "lastname": "Bekova", "patronymic": "Bekovna", "date_of_birth": "1990-01-02",
                    "gender": "F", "country": "KAZ", "nationality": "Kazakh", "identifier": "900102400000",
                    "address": {"locality": "Almaty"},
                },
                "phones": [
                    {"value": "+77011234567", "primary": true, "confirmed_at": "2025-02-19T21:21:00.000000Z"},
                ],
                "emails": [],
                "kyc": {"level": "contacts", "verifications": []},
                "account": {
                    "first_seen": "2025-02-19T21:20:00.000000Z",
                    "sign_ins": 3,
                    "last_sign_in": "2025-02-19T21:21:00.000000Z",
                    "confirmed_channels": ["phone"],
                },
            })
        );
    }

    #[test]
    fn what_is_not_known_is_null_and_there() {
        let told = read(&person(Profile::default(), Vec::new()), 0, None);
        let about = told["person"].as_object().unwrap();
        assert!(about.len() == 9 && about.values().all(Value::is_null), "{about:?}");
        assert_eq!((&told["phones"], &told["emails"]), (&json!([]), &json!([])));
        assert_eq!(told["kyc"], json!({"level": "none", "verifications": []}));
        assert_eq!(told["account"]["last_sign_in"], Value::Null);
        assert_eq!(told["account"]["confirmed_channels"], json!([]));
    }
}
