//! A client: a site or program that signs people in with us.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use crate::base::{Digest, Micros};
use crate::domain::oauth::options::Options;
use crate::domain::oauth::purpose::Purposes;
use crate::domain::oauth::scope::{Scopes, USERS};
use crate::domain::oauth::vocab::{ApplicationType, AuthMethod, GrantType};
use crate::domain::party::PartyId;
use crate::domain::signing_key::SigningAlgorithm;

/// A `client_id`: 1 to 100 characters of `A-Z a-z 0-9 - _ .`
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(String);

/// The text cannot be a client's id.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a client id has 1 to 100 letters, digits, hyphens, underscores or dots")]
pub struct NotAClientId;

impl FromStr for ClientId {
    type Err = NotAClientId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if (1..=100).contains(&text.len()) && text.chars().all(ok) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAClientId)
        }
    }
}

impl ClientId {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A registered client.
#[derive(Clone, Debug)]
pub struct Client {
    /// `client_id`.
    pub id: ClientId,
    /// The name people see.
    pub name: String,
    /// Digest of the secret; a public client has none.
    pub secret: Option<Digest>,
    /// The secret itself, sealed: only where the method needs it back (`client_secret_jwt`).
    pub sealed_secret: Option<String>,
    /// RFC 7592 §3: digest of the token that manages it.
    pub registration_token: Option<Digest>,
    /// How it proves itself at the token endpoint.
    pub auth_method: AuthMethod,
    /// Where answers may go.
    pub redirect_uris: Vec<String>,
    /// Where a browser may go after sign-out.
    pub logout_uris: Vec<String>,
    /// What it may use at the token endpoint.
    pub grant_types: Vec<GrantType>,
    /// What it may ask for.
    pub scopes: Scopes,
    /// What a person may decline; everything else is required.
    pub optional_scopes: Scopes,
    /// Why it asks, in its own words.
    pub purposes: Purposes,
    /// Its home page.
    pub home_uri: Option<String>,
    /// Its privacy policy.
    pub policy_uri: Option<String>,
    /// Its terms.
    pub terms_uri: Option<String>,
    /// When an operator checked who runs it.
    pub verified_at: Option<Micros>,
    /// What its ID tokens are signed with.
    pub id_token_alg: SigningAlgorithm,
    /// Whether it must use PKCE. Always so for public clients.
    pub pkce_required: bool,
    /// Whose client it is; most belong to nobody in particular.
    pub party: Option<PartyId>,
    /// Everything that plain sites leave as it is.
    pub options: Options,
    /// When it was made.
    pub created_at: Micros,
    /// When it last changed.
    pub updated_at: Micros,
    /// When it was switched off.
    pub disabled_at: Option<Micros>,
}

/// A redirect URI that was checked against its client. Only [`Client::redirect`] makes one, and
/// [`ValidatedRedirect::ours`] for an address of our own, so an answer cannot go to an unregistered place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatedRedirect(Url, String);

impl ValidatedRedirect {
    /// A page of ours: where an authorization ends that sends nobody back to its client. `issuer` is the
    /// configured one.
    pub fn ours(issuer: &Url, path: &str) -> Self {
        let mut url = issuer.clone();
        url.set_path(path);
        let text = url.to_string();
        Self(url, text)
    }

    /// The address exactly as the client wrote it.
    pub fn as_str(&self) -> &str {
        &self.1
    }

    /// The parsed address.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// What a page's `form-action` must admit so that a browser follows the redirect after a POST:
    /// the origin, or the scheme of a native app's private address.
    pub fn form_action(&self) -> String {
        let origin = self.0.origin();
        if origin.is_tuple() { origin.ascii_serialization() } else { format!("{}:", self.0.scheme()) }
    }

