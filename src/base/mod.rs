//! Floor 0: words without product meaning. Imports nothing of ours.

pub mod locale;

pub use locale::Locale;
