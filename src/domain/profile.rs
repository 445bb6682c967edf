//! What the facts of a profile may be.

use chrono::{Datelike as _, NaiveDate};

use crate::base::Micros;
use crate::domain::address;
use crate::domain::country::country;
use crate::domain::user::{Profile, clean_name};
use crate::domain::words;

/// A fact of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Given name.
    Firstname,
    /// Family name.
    Lastname,
    /// Middle name after the father.
    Patronymic,
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
    /// The postal address.
    Address,
}

/// A part of a profile that is written as a whole: what is not given goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Block {
    /// First, middle and last name.
    Name,
    /// Date of birth and gender.
    Birth,
    /// Citizenship and nationality.
    Citizenship,
    /// The state's number for the person.
    Identifier,
    /// The postal address.
    Address,
}
words!(Block {
    Name = "name",
    Birth = "birth",
    Citizenship = "citizenship",
    Identifier = "identifier",
    Address = "address",
});

impl Block {
    /// `profile` with this part of `from`.
    pub fn put(self, profile: Profile, from: Profile) -> Profile {
        match self {
            Self::Name => {
                let Profile { firstname, lastname, patronymic, .. } = from;
                Profile { firstname, lastname, patronymic, ..profile }
            }
            Self::Birth => Profile { date_of_birth: from.date_of_birth, gender: from.gender, ..profile },
            Self::Citizenship => Profile { country: from.country, nationality: from.nationality, ..profile },
            Self::Identifier => Profile { identifier: from.identifier, ..profile },
            Self::Address => Profile { address: from.address, ..profile },
        }
    }

    /// This part alone.
    pub fn of(self, profile: &Profile) -> Profile {
        self.put(Profile::default(), profile.clone())
    }
}

/// Judges what is given of a profile and brings it to its stored form. An empty text counts as not
/// given. All wrong fields are told at once.
pub fn check(given: Profile, now: Micros) -> Result<Profile, Vec<Field>> {
    let mut wrong = Vec::new();
    let address = given.address.map(address::check);
    if address == Some(None) {
        wrong.push(Field::Address);
    }
    let mut fact = |field, value: Option<String>, judge: &dyn Fn(&str) -> Option<String>| {
        let text = value.filter(|text| !text.trim().is_empty())?;
        let good = judge(&text);
        if good.is_none() {
            wrong.push(field);
        }
        good
    };
    let checked = Profile {
        firstname: fact(Field::Firstname, given.firstname, &clean_name),
        lastname: fact(Field::Lastname, given.lastname, &clean_name),
        patronymic: fact(Field::Patronymic, given.patronymic, &clean_name),
        date_of_birth: fact(Field::DateOfBirth, given.date_of_birth, &|text| date_of_birth(text, now)),
        gender: fact(Field::Gender, given.gender, &gender),
        country: fact(Field::Country, given.country, &|text| country(text).map(str::to_owned)),
        nationality: fact(Field::Nationality, given.nationality, &clean_name),
        identifier: fact(Field::Identifier, given.identifier, &identifier),
        address: address.flatten().filter(|address| !address.is_empty()),
    };
    if wrong.is_empty() { Ok(checked) } else { Err(wrong) }
}

/// A day written `YYYY-MM-DD` that lies ahead, or is today.
pub fn is_ahead(text: &str, now: Micros) -> bool {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok_and(|date| date >= now.to_datetime().date_naive())
}

/// A day that was, written `YYYY-MM-DD`, within a human life.
pub fn date_of_birth(text: &str, now: Micros) -> Option<String> {
    let text = text.trim();
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    let today = now.to_datetime().date_naive();
    let canonical = date.format("%Y-%m-%d").to_string();
    (canonical == text && date < today && today.year() - date.year() <= 130).then_some(canonical)
}

fn gender(text: &str) -> Option<String> {
    let letter = text.trim().to_ascii_uppercase();
    matches!(letter.as_str(), "M" | "F").then_some(letter)
}

/// IIN (12 digits), PINFL (14 digits) or another state's number: letters, digits, hyphens.
fn identifier(text: &str) -> Option<String> {
    let compact: String = text.chars().take(64).filter(|c| !c.is_whitespace()).collect();
    let shape = compact.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (shape && (4..=32).contains(&compact.len())).then(|| compact.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_a_real_day_in_the_past() {
        let now = Micros::from_seconds(1_740_000_000); // 2025-02-19
        for text in ["2000-02-29", "1990-01-01", "2025-02-18", " 1990-01-01 "] {
            assert_eq!(date_of_birth(text, now).as_deref(), Some(text.trim()), "{text}");
        }
        for text in ["2001-02-29", "2025-02-19", "2030-01-01", "1850-01-01", "1990-1-1", "01.01.1990", "", "x"] {
            assert_eq!(date_of_birth(text, now), None, "{text}");
        }
    }

    #[test]
    fn a_block_is_written_as_a_whole_and_leaves_the_others() {
        let some = |text: &str| Some(text.to_owned());
        let before = Profile { firstname: some("Ana"), patronymic: some("B"), gender: some("F"), ..Profile::default() };
        let typed = Profile { firstname: some("Eva"), gender: some("M"), ..Profile::default() };
        let after = Block::Name.put(before.clone(), typed);
        assert_eq!(after, Profile { firstname: some("Eva"), gender: some("F"), ..Profile::default() });
        assert_eq!(Block::Birth.of(&before), Profile { gender: some("F"), ..Profile::default() });
        assert_eq!(Block::Address.put(before.clone(), Profile::default()), before);
    }

    #[test]
    fn every_wrong_field_is_told_and_empty_ones_are_left_out() {
        let some = |text: &str| Some(text.to_owned());
        let given = Profile {
            firstname: some("Ana"),
            lastname: some("<b>"),
            gender: some("x"),
            country: some("kaz"),
            identifier: some(" "),
            ..Profile::default()
        };
        assert_eq!(check(given.clone(), Micros(0)), Err(vec![Field::Lastname, Field::Gender]));
        let good = check(Profile { lastname: None, gender: some("f"), ..given }, Micros(0));
        assert_eq!(
            good,
            Ok(Profile { firstname: some("Ana"), gender: some("F"), country: some("KAZ"), ..Profile::default() })
        );
    }
}
