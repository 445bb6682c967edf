//! Reads the `claims` parameter (OIDC Core §5.5), within bounds.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::domain::oauth::claims::{Ask, ClaimsRequest};
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;

/// Longest text, most claims of one place, most values of one claim.
const LONGEST: usize = 4 * 1024;
const MOST_CLAIMS: usize = 50;
const MOST_VALUES: usize = 20;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    userinfo: Option<BTreeMap<String, Option<Member>>>,
    id_token: Option<BTreeMap<String, Option<Member>>>,
}

/// §5.5.1. Other members are ignored.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Member {
    essential: bool,
    value: Option<Value>,
    values: Option<Vec<Value>>,
}

/// The parameter; nothing asked for if it is absent.
pub fn read(params: &Params) -> Result<ClaimsRequest, OAuthError> {
    const NO: OAuthError = OAuthError::invalid_request("claims has the wrong form");
    let Some(text) = params.bounded("claims", LONGEST, "claims is longer than 4096 bytes")? else {
        return Ok(ClaimsRequest::default());
    };
    // The reader of records takes lists for them as well.
    let wire: Wire = serde_json::from_str(text).ok().filter(|_| text.trim_start().starts_with('{')).ok_or(NO)?;
    Ok(ClaimsRequest { userinfo: asks(wire.userinfo)?, id_token: asks(wire.id_token)? })
}

fn asks(wire: Option<BTreeMap<String, Option<Member>>>) -> Result<BTreeMap<String, Ask>, OAuthError> {
    let members = wire.unwrap_or_default();
    if members.len() > MOST_CLAIMS {
        return Err(OAuthError::invalid_request("claims names too many claims"));
    }
    members.into_iter().map(|(name, member)| Ok((name, ask(member.unwrap_or_default())?))).collect()
}

fn ask(member: Member) -> Result<Ask, OAuthError> {
    let values = member.values.unwrap_or_default().into_iter().chain(member.value);
    let values: Vec<String> = values
        .take(MOST_VALUES + 1)
        .map(|value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        })
        .collect();
    if values.len() > MOST_VALUES {
        return Err(OAuthError::invalid_request("claims names too many values"));
    }
    Ok(Ask { essential: member.essential, values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::oauth::scope::Scopes;

    fn read_text(text: &str) -> Result<ClaimsRequest, OAuthError> {
        read(&Params::from([("claims", text)]))
    }

    #[test]
    fn claims_become_scopes_that_a_person_can_decide_about() {
        let text = r#"{"userinfo":{"name":{"essential":true},"email":null,"made_up":null},
            "id_token":{"sub":{"value":"x"},"acr":{"essential":true,"values":["a","b"]},"gender":{"extra":1}}}"#;
        let claims = read_text(text).unwrap_or_default();
        let scopes = |text: &str| Scopes::parse(text).unwrap_or_default();
        let (all, essential) = claims.scopes(&scopes("openid"), &scopes("profile read.email"));
        assert_eq!(all, scopes("read.firstname read.lastname read.email read.gender"));
        assert_eq!(essential, scopes("read.firstname read.lastname"));
        let (all, _) = claims.scopes(&scopes("openid profile"), &scopes("profile"));
        assert!(all.is_empty());
        assert_eq!(claims.subject(), Some("x"));
        assert_eq!(claims.acr().map(|ask| ask.values.len()), Some(2));
        assert_eq!(claims.in_id_token().collect::<Vec<_>>(), ["gender"]);
    }

    #[test]
    fn deep_long_and_wrong_ones_are_refused() {
        let deep = format!(r#"{{"userinfo":{{"a":{{"value":{}{}}}}}}}"#, "[".repeat(200), "]".repeat(200));
        let many: Vec<String> = (0..51).map(|n| format!(r#""c{n}":null"#)).collect();
        let many = format!(r#"{{"id_token":{{{}}}}}"#, many.join(","));
        let values: Vec<String> = (0..30).map(|n| n.to_string()).collect();
        let values = format!(r#"{{"id_token":{{"a":{{"values":[{}]}}}}}}"#, values.join(","));
        let long = format!(r#"{{"userinfo":{{"{}":null}}}}"#, "a".repeat(5_000));
        for bad in ["[]", "x", r#"{"userinfo":[]}"#, r#"{"id_token":{"a":1}}"#, &deep, &many, &values, &long] {
            assert!(read_text(bad).is_err(), "{bad}");
        }
        assert_eq!(read_text("{}"), Ok(ClaimsRequest::default()));
    }
}
