//! Sign-out: OIDC RP-Initiated Logout 1.0, Back-Channel Logout 1.0, Front-Channel Logout 1.0 and
//! Session Management 1.0, as far as they are rules.

use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::base::Micros;
use crate::domain::logout::Notice;
use crate::domain::session::SessionId;

/// Back-Channel Logout §2.6 recommends two minutes at most; the token is made anew at each try.
const LIFE: Duration = Duration::from_secs(120);

/// `typ` of a logout token (Back-Channel Logout §2.4).
pub const TYP: &str = "logout+jwt";

/// The claims of a logout token (Back-Channel Logout §2.4). Never a nonce, so that none of them can
/// be taken for an ID token.
#[derive(Debug, Serialize)]
pub struct LogoutClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
    sid: String,
    events: Events,
}

#[derive(Debug, Default, Serialize)]
struct Events {
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    logout: Nothing,
}

/// An empty object.
#[derive(Debug, Default, Serialize)]
struct Nothing {}

/// The claims of one try to tell. The id of the event is the same at each.
pub fn claims<'a>(notice: &'a Notice, issuer: &'a str, subject: &'a str, now: Micros) -> LogoutClaims<'a> {
    LogoutClaims {
        iss: issuer,
        sub: subject,
        aud: notice.client.as_str(),
        iat: now.seconds(),
        exp: now.plus(LIFE).seconds(),
        jti: notice.id.text(),
        sid: notice.session.text(),
        events: Events::default(),
    }
}

/// Whom an `id_token_hint` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The person, as the client knows them.
    pub subject: String,
    /// The session.
    pub session: Option<SessionId>,
}

/// Somebody who is signed in in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here {
    /// The session.
    pub session: SessionId,
    /// The person, as the client that asks knows them.
    pub subject: String,
}

/// How a request to sign out goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Road {
    /// These sessions end without a question.
    AtOnce(Vec<SessionId>),
    /// Nobody is signed in, and nothing tells who was: there is nothing to ask and nothing to end.
    Nobody,
    /// The person decides: the request may come from anybody.
    Ask,
}

/// RP-Initiated Logout §2 and §6: an ID token of somebody who is signed in here shows that the request
/// is theirs. Others in the same browser did not ask, and stay.
pub fn road(hint: Option<&Hint>, here: &[Here]) -> Road {
    match (hint, here) {
        (None, []) => Road::Nobody,
        (None, _) => Road::Ask,
        (Some(_), []) => Road::AtOnce(Vec::new()),
        (Some(hint), _) => {
            let named: Vec<_> = here
                .iter()
                .filter(|h| h.subject == hint.subject || Some(h.session) == hint.session)
                .map(|h| h.session)
                .collect();
            if named.is_empty() { Road::Ask } else { Road::AtOnce(named) }
        }
    }
}

/// Adds members to the query of a registered address; what it has of its own stays as it is.
pub fn with_query(address: &str, members: &[(&str, &str)]) -> String {
    let mut out = address.to_owned();
    let mut join = if address.contains('?') { '&' } else { '?' };
    for (name, value) in members {
        out.push(join);
        out.push_str(name);
        out.push('=');
        out.extend(form_urlencoded::byte_serialize(value.as_bytes()));
        join = '&';
    }
    out
}

/// Session Management §2: what a client later asks the page of [`check_session_iframe`] about. The
/// same is computed there, in `static/js/check-session.js`.
///
/// [`check_session_iframe`]: crate::protocol::discovery
pub fn session_state(client: &str, origin: &str, browser_state: &str, salt: &str) -> String {
    let text = format!("{client} {origin} {browser_state} {salt}");
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    format!("{}.{salt}", URL_SAFE_NO_PAD.encode(hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;
    use crate::domain::logout::Message;

    #[test]
    fn a_logout_token_says_what_the_standard_asks_and_nothing_else() {
        let notice = Notice {
            id: Id::opaque(),
            client: "shop".parse().unwrap(),
            user: Id::opaque(),
            session: Id::opaque(),
            message: Message::SessionEnded,
            created_at: Micros(0),
            expires_at: Micros(1),
            attempts: 1,
        };
        let made = claims(&notice, "https://id.example", "ana", Micros::from_seconds(1_000));
        let json = serde_json::to_value(&made).unwrap();
        let expected = serde_json::json!({
            "iss": "https://id.example", "sub": "ana", "aud": "shop", "iat": 1_000, "exp": 1_120,
            "jti": notice.id.text(), "sid": notice.session.text(),
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        assert_eq!(json, expected);
    }

    #[test]
    fn only_a_hint_about_somebody_here_saves_the_question() {
        let here = |subject: &str| Here { session: Id::opaque(), subject: subject.into() };
        let hint = |subject: &str, session| Hint { subject: subject.into(), session };
        let (ana, eve) = (here("ana"), here("eve"));
        let both = [ana.clone(), eve.clone()];
        assert_eq!(road(None, &[]), Road::Nobody);
        assert_eq!(road(None, &both), Road::Ask);
        assert_eq!(road(Some(&hint("ana", None)), &both), Road::AtOnce(vec![ana.session]));
        assert_eq!(road(Some(&hint("x", Some(eve.session))), &both), Road::AtOnce(vec![eve.session]));
        assert_eq!(road(Some(&hint("ana", Some(Id::opaque()))), &[eve]), Road::Ask);
        assert_eq!(road(Some(&hint("ana", None)), &[]), Road::AtOnce(Vec::new()));
    }

    #[test]
    fn an_address_keeps_its_own_query() {
        assert_eq!(with_query("https://a.example/x", &[]), "https://a.example/x");
        assert_eq!(with_query("https://a.example/x?y=%20", &[("s", "a&b")]), "https://a.example/x?y=%20&s=a%26b");
        assert_eq!(with_query("https://a.example", &[("i", "1"), ("s", "2")]), "https://a.example?i=1&s=2");
    }

    #[test]
    fn every_part_counts_in_a_session_state() {
        let state = |a, b, c| session_state(a, b, c, "salt");
        let one = state("shop", "https://shop.example", "x");
        assert_eq!(one, state("shop", "https://shop.example", "x"));
        assert!(one.split_once('.').is_some_and(|(_, salt)| salt == "salt") && !one.contains(' '));
        for other in [state("shoq", "https://shop.example", "x"), state("shop", "https://shop.example:1", "x")] {
            assert_ne!(one, other);
        }
        assert_ne!(one, state("shop", "https://shop.example", "y"));
    }
}
