//! Our cookies: their names, how they are read and how they are set.
//!
//! With an https issuer every name has the prefix `__Host-` and every cookie is `Secure`, so that no
//! neighbouring host can plant one. On plain http (development on this machine) many clients refuse
//! such cookies, so the prefix is left out.

use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// The browser's record of who is signed in.
    Session,
    /// Binds what happens before a sign-in to this browser.
    Binding,
    /// Makes a browser known to the accounts that signed in with it.
    Device,
    /// Resumes a registration.
    Registration,
    /// The language a person chose.
    Language,
    /// The colours a person chose.
    Theme,
    /// What clients may watch of this browser (OIDC Session Management 1.0 §4.2): read by the script of a
    /// page in their frames, so it says nothing by itself.
    State,
}

/// The cookies of one deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookies {
    https: bool,
}

impl Cookies {
    /// `https` tells whether the issuer is an https address.
    pub const fn new(https: bool) -> Self {
        Self { https }
    }

    /// Whether cookies are `Secure`.
    pub const fn is_secure(self) -> bool {
        self.https
    }

    /// The name on the wire.
    pub const fn name(self, name: Name) -> &'static str {
        match (name, self.https) {
            (Name::Session, true) => "__Host-fid_s",
            (Name::Session, false) => "fid_s",
            (Name::Binding, true) => "__Host-fid_p",
            (Name::Binding, false) => "fid_p",
            (Name::Device, true) => "__Host-fid_d",
            (Name::Device, false) => "fid_d",
            (Name::Registration, true) => "__Host-fid_r",
            (Name::Registration, false) => "fid_r",
            (Name::Language, true) => "__Host-fid_l",
            (Name::Language, false) => "fid_l",
            (Name::Theme, true) => "__Host-fid_t",
            (Name::Theme, false) => "fid_t",
            (Name::State, true) => "__Host-fid_b",
            (Name::State, false) => "fid_b",
        }
    }

    /// Every value that came under a name: more than one if somebody planted another.
    pub fn all(self, headers: &HeaderMap, name: Name) -> impl Iterator<Item = &str> {
        let name = self.name(name);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(move |(n, _)| *n == name)
            .map(|(_, value)| value)
    }

    /// The header that sets a cookie; without `life` it ends with the browser's session. Values are
    /// of our own alphabet (letters, digits, `-`, `_`, `.`); another value sets nothing.
    pub fn set(self, name: Name, value: &str, life: Option<Duration>) -> HeaderValue {
        let age = life.map_or_else(String::new, |life| format!("; Max-Age={}", life.as_secs()));
        self.header(name, value, &age)
    }

    /// The header that removes a cookie.
    pub fn remove(self, name: Name) -> HeaderValue {
        self.header(name, "", "; Max-Age=0")
    }

    fn header(self, name: Name, value: &str, age: &str) -> HeaderValue {
        let guards = match (name, self.https) {
            // Browsers take it in a frame of another site only so; on this machine they take it on http too.
            (Name::State, _) => "SameSite=None; Secure",
            (_, true) => "HttpOnly; SameSite=Lax; Secure",
            (_, false) => "HttpOnly; SameSite=Lax",
        };
        let clean = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let value = if clean { value } else { "" };
        let text = format!("{}={value}; Path=/; {guards}{age}", self.name(name));
        let header = HeaderValue::try_from(text);
        // The alphabet of every part is ASCII.
        header.unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_by_name_and_set_with_every_guard() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; fid_s=x; fid_s=y"));
        headers.append(COOKIE, HeaderValue::from_static("__Host-fid_s=z"));
        let found = |https| Cookies::new(https).all(&headers, Name::Session).collect::<Vec<_>>().join(" ");
        assert_eq!((found(false).as_str(), found(true).as_str()), ("x y", "z"));
        let set = Cookies::new(true).set(Name::Binding, "v", Some(Duration::from_secs(900)));
        assert_eq!(set, "__Host-fid_p=v; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=900");
        assert_eq!(Cookies::new(false).remove(Name::Device), "fid_d=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        assert_eq!(Cookies::new(true).set(Name::State, "v", None), "__Host-fid_b=v; Path=/; SameSite=None; Secure");
        assert_eq!(Cookies::new(false).set(Name::Device, "a;b", None), "fid_d=; Path=/; HttpOnly; SameSite=Lax");
    }
}
