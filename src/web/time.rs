//! Times as people read them: both countries live at UTC+5.

use crate::base::{Locale, Micros};
use crate::web::pages::moment::Moment;

/// `14:35`
pub(super) fn clock(at: Micros) -> String {
    at.local().format("%H:%M").to_string()
}

/// `20 Nov 2026`, or `20.11.2026`.
pub(super) fn date(at: Micros, locale: Locale) -> String {
    let form = if locale == Locale::En { "%-d %b %Y" } else { "%d.%m.%Y" };
    at.local().format(form).to_string()
}

/// `20 Nov 2026, 14:05`, and the same for programs.
pub(super) fn moment(at: Micros, locale: Locale) -> Moment {
    Moment { text: format!("{}, {}", date(at, locale), clock(at)), iso: at.to_rfc3339() }
}

/// The day alone, and the moment for programs.
pub(super) fn day_of(at: Micros, locale: Locale) -> Moment {
    Moment { text: date(at, locale), iso: at.to_rfc3339() }
}

/// `20.11.2026, 14:05`, for a sentence in any language.
pub(super) fn moment_text(at: Micros) -> String {
    moment(at, Locale::Ru).text
}

/// To the second, in local time: for tables.
pub(super) fn exact(at: Micros) -> String {
    at.local().format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A stored day, `YYYY-MM-DD`, in the same two forms.
pub(super) fn day(stored: &str, locale: Locale) -> String {
    let form = if locale == Locale::En { "%-d %B %Y" } else { "%d.%m.%Y" };
    let parsed = chrono::NaiveDate::parse_from_str(stored, "%Y-%m-%d");
    parsed.map_or_else(|_| stored.to_owned(), |day| day.format(form).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_local() {
        let at = Micros::from_seconds(1_740_000_000); // 2025-02-19 21:20 UTC
        assert_eq!(clock(at), "02:20");
        assert_eq!((date(at, Locale::En).as_str(), date(at, Locale::Kk).as_str()), ("20 Feb 2025", "20.02.2025"));
        assert_eq!((day("1994-03-14", Locale::En).as_str(), day("x", Locale::Ru).as_str()), ("14 March 1994", "x"));
    }
}
