//! How a client proves itself at the token endpoint and its neighbours (RFC 6749 §2.3, OIDC Core §9,
//! RFC 7523, RFC 8705 §2).

use std::time::Duration;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;

use crate::base::jwk::{self, Head, PublicKey};
use crate::base::{Digest, Micros, Secret};
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::vocab::{AuthMethod, ForeignAlgorithm, Profile};
use crate::protocol::certificate::Certificate;
use crate::protocol::error::OAuthError;
use crate::protocol::jwt::{self, AudienceClaim, NumericDate, SKEW};
use crate::protocol::params::Params;

/// Padding is left off by some clients.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// RFC 7523 §2.2: the one kind of assertion.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Longest life of an assertion that lies ahead; FAPI 2.0 clients have a shorter one.
const LONGEST: Duration = Duration::from_secs(3_600);
const LONGEST_STRICT: Duration = Duration::from_secs(300);

/// The one credential of a request, with the certificate of its connection.
#[derive(Clone, Debug)]
pub struct Presented {
    /// Who the client says it is.
    pub client: ClientId,
    /// What it shows for it.
    pub evidence: Evidence,
    /// What the connection proved, if anything.
    pub certificate: Option<Certificate>,
}

/// What a client shows.
#[derive(Clone, Debug)]
pub enum Evidence {
    /// Only its name.
    Nothing,
    /// A secret, by `client_secret_basic` or `client_secret_post`.
    Secret(AuthMethod, Secret),
    /// A signed JWT.
    Assertion(Secret),
}

const UNREADABLE: OAuthError =
    OAuthError::invalid_client("the Authorization header is not readable as Basic credentials");
const UNKNOWN: OAuthError = OAuthError::invalid_client("unknown client or wrong credentials");
const OTHER_METHOD: OAuthError =
    OAuthError::invalid_client("the client is registered with another authentication method");

/// Finds the credential. RFC 6749 §2.3: not more than one method per request; a `client_id` in the
/// body beside another one is common and harmless as long as it names the same client.
pub fn find(
    authorization: Option<&str>,
    params: &Params,
    certificate: Option<Certificate>,
) -> Result<Presented, OAuthError> {
    let in_body = params.get("client_id");
    let same = |client: &ClientId| {
        let named = in_body.is_none_or(|id| id == client.as_str());
        if named {
            Ok(())
        } else {
            Err(OAuthError::invalid_request("client_id does not name the authenticated client"))
        }
    };
    let secret = params.get("client_secret").map(Secret::new);
    let assertion = params.get("client_assertion").map(Secret::new);
    if assertion.is_some() != params.get("client_assertion_type").is_some() {
        return Err(OAuthError::invalid_request("client_assertion and client_assertion_type come together"));
    }
    let ways = [authorization.is_some(), secret.is_some(), assertion.is_some()];
    if ways.into_iter().filter(|way| *way).count() > 1 {
        return Err(OAuthError::invalid_request("more than one client authentication method"));
    }
    if let Some(header) = authorization {
        let (client, secret) = basic(header)?;
        same(&client)?;
        return Ok(Presented {
            client,
            evidence: Evidence::Secret(AuthMethod::ClientSecretBasic, secret),
            certificate,
        });
    }
    if let Some(assertion) = assertion {
        if params.get("client_assertion_type") != Some(JWT_BEARER) {
            return Err(OAuthError::invalid_client("unknown client_assertion_type"));
        }
        let claims: Assertion = jwk::unverified(assertion.expose()).ok_or(NOT_AN_ASSERTION)?;
        let client = claims.sub.parse().map_err(|_| UNKNOWN)?;
        same(&client)?;
        return Ok(Presented { client, evidence: Evidence::Assertion(assertion), certificate });
    }
    let client = in_body.ok_or(OAuthError::invalid_client("client authentication is missing"))?;
    let client = client.parse().map_err(|_| OAuthError::invalid_client("unknown client"))?;
    let evidence = secret.map_or(Evidence::Nothing, |s| Evidence::Secret(AuthMethod::ClientSecretPost, s));
    Ok(Presented { client, evidence, certificate })
}

/// The credential of a door that knows HTTP Basic only. A client without a secret leaves it empty.
pub fn find_basic(authorization: Option<&str>) -> Result<Presented, OAuthError> {
    let header = authorization.ok_or(OAuthError::invalid_client("client authentication is missing"))?;
    let (client, secret) = basic(header)?;
    let evidence = if secret.expose().is_empty() {
        Evidence::Nothing
    } else {
        Evidence::Secret(AuthMethod::ClientSecretBasic, secret)
    };
    Ok(Presented { client, evidence, certificate: None })
}

