//! How an answer leaves: in the query of the redirect, as a form that posts itself, or as a message from a
//! pop-up window.

use std::fmt::Write as _;

use crate::domain::oauth::client::ValidatedRedirect;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::vocab::ResponseMode;
use crate::protocol::error::OAuthError;
use crate::protocol::partner_error::PartnerError;

/// An answer to the client, ready for the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Go there.
    Location(String),
    /// Post these fields there (OAuth 2.0 Form Post Response Mode).
    FormPost {
        /// The redirect URI.
        action: String,
        /// Names and values.
        fields: Vec<(&'static str, String)>,
    },
    /// Tell the page that opened this window, if it is one of the client; else go there. One of the two.
    Message {
        /// The one origin that may hear it: the redirect URI's.
        origin: String,
        /// Names and values.
        fields: Vec<(&'static str, String)>,
        /// The same answer as an address.
        otherwise: String,
    },
}

impl Answer {
    /// The answer with one more field at its end.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: String) -> Self {
        match &mut self {
            Self::Location(to) => append(to, name, &value),
            Self::FormPost { fields, .. } => fields.push((name, value)),
            Self::Message { fields, otherwise, .. } => {
                append(otherwise, name, &value);
                fields.push((name, value));
            }
        }
        self
    }
}

/// Every answer has fields, so the next one follows an ampersand.
fn append(to: &mut String, name: &str, value: &str) {
    let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    // Writing to a String cannot fail.
    let _ = write!(to, "&{name}={encoded}");
}

/// Where and how a client wants its answer; known once its redirect URI was validated.
#[derive(Clone, Debug)]
pub struct ReturnAddress {
    /// Where.
    pub redirect: ValidatedRedirect,
    /// How.
    pub mode: ResponseMode,
    /// By which entrance the request came.
    pub entrance: Entrance,
    /// Returned unchanged.
    pub state: Option<String>,
}

impl ReturnAddress {
    /// The code or tokens (RFC 6749 §4.1.2, OIDC Core §3.2.2.5), with the issuer against mix-up (RFC 9207 §2).
    pub fn success(&self, gifts: Vec<(&'static str, String)>, issuer: &str) -> Answer {
        self.answer(gifts, issuer)
    }

    /// An error (RFC 6749 §4.1.2.1), with the issuer as well; the partner API adds its own number.
    pub fn error(&self, error: &OAuthError, issuer: &str) -> Answer {
        let mut fields =
            vec![("error", error.code.as_str().to_owned()), ("error_description", error.description.to_owned())];
        if self.entrance != Entrance::Standard {
            fields.push(("error_code", PartnerError::of_authorization(error.code).code().to_string()));
        }
        self.answer(fields, issuer)
    }

    /// The name of the code in the answer.
    pub const fn code_name(&self) -> &'static str {
        match self.entrance {
            Entrance::Standard | Entrance::Openid => "code",
            Entrance::Link => "authorization_code",
        }
    }

    fn answer(&self, mut fields: Vec<(&'static str, String)>, issuer: &str) -> Answer {
        if let Some(state) = &self.state {
            fields.push(("state", state.clone()));
        }
        // A login link was made by the client itself: there is no mix-up to guard against, and the documented
        // return has no more than the code and the state.
        if self.entrance != Entrance::Link {
            fields.push(("iss", issuer.to_owned()));
        }
        let target = self.redirect.as_str();
        let join = if target.contains('?') { '&' } else { '?' };
        match self.mode {
            ResponseMode::Query => Answer::Location(with_fields(target, join, &fields)),
            ResponseMode::Fragment => Answer::Location(with_fields(target, '#', &fields)),
            ResponseMode::FormPost => Answer::FormPost { action: target.to_owned(), fields },
            ResponseMode::WebMessage => Answer::Message {
                origin: self.redirect.url().origin().ascii_serialization(),
                otherwise: with_fields(target, join, &fields),
                fields,
            },
        }
    }
}

/// Appends fields; what the client put into its query stays (RFC 6749 §3.1.2).
fn with_fields(target: &str, mut join: char, fields: &[(&'static str, String)]) -> String {
    let mut out = String::with_capacity(target.len() + 160);
    out.push_str(target);
    for (name, value) in fields {
        let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        // Writing to a String cannot fail.
        let _ = write!(out, "{join}{name}={encoded}");
        join = '&';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::oauth::client::tests::client;

    #[test]
    fn own_query_survives_and_values_are_encoded() {
        let redirect = client(&["https://shop.example/cb?x=1"]).redirect("https://shop.example/cb?x=1").unwrap();
        let to = ReturnAddress {
            redirect,
            mode: ResponseMode::Query,
            entrance: Entrance::Standard,
            state: Some("a&b=c d".into()),
        };
        assert_eq!(
            to.success(vec![("code", "xyz".into())], "https://id.example"),
            Answer::Location(
                "https://shop.example/cb?x=1&code=xyz&state=a%26b%3Dc+d&iss=https%3A%2F%2Fid.example".into()
            )
        );
        let to = ReturnAddress { mode: ResponseMode::FormPost, ..to };
        let Answer::FormPost { action, fields } = to.error(&OAuthError::invalid_request("no"), "i") else {
            panic!("a form is wanted")
        };
        assert_eq!(action, "https://shop.example/cb?x=1");
        assert_eq!(fields.iter().map(|(n, _)| *n).collect::<Vec<_>>(), ["error", "error_description", "state", "iss"]);
    }

    #[test]
    fn a_message_goes_to_the_origin_alone_and_says_what_the_address_says() {
        let uri = "https://shop.example:8443/cb?x=1";
        let to = ReturnAddress {
            redirect: client(&[uri]).redirect(uri).unwrap(),
            mode: ResponseMode::WebMessage,
            entrance: Entrance::Link,
            state: None,
        };
        let answer = to.success(vec![("authorization_code", "xyz".into())], "i").with("session_state", "a.b".into());
        let Answer::Message { origin, fields, otherwise } = answer else { panic!("a message is wanted") };
        assert_eq!(origin, "https://shop.example:8443");
        assert_eq!(otherwise, format!("{uri}&authorization_code=xyz&session_state=a.b"));
        assert_eq!(fields.iter().map(|(n, _)| *n).collect::<Vec<_>>(), ["authorization_code", "session_state"]);
    }
}
