//! The session-end callback of the partner API: what is sent when a token family ended.

use aws_lc_rs::hmac;

use crate::base::secret::hex;
use crate::base::{Micros, Secret};
use crate::domain::oauth::grant::GrantId;

/// The header that a receiver checks.
pub const SIGNATURE: &str = "x-freedomid-signature";

/// The documented body, byte for byte what is signed.
pub fn body(family: GrantId) -> String {
    format!(r#"{{"id":"{family}"}}"#)
}

/// `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over the time, a dot and the body. The key is the text of the
/// webhook secret as it was shown. The time is of this try, so that a receiver can refuse old copies.
pub fn signature(secret: &Secret, at: Micros, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let at = at.seconds();
    let tag = hmac::sign(&key, format!("{at}.{body}").as_bytes());
    format!("t={at},v1={}", hex(tag.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_covers_the_time_and_the_body() {
        let family = "0190a5f2-7d1c-7b6e-9a51-3f3c2d1e0f00".parse().unwrap();
        let body = body(family);
        assert_eq!(body, r#"{"id":"0190a5f2-7d1c-7b6e-9a51-3f3c2d1e0f00"}"#);
        let made = signature(&Secret::new("key"), Micros::from_seconds(1_700_000_000), &body);
        assert_eq!(made, "t=1700000000,v1=b387273964d5295e2ad1c44866bd548ef567ce2478119afeda2b3932f075de33");
    }
}
