//! One sign-in of one person in one browser.

use std::time::Duration;

use crate::base::{Id, Micros};
use crate::domain::user::UserId;
use crate::domain::words;

/// Tag of session ids.
pub enum SessionTag {}
/// A session's id: OIDC `sid`, so it is a version 4 UUID.
pub type SessionId = Id<SessionTag>;

/// How somebody proved who they are. The word is the one that is stored; clients get [`Amr::wire`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amr {
    /// Password.
    Pwd,
    /// One-time code by SMS.
    Sms,
    /// One-time code by e-mail.
    Otp,
    /// Code of an authenticator app.
    Totp,
    /// A passkey, whose device verified its user.
    Passkey,
    /// A recovery code.
    Recovery,
    /// Another provider said who it is.
    Upstream,
    /// Another device, where the person had used a passkey, let this one in.
    Device,
}
words!(Amr {
    Pwd = "pwd",
    Sms = "sms",
    Otp = "otp",
    Totp = "totp",
    Passkey = "passkey",
    Recovery = "recovery",
    Upstream = "upstream",
    Device = "device",
});

impl Amr {
    /// What clients are told (RFC 8176 §2, as far as it has words). A passkey proves the possession of a key
    /// (`pop`) by a verified user (`user`).
    pub const fn wire(self) -> &'static [&'static str] {
        match self {
            Self::Pwd => &["pwd"],
            Self::Sms => &["sms"],
            Self::Otp | Self::Totp => &["otp"],
            Self::Passkey => &["pop", "user"],
            Self::Recovery => &["recovery"],
            Self::Upstream => &["fed"],
            Self::Device => &["mca"],
        }
    }
}

/// The methods of a sign-in as clients are told: without repetition, and with `mfa` (RFC 8176 §2) where
/// `several` factors were proved.
pub fn wire_amr(methods: &[Amr], several: bool) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = Vec::new();
    for word in methods.iter().flat_map(|method| method.wire()).chain(several.then_some(&"mfa")) {
        if !words.contains(word) {
            words.push(word);
        }
    }
    words
}

/// Reads a space-separated list of methods; unknown words are left out.
pub fn read_amr(text: &str) -> Vec<Amr> {
    text.split_ascii_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// Writes methods as a space-separated list.
pub fn write_amr(methods: &[Amr]) -> String {
    methods.iter().map(|m| m.as_str()).collect::<Vec<_>>().join(" ")
}

/// How long sessions live.
#[derive(Clone, Copy, Debug)]
pub struct SessionLife {
    /// Ends when unused for so long.
    pub idle: Duration,
    /// Ends so long after it began.
    pub absolute: Duration,
}

/// A signed-in person.
#[derive(Clone, Debug)]
pub struct Session {
    /// The id.
    pub id: SessionId,
    /// Who.
    pub user: UserId,
    /// When the person last proved who they are.
    pub auth_time: Micros,
    /// How.
    pub amr: Vec<Amr>,
    /// Whether the person chose to stay signed in.
    pub remembered: bool,
    /// When it began.
    pub created_at: Micros,
    /// When it was last used, to the minute.
    pub seen_at: Micros,
    /// Ends then if unused.
    pub idle_expires_at: Micros,
    /// Ends then in any case.
    pub expires_at: Micros,
    /// When it was ended.
    pub ended_at: Option<Micros>,
}

/// Uses within this time are one: a session in use is written once a minute.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

impl Session {
    /// A session that begins now.
    pub fn begin(user: UserId, amr: Vec<Amr>, remembered: bool, life: SessionLife, now: Micros) -> Self {
        Self {
            id: Id::opaque(),
            user,
            auth_time: now,
            amr,
            remembered,
            created_at: now,
            seen_at: now,
            idle_expires_at: now.plus(life.idle),
            expires_at: now.plus(life.absolute),
            ended_at: None,
        }
    }

    /// Whether it counts.
    pub fn is_live(&self, now: Micros) -> bool {
        self.ended_at.is_none() && now < self.idle_expires_at && now < self.expires_at
    }

    /// OIDC Core §3.1.2.1 `max_age`: whether the person proved themselves so recently. To the
    /// second, as `auth_time` is told.
    pub fn is_fresh(&self, max_age: Duration, now: Micros) -> bool {
        let age = now.seconds().saturating_sub(self.auth_time.seconds());
        u64::try_from(age).unwrap_or(0) <= max_age.as_secs()
    }

    /// The new times if this use should be written.
    pub fn touch(&self, life: SessionLife, now: Micros) -> Option<(Micros, Micros)> {
        (self.seen_at.until(now) >= TOUCH_EVERY).then(|| (now, now.plus(life.idle)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFE: SessionLife = SessionLife { idle: Duration::from_secs(1_800), absolute: Duration::from_secs(43_200) };

    #[test]
    fn a_session_ends_by_idleness_by_age_and_by_hand() {
        let now = Micros::from_seconds(1_000_000);
        let mut session = Session::begin(Id::opaque(), vec![Amr::Pwd], false, LIFE, now);
        assert!(session.is_live(now));
        assert!(!session.is_live(now.plus(LIFE.idle)));
        session.idle_expires_at = now.plus(LIFE.absolute).plus(LIFE.idle);
        assert!(!session.is_live(now.plus(LIFE.absolute)));
        session.ended_at = Some(now);
        assert!(!session.is_live(now));
    }

    #[test]
    fn freshness_counts_seconds_and_use_is_written_once_a_minute() {
        let now = Micros::from_seconds(1_000_000);
        let session = Session::begin(Id::opaque(), vec![Amr::Pwd], false, LIFE, now);
        assert!(session.is_fresh(Duration::ZERO, now));
        assert!(session.is_fresh(Duration::from_secs(1), now.plus(Duration::from_millis(1_900))));
        assert!(!session.is_fresh(Duration::from_secs(1), now.plus(Duration::from_secs(2))));
        assert!(session.touch(LIFE, now.plus(Duration::from_secs(59))).is_none());
        assert!(session.touch(LIFE, now.plus(Duration::from_secs(60))).is_some());
    }
}
