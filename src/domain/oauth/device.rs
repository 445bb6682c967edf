//! Device authorizations (RFC 8628): a device shows a short code, and a person lets it in elsewhere.

use std::fmt;

use crate::base::{Digest, Fault, Id, Micros, Secret, random};
use crate::domain::activity::Origin;
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::grant::GrantId;
use crate::domain::oauth::scope::Scopes;

/// Tag of the ids of device authorizations.
pub enum DeviceTag {}
/// The id of a device authorization.
pub type DeviceId = Id<DeviceTag>;

/// RFC 8628 §6.1: consonants only, so that no words arise and no two letters look alike.
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
const LENGTH: usize = 8;

/// What a person types: eight consonants, shown as `BDWP-HQKT`.
#[derive(Clone)]
pub struct UserCode(Secret);

impl UserCode {
    /// A fresh one.
    pub fn fresh() -> Result<Self, Fault> {
        random::letters(ALPHABET, LENGTH).map(Self)
    }

    /// Reads what was typed: neither case nor spaces and hyphens count, and a Cyrillic letter that
    /// looks like one of ours is that one.
    pub fn read(typed: &str) -> Option<Self> {
        let letters = typed.chars().take(100).filter(|c| !c.is_whitespace() && !is_hyphen(*c));
        let code: String = letters.flat_map(char::to_uppercase).map(latin).collect();
        let whole = code.len() == LENGTH && code.bytes().all(|b| ALPHABET.contains(&b));
        whole.then(|| Self(Secret::new(code)))
    }

    /// The bare letters, for the digest.
    pub fn letters(&self) -> &str {
        self.0.expose()
    }

    /// As it is shown.
    pub fn shown(&self) -> String {
        let (first, second) = self.0.expose().split_at_checked(LENGTH / 2).unwrap_or_default();
        format!("{first}-{second}")
    }
}

impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode(…)")
    }
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// People here type with two layouts.
const fn latin(c: char) -> char {
    match c {
        'В' => 'B',
        'С' => 'C',
        'Н' => 'H',
        'К' => 'K',
        'М' => 'M',
        'Р' => 'P',
        'Т' => 'T',
        'Х' => 'X',
        other => other,
    }
}

/// How far a device authorization has come. Forward only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceStage {
    /// Nobody has decided.
    Pending,
    /// Somebody let the device in.
    Approved(GrantId),
    /// Somebody did not.
    Denied,
    /// The device has its tokens.
    Redeemed(GrantId),
}

impl DeviceStage {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved(_) => "approved",
            Self::Denied => "denied",
            Self::Redeemed(_) => "redeemed",
        }
    }

    /// Reads the stored word and grant.
    pub fn read(word: &str, grant: Option<GrantId>) -> Option<Self> {
        match (word, grant) {
            ("pending", None) => Some(Self::Pending),
            ("approved", Some(grant)) => Some(Self::Approved(grant)),
            ("denied", None) => Some(Self::Denied),
            ("redeemed", Some(grant)) => Some(Self::Redeemed(grant)),
            _ => None,
        }
    }
}

/// What is stored of a device authorization.
#[derive(Clone, Debug)]
pub struct DeviceAuthorization {
    /// The id.
    pub id: DeviceId,
    /// Digest of the device code.
    pub code: Digest,
    /// Keyed digest of the user code.
    pub user_code: Digest,
    /// Who asks.
    pub client: ClientId,
    /// What is asked for; only scopes the client may have.
    pub scopes: Scopes,
    /// From where the device asked.
    pub origin: Origin,
    /// How far it has come.
    pub stage: DeviceStage,
    /// RFC 8628 §3.5: seconds between two questions of the device, as grown by hasty ones.
    pub interval: u32,
    /// When it began.
    pub created_at: Micros,
    /// Ends then.
    pub expires_at: Micros,
}

impl DeviceAuthorization {
    /// Whether a person can still decide.
    pub fn is_open(&self, now: Micros) -> bool {
        self.stage == DeviceStage::Pending && now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let read = |typed: &str| UserCode::read(typed).map(|code| code.shown());
        for typed in ["BDWP-HQKT", "bdwphqkt", " bdwp hqkt ", "BDWP–HQKT", "b d w p - h q k t", "вDWр-НQкТ"] {
            assert_eq!(read(typed).as_deref(), Some("BDWP-HQKT"), "{typed}");
        }
        for typed in ["", "BDWP-HQK", "BDWP-HQKTT", "ADWP-HQKT", "BDWP-HQK1", "<b>"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_fresh_code_reads_back_and_does_not_show_in_logs() -> Result<(), Fault> {
        let code = UserCode::fresh()?;
        assert_eq!(UserCode::read(&code.shown()).map(|c| c.letters().to_owned()).as_deref(), Some(code.letters()));
        assert_eq!(format!("{code:?}"), "UserCode(…)");
        Ok(())
    }

    #[test]
    fn a_stage_without_its_grant_is_not_read() {
        let grant = Id::ordered();
        for stage in [DeviceStage::Approved(grant), DeviceStage::Redeemed(grant)] {
            assert_eq!(DeviceStage::read(stage.as_str(), Some(grant)), Some(stage));
            assert_eq!(DeviceStage::read(stage.as_str(), None), None);
        }
        assert_eq!(DeviceStage::read("denied", None), Some(DeviceStage::Denied));
    }
}
