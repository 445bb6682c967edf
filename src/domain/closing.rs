//! The end of an account that its owner asks for: there is time to change one's mind, then everything goes.

use std::time::Duration;

use crate::domain::words;

/// How long one can change one's mind.
pub const COOLING_OFF: Duration = Duration::from_secs(14 * 86_400);

/// Why somebody leaves, if they say so: one of a few words, never a text, because it outlives the person's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is not needed any more.
    Unused,
    /// There is another account.
    Another,
    /// For the sake of privacy.
    Privacy,
    /// Something does not work.
    Trouble,
}
words!(Reason { Unused = "unused", Another = "another", Privacy = "privacy", Trouble = "trouble" });
