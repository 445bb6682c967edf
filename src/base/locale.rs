//! The four languages of the product, and the macro that keeps every text in all of them.

use std::fmt;
use std::str::FromStr;

/// A language that every visible text exists in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// English
    #[default]
    En,
    /// Russian
    Ru,
    /// Kazakh
    Kk,
    /// Uzbek, Latin script
    Uz,
}

impl Locale {
    /// All languages, in the order in which a person is offered them.
    pub const ALL: [Self; 4] = [Self::Kk, Self::Uz, Self::Ru, Self::En];

    /// The BCP 47 tag: `en`, `ru`, `kk`, `uz`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
            Self::Kk => "kk",
            Self::Uz => "uz",
        }
    }

    /// The language's name for itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ru => "Русский",
            Self::Kk => "Қазақша",
            Self::Uz => "Oʻzbekcha",
        }
    }

    /// The first supported language of a space-separated list of BCP 47 tags
    /// (`ui_locales`, OpenID Connect Core §3.1.2.1). Only the primary subtag counts.
    pub fn first_of(tags: &str) -> Option<Self> {
        tags.split_ascii_whitespace().find_map(Self::of_tag)
    }

    /// The supported language that an `Accept-Language` header (RFC 9110 §12.5.4) likes best.
    pub fn negotiate(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for item in header.split(',').take(20) {
            let mut parts = item.split(';');
            let Some(locale) = parts.next().and_then(|tag| Self::of_tag(tag.trim())) else {
                continue;
            };
            let weight = parts
                .find_map(|p| p.trim().strip_prefix("q="))
                .map_or(1000, weight_in_thousandths);
            if weight > 0 && best.is_none_or(|(w, _)| weight > w) {
                best = Some((weight, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }

    fn of_tag(tag: &str) -> Option<Self> {
        tag.split(['-', '_']).next()?.to_ascii_lowercase().parse().ok()
    }
}

fn weight_in_thousandths(q: &str) -> u16 {
    let value: f32 = q.trim().parse().unwrap_or(0.0);
    // In range by the clamp; a q-value has three digits at most.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000")]
    let thousandths = (value.clamp(0.0, 1.0) * 1000.0) as u16;
    thousandths
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// The tag is not one of the four.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a supported language: use en, ru, kk or uz")]
pub struct UnknownLocale;

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|l| l.tag() == tag).ok_or(UnknownLocale)
    }
}

/// Declares a catalogue: one method per text, each with its four languages in the order
/// en, ru, uz, kk. A missing language or an unknown placeholder does not compile.
///
/// ```
/// use freedom_id::base::Locale;
/// freedom_id::texts! {
///     /// Greetings.
///     pub struct Greetings;
///     hello => "Hello", "Привет", "Salom", "Сәлем";
///     hello_to(name) => "Hello, {name}", "Привет, {name}", "Salom, {name}", "Сәлем, {name}";
/// }
/// assert_eq!(Greetings(Locale::En).hello(), "Hello");
/// assert_eq!(Greetings(Locale::Ru).hello_to("Ana"), "Привет, Ana");
/// ```
#[macro_export]
macro_rules! texts {
    (
        $(#[$meta:meta])* $vis:vis struct $name:ident;
        $($key:ident $(($($arg:ident),+))? => $en:literal, $ru:literal, $uz:literal, $kk:literal;)*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        $vis struct $name(pub $crate::base::Locale);

        impl $name {
            $($crate::text!($key $(($($arg),+))? => $en, $ru, $uz, $kk);)*
        }
    };
}

/// One entry of [`texts!`]: a constant text, or one with placeholders.
#[doc(hidden)]
#[macro_export]
macro_rules! text {
    ($key:ident => $en:literal, $ru:literal, $uz:literal, $kk:literal) => {
        #[doc = $en]
        pub const fn $key(self) -> &'static str {
            match self.0 {
                $crate::base::Locale::En => $en,
                $crate::base::Locale::Ru => $ru,
                $crate::base::Locale::Uz => $uz,
                $crate::base::Locale::Kk => $kk,
            }
        }
    };
    ($key:ident($($arg:ident),+) => $en:literal, $ru:literal, $uz:literal, $kk:literal) => {
        #[doc = $en]
        pub fn $key(self, $($arg: impl std::fmt::Display),+) -> String {
            match self.0 {
                $crate::base::Locale::En => format!($en),
                $crate::base::Locale::Ru => format!($ru),
                $crate::base::Locale::Uz => format!($uz),
                $crate::base::Locale::Kk => format!($kk),
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_weighed_and_unknown_languages_are_passed_over() {
        assert_eq!(Locale::negotiate("de, ru;q=0.5, kk-KZ;q=0.9"), Some(Locale::Kk));
        assert_eq!(Locale::negotiate("uz-Latn-UZ"), Some(Locale::Uz));
        assert_eq!(Locale::negotiate("ru;q=0, en;q=0.1"), Some(Locale::En));
        assert_eq!(Locale::negotiate("*;q=NaN, ;;;, q=1"), None);
    }

    #[test]
    fn ui_locales_takes_the_first_supported_tag() {
        assert_eq!(Locale::first_of("fr-CA kk ru"), Some(Locale::Kk));
        assert_eq!(Locale::first_of("fr"), None);
    }
}
