//! The claims of the user-info endpoint (OIDC Core §5.3, §5.4): exactly what the scopes open.
//!
//! A fact is told under its OIDC name where there is one; what OIDC lacks goes by the partner
//! documents' name (seed `001`, "User Data Parameters").

use openidconnect::core::CoreGenderClaim;
use openidconnect::{
    AdditionalClaims, AddressClaim, AddressCountry, AddressLocality, AddressPostalCode, AddressRegion, EndUserBirthday,
    EndUserEmail, EndUserFamilyName, EndUserGivenName, EndUserMiddleName, EndUserName, EndUserPhoneNumber,
    FormattedAddress, LanguageTag, LocalizedClaim, StandardClaims, StreetAddress, SubjectIdentifier, UserInfoClaims,
};
use serde::{Deserialize, Serialize};

use crate::domain::address::PostalAddress;
use crate::domain::contact::{Channel, Contact};
use crate::domain::oauth::scope::{Fact, Scopes};
use crate::domain::user::Person;

/// Facts that OIDC has no claim for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PartnerClaims {
    /// Every phone number, primary first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<String>>,
    /// Every e-mail address, primary first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emails: Option<Vec<String>>,
    /// Citizenship, ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// As in the person's document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// The state's number for the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
}

impl AdditionalClaims for PartnerClaims {}

/// Our user-info claims.
pub type Claims = UserInfoClaims<PartnerClaims, CoreGenderClaim>;

/// The claims for a bearer with these scopes. `openid` alone gives `sub`, which is what the client knows the
/// person by.
pub fn claims(person: &Person, scopes: &Scopes, subject: String) -> Claims {
    let user = &person.user;
    let profile = &user.profile;
    let open = |fact, value: &Option<String>| value.clone().filter(|_| scopes.opens(fact));
    let whole_name = scopes.opens(Fact::Firstname) && scopes.opens(Fact::Lastname);
    let email = primary(person, Channel::Email).filter(|_| scopes.opens(Fact::Email));
    let phone = primary(person, Channel::Phone).filter(|_| scopes.opens(Fact::Phone));
    let gender = open(Fact::Gender, &profile.gender).map(|g| if g == "M" { "male" } else { "female" }.to_owned());
    let standard = StandardClaims::new(SubjectIdentifier::new(subject))
        .set_name(whole_name.then(|| profile.full_name()).flatten().map(|n| one(EndUserName::new(n))))
        .set_given_name(open(Fact::Firstname, &profile.firstname).map(|n| one(EndUserGivenName::new(n))))
        .set_family_name(open(Fact::Lastname, &profile.lastname).map(|n| one(EndUserFamilyName::new(n))))
        .set_middle_name(open(Fact::Patronymic, &profile.patronymic).map(|n| one(EndUserMiddleName::new(n))))
        .set_gender(gender.map(CoreGenderClaim::new))
        .set_birthdate(open(Fact::DateOfBirth, &profile.date_of_birth).map(EndUserBirthday::new))
        .set_email(email.map(|c| EndUserEmail::new(c.address.as_str().to_owned())))
        .set_email_verified(email.map(|c| c.confirmed_at.is_some()))
        .set_phone_number(phone.map(|c| EndUserPhoneNumber::new(c.address.as_str().to_owned())))
        .set_phone_number_verified(phone.map(|c| c.confirmed_at.is_some()));
    let standard = standard.set_address(profile.address.as_ref().filter(|_| scopes.opens(Fact::Address)).map(address));
    let is_profile = scopes.contains("profile");
    let standard = standard
        .set_locale(user.locale.filter(|_| is_profile).map(|l| LanguageTag::new(l.tag().to_owned())))
        .set_updated_at(is_profile.then(|| user.updated_at.to_datetime()));
    let extra = PartnerClaims {
        phones: scopes.opens(Fact::Phones).then(|| every(person, Channel::Phone)),
        emails: scopes.opens(Fact::Emails).then(|| every(person, Channel::Email)),
        country: open(Fact::Country, &profile.country),
        nationality: open(Fact::Nationality, &profile.nationality),
        identifier: open(Fact::Identifier, &profile.identifier),
    };
    UserInfoClaims::new(standard, extra)
}

