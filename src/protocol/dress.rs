//! How tokens look outside and how long they live: the same records in the dress of each door.

use std::time::Duration;

use chrono::Months;

use crate::base::{Fault, Micros, Secret, random};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::entrance::Entrance;

/// A door's way with tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dress {
    /// `/oauth2/token`
    Standard,
    /// `/api/v1/oidc/token`: long-lived, with an ID token of the bare claims.
    Oidc,
    /// `/api/v1/oauth/token`: the same life; no ID token.
    Partner,
}

/// The documented length of a token: `^[a-zA-Z0-9]{128}$`.
const LENGTH: usize = 128;
const ALPHANUMERICS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Dress {
    /// The path of its token endpoint.
    pub const fn endpoint(self) -> &'static str {
        match self {
            Self::Standard => "/oauth2/token",
            Self::Oidc => "/api/v1/oidc/token",
            Self::Partner => "/api/v1/oauth/token",
        }
    }

    /// Whether codes and refresh tokens of an entrance are good at this door.
    pub const fn serves(self, entrance: Entrance) -> bool {
        match self {
            Self::Standard | Self::Oidc => matches!(entrance, Entrance::Standard | Entrance::Openid),
            Self::Partner => matches!(entrance, Entrance::Link),
        }
    }

    /// A fresh opaque token.
    pub fn token(self) -> Result<Secret, Fault> {
        match self {
            Self::Standard => random::token(),
            Self::Oidc | Self::Partner => random::letters(ALPHANUMERICS, LENGTH),
        }
    }

    /// Until when an access token lives that is made now. `standard` is the standard door's life.
    pub fn access_until(self, client: &Client, standard: u64, partner: u64, now: Micros) -> Micros {
        let usual = match self {
            Self::Standard => standard,
            Self::Oidc | Self::Partner => client.options.access_token_seconds.map_or(partner, u64::from),
        };
        now.plus(Duration::from_secs(usual))
    }

    /// Until when a refresh token lives that is made now.
    pub fn refresh_until(self, client: &Client, standard: u64, now: Micros) -> Micros {
        match (self, client.options.refresh_token_seconds) {
            (Self::Standard, _) => now.plus(Duration::from_secs(standard)),
            (Self::Oidc | Self::Partner, Some(seconds)) => now.plus(Duration::from_secs(seconds.into())),
            (Self::Oidc | Self::Partner, None) => month_after(now),
        }
    }
}

/// The same day of the next calendar month, or its last day where that month is shorter.
fn month_after(now: Micros) -> Micros {
    let later = now.to_datetime().checked_add_months(Months::new(1));
    later.map_or(now, |later| Micros(later.timestamp_micros()))
}

/// A moment as the partner API writes it: `2025-03-04T06:35:50.000000Z`.
pub fn six_digits(at: Micros) -> String {
    at.to_datetime().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_a_calendar_month() {
        for (day, next) in [
            ("2025-02-25T06:35:50.000000Z", "2025-03-25T06:35:50.000000Z"),
            ("2025-01-31T23:59:59.999999Z", "2025-02-28T23:59:59.999999Z"),
            ("2024-01-31T00:00:00.000000Z", "2024-02-29T00:00:00.000000Z"),
            ("2025-12-31T00:00:00.000001Z", "2026-01-31T00:00:00.000001Z"),
        ] {
            let at = chrono::DateTime::parse_from_rfc3339(day).unwrap();
            assert_eq!(six_digits(month_after(Micros(at.timestamp_micros()))), next, "{day}");
        }
    }

    #[test]
    fn tokens_are_128_letters_and_digits() {
        let token = Dress::Partner.token().unwrap();
        assert!(token.expose().len() == 128 && token.expose().bytes().all(|b| b.is_ascii_alphanumeric()));
    }

    #[test]
    fn what_came_by_a_link_stays_at_its_door() {
        assert!(Dress::Partner.serves(Entrance::Link));
        for dress in [Dress::Standard, Dress::Oidc] {
            assert!(
                dress.serves(Entrance::Standard) && dress.serves(Entrance::Openid) && !dress.serves(Entrance::Link)
            );
        }
        assert!(!Dress::Partner.serves(Entrance::Openid) && !Dress::Partner.serves(Entrance::Standard));
    }
}