/// Judges everything but assertions and certificates of one's own making. The answer is the same for an
/// unknown client and a wrong secret.
pub fn prove_plain(client: &Client, presented: &Presented) -> Result<(), OAuthError> {
    match (&presented.evidence, client.auth_method) {
        (Evidence::Nothing, AuthMethod::None) => Ok(()),
        (Evidence::Nothing, AuthMethod::TlsClientAuth) => {
            let subject = client.options.tls_subject.as_ref();
            let fits = presented.certificate.as_ref().zip(subject).is_some_and(|(own, name)| own.carries(name));
            if fits { Ok(()) } else { Err(UNKNOWN) }
        }
        (Evidence::Secret(method, secret), registered) => {
            let digest = client.secret.as_ref().ok_or(UNKNOWN)?;
            if !secret.digest().matches(digest) {
                return Err(UNKNOWN);
            }
            // Said only to whoever holds the secret.
            if *method == registered { Ok(()) } else { Err(OTHER_METHOD) }
        }
        (Evidence::Nothing | Evidence::Assertion(_), _) => Err(UNKNOWN),
    }
}

/// RFC 8705 §2.2: a certificate that nobody vouches for, known by its key.
pub fn prove_self_signed(presented: &Presented, jwks: &str, now: Micros) -> Result<(), OAuthError> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<serde_json::Map<String, serde_json::Value>>,
    }
    let certificate = presented.certificate.as_ref().ok_or(UNKNOWN)?;
    let set: Set = serde_json::from_str(jwks).map_err(|_| UNKNOWN)?;
    let known = set.keys.iter().any(|jwk| certificate.has_key(jwk));
    if known && certificate.is_valid(now) { Ok(()) } else { Err(UNKNOWN) }
}

/// The claims of an assertion (RFC 7523 §3).
#[derive(Debug, Deserialize)]
pub struct Assertion {
    iss: String,
    sub: String,
    aud: AudienceClaim,
    exp: NumericDate,
    jti: String,
    iat: Option<NumericDate>,
    nbf: Option<NumericDate>,
}

/// An assertion that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// What is presented only once: digest of client and `jti`.
    pub once: Digest,
    /// Until when it could be presented again.
    pub ends_at: Micros,
}

/// Whom an assertion may be addressed to.
#[derive(Clone, Copy, Debug)]
pub struct Addressee<'a> {
    /// The issuer: the one good audience (FAPI 2.0 §5.3.2.1).
    pub issuer: &'a str,
    /// The token endpoint, which OIDC Core §9 names.
    pub token_endpoint: &'a str,
    /// The endpoint that was called.
    pub called: &'a str,
}

const NOT_AN_ASSERTION: OAuthError = OAuthError::invalid_client("client_assertion is not a JWT of a client");

/// The header of an assertion, if it is of a kind that this client may use. OIDC Core §9: an HMAC only
/// with a shared secret, a signature only with a registered key; the token chooses neither.
pub fn assertion_head(client: &Client, assertion: &Secret) -> Result<(Head, Option<ForeignAlgorithm>), OAuthError> {
    let head = jwk::head(assertion.expose()).ok_or(NOT_AN_ASSERTION)?;
    // RFC 8725 §3.11: a JWT made for something else is no assertion.
    let typ = head.typ.as_deref().map(|typ| typ.trim_start_matches("application/").to_ascii_lowercase());
    if !matches!(typ.as_deref(), None | Some("jwt" | "client-authentication+jwt")) {
        return Err(NOT_AN_ASSERTION);
    }
    match client.auth_method {
        AuthMethod::ClientSecretJwt if head.alg == "HS256" => Ok((head, None)),
        AuthMethod::PrivateKeyJwt => {
            let strict = client.options.profile == Profile::Fapi2;
            let algorithm = jwt::algorithm(&head.alg)
                .filter(|alg| client.options.assertion_alg.is_none_or(|only| only == *alg))
                .filter(|alg| !strict || *alg != ForeignAlgorithm::Rs256);
            match algorithm {
                Some(algorithm) => Ok((head, Some(algorithm))),
                None => {
                    Err(OAuthError::invalid_client("the assertion is signed with an algorithm that may not be used"))
                }
            }
        }
        AuthMethod::ClientSecretJwt => Err(OAuthError::invalid_client("the assertion must be signed with HS256")),
        _ => Err(OTHER_METHOD),
    }
}

/// The claims, verified with the first key that fits.
pub fn verified(assertion: &Secret, head: &Head, algorithm: ForeignAlgorithm, keys: &[PublicKey]) -> Option<Assertion> {
    let wire = jwt::wire(algorithm);
    keys.iter()
        .filter(|key| key.fits(head.kid.as_deref(), wire))
        .take(8)
        .find_map(|key| key.verify(assertion.expose(), wire))
}