fn one<T>(value: T) -> LocalizedClaim<T> {
    LocalizedClaim::from(value)
}

/// OIDC Core §5.1.1.
fn address(own: &PostalAddress) -> AddressClaim {
    AddressClaim {
        formatted: Some(FormattedAddress::new(own.formatted())),
        street_address: own.street_address.clone().map(StreetAddress::new),
        locality: own.locality.clone().map(AddressLocality::new),
        region: own.region.clone().map(AddressRegion::new),
        postal_code: own.postal_code.clone().map(AddressPostalCode::new),
        country: own.country.clone().map(AddressCountry::new),
    }
}

fn primary(person: &Person, channel: Channel) -> Option<&Contact> {
    person.proved(channel).next()
}

fn every(person: &Person, channel: Channel) -> Vec<String> {
    person.proved(channel).map(|c| c.address.as_str().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Id, Locale, Micros};
    use crate::domain::contact::Address;
    use crate::domain::user::{Profile, Role, Standing, User};

    fn person() -> Person {
        Person {
            user: User {
                id: Id::opaque(),
                standing: Standing::Open,
                role: Role::Member,
                locale: Some(Locale::Kk),
                profile: Profile {
                    firstname: Some("Айгерім".into()),
                    lastname: Some("Бекова".into()),
                    gender: Some("F".into()),
                    date_of_birth: Some("1994-03-14".into()),
                    address: Some(PostalAddress {
                        street_address: Some("Абай даңғылы, 10".into()),
                        locality: Some("Алматы".into()),
                        country: Some("KAZ".into()),
                        ..PostalAddress::default()
                    }),
                    ..Profile::default()
                },
                created_at: Micros(0),
                updated_at: Micros::from_seconds(7),
            },
            contacts: vec![
                contact("+77012345678", Some(Micros(1))),
                contact("+77012345679", None),
                contact("a@b.kz", None),
            ],
        }
    }

    fn contact(text: &str, confirmed_at: Option<Micros>) -> Contact {
        Contact { id: Id::ordered(), address: Address::parse(text).unwrap(), is_primary: true, confirmed_at }
    }

    #[test]
    fn what_was_not_proved_is_not_told() {
        let told = json("openid email phone read.phones read.emails");
        assert_eq!((told.get("email"), told.get("email_verified")), (None, None));
        assert_eq!(told["phone_number"], "+77012345678");
        assert_eq!((&told["phones"], &told["emails"]), (&serde_json::json!(["+77012345678"]), &serde_json::json!([])));
    }

    fn json(scopes: &str) -> serde_json::Value {
        serde_json::to_value(claims(&person(), &Scopes::parse(scopes).unwrap(), "somebody".into())).unwrap()
    }

    #[test]
    fn nothing_but_the_subject_without_scopes() {
        assert_eq!(
            json("openid").as_object().map(|o| o.keys().cloned().collect::<Vec<_>>()),
            Some(vec!["sub".to_owned()])
        );
    }

    #[test]
    fn standard_scopes_and_partner_grants_open_the_same_claims() {
        let profile = json("openid profile");
        assert_eq!(profile["name"], "Айгерім Бекова");
        assert_eq!((&profile["gender"], &profile["birthdate"]), (&"female".into(), &"1994-03-14".into()));
        assert_eq!((&profile["locale"], &profile["updated_at"]), (&"kk".into(), &7.into()));
        assert!(profile.get("phone_number").is_none() && profile.get("address").is_none());
        let letter = serde_json::json!({
            "formatted": "Абай даңғылы, 10\nАлматы\nKAZ",
            "street_address": "Абай даңғылы, 10",
            "locality": "Алматы",
            "country": "KAZ",
        });
        for scope in ["address", "read.address"] {
            assert_eq!(json(&format!("openid {scope}"))["address"], letter);
        }
        let phone = json("openid read.phone read.phones");
        assert_eq!((&phone["phone_number"], &phone["phone_number_verified"]), (&"+77012345678".into(), &true.into()));
        assert_eq!(phone["phones"], serde_json::json!(["+77012345678"]));
        assert_eq!(json("openid read.firstname")["given_name"], "Айгерім");
        assert!(json("openid read.firstname").get("name").is_none());
    }
}
