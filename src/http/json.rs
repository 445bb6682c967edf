//! A JSON body, as text. What the text means is the family's.

use std::fmt;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

/// An `application/json` body.
#[derive(Clone, Debug, Default)]
pub struct JsonBody(pub String);

/// Why there is no JSON: another content type, bytes that are not text, or a body that broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body must be application/json")]
pub struct NotJson;

impl IntoResponse for NotJson {
    fn into_response(self) -> Response {
        StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = NotJson;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        // Only what no form of another site can send: browsers ask before they send JSON across origins.
        let json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state).await.map_err(|_| NotJson)?;
        let text = String::from_utf8(bytes.into()).map_err(|_| NotJson)?;
        if json { Ok(Self(text)) } else { Err(NotJson) }
    }
}

/// Whether a request says that its body is JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// The members of an object. `None` for what is not JSON, or no object, or names a member twice: of two
/// readers each could believe in another one (RFC 8259 §4).
pub fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(bytes).ok().map(|Members(members)| members)
}

struct Members(Map<String, Value>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Members, A::Error> {
        let mut members = Map::new();
        while let Some((name, value)) = from.next_entry::<String, Value>()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is repeated"));
            }
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_that_names_each_member_once() {
        assert_eq!(object(br#" {"a":1,"b":[{"a":2}]} "#).map(|members| members.len()), Some(2));
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        for bad in ["", "{", "[]", "null", "1", r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":1}"#, r#"{"a":1} {"#, &deep] {
            assert_eq!(object(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(object(b"{\"a\":\"\xff\"}"), None);
    }
}
