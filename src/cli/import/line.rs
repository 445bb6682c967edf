//! One line: a person as JSON. What is wrong is told by field; values are never told, they may be secrets.

use serde_json::{Map, Value};

use crate::base::{Email, Locale, Phone, Secret};
use crate::domain::address::PostalAddress;
use crate::domain::contact::Address;
use crate::domain::user::{Profile, Role};
use crate::service::accounts::import::Import;

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) field: &'static str,
    pub(super) reason: String,
}

impl Bad {
    pub(super) fn of(field: &'static str, reason: impl Into<String>) -> Self {
        Self { field, reason: reason.into() }
    }
}

/// Reads a line.
pub(super) fn read(text: &str, source: &str) -> Result<Import, Bad> {
    let text = text.trim();
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Bad::of("line", format!("not JSON from column {} on", error.column())))?;
    let Value::Object(map) = value else { return Err(Bad::of("line", "not a JSON object")) };
    let mut fields = Fields(map);
    let phones = contacts(&mut fields, "phones", |text| Phone::parse(text).ok().map(Address::Phone))?;
    let emails = contacts(&mut fields, "emails", |text| Email::parse(text).ok().map(Address::Email))?;
    let locale = fields.text("locale")?;
    let role = fields.text("role")?;
    let import = Import {
        source: source.to_owned(),
        external_id: fields.id()?,
        contacts: phones.into_iter().chain(emails).collect(),
        profile: Profile {
            firstname: fields.text("firstname")?,
            lastname: fields.text("lastname")?,
            patronymic: fields.text("patronymic")?,
            date_of_birth: fields.text("date_of_birth")?,
            gender: fields.text("gender")?,
            country: fields.text("country")?,
            nationality: fields.text("nationality")?,
            identifier: fields.text("identifier")?,
            address: address(&mut fields)?,
        },
        locale: locale
            .map(|tag| tag.parse::<Locale>().map_err(|_| Bad::of("locale", "not one of en, ru, kk, uz")))
            .transpose()?,
        role: role
            .map_or(Ok(Role::Member), |word| word.parse())
            .map_err(|_| Bad::of("role", "not one of member, support, admin"))?,
        password_hash: fields.text("password_hash")?.map(Secret::new),
        line: Secret::new(text),
    };
    fields.end("line")?;
    Ok(import)
}

fn contacts(
    fields: &mut Fields,
    name: &'static str,
    parse: impl Fn(&str) -> Option<Address>,
) -> Result<Vec<(Address, bool)>, Bad> {
    let all = match fields.0.remove(name) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(all)) => all,
        Some(_) => return Err(Bad::of(name, "not a list")),
    };
    let read = |one| {
        let Value::Object(map) = one else {
            return Err(Bad::of(name, "not objects with value and confirmed"));
        };
        let mut fields = Fields(map);
        let text = fields.text("value")?.ok_or(Bad::of(name, "one without a value"))?;
        let confirmed = match fields.0.remove("confirmed") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(confirmed)) => confirmed,
            Some(_) => return Err(Bad::of(name, "confirmed is neither true nor false")),
        };
        fields.end(name)?;
        let wrong = if name == "phones" { "not a phone number with a country code" } else { "not an e-mail address" };
        Ok((parse(&text).ok_or(Bad::of(name, wrong))?, confirmed))
    };
    all.into_iter().map(read).collect()
}

fn address(fields: &mut Fields) -> Result<Option<PostalAddress>, Bad> {
    let map = match fields.0.remove("address") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(map)) => map,
        Some(_) => return Err(Bad::of("address", "not an object")),
    };
    let mut fields = Fields(map);
    let address = PostalAddress {
        street_address: fields.text("street_address")?,
        locality: fields.text("locality")?,
        region: fields.text("region")?,
        postal_code: fields.text("postal_code")?,
        country: fields.text("country")?,
    };
    fields.end("address")?;
    Ok(Some(address))
}

/// Fields that have not been read yet.
struct Fields(Map<String, Value>);

impl Fields {
    fn text(&mut self, name: &'static str) -> Result<Option<String>, Bad> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Bad::of(name, "not a text")),
        }
    }

    /// Many systems number their people.
    fn id(&mut self) -> Result<Option<String>, Bad> {
        match self.0.remove("id") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Number(number)) if number.is_u64() => Ok(Some(number.to_string())),
            Some(_) => Err(Bad::of("id", "neither a text nor a whole number")),
        }
    }

    /// Nothing may be left: a misspelt field would be lost without a word.
    fn end(self, place: &'static str) -> Result<(), Bad> {
        let Some(name) = self.0.into_iter().next().map(|(name, _)| name) else { return Ok(()) };
        let plain = name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let name = if plain { name } else { "with an odd name".into() };
        let hint = if name == "password" { ": passwords come as hashes, in password_hash" } else { "" };
        Err(Bad::of(place, format!("unknown field {name}{hint}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read() {
        let text = r#"{"id": 17, "emails": [{"value": "Ana@Mail.Example", "confirmed": true}],
            "phones": [{"value": "8 701 234 56 78"}], "firstname": "Ana", "lastname": null, "locale": "kk",
            "address": {"locality": "Almaty"}, "password_hash": "$2b$x"}"#;
        let import = read(text, "old").unwrap();
        assert_eq!(import.external_id.as_deref(), Some("17"));
        let contacts: Vec<_> = import.contacts.iter().map(|(a, confirmed)| (a.as_str(), *confirmed)).collect();
        assert_eq!(contacts, [("+77012345678", false), ("ana@mail.example", true)]);
        assert_eq!((import.locale, import.role), (Some(Locale::Kk), Role::Member));
        assert_eq!(import.profile.address.and_then(|a| a.locality).as_deref(), Some("Almaty"));
    }

    #[test]
    fn what_is_wrong_is_told_by_field_and_without_values() {
        for (text, field) in [
            ("{", "line"),
            ("[]", "line"),
            (r#"{"password": "hunter2"}"#, "line"),
            (r#"{"hunter2 \u0000": 1}"#, "line"),
            (r#"{"id": 1.5}"#, "id"),
            (r#"{"emails": "hunter2"}"#, "emails"),
            (r#"{"emails": ["hunter2"]}"#, "emails"),
            (r#"{"emails": [{"value": "hunter2", "confirmed": true}]}"#, "emails"),
            (r#"{"emails": [{"value": "a@b.kz", "confirmed": "hunter2"}]}"#, "emails"),
            (r#"{"emails": [{"value": "a@b.kz", "verified": true}]}"#, "emails"),
            (r#"{"phones": [{"value": "hunter2"}]}"#, "phones"),
            (r#"{"phones": [{}]}"#, "phones"),
            (r#"{"firstname": 7}"#, "firstname"),
            (r#"{"address": "hunter2"}"#, "address"),
            (r#"{"address": {"city": "hunter2"}}"#, "address"),
            (r#"{"locale": "hunter2"}"#, "locale"),
            (r#"{"role": "hunter2"}"#, "role"),
            (r#"{"password_hash": {"hunter2": 1}}"#, "password_hash"),
        ] {
            let bad = read(text, "old").expect_err(text);
            assert_eq!(bad.field, field, "{text}");
            assert!(!bad.reason.contains("hunter2"), "{bad:?}");
        }
        let bad = read(r#"{"emial": []}"#, "old").unwrap_err();
        assert!(bad.reason.contains("emial"), "{bad:?}");
    }
}
