//! A moment as pages show it.

/// A moment in words, and for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// As people read it, `20 Nov 2026, 14:05`.
    pub text: String,
    /// RFC 3339 in UTC, for `datetime`.
    pub iso: String,
}
