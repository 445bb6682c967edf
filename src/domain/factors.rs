//! What a person can prove themselves with.

use crate::domain::policy::Class;
use crate::domain::session::Amr;
use crate::domain::words;

/// A second proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Second {
    /// A passkey.
    Passkey,
    /// A code of the authenticator app.
    Totp,
    /// A code by SMS.
    Sms,
    /// The password, where something else came first.
    Password,
    /// A recovery code.
    Recovery,
}
words!(Second { Passkey = "passkey", Totp = "totp", Sms = "sms", Password = "password", Recovery = "recovery" });

impl Second {
    /// The proof it is.
    pub const fn amr(self) -> Amr {
        match self {
            Self::Passkey => Amr::Passkey,
            Self::Totp => Amr::Totp,
            Self::Sms => Amr::Sms,
            Self::Password => Amr::Pwd,
            Self::Recovery => Amr::Recovery,
        }
    }
}

/// The proofs that a person has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// A password.
    pub password: bool,
    /// An authenticator app that was confirmed.
    pub totp: bool,
    /// A code by SMS as the second step, chosen by the person, who has a confirmed phone.
    pub sms_step: bool,
    /// Passkeys.
    pub passkeys: u32,
    /// Recovery codes that were not used.
    pub recovery_left: u32,
}

impl Factors {
    /// Whether the person switched the second step on.
    pub const fn two_step(&self) -> bool {
        self.totp || self.sms_step
    }

    /// What can still be proved after `amr`, the strongest first.
    pub fn remaining(&self, amr: &[Amr]) -> Vec<Second> {
        let has = |second: &Second| match second {
            Second::Passkey => self.passkeys > 0,
            Second::Totp => self.totp,
            Second::Sms => self.sms_step,
            Second::Password => self.password && self.two_step(),
            Second::Recovery => self.recovery_left > 0 && self.two_step(),
        };
        Second::ALL.iter().copied().filter(|second| has(second) && !amr.contains(&second.amr())).collect()
    }

    /// What to ask for after `amr`, the strongest first: what reaches a class at once, else whatever is left. Nobody
    /// is asked for what brings them no further while something else does.
    pub fn leading(&self, amr: &[Amr], to: Class) -> Vec<Second> {
        let left = self.remaining(amr);
        let reaches = |second: &&Second| Class::reached(&[amr, &[second.amr()]].concat()) >= to;
        let direct: Vec<Second> = left.iter().filter(reaches).copied().collect();
        if direct.is_empty() { left } else { direct }
    }

    /// The strongest class that can still be reached after `amr`.
    pub fn reachable(&self, amr: &[Amr]) -> Class {
        let all: Vec<Amr> = amr.iter().copied().chain(self.remaining(amr).into_iter().map(Second::amr)).collect();
        Class::reached(&all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_proved_is_not_asked_again() {
        let none = Factors { password: true, ..Factors::default() };
        assert!(none.remaining(&[Amr::Sms]).is_empty());
        let sms = Factors { sms_step: true, ..none };
        assert_eq!(sms.remaining(&[Amr::Pwd]), [Second::Sms]);
        assert_eq!(sms.remaining(&[Amr::Sms]), [Second::Password]);
        let all = Factors { totp: true, passkeys: 2, recovery_left: 3, ..sms };
        assert_eq!(all.remaining(&[Amr::Pwd]), [Second::Passkey, Second::Totp, Second::Sms, Second::Recovery]);
        let asked = |amr: &[Amr], to| all.leading(amr, to);
        assert_eq!(asked(&[Amr::Otp], Class::TwoFactor), [Second::Passkey, Second::Totp, Second::Recovery]);
        assert_eq!(asked(&[Amr::Pwd, Amr::Totp], Class::PhishingResistant), [Second::Passkey]);
        let slow = Factors { password: true, sms_step: true, ..Factors::default() };
        assert_eq!(slow.leading(&[Amr::Otp], Class::TwoFactor), [Second::Sms, Second::Password], "one after the other");
    }
}
