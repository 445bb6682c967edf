//! Resource indicators (RFC 8707): which resource servers a token is for.

use url::Url;

use crate::domain::oauth::client::Client;
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;

/// §2: may come more than once.
pub const RESOURCE: &str = "resource";

/// The longest URI, and the most of them in one request.
const LONGEST: usize = 500;
const MOST: usize = 10;

/// Whether a text can name a resource server (§2): an absolute URI without fragment. Spaces divide the
/// URIs where they are kept, so only printable ASCII is taken, as in every URI (RFC 3986 §2).
pub fn is_resource(text: &str) -> bool {
    text.len() <= LONGEST
        && text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '<' | '>'))
        && !text.contains('#')
        && Url::parse(text).is_ok()
}

/// The resources a request names, each once. Only those that the client is registered for, to the letter:
/// what an operator did not agree to never becomes an audience.
pub fn requested(params: &Params, client: &Client) -> Result<Vec<String>, OAuthError> {
    let mut all: Vec<String> = Vec::new();
    for text in params.all(RESOURCE).filter(|text| !text.is_empty()) {
        if !is_resource(text) {
            return Err(OAuthError::invalid_target("resource is not an absolute URI without fragment"));
        }
        if !client.options.resources.iter().any(|own| own == text) {
            return Err(OAuthError::invalid_target("the client may not ask for tokens for this resource"));
        }
        if !all.iter().any(|known| known == text) {
            all.push(text.to_owned());
        }
    }
    if all.len() > MOST { Err(OAuthError::invalid_target("too many resources")) } else { Ok(all) }
}

/// §2.2: the audience of one token below a grant: some of what the authorization request named, all of it
/// if the token request names nothing. A request that named nothing leaves the choice to the token request.
/// What was taken from the client since then is left out.
pub fn audience(asked: Vec<String>, granted: &[String], client: &Client) -> Result<Vec<String>, OAuthError> {
    const NO: OAuthError = OAuthError::invalid_target("the resource is not one of the authorization request");
    if granted.is_empty() {
        return Ok(asked);
    }
    if asked.is_empty() {
        let kept: Vec<_> = granted.iter().filter(|uri| client.options.resources.contains(uri)).cloned().collect();
        return if kept.is_empty() { Err(NO) } else { Ok(kept) };
    }
    if asked.iter().all(|uri| granted.contains(uri)) { Ok(asked) } else { Err(NO) }
}

/// Whether a token opens our own user info: it is for nobody else, or for us among others.
pub fn is_for_us(audience: &[String], issuer: &str) -> bool {
    audience.is_empty() || audience.iter().any(|uri| uri == issuer)
}

/// Whether a resource server is among those a token is for. We are no client's resource server.
pub fn is_served_by(audience: &[String], client: &Client, issuer: &str) -> bool {
    audience.iter().any(|uri| uri != issuer && client.options.serves.contains(uri))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::oauth::client::tests::client;

    const A: &str = "https://a.example";
    const B: &str = "https://b.example/v1?x=1";

    fn shop() -> Client {
        let mut shop = client(&[]);
        shop.options.resources = vec![A.into(), B.into()];
        shop
    }

    fn owned(uris: &[&str]) -> Vec<String> {
        uris.iter().map(|&uri| uri.to_owned()).collect()
    }

    #[test]
    fn a_resource_is_an_absolute_uri_without_fragment() {
        for good in [A, B, "urn:example:api", "http://localhost:9000/"] {
            assert!(is_resource(good), "{good}");
        }
        for bad in
            ["", "api", "/api", "//a.example", "https://a.example/#x", "https://a.example/#", "https://a b", "é:x"]
        {
            assert!(!is_resource(bad), "{bad}");
        }
        assert!(!is_resource(&format!("https://a.example/{}", "x".repeat(LONGEST))));
    }

    #[test]
    fn only_registered_resources_are_given_and_each_once() {
        let read = |form: &str| {
            let params = Params::parse(form).unwrap_or_default();
            requested(&params, &shop()).map_err(|e| e.code.as_str())
        };
        assert_eq!(read(""), Ok(Vec::new()));
        assert_eq!(read("resource="), Ok(Vec::new()));
        assert_eq!(read(&format!("resource={A}&resource={A}&resource=https://b.example/v1%3Fx=1")), Ok(owned(&[A, B])));
        for bad in ["https://a.example/", "https://A.example", "https://c.example", "https://a.example%23", "api"] {
            assert_eq!(read(&format!("resource={bad}")), Err("invalid_target"), "{bad}");
        }
    }

    #[test]
    fn a_token_is_for_some_of_what_was_granted() {
        let mut shop = shop();
        let of = |asked: &[&str], granted: &[&str], shop: &Client| {
            audience(owned(asked), &owned(granted), shop).map_err(|e| e.code.as_str())
        };
        assert_eq!(of(&[], &[], &shop), Ok(owned(&[])));
        assert_eq!(of(&[A], &[], &shop), Ok(owned(&[A])));
        assert_eq!(of(&[], &[A, B], &shop), Ok(owned(&[A, B])));
        assert_eq!(of(&[B], &[A, B], &shop), Ok(owned(&[B])));
        assert_eq!(of(&[B], &[A], &shop), Err("invalid_target"));
        shop.options.resources = owned(&[B]);
        assert_eq!(of(&[], &[A, B], &shop), Ok(owned(&[B])));
        assert_eq!(of(&[], &[A], &shop), Err("invalid_target"));
    }

    #[test]
    fn a_foreign_audience_is_not_ours_and_we_are_nobodys_server() {
        let us = "https://id.example";
        assert!(is_for_us(&[], us) && is_for_us(&owned(&[A, us]), us) && !is_for_us(&owned(&[A]), us));
        let mut api = client(&[]);
        api.options.serves = owned(&[A, us]);
        assert!(is_served_by(&owned(&[B, A]), &api, us));
        assert!(!is_served_by(&owned(&[B]), &api, us) && !is_served_by(&owned(&[us]), &api, us));
        assert!(!is_served_by(&[], &api, us));
    }
}
