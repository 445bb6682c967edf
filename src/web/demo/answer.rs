//! What came back to `/callback`, read as the specifications demand. Pure.

use crate::protocol::params::Params;
use crate::web::pages::demo::DemoTrouble;

/// Error codes that may be shown; whatever else stands in an answer is not repeated to anybody.
/// (RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6)
const KNOWN: [&str; 14] = [
    "invalid_request",
    "unauthorized_client",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    "invalid_request_uri",
    "invalid_request_object",
    "request_not_supported",
    "request_uri_not_supported",
];

/// Signing in did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// What a person is told.
    pub trouble: DemoTrouble,
    /// A word from a closed list.
    pub detail: Option<&'static str>,
}

impl From<DemoTrouble> for Refused {
    fn from(trouble: DemoTrouble) -> Self {
        Self { trouble, detail: None }
    }
}

/// The code in an answer whose `state` was found to be ours.
///
/// RFC 9207 §2.4: the issuer is compared before anything else is believed, errors included; where
/// its metadata promise `iss` (`promised`), an answer without it is not from there.
pub(super) fn code<'a>(answer: &'a Params, issuer: &str, promised: bool) -> Result<&'a str, Refused> {
    match answer.get("iss") {
        Some(iss) if iss == issuer => {}
        None if !promised => {}
        _ => return Err(DemoTrouble::State.into()),
    }
    match answer.get("error") {
        Some("access_denied") => {
            return Err(Refused { trouble: DemoTrouble::Denied, detail: Some("access_denied") });
        }
        Some(error) => {
            let detail = KNOWN.into_iter().find(|known| *known == error);
            return Err(Refused { trouble: DemoTrouble::Failed, detail });
        }
        None => {}
    }
    answer.get("code").ok_or(DemoTrouble::Failed.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://id.example";

    fn read(text: &str, promised: bool) -> Result<String, Refused> {
        code(&Params::parse(text).unwrap(), ISSUER, promised).map(str::to_owned)
    }

    #[test]
    fn the_issuer_comes_first() {
        assert_eq!(read("code=c&iss=https://id.example", true), Ok("c".into()));
        assert_eq!(read("code=c", false), Ok("c".into()));
        for text in ["code=c", "code=c&iss=", "code=c&iss=https://id.example/", "error=access_denied&iss=https://evil"]
        {
            assert_eq!(read(text, true), Err(DemoTrouble::State.into()), "{text}");
        }
        assert_eq!(read("code=c&iss=https://evil.example", false), Err(DemoTrouble::State.into()));
    }

    #[test]
    fn only_known_words_are_shown() {
        let denied = Refused { trouble: DemoTrouble::Denied, detail: Some("access_denied") };
        assert_eq!(read("error=access_denied&error_description=%3Cscript%3E", false), Err(denied));
        let known = Refused { trouble: DemoTrouble::Failed, detail: Some("login_required") };
        assert_eq!(read("error=login_required&code=c", false), Err(known));
        assert_eq!(read("error=%3Cb%3Ecall+us%3C/b%3E", false), Err(DemoTrouble::Failed.into()));
        assert_eq!(read("", false), Err(DemoTrouble::Failed.into()));
    }
}
