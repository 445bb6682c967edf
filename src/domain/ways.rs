//! What lets a person in: looked at before one of it is taken away.

use crate::domain::factors::Factors;
use crate::domain::policy::{Class, Method, Policy, Whom};
use crate::domain::session::Amr;

/// All by which a person could come in, if the rules let them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// What they prove themselves with. A passkey lets its person in by itself.
    pub factors: Factors,
    /// What else lets them in: a code that reaches them, an account elsewhere, a password beside a contact.
    pub others: Vec<Amr>,
}

impl Ways {
    /// The strongest class that can be reached; `None` if nothing lets the person in.
    fn best(&self, policy: Policy<'_>, whom: Whom<'_>) -> Option<Class> {
        let passkey = (self.factors.passkeys > 0).then_some(Amr::Passkey);
        let allowed = |amr: &Amr| Method::of(*amr).is_some_and(|method| policy.allows(method, whom));
        let open = self.others.iter().copied().chain(passkey).filter(allowed);
        open.map(|amr| self.factors.reachable(&[amr])).max()
    }
}

/// Why something cannot be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// Without it the person has no way in.
    WayIn,
    /// Without it the person no longer reaches what is asked of them.
    Second,
}

/// What keeps a person from going from what they have to what would be left; `None` if they may.
pub fn last(policy: Policy<'_>, whom: Whom<'_>, has: &Ways, left: &Ways) -> Option<Last> {
    let Some(best) = left.best(policy, whom) else { return Some(Last::WayIn) };
    let demand = policy.demand(whom);
    let reached = has.best(policy, whom).is_some_and(|class| class >= demand);
    (reached && best < demand).then_some(Last::Second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::Role;

    #[test]
    fn the_last_way_in_stays() {
        let member = Whom { role: Role::Member, client: None };
        let admin = Whom { role: Role::Admin, client: None };
        let all = Policy { methods: &Method::ALL, rules: &[] };
        let strict = Policy { methods: &[Method::Passkey, Method::Password], rules: &[] };
        let ways = |factors, others: &[Amr]| Ways { factors, others: others.to_vec() };
        let nothing = Factors::default();
        let password = Factors { password: true, ..nothing };
        let key = Factors { passkeys: 1, ..password };
        let app = Factors { totp: true, ..password };
        let has = ways(key, &[Amr::Pwd, Amr::Otp]);
        assert_eq!(last(all, member, &has, &ways(nothing, &[Amr::Otp])), None);
        assert_eq!(last(all, member, &has, &ways(nothing, &[])), Some(Last::WayIn));
        assert_eq!(
            last(strict, member, &has, &ways(nothing, &[Amr::Otp])),
            Some(Last::WayIn),
            "codes are switched off"
        );
        assert_eq!(last(strict, member, &has, &ways(password, &[Amr::Pwd])), None);
        assert_eq!(last(strict, member, &has, &ways(password, &[])), Some(Last::WayIn), "nothing to type it beside");
        assert_eq!(last(all, admin, &has, &ways(password, &[Amr::Pwd])), Some(Last::Second), "staff needs two");
        assert_eq!(last(all, admin, &has, &ways(app, &[Amr::Pwd])), None);
        assert_eq!(last(all, admin, &has, &ways(key, &[])), None);
        let before = ways(password, &[Amr::Pwd, Amr::Otp]);
        assert_eq!(last(all, admin, &before, &ways(nothing, &[Amr::Otp])), None, "what was not reached is not lost");
        assert_eq!(last(all, member, &has, &ways(nothing, &[Amr::Upstream])), None);
        assert_eq!(last(strict, member, &has, &ways(nothing, &[Amr::Upstream])), Some(Last::WayIn));
    }
}
