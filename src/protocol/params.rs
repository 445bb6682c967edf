//! The raw parameters of a request, as they came: order, repetition and bad encoding stay visible.

use crate::protocol::error::OAuthError;

/// Names and values of a query or a form body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

/// More parameters than any honest request has.
const MOST: usize = 100;

impl Params {
    /// Reads `application/x-www-form-urlencoded` text. Bytes that are not UTF-8, control characters
    /// and more than 100 parameters are an error.
    pub fn parse(raw: &str) -> Result<Self, OAuthError> {
        let mut all = Vec::new();
        for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
            // The parser replaces what is not UTF-8 by this character.
            let broken = |text: &str| text.contains('\u{fffd}') || text.chars().any(char::is_control);
            if broken(&name) || broken(&value) {
                return Err(OAuthError::invalid_request("a parameter is not encoded as UTF-8 text"));
            }
            if all.len() == MOST {
                return Err(OAuthError::invalid_request("too many parameters"));
            }
            all.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(all))
    }

    /// The first value of a parameter. RFC 6749 §3.1: one without a value counts as omitted.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Adds a parameter, held to the rules of [`Params::parse`].
    pub fn push(&mut self, name: &str, value: String) -> Result<(), OAuthError> {
        if name.chars().chain(value.chars()).any(char::is_control) || self.0.len() == MOST {
            return Err(OAuthError::invalid_request("a parameter is not text, or there are too many"));
        }
        self.0.push((name.to_owned(), value));
        Ok(())
    }

    /// Adds a parameter that is not there yet.
    pub fn push_if_absent(&mut self, name: &str, value: String) -> Result<(), OAuthError> {
        if self.0.iter().any(|(own, _)| own == name) { Ok(()) } else { self.push(name, value) }
    }

    /// The same with only some of them.
    #[must_use]
    pub fn only(mut self, names: &[&str]) -> Self {
        self.0.retain(|(name, _)| names.contains(&name.as_str()));
        self
    }

    /// Bytes of all names and values.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.len()).sum()
    }

    /// The same without some of them.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        self.0.retain(|(name, _)| !names.contains(&name.as_str()));
        self
    }

    /// Every value of a parameter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether a parameter came more than once.
    pub fn is_repeated(&self, name: &str) -> bool {
        self.all(name).nth(1).is_some()
    }

    /// RFC 6749 §3.1 and §3.2: parameters must not be included more than once.
    pub fn refuse_repeated(&self) -> Result<(), OAuthError> {
        self.refuse_repeated_but(&[])
    }

    /// The same, where some parameters may come more than once (RFC 8707 §2, RFC 8693 §2.1).
    pub fn refuse_repeated_but(&self, free: &[&str]) -> Result<(), OAuthError> {
        let mut counted = self.0.iter().map(|(name, _)| name.as_str()).filter(|name| !free.contains(name)).enumerate();
        let repeated = counted.any(|(at, name)| {
            self.0.iter().map(|(n, _)| n.as_str()).filter(|n| !free.contains(n)).skip(at + 1).any(|n| n == name)
        });
        if repeated { Err(OAuthError::invalid_request("a parameter is repeated")) } else { Ok(()) }
    }

    /// A parameter of at most `most` bytes.
    pub fn bounded(&self, name: &str, most: usize, too_long: &'static str) -> Result<Option<&str>, OAuthError> {
        match self.get(name) {
            Some(value) if value.len() > most => Err(OAuthError::invalid_request(too_long)),
            value => Ok(value),
        }
    }

    /// Writes the parameters down again.
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Params {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_and_bad_encoding_are_seen_and_empty_is_absent() -> Result<(), OAuthError> {
        let params = Params::parse("a=1&b=&a=2&c=%D0%B0")?;
        assert_eq!(params.get("b"), None);
        assert_eq!(params.get("c"), Some("а"));
        assert!(params.is_repeated("a") && params.refuse_repeated().is_err());
        assert!(params.refuse_repeated_but(&["a"]).is_ok() && params.refuse_repeated_but(&["b"]).is_err());
        assert!(Params::parse("a=1&b=2")?.refuse_repeated().is_ok());
        for bad in ["a=%ff", "a=%00", "%ff=1", "a=%0d%0aSet-Cookie:x"] {
            assert!(Params::parse(bad).is_err(), "{bad}");
        }
        assert!(Params::parse(&"a=1&".repeat(101)).is_err());
        assert_eq!(Params::parse(&params.encode())?, params);
        Ok(())
    }
}
