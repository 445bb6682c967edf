//! What an upstream provider answers through the browser, read as the specifications demand.

use crate::protocol::params::Params;

/// Error codes that are written to the log; whatever else stands in an answer is not repeated to anybody.
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

/// An answer that is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCode {
    /// It does not come from whom it was asked of (RFC 9207 §2.4), or says something twice.
    #[error("the answer is not from whom it was asked of")]
    Foreign,
    /// The person, or the provider, does not want to.
    #[error("access_denied")]
    Denied,
    /// The provider could not.
    #[error("{0}")]
    Error(&'static str),
}

/// The code in an answer whose `state` was found to be ours.
///
/// The issuer is compared before anything else is believed, errors included; where the provider's metadata
/// promise `iss` (`promised`), an answer without it is not from there.
pub fn code<'a>(answer: &'a Params, issuer: &str, promised: bool) -> Result<&'a str, NoCode> {
    if answer.refuse_repeated().is_err() {
        return Err(NoCode::Foreign);
    }
    match answer.get("iss") {
        Some(iss) if iss == issuer => {}
        None if !promised => {}
        _ => return Err(NoCode::Foreign),
    }
    match answer.get("error") {
        Some("access_denied") => return Err(NoCode::Denied),
        Some(error) => {
            return Err(NoCode::Error(KNOWN.into_iter().find(|known| *known == error).unwrap_or("another error")));
        }
        None => {}
    }
    answer.get("code").ok_or(NoCode::Error("no code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://accounts.example";

    fn read(text: &str, promised: bool) -> Result<String, NoCode> {
        code(&Params::parse(text).unwrap(), ISSUER, promised).map(str::to_owned)
    }

    #[test]
    fn the_issuer_comes_first_and_nothing_is_said_twice() {
        assert_eq!(read("code=c&iss=https://accounts.example", true), Ok("c".into()));
        assert_eq!(read("code=c", false), Ok("c".into()));
        for text in [
            "code=c",
            "code=c&iss=",
            "code=c&iss=https://accounts.example/",
            "error=access_denied&iss=https://evil.example",
            "code=c&code=d&iss=https://accounts.example",
        ] {
            assert_eq!(read(text, true), Err(NoCode::Foreign), "{text}");
        }
        assert_eq!(read("code=c&iss=https://evil.example", false), Err(NoCode::Foreign));
    }

    #[test]
    fn errors_are_words_of_a_closed_list() {
        assert_eq!(read("error=access_denied&error_description=x", false), Err(NoCode::Denied));
        assert_eq!(read("error=login_required&code=c", false), Err(NoCode::Error("login_required")));
        assert_eq!(read("error=%3Cb%3E", false), Err(NoCode::Error("another error")));
        assert_eq!(read("", false), Err(NoCode::Error("no code")));
    }
}
