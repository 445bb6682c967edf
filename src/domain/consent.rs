//! What one person decided about one client.

use crate::base::Micros;
use crate::domain::oauth::scope::Scopes;

/// A decision that is remembered until it is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// What the client gets.
    pub granted: Scopes,
    /// Optional things the person left out.
    pub refused: Scopes,
    /// When.
    pub decided_at: Micros,
}

impl Consent {
    /// Whether everything in a request was decided before. What was refused stays refused without
    /// another question; a client that wants it asks with `prompt=consent`.
    pub fn covers(&self, requested: &Scopes) -> bool {
        requested.iter().all(|scope| self.granted.contains(scope) || self.refused.contains(scope))
    }

    /// The part of a request that was granted.
    pub fn allowed_of(&self, requested: &Scopes) -> Scopes {
        requested.intersection(&self.granted)
    }

    /// This decision after a newer one: what was asked now is decided anew, the rest stays.
    #[must_use]
    pub fn updated(self, asked: &Scopes, granted: &Scopes, now: Micros) -> Self {
        let granted_now = asked.intersection(granted);
        let refused_now = asked.without(&granted_now);
        Self {
            granted: self.granted.without(asked).union(&granted_now),
            refused: self.refused.without(asked).union(&refused_now),
            decided_at: now,
        }
    }

    /// Nothing decided yet.
    pub fn none(now: Micros) -> Self {
        Self { granted: Scopes::default(), refused: Scopes::default(), decided_at: now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_covered_by_grants_and_refusals_together() {
        let scopes = |text: &str| Scopes::parse(text).unwrap_or_default();
        let consent = Consent::none(Micros(0)).updated(
            &scopes("openid read.phone read.email"),
            &scopes("openid read.phone"),
            Micros(1),
        );
        assert!(consent.covers(&scopes("openid read.email")));
        assert!(!consent.covers(&scopes("openid read.gender")));
        assert_eq!(consent.allowed_of(&scopes("openid read.email")), scopes("openid"));
        let later = consent.updated(&scopes("read.email"), &scopes("read.email"), Micros(2));
        assert_eq!(later.granted, scopes("openid read.phone read.email"));
        assert_eq!(later.refused, Scopes::default());
    }
}
