//! Requests that come as a signed JWT (OIDC Core §6, RFC 9101).

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::base::Micros;
use crate::base::jwk::{self, Head, PublicKey};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::vocab::{ForeignAlgorithm, Profile};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::jwt::{self, AudienceClaim, NumericDate, SKEW};
use crate::protocol::params::Params;

/// How far ahead a strict client's `exp` may lie (FAPI 2.0 Message Signing §5.3.1).
const LONGEST_STRICT: Duration = Duration::from_secs(3_600);

/// Claims that belong to the JWT and are no parameters (RFC 9101 §4).
const OF_THE_JWT: [&str; 7] = ["iss", "aud", "exp", "nbf", "iat", "jti", "sub"];

/// By which parameter the object came; it decides what an unsigned one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// `request`
    Value,
    /// `request_uri`
    Reference,
}

#[derive(Deserialize)]
struct Envelope {
    iss: Option<String>,
    aud: Option<AudienceClaim>,
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
    iat: Option<NumericDate>,
    sub: Option<String>,
}

const fn invalid(why: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidRequestObject, why)
}

/// The header of an object, if it is signed in a way that this client may use.
pub fn head(object: &str, client: &Client, by: By) -> Result<(Head, ForeignAlgorithm), OAuthError> {
    let head = jwk::head(object).ok_or(invalid("the request object is not a signed JWT"))?;
    if head.alg.eq_ignore_ascii_case("none") {
        let (code, why) = match by {
            By::Value => (ErrorCode::RequestNotSupported, "request objects must be signed"),
            By::Reference => (ErrorCode::RequestUriNotSupported, "request objects must be signed"),
        };
        return Err(OAuthError::new(code, why));
    }
    // RFC 8725 §3.11: a JWT made for something else is no request.
    let typ = head.typ.as_deref().map(|typ| typ.trim_start_matches("application/").to_ascii_lowercase());
    if !matches!(typ.as_deref(), None | Some("jwt" | "oauth-authz-req+jwt")) {
        return Err(invalid("typ of the request object must be oauth-authz-req+jwt"));
    }
    let strict = client.options.profile == Profile::Fapi2;
    let algorithm = jwt::algorithm(&head.alg)
        .filter(|alg| client.options.request_object_alg.is_none_or(|only| only == *alg))
        .filter(|alg| !strict || *alg != ForeignAlgorithm::Rs256);
    match algorithm {
        Some(algorithm) => Ok((head, algorithm)),
        None => Err(invalid("the request object is signed with an algorithm that may not be used")),
    }
}

/// The parameters that an object carries, verified with a key of its client.
pub fn read(
    object: &str,
    head: &Head,
    algorithm: ForeignAlgorithm,
    keys: &[PublicKey],
    client: &Client,
    issuer: &str,
    now: Micros,
) -> Result<Params, OAuthError> {
    let wire = jwt::wire(algorithm);
    let mut fitting = keys.iter().filter(|key| key.fits(head.kid.as_deref(), wire)).take(8);
    let claims: Map<String, Value> = fitting
        .find_map(|key| key.verify(object, wire))
        .ok_or(invalid("the request object is not signed by the client"))?;
    let envelope: Envelope = serde_json::from_value(Value::Object(claims.clone()))
        .map_err(|_| invalid("the claims of the request object have the wrong form"))?;
    judge(&envelope, client, issuer, now)?;
    params(claims, client)
}

