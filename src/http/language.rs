//! The language a person chose in this browser, and when: the last choice wins over older wishes.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};

use super::cookie::{Cookies, Name};
use crate::base::{Locale, Micros};

const LIFE: Duration = Duration::from_secs(365 * 86_400);

/// A choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Which language.
    pub locale: Locale,
    /// When it was chosen.
    pub at: Micros,
}

impl Chosen {
    /// The choice that a request brought; only the four languages count.
    pub fn read(headers: &HeaderMap, cookies: Cookies) -> Option<Self> {
        let (tag, at) = cookies.all(headers, Name::Language).next()?.split_once('.')?;
        Some(Self { locale: tag.parse().ok()?, at: Micros::from_seconds(at.parse().ok()?) })
    }

    /// The header that keeps the choice.
    pub fn cookie(self, cookies: Cookies) -> HeaderValue {
        cookies.set(Name::Language, &format!("{}.{}", self.locale, self.at.seconds()), Some(LIFE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE;

    #[test]
    fn only_our_languages_are_read_back() {
        let read = |text: &'static str| {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(text))]);
            Chosen::read(&headers, Cookies::new(false))
        };
        assert_eq!(read("fid_l=kk.5"), Some(Chosen { locale: Locale::Kk, at: Micros::from_seconds(5) }));
        for bad in ["fid_l=de.5", "fid_l=kk", "fid_l=kk.x", "fid_l=<b>.5", "lang=kk.5"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
