//! Signing in on one device by letting it in from another one, where the person is signed in.

use std::time::Duration;

use crate::base::{Digest, Id, Micros};
use crate::domain::activity::Origin;
use crate::domain::oauth::track::TrackId;
use crate::domain::session::{Amr, SessionId};

/// Tag of the ids of sign-ins by another device.
pub enum DeviceSignInTag {}
/// The id of a sign-in by another device.
pub type DeviceSignInId = Id<DeviceSignInTag>;

/// How long a browser waits. Short: whoever is talked into letting a stranger in must be talked into it now.
pub const LIFE: Duration = Duration::from_secs(300);
/// How long a browser that was let in has at least to notice.
pub const PICK_UP: Duration = Duration::from_secs(120);

/// How far it has come. Forward only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitStage {
    /// Nobody has decided.
    Pending,
    /// Somebody let the browser in, from this session of theirs.
    Approved(SessionId),
    /// Somebody did not.
    Denied,
    /// The browser is in.
    Used(SessionId),
}

impl WaitStage {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved(_) => "approved",
            Self::Denied => "denied",
            Self::Used(_) => "used",
        }
    }

    /// Reads the stored word and session.
    pub fn read(word: &str, session: Option<SessionId>) -> Option<Self> {
        match (word, session) {
            ("pending", None) => Some(Self::Pending),
            ("approved", Some(session)) => Some(Self::Approved(session)),
            ("denied", None) => Some(Self::Denied),
            ("used", Some(session)) => Some(Self::Used(session)),
            _ => None,
        }
    }
}

/// A browser that waits for its person.
#[derive(Clone, Debug)]
pub struct DeviceSignIn {
    /// The id.
    pub id: DeviceSignInId,
    /// Keyed digest of the code it shows.
    pub user_code: Digest,
    /// The code, sealed.
    pub shown: String,
    /// Digest of its binding cookie: only it is let in.
    pub browser: Digest,
    /// The authorization it serves.
    pub track: Option<TrackId>,
    /// From where it asked.
    pub origin: Origin,
    /// How far it has come.
    pub stage: WaitStage,
    /// When it began.
    pub created_at: Micros,
    /// Ends then.
    pub expires_at: Micros,
}

/// How somebody is signed in whom another session let in: as that session was proved, but a passkey was used
/// elsewhere and could have been relayed ([`Amr::Device`]).
pub fn handed_on(amr: &[Amr]) -> Vec<Amr> {
    let handed = amr.iter().map(|method| if *method == Amr::Passkey { Amr::Device } else { *method });
    let mut all: Vec<Amr> = Vec::new();
    for method in handed {
        if !all.contains(&method) {
            all.push(method);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Class;

    #[test]
    fn what_is_handed_on_is_never_more_than_was_proved_and_never_safe_from_a_relay() {
        for amr in [
            &[Amr::Pwd][..],
            &[Amr::Upstream],
            &[Amr::Sms],
            &[Amr::Pwd, Amr::Totp],
            &[Amr::Passkey],
            &[Amr::Pwd, Amr::Passkey],
            &[Amr::Device],
        ] {
            let handed = handed_on(amr);
            assert!(Class::reached(&handed) <= Class::reached(amr), "{amr:?}");
            assert!(Class::reached(&handed) < Class::PhishingResistant, "{amr:?}");
        }
        assert_eq!(Class::reached(&handed_on(&[Amr::Passkey])), Class::TwoFactor);
        assert_eq!(handed_on(&[Amr::Pwd, Amr::Totp]), [Amr::Pwd, Amr::Totp]);
        assert_eq!(handed_on(&[Amr::Device, Amr::Passkey]), [Amr::Device]);
    }

    #[test]
    fn a_stage_without_its_session_is_not_read() {
        let session = Id::opaque();
        for stage in [WaitStage::Approved(session), WaitStage::Used(session)] {
            assert_eq!(WaitStage::read(stage.as_str(), Some(session)), Some(stage));
            assert_eq!(WaitStage::read(stage.as_str(), None), None);
        }
        assert_eq!(WaitStage::read("denied", None), Some(WaitStage::Denied));
    }
}