    /// What a person is told about where they go: host and port, or the private scheme.
    pub fn shown(&self) -> String {
        match (self.0.host_str(), self.0.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => format!("{}:", self.0.scheme()),
        }
    }
}

/// Why a URI cannot be registered as a redirect target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRedirect {
    /// Not absolute, or not a URL at all.
    #[error("is not an absolute URL")]
    NotAbsolute,
    /// RFC 6749 §3.1.2: no fragment.
    #[error("must not have a fragment")]
    Fragment,
    /// Longer than 2,000 bytes, or with characters that do not belong in a URL.
    #[error("is too long or has characters that do not belong in a URL")]
    Malformed,
    /// `javascript:`, `data:` and the like.
    #[error("has a scheme that cannot be a redirect target")]
    Scheme,
    /// `http` elsewhere than on the person's own machine.
    #[error("must be https (http is for this machine only)")]
    Insecure,
    /// User name or password in it.
    #[error("must not carry a user name or password")]
    Credentials,
}

/// Checks a redirect URI at registration (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §4.1).
pub fn check_redirect_uri(text: &str) -> Result<Url, BadRedirect> {
    if text.len() > 2_000 || !text.chars().all(|c| c.is_ascii_graphic()) || text.contains(['\\', '*', '"', '<', '>']) {
        return Err(BadRedirect::Malformed);
    }
    let url = Url::parse(text).map_err(|_| BadRedirect::NotAbsolute)?;
    if url.fragment().is_some() || text.contains('#') {
        return Err(BadRedirect::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadRedirect::Credentials);
    }
    match url.scheme() {
        "https" if url.host().is_some() => Ok(url),
        "http" if is_local(&url) => Ok(url),
        "http" => Err(BadRedirect::Insecure),
        // RFC 8252 §7.1: a private-use scheme is a reversed domain name, so it has a dot.
        scheme if scheme.contains('.') => Ok(url),
        _ => Err(BadRedirect::Scheme),
    }
}

