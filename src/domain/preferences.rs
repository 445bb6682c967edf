//! How a person wants to be served.

use crate::base::Micros;
use crate::domain::words;

/// The colours a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}
words!(Theme { Auto = "auto", Light = "light", Dark = "dark" });

impl Theme {
    /// The value of `data-theme`; none when the device decides.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// A person's choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The colours.
    pub theme: Theme,
    /// Whether they want news besides what concerns their security.
    pub news: bool,
    /// No recommendation before then.
    pub advice_from: Option<Micros>,
}
