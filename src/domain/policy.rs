//! Who may sign in how, and when a second factor is asked: rules as data, judged here.

use serde::{Deserialize, Serialize};

use crate::domain::factors::Factors;
use crate::domain::session::Amr;
use crate::domain::user::Role;
use crate::domain::words;

/// How sure a sign-in is. Ordered: a stronger class meets the demand for a weaker one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// One proof.
    #[default]
    Single,
    /// Two proofs of different kinds, or a passkey.
    TwoFactor,
    /// A passkey.
    PhishingResistant,
}
words!(Class { Single = "single", TwoFactor = "two_factor", PhishingResistant = "phishing_resistant" });

impl Class {
    /// The class of a sign-in by these methods. A second proof counts if it is of another kind than the first:
    /// a code by e-mail after a code by SMS is still one who reads messages.
    pub fn reached(amr: &[Amr]) -> Self {
        let has = |method| amr.contains(&method);
        if has(Amr::Passkey) {
            return Self::PhishingResistant;
        }
        let known = has(Amr::Pwd) || has(Amr::Upstream);
        let message = has(Amr::Sms) || has(Amr::Otp);
        let held = has(Amr::Totp) || has(Amr::Recovery);
        // The passkey was used elsewhere: two factors, but somebody in the middle may have relayed the rest.
        let two = has(Amr::Device) || (known && (has(Amr::Sms) || held)) || (message && held);
        if two { Self::TwoFactor } else { Self::Single }
    }
}

/// A way in that an operator can switch off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A password.
    Password,
    /// A code by SMS.
    Sms,
    /// A code by e-mail.
    Email,
    /// A passkey.
    Passkey,
    /// Another provider.
    Upstream,
    /// A device where the person is signed in already.
    Device,
}

impl Method {
    /// Every way in.
    pub const ALL: [Self; 6] = [Self::Password, Self::Sms, Self::Email, Self::Passkey, Self::Upstream, Self::Device];

    /// The way in whose proof this is; none for what only follows another.
    pub const fn of(amr: Amr) -> Option<Self> {
        match amr {
            Amr::Pwd => Some(Self::Password),
            Amr::Sms => Some(Self::Sms),
            Amr::Otp => Some(Self::Email),
            Amr::Passkey => Some(Self::Passkey),
            Amr::Upstream => Some(Self::Upstream),
            Amr::Device => Some(Self::Device),
            Amr::Totp | Amr::Recovery => None,
        }
    }
}

/// One rule. It fits where everything that it names fits; of all that fit, the strictest demand counts, and a
/// method must be allowed by each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// People of this role; without it all.
    pub role: Option<Role>,
    /// Sign-ins for this client; without it all.
    pub client: Option<String>,
    /// What is asked at least.
    pub require: Class,
    /// The ways in; without it every one.
    pub methods: Option<Vec<Method>>,
}

/// For whom a sign-in is judged.
#[derive(Clone, Copy, Debug)]
pub struct Whom<'a> {
    /// The person's role.
    pub role: Role,
    /// The client that asks, if one does.
    pub client: Option<&'a str>,
}

/// All rules of a house. Staff always needs a second factor, whatever is written here.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// The ways in that are offered at all.
    pub methods: &'a [Method],
    /// The rules.
    pub rules: &'a [Rule],
}

