//! Authentication context classes: how sure we are who it is (OIDC Core §2 `acr`, RFC 9470).

use crate::domain::session::Amr;

/// One proof: a password or a one-time code.
pub const SINGLE: &str = "urn:freedom-id:acr:single";

/// Every class that can be reached, the weakest first.
pub const ALL: &[&str] = &[SINGLE];

/// The class of a sign-in by these methods.
pub fn of(_amr: &[Amr]) -> &'static str {
    SINGLE
}

/// Whether a class that was reached is good enough for the one that is wanted: it or a stronger one.
pub fn satisfies(reached: &str, wanted: &str) -> bool {
    let rank = |class: &str| ALL.iter().position(|known| *known == class);
    rank(wanted).is_some_and(|wanted| rank(reached).is_some_and(|reached| reached >= wanted))
}
