//! Proof Key for Code Exchange (RFC 7636). Only S256: `plain` protects from nothing that matters.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::base::secret::same;
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;

/// RFC 7636 §4.3, read from an authorization request. `required`: the client must use PKCE.
pub fn challenge(params: &Params, required: bool) -> Result<Option<String>, OAuthError> {
    let method = params.get("code_challenge_method");
    match (params.get("code_challenge"), method) {
        (None, None) if required => Err(OAuthError::invalid_request("code_challenge is required (PKCE, S256)")),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(OAuthError::invalid_request("code_challenge_method without code_challenge")),
        // Absent means plain (§4.3).
        (Some(_), None | Some("plain")) => Err(OAuthError::invalid_request("code_challenge_method must be S256")),
        (Some(challenge), Some("S256")) if is_s256(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), Some("S256")) => Err(OAuthError::invalid_request("code_challenge is not a base64url SHA-256")),
        (Some(_), Some(_)) => Err(OAuthError::invalid_request("unknown code_challenge_method")),
    }
}

/// RFC 7636 §4.6. A verifier without a stored challenge is refused too: it is the mark of a
/// downgrade, somebody having taken the challenge out of the request (RFC 9700 §2.1.1).
pub fn prove(stored: Option<&str>, verifier: Option<&str>) -> Result<(), OAuthError> {
    match (stored, verifier) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(OAuthError::invalid_grant("code_verifier is missing")),
        (None, Some(_)) => Err(OAuthError::invalid_grant("code_verifier without a code_challenge")),
        (Some(_), Some(verifier)) if !is_verifier(verifier) => {
            Err(OAuthError::invalid_grant("code_verifier has the wrong form"))
        }
        (Some(challenge), Some(verifier)) => {
            if same(s256(verifier).as_bytes(), challenge.as_bytes()) {
                Ok(())
            } else {
                Err(OAuthError::invalid_grant("code_verifier does not match"))
            }
        }
    }
}

/// The S256 transformation (§4.2).
pub fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

/// Whether a text can be the S256 challenge of anything (§4.2): 32 bytes in base64url, without padding.
pub fn is_s256(challenge: &str) -> bool {
    challenge.len() == 43 && URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|bytes| bytes.len() == 32)
}

/// §4.1: 43 to 128 unreserved characters.
fn is_verifier(verifier: &str) -> bool {
    (43..=128).contains(&verifier.len())
        && verifier.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc() {
        assert_eq!(s256(VERIFIER), CHALLENGE);
        assert_eq!(prove(Some(CHALLENGE), Some(VERIFIER)), Ok(()));
    }

    #[test]
    fn wrong_missing_and_downgraded_proofs_fail() {
        let other = VERIFIER.replace('d', "e");
        for (stored, verifier) in [
            (Some(CHALLENGE), Some(other.as_str())),
            (Some(CHALLENGE), Some("short")),
            (Some(CHALLENGE), Some(CHALLENGE)),
            (Some(CHALLENGE), None),
            (None, Some(VERIFIER)),
        ] {
            assert!(prove(stored, verifier).is_err());
        }
    }

    #[test]
    fn only_a_whole_s256_challenge_is_taken() {
        let check = |pairs: &str, required| challenge(&Params::parse(pairs).unwrap(), required);
        let full = format!("code_challenge={CHALLENGE}&code_challenge_method=S256");
        assert_eq!(check(&full, true), Ok(Some(CHALLENGE.into())));
        assert_eq!(check("", false), Ok(None));
        for bad in [
            String::new(),
            format!("code_challenge={CHALLENGE}"),
            format!("code_challenge={CHALLENGE}&code_challenge_method=plain"),
            format!("code_challenge={CHALLENGE}&code_challenge_method=s256"),
            "code_challenge=abc&code_challenge_method=S256".into(),
            "code_challenge_method=S256".into(),
        ] {
            assert!(check(&bad, true).is_err(), "{bad}");
        }
    }
}
