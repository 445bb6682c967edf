//! One-time codes: bound to a purpose and an address, few tries, short life.

use crate::base::{Digest, Id, Micros};
use crate::domain::contact::Address;
use crate::domain::words;

/// Tag of challenge ids.
pub enum OtpTag {}
/// A challenge's id.
pub type OtpId = Id<OtpTag>;

/// What a code is good for. A code for one purpose is nothing for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OtpPurpose {
    /// Prove a contact while registering.
    Register,
    /// Sign in without a password.
    SignIn,
    /// Add a contact to one's account.
    AddContact,
    /// Prove oneself once more while signing in.
    SecondStep,
    /// Come back to an account whose password is lost.
    Recover,
    /// Delete one's account.
    CloseAccount,
}
words!(OtpPurpose {
    Register = "register",
    SignIn = "sign_in",
    AddContact = "add_contact",
    SecondStep = "second_step",
    Recover = "recover",
    CloseAccount = "close_account",
});

/// A code that somebody may type in.
#[derive(Clone, Debug)]
pub struct OtpChallenge {
    /// The id.
    pub id: OtpId,
    /// What it is good for.
    pub purpose: OtpPurpose,
    /// Where it was sent.
    pub address: Address,
    /// The record it belongs to: a registration, a user; as text.
    pub subject: Option<String>,
    /// Keyed digest of the code; `None` where nobody is there and nothing was sent.
    pub code: Option<Digest>,
    /// Tries so far, the present one included.
    pub tries: u32,
    /// When it was made.
    pub created_at: Micros,
    /// Good until then.
    pub expires_at: Micros,
    /// When it was used up or replaced.
    pub ended_at: Option<Micros>,
}

/// What a submitted code is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtpVerdict {
    /// Right, in time, for the first time.
    Accepted,
    /// Wrong; so many tries are left.
    Wrong {
        /// Tries left.
        left: u32,
    },
    /// Too late.
    Expired,
    /// Used or replaced before.
    Ended,
    /// Wrong too often; only a new code helps.
    Exhausted,
}

impl OtpChallenge {
    /// Judges a code. The present try is already counted, so that parallel tries cannot pass the
    /// limit; see `store::otp_challenges::count_try`.
    pub fn submit(&self, code: &Digest, max_tries: u32, now: Micros) -> OtpVerdict {
        if self.ended_at.is_some() {
            return OtpVerdict::Ended;
        }
        if now >= self.expires_at {
            return OtpVerdict::Expired;
        }
        if self.tries > max_tries {
            return OtpVerdict::Exhausted;
        }
        if self.code.as_ref().is_some_and(|right| right.matches(code)) {
            return OtpVerdict::Accepted;
        }
        match max_tries.saturating_sub(self.tries) {
            0 => OtpVerdict::Exhausted,
            left => OtpVerdict::Wrong { left },
        }
    }
}

/// Brings a typed code to digits: spaces, hyphens and dots are dropped, Arabic-Indic digits become
/// ASCII. `None` if anything else is in it or the length is wrong.
pub fn clean_code(text: &str, length: usize) -> Option<String> {
    let digits: Option<String> = text
        .chars()
        .take(64)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '\u{2011}' | '\u{2013}'))
        .map(|c| match c {
            '0'..='9' => Some(c),
            '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10),
            '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10),
            _ => None,
        })
        .collect();
    digits.filter(|d| d.len() == length)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::base::Phone;

    fn challenge(tries: u32) -> OtpChallenge {
        OtpChallenge {
            id: Id::ordered(),
            purpose: OtpPurpose::SignIn,
            address: Address::Phone(Phone::from_stored("+77012345678".into())),
            subject: None,
            code: Some(Digest::of("right")),
            tries,
            created_at: Micros(0),
            expires_at: Micros(0).plus(Duration::from_secs(300)),
            ended_at: None,
        }
    }

    #[test]
    fn tries_time_and_end_are_counted_before_the_code() {
        let (right, wrong) = (Digest::of("right"), Digest::of("wrong"));
        let now = Micros(1);
        assert_eq!(challenge(1).submit(&right, 5, now), OtpVerdict::Accepted);
        assert_eq!(challenge(5).submit(&right, 5, now), OtpVerdict::Accepted);
        assert_eq!(challenge(6).submit(&right, 5, now), OtpVerdict::Exhausted);
        assert_eq!(challenge(1).submit(&wrong, 5, now), OtpVerdict::Wrong { left: 4 });
        assert_eq!(challenge(5).submit(&wrong, 5, now), OtpVerdict::Exhausted);
        assert_eq!(challenge(1).submit(&right, 5, Micros::from_seconds(300)), OtpVerdict::Expired);
        let ended = OtpChallenge { ended_at: Some(Micros(0)), ..challenge(1) };
        assert_eq!(ended.submit(&right, 5, now), OtpVerdict::Ended);
        let nobody = OtpChallenge { code: None, ..challenge(1) };
        assert_eq!(nobody.submit(&right, 5, now), OtpVerdict::Wrong { left: 4 });
    }

    #[test]
    fn codes_are_read_as_people_paste_them() {
        for text in ["123456", "123 456", "123-456", " 123456 ", "١٢٣٤٥٦"] {
            assert_eq!(clean_code(text, 6).as_deref(), Some("123456"), "{text}");
        }
        for text in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(clean_code(text, 6), None, "{text}");
        }
    }
}