/// RFC 7523 §3: the claims of an assertion whose signature was verified.
pub fn judge_assertion(
    client: &Client,
    claims: &Assertion,
    to: &Addressee<'_>,
    now: Micros,
) -> Result<Spent, OAuthError> {
    let no = |why| Err(OAuthError::invalid_client(why));
    let strict = client.options.profile == Profile::Fapi2;
    if claims.sub != client.id.as_str() || claims.iss != client.id.as_str() {
        return no("iss and sub of the assertion must be the client_id");
    }
    let addressed = if strict {
        claims.aud.single() == Some(to.issuer)
    } else {
        [to.issuer, to.token_endpoint, to.called].iter().any(|own| claims.aud.has(own))
    };
    if !addressed {
        return no("aud of the assertion must be the issuer");
    }
    let longest = if strict { LONGEST_STRICT } else { LONGEST };
    let early = claims.nbf.is_some_and(|nbf| !nbf.has_come(now)) || claims.iat.is_some_and(|iat| !iat.has_come(now));
    if early || !claims.exp.is_ahead(now) {
        return no("the assertion has expired or is not valid yet");
    }
    if claims.exp.time() > now.plus(longest).plus(SKEW) {
        return no("exp of the assertion lies too far ahead");
    }
    if claims.jti.is_empty() || claims.jti.len() > 256 {
        return no("jti of the assertion must have 1 to 256 bytes");
    }
    let once = Digest::of(&format!("assertion\0{}\0{}", client.id, claims.jti));
    Ok(Spent { once, ends_at: claims.exp.time().plus(SKEW) })
}

/// RFC 7617 with the form-encoding of RFC 6749 §2.3.1. The scheme's name is case-insensitive.
fn basic(header: &str) -> Result<(ClientId, Secret), OAuthError> {
    let (scheme, value) = header.split_once(' ').ok_or(UNREADABLE)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(UNREADABLE);
    }
    let bytes = BASE64.decode(value.trim()).map_err(|_| UNREADABLE)?;
    let text = String::from_utf8(bytes).map_err(|_| UNREADABLE)?;
    let (id, secret) = text.split_once(':').ok_or(UNREADABLE)?;
    let id = form_decoded(id)?.parse().map_err(|_| UNKNOWN)?;
    Ok((id, Secret::new(form_decoded(secret)?)))
}

fn form_decoded(text: &str) -> Result<String, OAuthError> {
    // Only the value part of one pair: no `&` or `=` may cut it short.
    let pair = format!("v={}", text.replace('&', "%26").replace('=', "%3D"));
    let decoded = form_urlencoded::parse(pair.as_bytes()).next().map(|(_, v)| v.into_owned()).unwrap_or_default();
    if decoded.contains('\u{fffd}') { Err(UNREADABLE) } else { Ok(decoded) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::oauth::client::tests::client;

    fn header(text: &str) -> String {
        format!("Basic {}", BASE64.encode(text))
    }

    fn judged(authorization: Option<&str>, form: &str, client: &Client) -> Result<(), &'static str> {
        let presented = find(authorization, &Params::parse(form).unwrap(), None).map_err(|e| e.code.as_str())?;
        prove_plain(client, &presented).map_err(|e| e.code.as_str())
    }

    #[test]
    fn the_registered_method_with_the_right_secret_passes() {
        let mut shop = client(&[]);
        assert_eq!(judged(Some(&header("shop:secret")), "", &shop), Ok(()));
        assert_eq!(judged(Some(&header("shop:secret").replace("Basic", "bAsIc")), "client_id=shop", &shop), Ok(()));
        assert_eq!(judged(Some(&header("sh%6Fp:s%65cret")), "", &shop), Ok(()));
        shop.auth_method = AuthMethod::ClientSecretPost;
        assert_eq!(judged(None, "client_id=shop&client_secret=secret", &shop), Ok(()));
        shop.auth_method = AuthMethod::None;
        shop.secret = None;
        assert_eq!(judged(None, "client_id=shop", &shop), Ok(()));
    }

    #[test]
    fn everything_else_fails_alike() {
        let shop = client(&[]);
        for bad in [
            header("shop:wrong"),
            header("shop"),
            header("sh op:secret"),
            "Bearer x".into(),
            "Basic !".into(),
            "Basic".into(),
        ] {
            assert_eq!(judged(Some(&bad), "", &shop), Err("invalid_client"), "{bad}");
        }
        assert_eq!(judged(None, "", &shop), Err("invalid_client"));
        assert_eq!(judged(None, "client_id=shop", &shop), Err("invalid_client"));
        assert_eq!(judged(None, "client_id=shop&client_secret=secret", &shop), Err("invalid_client"));
        assert_eq!(judged(Some(&header("shop:secret")), "client_secret=secret", &shop), Err("invalid_request"));
        assert_eq!(judged(Some(&header("shop:secret")), "client_id=other", &shop), Err("invalid_request"));
    }
}