/// RFC 9101 §6.3, §10; RFC 7519 §4.1.
fn judge(envelope: &Envelope, client: &Client, issuer: &str, now: Micros) -> Result<(), OAuthError> {
    let strict = client.options.profile == Profile::Fapi2;
    let ours = |claim: Option<bool>| claim.unwrap_or(!strict);
    if !ours(envelope.iss.as_ref().map(|iss| iss == client.id.as_str())) {
        return Err(invalid("iss of the request object must be the client_id"));
    }
    if !ours(envelope.aud.as_ref().map(|aud| aud.has(issuer))) {
        return Err(invalid("aud of the request object must be the issuer"));
    }
    // RFC 9101 §10.8: what could pass as a client assertion is none of these.
    if envelope.sub.as_deref() == Some(client.id.as_str()) {
        return Err(invalid("sub of the request object must not be the client_id"));
    }
    let bounded = |exp: &NumericDate| !strict || exp.time() <= now.plus(LONGEST_STRICT).plus(SKEW);
    let open = ours(envelope.exp.as_ref().map(|exp| exp.is_ahead(now) && bounded(exp)))
        && envelope.nbf.is_none_or(|nbf| nbf.has_come(now))
        && envelope.iat.is_none_or(|iat| iat.has_come(now));
    if open { Ok(()) } else { Err(invalid("the request object has expired or is not valid yet")) }
}

fn params(claims: Map<String, Value>, client: &Client) -> Result<Params, OAuthError> {
    if claims.contains_key("request") || claims.contains_key("request_uri") {
        return Err(invalid("a request object must not carry another one"));
    }
    if claims.get("client_id").is_some_and(|id| id.as_str() != Some(client.id.as_str())) {
        return Err(invalid("client_id of the request object names another client"));
    }
    let mut params = Params::default();
    for (name, value) in claims.into_iter().filter(|(name, _)| !OF_THE_JWT.contains(&name.as_str())) {
        match value {
            Value::Null => {}
            Value::String(text) => params.push(&name, text)?,
            // RFC 8707 §2.2: several resources.
            Value::Array(items) if name == "resource" => {
                for item in items {
                    params.push(&name, item.as_str().unwrap_or_default().to_owned())?;
                }
            }
            other => params.push(&name, other.to_string())?,
        }
    }
    params.push_if_absent("client_id", client.id.to_string())?;
    Ok(params)
}

/// What counts of a request with an object. RFC 9101 §6.3: only what was signed; OIDC Core §6.1 lets the
/// rest come from outside, with the object's word before the other.
pub fn combine(outer: &Params, inner: &Params, strict: bool) -> Result<Params, OAuthError> {
    let differs = |name| matches!((outer.get(name), inner.get(name)), (Some(a), Some(b)) if a != b);
    if differs("client_id") || differs("response_type") {
        return Err(invalid("client_id and response_type must be the same inside and outside the request object"));
    }
    let mut all = inner.clone();
    if !strict {
        // A name that was signed is said in full; of any other every value counts (RFC 8707 §2).
        let unsigned = |name: &str| !matches!(name, "request" | "request_uri") && inner.all(name).next().is_none();
        for (name, value) in outer.iter().filter(|(name, _)| unsigned(name)) {
            all.push(name, value.to_owned())?;
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_signed_comes_first_and_alone_if_strict() {
        let outer = Params::from([("client_id", "shop"), ("state", "outer"), ("nonce", "n"), ("request", "x.y.z")]);
        let inner = Params::from([("client_id", "shop"), ("state", "inner")]);
        let merged = combine(&outer, &inner, false).unwrap_or_default();
        assert_eq!((merged.get("state"), merged.get("nonce")), (Some("inner"), Some("n")));
        assert_eq!(merged.get("request"), None);
        let two = Params::from([("resource", "a:1"), ("resource", "a:2"), ("state", "outer"), ("state", "again")]);
        let merged = combine(&two, &inner, false).unwrap_or_default();
        assert_eq!(merged.all("resource").collect::<Vec<_>>(), ["a:1", "a:2"]);
        assert_eq!(merged.all("state").collect::<Vec<_>>(), ["inner"]);
        let strict = combine(&outer, &inner, true).unwrap_or_default();
        assert_eq!((strict.get("state"), strict.get("nonce")), (Some("inner"), None));
        assert!(combine(&outer, &Params::from([("client_id", "other")]), false).is_err());
    }
}
