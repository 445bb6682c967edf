//! What lets a person in: looked at before one of it is taken away.

use crate::domain::factors::Factors;
use crate::domain::policy::{Class, Method, Policy, Whom};
use crate::domain::session::Amr;

/// All by which a person could come in, if the rules let them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// What they prove themselves with.
    pub factors: Factors,
    /// A confirmed contact: a password is typed beside one.
    pub contact: bool,
    /// A confirmed phone, where text messages are sent.
    pub sms: bool,
    /// A confirmed e-mail address.
    pub email: bool,
    /// An account at a provider that is offered here.
    pub upstream: bool,
}

impl Ways {
    /// The strongest class that can be reached; `None` if nothing lets the person in.
    fn best(&self, policy: Policy<'_>, whom: Whom<'_>) -> Option<Class> {
        let ways = [
            (self.factors.password && self.contact, Amr::Pwd),
            (self.factors.passkeys > 0, Amr::Passkey),
            (self.sms, Amr::Sms),
            (self.email, Amr::Otp),
            (self.upstream, Amr::Upstream),
        ];
        let allowed = |amr| Method::of(amr).is_some_and(|method| policy.allows(method, whom));
        let open = ways.into_iter().filter(|(has, amr)| *has && allowed(*amr));
        open.map(|(_, amr)| self.factors.reachable(&[amr])).max()
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
        let none = Ways::default();
        let email = Ways { contact: true, email: true, ..none };
        let having = |ways: Ways, factors| Ways { factors, ..ways };
        let password = Factors { password: true, ..Factors::default() };
        let key = having(email, Factors { passkeys: 1, ..password });
        assert_eq!(last(all, member, &key, &email), None);
        assert_eq!(last(all, member, &key, &none), Some(Last::WayIn));
        assert_eq!(last(strict, member, &key, &email), Some(Last::WayIn), "codes are switched off");
        assert_eq!(last(strict, member, &key, &having(email, password)), None);
        assert_eq!(last(strict, member, &key, &having(none, password)), Some(Last::WayIn), "nothing to type it beside");
        assert_eq!(last(all, admin, &key, &having(email, password)), Some(Last::Second), "staff needs two");
        let app = Factors { totp: true, ..password };
        assert_eq!(last(all, admin, &key, &having(email, app)), None);
        assert_eq!(last(all, admin, &key, &having(none, key.factors)), None);
        assert_eq!(last(all, admin, &having(email, password), &email), None, "what was not reached is not lost");
        let upstream = Ways { upstream: true, ..none };
        assert_eq!(last(all, member, &key, &upstream), None);
        assert_eq!(last(strict, member, &key, &upstream), Some(Last::WayIn));
    }
}