/// Whether an address leads to the machine it is used on.
pub fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl Client {
    /// Whether it has no secret to prove itself with.
    pub fn is_public(&self) -> bool {
        self.auth_method == AuthMethod::None
    }

    /// Whether it may use a grant type.
    pub fn may_use(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }

    /// Whether it may make and change records of people.
    pub fn manages_users(&self) -> bool {
        self.scopes.contains(USERS)
    }

    /// Whether a person must decide about a scope as a whole: it has no checkbox.
    pub fn requires(&self, scope: &str) -> bool {
        !self.optional_scopes.contains(scope)
    }

    /// Checks a redirect URI of a request: exactly a registered text (RFC 9700 §2.1), or for a
    /// public or native client a registered loopback address with any port (RFC 8252 §7.3).
    pub fn redirect(&self, presented: &str) -> Option<ValidatedRedirect> {
        let url = check_redirect_uri(presented).ok()?;
        let registered = self.redirect_uris.iter().any(|own| own == presented || self.same_loopback(own, &url));
        registered.then(|| ValidatedRedirect(url, presented.to_owned()))
    }

    /// The one registered address of a client that has only one (RFC 6749 §3.1.2.3).
    pub fn only_redirect(&self) -> Option<ValidatedRedirect> {
        match self.redirect_uris.as_slice() {
            [only] => self.redirect(only),
            _ => None,
        }
    }

    /// The web origins of its redirect URIs (RFC 6454 §6.2), as browsers write them: https ones, and http ones
    /// of the person's own machine.
    pub fn origins(&self) -> impl Iterator<Item = String> {
        let urls = self.redirect_uris.iter().filter_map(|uri| check_redirect_uri(uri).ok());
        urls.map(|url| url.origin()).filter(url::Origin::is_tuple).map(|origin| origin.ascii_serialization())
    }

    fn same_loopback(&self, own: &str, url: &Url) -> bool {
        let Ok(own) = Url::parse(own) else { return false };
        let literal = |u: &Url| match u.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            _ => false,
        };
        (self.is_public() || self.options.application_type == ApplicationType::Native)
            && own.scheme() == "http"
            && url.scheme() == "http"
            && literal(&own)
            && own.host() == url.host()
            && own.path() == url.path()
            && own.query() == url.query()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A confidential client for tests of the floors above.
    pub(crate) fn client(redirect_uris: &[&str]) -> Client {
        Client {
            id: ClientId("shop".into()),
            name: "Shop".into(),
            secret: Some(Digest::of("secret")),
            sealed_secret: None,
            registration_token: None,
            auth_method: AuthMethod::ClientSecretBasic,
            redirect_uris: redirect_uris.iter().map(|&u| u.to_owned()).collect(),
            logout_uris: Vec::new(),
            grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
            scopes: Scopes::parse("openid profile email read.phone").unwrap_or_default(),
            optional_scopes: Scopes::default(),
            purposes: Purposes::new(),
            home_uri: None,
            policy_uri: None,
            terms_uri: None,
            verified_at: None,
            id_token_alg: SigningAlgorithm::Es256,
            pkce_required: true,
            party: None,
            options: Options::default(),
            created_at: Micros(0),
            updated_at: Micros(0),
            disabled_at: None,
        }
    }

    #[test]
    fn redirects_match_to_the_letter() {
        let shop = client(&["https://shop.example/cb?x=1"]);
        assert!(shop.redirect("https://shop.example/cb?x=1").is_some());
        for near in [
            "https://shop.example/cb",
            "https://shop.example/cb?x=1&y=2",
            "https://shop.example/cb/?x=1",
            "https://shop.example/CB?x=1",
            "https://shop.example:443/cb?x=1",
            "https://shop.example/a/../cb?x=1",
            "https://shop.example/cb?x=1#f",
            "https://shop.example@evil.example/cb?x=1",
            "https://shop.example.evil.example/cb?x=1",
            "http://shop.example/cb?x=1",
            "//shop.example/cb?x=1",
            "https://shop.example\\@evil.example/cb?x=1",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(shop.redirect(near), None, "{near}");
        }
    }

    #[test]
    fn loopback_ports_are_free_for_public_and_native_clients_only() {
        let mut native = client(&["http://127.0.0.1/cb", "http://[::1]:7000/cb", "http://localhost:9000/cb"]);
        assert!(native.redirect("http://127.0.0.1:5001/cb").is_none());
        native.options.application_type = ApplicationType::Native;
        assert!(native.redirect("http://127.0.0.1:5001/cb").is_some());
        native.options.application_type = ApplicationType::Web;
        native.auth_method = AuthMethod::None;
        assert!(native.redirect("http://127.0.0.1:5001/cb").is_some());
        assert!(native.redirect("http://[::1]:5001/cb").is_some());
        assert!(native.redirect("http://127.0.0.1:5001/other").is_none());
        assert!(native.redirect("http://127.0.0.2:5001/cb").is_none());
        assert!(native.redirect("http://localhost:5001/cb").is_none());
        assert!(native.redirect("https://127.0.0.1:5001/cb").is_none());
    }

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let app = client(&["https://App.Example:443/cb", "http://127.0.0.1:5173/cb", "com.example.app:/cb"]);
        assert_eq!(app.origins().collect::<Vec<_>>(), ["https://app.example", "http://127.0.0.1:5173"]);
    }

    #[test]
    fn what_may_be_registered() {
        for good in ["https://a.kz/cb", "http://localhost:3000/cb", "http://127.0.0.1:1/", "com.example.app:/cb"] {
            assert!(check_redirect_uri(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("http://a.kz/cb", BadRedirect::Insecure),
            ("javascript:alert(1)", BadRedirect::Scheme),
            ("data:text/html,x", BadRedirect::Scheme),
            ("/cb", BadRedirect::NotAbsolute),
            ("https://a.kz/cb#x", BadRedirect::Fragment),
            ("https://u:p@a.kz/", BadRedirect::Credentials),
            ("https://*.a.kz/", BadRedirect::Malformed),
        ] {
            assert_eq!(check_redirect_uri(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn form_action_names_an_origin_or_a_private_scheme() {
        let native = client(&["com.example.app:/cb", "https://shop.example:8443/cb"]);
        assert_eq!(
            native.redirect("com.example.app:/cb").map(|r| r.form_action()).as_deref(),
            Some("com.example.app:")
        );
        let https = native.redirect("https://shop.example:8443/cb");
        assert_eq!(https.map(|r| r.form_action()).as_deref(), Some("https://shop.example:8443"));
    }
}
