//! Authentication context classes: how sure we are who it is (OIDC Core §2 `acr`, RFC 9470).

use crate::domain::policy::Class;
use crate::domain::session::{Amr, wire_amr};

/// One proof: a password, a one-time code, another provider's word.
pub const SINGLE: &str = "urn:freedom-id:acr:single";
/// Two proofs of different kinds, or a passkey, whose device verified its user.
pub const TWO_FACTOR: &str = "urn:freedom-id:acr:two-factor";
/// A passkey: nothing that could be typed into the wrong page.
pub const PHISHING_RESISTANT: &str = "urn:freedom-id:acr:phishing-resistant";

/// Every class that can be reached, the weakest first.
pub const ALL: &[&str] = &[SINGLE, TWO_FACTOR, PHISHING_RESISTANT];

/// The name of a class.
pub const fn name(class: Class) -> &'static str {
    match class {
        Class::Single => SINGLE,
        Class::TwoFactor => TWO_FACTOR,
        Class::PhishingResistant => PHISHING_RESISTANT,
    }
}

/// The class of a name.
pub fn class(name: &str) -> Option<Class> {
    [Class::Single, Class::TwoFactor, Class::PhishingResistant].into_iter().find(|class| self::name(*class) == name)
}

/// The class of a sign-in by these methods.
pub fn of(amr: &[Amr]) -> &'static str {
    name(Class::reached(amr))
}

/// The methods of a sign-in as clients are told (RFC 8176 §2).
pub fn methods(amr: &[Amr]) -> Vec<&'static str> {
    wire_amr(amr, Class::reached(amr) >= Class::TwoFactor)
}

/// Whether a class that was reached is good enough for the one that is wanted: it or a stronger one.
pub fn satisfies(reached: &str, wanted: &str) -> bool {
    class(wanted).is_some_and(|wanted| class(reached).is_some_and(|reached| reached >= wanted))
}
