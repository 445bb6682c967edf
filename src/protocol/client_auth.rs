//! How a client proves itself at the token endpoint and its neighbours (RFC 6749 §2.3, OIDC Core §9).

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::base::Secret;
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::vocab::AuthMethod;
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;

/// Padding is left off by some clients.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The one credential of a request.
#[derive(Clone, Debug)]
pub struct Presented {
    /// Who the client says it is.
    pub client: ClientId,
    /// By which method.
    pub method: AuthMethod,
    /// With which secret.
    pub secret: Option<Secret>,
}

const UNREADABLE: OAuthError =
    OAuthError::invalid_client("the Authorization header is not readable as Basic credentials");

/// Finds the credential. RFC 6749 §2.3: not more than one method per request; a `client_id` in the
/// body beside Basic is common and harmless as long as it names the same client.
pub fn find(authorization: Option<&str>, params: &Params) -> Result<Presented, OAuthError> {
    let in_body = params.get("client_id");
    if let Some(header) = authorization {
        let (client, secret) = basic(header)?;
        if params.get("client_secret").is_some() {
            return Err(OAuthError::invalid_request("more than one client authentication method"));
        }
        if in_body.is_some_and(|id| id != client.as_str()) {
            return Err(OAuthError::invalid_request("client_id does not name the authenticated client"));
        }
        return Ok(Presented { client, method: AuthMethod::ClientSecretBasic, secret: Some(secret) });
    }
    let client = in_body.ok_or(OAuthError::invalid_client("client authentication is missing"))?;
    let client = client.parse().map_err(|_| OAuthError::invalid_client("unknown client"))?;
    let secret = params.get("client_secret").map(Secret::new);
    let method = if secret.is_some() { AuthMethod::ClientSecretPost } else { AuthMethod::None };
    Ok(Presented { client, method, secret })
}

/// Judges the credential. The answer is the same for an unknown client and a wrong secret.
pub fn prove(client: Option<&Client>, presented: &Presented) -> Result<(), OAuthError> {
    const NO: OAuthError = OAuthError::invalid_client("unknown client or wrong secret");
    let Some(client) = client.filter(|c| c.disabled_at.is_none()) else { return Err(NO) };
    match (presented.method, &presented.secret, &client.secret) {
        (AuthMethod::None, None, None) if client.is_public() => return Ok(()),
        (AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost, Some(secret), Some(digest))
            if secret.digest().matches(digest) => {}
        _ => return Err(NO),
    }
    // Said only to whoever holds the secret.
    if presented.method == client.auth_method {
        Ok(())
    } else {
        Err(OAuthError::invalid_client("the client is registered with another authentication method"))
    }
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
    let id = form_decoded(id)?.parse().map_err(|_| OAuthError::invalid_client("unknown client or wrong secret"))?;
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
        let presented = find(authorization, &Params::parse(form).unwrap()).map_err(|e| e.code.as_str())?;
        prove(Some(client), &presented).map_err(|e| e.code.as_str())
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
        let disabled = Client { disabled_at: Some(crate::base::Micros(1)), ..shop };
        assert_eq!(judged(Some(&header("shop:secret")), "", &disabled), Err("invalid_client"));
    }
}
