//! Claims and tokens made readable.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Every claim that the specification has no name for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Others {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for Others {}

/// Names and values, for a table.
pub(super) fn pairs(claims: &Value) -> Vec<(String, String)> {
    let Some(claims) = claims.as_object() else { return Vec::new() };
    claims.iter().map(|(name, value)| (name.clone(), shown(value))).collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// JSON over several lines.
pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Header and payload of a signed token.
pub(super) fn decoded(token: &str) -> String {
    token.split('.').take(2).map(|part| part_of(part).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn part_of(part: &str) -> Option<String> {
    let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
    Some(pretty(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_and_tokens_are_readable() {
        let claims = serde_json::json!({"name": "Ana", "email_verified": true, "phones": ["+1", "+2"]});
        let expected = [("email_verified", "true"), ("name", "Ana"), ("phones", "+1, +2")];
        assert_eq!(pairs(&claims), expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert_eq!(decoded("eyJhbGciOiJFUzI1NiJ9.e30.c2ln"), "{\n  \"alg\": \"ES256\"\n}\n{}");
        assert_eq!(decoded("not a token"), "");
    }
}
