//! A postal address.

use serde::{Deserialize, Serialize};

use crate::domain::country::country;

/// A postal address (OIDC Core §5.1.1). The shape here is also the one that is kept in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostalAddress {
    /// Street, house, flat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// City or village.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// Region or district.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-3: the address's own, not the person's citizenship.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl PostalAddress {
    /// Whether nothing of it is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The address as it stands on a letter, a line for each part. `country` writes the code out.
    pub fn lines(&self, country: impl Fn(&str) -> String) -> Vec<String> {
        let city = [&self.postal_code, &self.locality].into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
        let city = (!city.is_empty()).then(|| city.join(" "));
        let country = self.country.as_deref().map(country);
        [self.street_address.clone(), city, self.region.clone(), country].into_iter().flatten().collect()
    }

    /// OIDC Core §5.1.1 `formatted`.
    pub fn formatted(&self) -> String {
        self.lines(str::to_owned).join("\n")
    }
}

/// Brings an address to its stored form; `None` if a part of it cannot stand on a letter. An empty part
/// counts as not given.
pub fn check(given: PostalAddress) -> Option<PostalAddress> {
    let part = |text: Option<String>, most: usize, judge: &dyn Fn(char) -> bool| match text {
        Some(text) if !text.trim().is_empty() => clean(&text, most, judge).map(Some),
        _ => Some(None),
    };
    let words = |c: char| c.is_alphanumeric() || " -.,/'’ʼʻ‘`№#()&\":;+".contains(c) || is_combining(c);
    let code = |c: char| c.is_ascii_alphanumeric() || c == ' ' || c == '-';
    let country = match given.country.filter(|text| !text.trim().is_empty()) {
        Some(text) => Some(country(&text)?.to_owned()),
        None => None,
    };
    Some(PostalAddress {
        street_address: part(given.street_address, 200, &words)?,
        locality: part(given.locality, 100, &words)?,
        region: part(given.region, 100, &words)?,
        postal_code: part(given.postal_code, 20, &code)?,
        country,
    })
}

const fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn clean(text: &str, most: usize, judge: &dyn Fn(char) -> bool) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let good = text.chars().count() <= most && text.chars().all(judge) && text.chars().any(char::is_alphanumeric);
    good.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> PostalAddress {
        PostalAddress {
            street_address: Some("проспект Абая, 10/2, кв. 5".into()),
            locality: Some("Алматы".into()),
            region: None,
            postal_code: Some("050000".into()),
            country: Some("KAZ".into()),
        }
    }

    #[test]
    fn an_address_is_written_as_on_a_letter() {
        assert_eq!(home().formatted(), "проспект Абая, 10/2, кв. 5\n050000 Алматы\nKAZ");
        assert_eq!(home().lines(|_| "Қазақстан".into()).last().map(String::as_str), Some("Қазақстан"));
        assert!(PostalAddress::default().is_empty() && PostalAddress::default().formatted().is_empty());
    }

    #[test]
    fn parts_are_trimmed_and_what_cannot_stand_on_a_letter_is_refused() {
        let some = |text: &str| Some(text.to_owned());
        let given = PostalAddress {
            street_address: some("  проспект  Абая, 10/2, кв. 5 "),
            region: some(" "),
            country: some("kaz"),
            ..home()
        };
        assert_eq!(check(given), Some(home()));
        for wrong in [
            PostalAddress { street_address: some("<b>"), ..home() },
            PostalAddress { street_address: some(&"x".repeat(201)), ..home() },
            PostalAddress { locality: some("a\u{202e}b"), ..home() },
            PostalAddress { region: some("--"), ..home() },
            PostalAddress { postal_code: some("05№"), ..home() },
            PostalAddress { country: some("KZ"), ..home() },
        ] {
            assert_eq!(check(wrong.clone()), None, "{wrong:?}");
        }
    }
}