impl Policy<'_> {
    /// The class that is asked at least.
    pub fn demand(&self, whom: Whom<'_>) -> Class {
        let staff = if whom.role == Role::Member { Class::Single } else { Class::TwoFactor };
        self.fitting(whom).map(|rule| rule.require).max().unwrap_or_default().max(staff)
    }

    /// Whether somebody may come in by a method.
    pub fn allows(&self, method: Method, whom: Whom<'_>) -> bool {
        let mut fitting = self.fitting(whom).filter_map(|rule| rule.methods.as_ref());
        self.methods.contains(&method) && fitting.all(|methods| methods.contains(&method))
    }

    /// Whether a sign-in by these proofs has to be followed by one more: where the person switched the second
    /// step on and the browser is not trusted, and where a rule for the person asks for more than was reached.
    /// Whoever has nothing more to prove is let in with what there is; what asks for more leads them to set it up.
    pub fn asks_second(&self, whom: Whom<'_>, amr: &[Amr], factors: &Factors, trusted: bool) -> bool {
        let reached = Class::reached(amr);
        let wished = factors.two_step() && !trusted && reached < Class::TwoFactor;
        let ruled = reached < self.demand(whom);
        (wished || ruled) && factors.reachable(amr) > reached
    }

    fn fitting<'r>(&'r self, whom: Whom<'r>) -> impl Iterator<Item = &'r Rule> {
        self.rules.iter().filter(move |rule| {
            rule.role.is_none_or(|role| role == whom.role)
                && rule.client.as_deref().is_none_or(|client| Some(client) == whom.client)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBER: Whom<'_> = Whom { role: Role::Member, client: None };

    #[test]
    fn two_proofs_of_one_kind_are_one() {
        for (amr, class) in [
            (&[Amr::Pwd][..], Class::Single),
            (&[Amr::Sms, Amr::Otp], Class::Single),
            (&[Amr::Pwd, Amr::Otp], Class::Single),
            (&[Amr::Pwd, Amr::Sms], Class::TwoFactor),
            (&[Amr::Pwd, Amr::Totp], Class::TwoFactor),
            (&[Amr::Sms, Amr::Totp], Class::TwoFactor),
            (&[Amr::Upstream, Amr::Totp], Class::TwoFactor),
            (&[Amr::Pwd, Amr::Recovery], Class::TwoFactor),
            (&[Amr::Passkey], Class::PhishingResistant),
        ] {
            assert_eq!(Class::reached(amr), class, "{amr:?}");
        }
    }

    #[test]
    fn rules_add_up_and_staff_always_needs_two() {
        let rules = [
            Rule { client: Some("bank".into()), require: Class::TwoFactor, ..Rule::default() },
            Rule { role: Some(Role::Admin), methods: Some(vec![Method::Password, Method::Passkey]), ..Rule::default() },
        ];
        let policy = Policy { methods: &Method::ALL, rules: &rules };
        assert_eq!(policy.demand(MEMBER), Class::Single);
        assert_eq!(policy.demand(Whom { client: Some("bank"), ..MEMBER }), Class::TwoFactor);
        let admin = Whom { role: Role::Admin, client: None };
        assert_eq!(policy.demand(admin), Class::TwoFactor);
        assert!(policy.allows(Method::Passkey, admin) && !policy.allows(Method::Email, admin));
        assert!(policy.allows(Method::Email, MEMBER));
        let fewer = Policy { methods: &[Method::Password], rules: &rules };
        assert!(!fewer.allows(Method::Email, MEMBER) && !fewer.allows(Method::Passkey, admin));
    }

    #[test]
    fn a_trusted_browser_spares_the_wish_and_not_the_rule() {
        let policy = Policy { methods: &Method::ALL, rules: &[] };
        let none = Factors { password: true, ..Factors::default() };
        let app = Factors { totp: true, ..none };
        let admin = Whom { role: Role::Admin, client: None };
        assert!(!policy.asks_second(MEMBER, &[Amr::Pwd], &none, false));
        assert!(policy.asks_second(MEMBER, &[Amr::Pwd], &app, false));
        assert!(!policy.asks_second(MEMBER, &[Amr::Pwd], &app, true));
        assert!(!policy.asks_second(MEMBER, &[Amr::Passkey], &app, false));
        assert!(policy.asks_second(admin, &[Amr::Pwd], &app, true));
        assert!(!policy.asks_second(admin, &[Amr::Pwd], &none, false), "who has none enrols first");
        let strict = [Rule { require: Class::PhishingResistant, ..Rule::default() }];
        let strict = Policy { methods: &Method::ALL, rules: &strict };
        let codes = Factors { recovery_left: 3, ..app };
        assert!(strict.asks_second(MEMBER, &[Amr::Pwd], &codes, true));
        assert!(!strict.asks_second(MEMBER, &[Amr::Pwd, Amr::Totp], &codes, true), "codes bring nobody further");
    }
}
