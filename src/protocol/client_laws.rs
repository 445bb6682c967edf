//! The laws of a client as a whole: one set for the command line and for dynamic registration.

use url::Url;

use crate::domain::oauth::client::{BadRedirect, Client, check_redirect_uri, is_local};
use crate::domain::oauth::client_name::{is_honest, is_visible};
use crate::domain::oauth::purpose;
use crate::domain::oauth::revoke_host;
use crate::domain::oauth::vocab::{
    ApplicationType, AuthMethod, ForeignAlgorithm, GrantType, Profile, ResponseType, SubjectType,
};
use crate::domain::signing_key::SigningAlgorithm;
use crate::protocol::app_links;
use crate::protocol::certificate::Certificates;
use crate::protocol::client_metadata::keys;
use crate::protocol::resource;

/// What an operator switched on, as far as clients depend on it.
#[derive(Clone, Debug)]
pub struct House {
    /// Where we are ourselves.
    pub issuer: Url,
    /// Whether addresses on this machine will do without TLS.
    pub development: bool,
    /// Whether calls of ours may go to this machine and its network.
    pub private_calls: bool,
    /// Which certificates of clients reach us.
    pub certificates: Certificates,
    /// Whether clients may have tokens from the authorization endpoint.
    pub front_channel_tokens: bool,
    /// What we sign with.
    pub signing: Vec<SigningAlgorithm>,
    /// The rules that new clients are held to.
    pub profile: Profile,
}

/// What is wrong with a client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A redirect URI cannot be registered.
    #[error("redirect URI {0} {1}")]
    Redirect(String, BadRedirect),
    /// An address of the client is not one that it may have: the rule, and the address.
    #[error("{0}: {1}")]
    Address(&'static str, String),
    /// The name is empty, too long, has characters that people cannot see, or pretends to be ours.
    #[error("a name has 1 to 60 visible characters and does not pretend to be Freedom ID")]
    Name,
    /// The settings contradict each other.
    #[error("{0}")]
    Contradiction(&'static str),
}

/// Most addresses of one kind.
pub const MOST_URIS: usize = 20;

const fn law(holds: bool, why: &'static str) -> Result<(), Flaw> {
    if holds { Ok(()) } else { Err(Flaw::Contradiction(why)) }
}

/// OIDC Core §8.1: the host that pairwise subjects are made for. Where the client names a document, that
/// document has to be read besides.
pub fn sector(client: &Client) -> Option<String> {
    let host = |text: &String| Url::parse(text).ok()?.host_str().map(str::to_owned);
    if let Some(uri) = &client.options.sector_identifier_uri {
        return host(uri);
    }
    if client.options.subject_type == SubjectType::Public {
        return None;
    }
    let first = client.redirect_uris.first().and_then(host)?;
    client.redirect_uris.iter().all(|uri| host(uri).as_ref() == Some(&first)).then_some(first)
}

/// Judges a client.
pub fn check(client: &Client, house: &House) -> Result<(), Flaw> {
    if !is_honest(&client.name, client.verified_at.is_some()) {
        return Err(Flaw::Name);
    }
    redirects(client, house)?;
    addresses(client, house)?;
    grants(client, house)?;
    partner(client, house)?;
    resources(client)?;
    proof(client, house)?;
    algorithms(client, house)?;
    law(client.options.apps.are_sound(), "an app has a package and certificate fingerprints, or a team and a bundle")?;
    law(
        client.options.subject_type == SubjectType::Public || client.options.sector.is_some(),
        "a pairwise client needs redirect URIs on one host, or a sector_identifier_uri",
    )?;
    match client.options.profile {
        Profile::OAuth21 => Ok(()),
        Profile::Fapi2 => fapi2(client),
    }
}

/// RFC 6749 §3.1.2, RFC 8252 §7; OIDC Registration §2 `application_type`.
fn redirects(client: &Client, house: &House) -> Result<(), Flaw> {
    let few = client.redirect_uris.len() <= MOST_URIS && client.logout_uris.len() <= MOST_URIS;
    law(few, "a client has at most 20 redirect URIs and 20 post-logout redirect URIs")?;
    let web = client.options.application_type == ApplicationType::Web;
    let implicit = client.may_use(GrantType::Implicit);
    for text in client.redirect_uris.iter().chain(&client.logout_uris) {
        let refuse = |why| Flaw::Redirect(text.clone(), why);
        let url = check_redirect_uri(text).map_err(refuse)?;
        let private = !matches!(url.scheme(), "https" | "http");
        // RFC 8252 §7.2: claimed by an app of the client, at an address of ours that is nobody else's.
        let claimed = !client.options.apps.is_empty() && app_links::is_in_folder(&url, &house.issuer, &client.id);
        if app_links::is_ours(&url, &house.issuer) && !claimed {
            let rule =
                "an address of this server must begin with /app/ and the client's id, and the client needs an app";
            return Err(Flaw::Address(rule, text.clone()));
        }
        if web && private {
            return Err(refuse(BadRedirect::Scheme));
        }
        // OIDC Registration §2: answers in the address go to sites over TLS only.
        if web && implicit && (url.scheme() != "https" || is_local(&url)) {
            return Err(refuse(BadRedirect::Insecure));
        }
    }
    Ok(())
}

/// Whether one of the redirect URIs is an app's own scheme (RFC 8252 §7.1).
pub fn has_private_scheme(client: &Client) -> bool {
    client.redirect_uris.iter().any(|uri| Url::parse(uri).is_ok_and(|u| !matches!(u.scheme(), "https" | "http")))
}

fn addresses(client: &Client, house: &House) -> Result<(), Flaw> {
    let options = &client.options;
    let native = options.application_type == ApplicationType::Native;
    let plain_link = |text: &str| address(text).is_some_and(|u| is_safe(&u, house.development));
    let called = |text: &str| address(text).is_some_and(|u| is_safe(&u, house.development) && u.fragment().is_none());
    let heard =
        |text: &str| address(text).is_some_and(|u| is_safe(&u, house.development || native) && u.fragment().is_none());
    let each = |value: Option<&String>, good: &dyn Fn(&str) -> bool, rule: &'static str| match value {
        Some(text) if !good(text) => Err(Flaw::Address(rule, text.clone())),
        _ => Ok(()),
    };
    each(client.home_uri.as_ref(), &plain_link, "client_uri must be an https:// address")?;
    each(client.policy_uri.as_ref(), &plain_link, "policy_uri must be an https:// address")?;
    each(client.terms_uri.as_ref(), &plain_link, "tos_uri must be an https:// address")?;
    each(options.logo_uri.as_ref(), &called, "logo_uri must be an https:// address")?;
    each(options.jwks_uri.as_ref(), &called, "jwks_uri must be an https:// address")?;
    each(options.sector_identifier_uri.as_ref(), &called, "sector_identifier_uri must be an https:// address")?;
    each(
        options.initiate_login_uri.as_ref(),
        &|text| address(text).is_some_and(|u| is_safe(&u, false)),
        "initiate_login_uri must be an https:// address",
    )?;
    // OIDC Back-Channel Logout §2.2, Front-Channel Logout §2.
    each(
        options.backchannel_logout_uri.as_ref(),
        &heard,
        "backchannel_logout_uri must be an https:// address without a fragment",
    )?;
    each(
        options.frontchannel_logout_uri.as_ref(),
        &heard,
        "frontchannel_logout_uri must be an https:// address without a fragment",
    )?;
    each(
        options.frontchannel_logout_uri.as_ref(),
        &|text| shares_origin(client, text),
        "frontchannel_logout_uri must have scheme, host and port of a redirect URI",
    )?;
    law(options.request_uris.len() <= MOST_URIS, "a client has at most 20 request_uris")?;
    for uri in &options.request_uris {
        each(Some(uri), &plain_link, "request_uris must be https:// addresses")?;
    }
    Ok(())
}

/// An absolute address of a site that carries no credentials.
fn address(text: &str) -> Option<Url> {
    if text.len() > 2_000 || !text.chars().all(|c| c.is_ascii_graphic()) || text.contains(['\\', '"', '<', '>']) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    (url.has_host() && url.username().is_empty() && url.password().is_none()).then_some(url)
}

fn is_safe(url: &Url, local_too: bool) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && local_too && is_local(url))
}

fn shares_origin(client: &Client, text: &str) -> bool {
    let origin = |text: &str| Url::parse(text).ok().map(|u| u.origin()).filter(url::Origin::is_tuple);
    let own = origin(text);
    own.is_some() && client.redirect_uris.iter().any(|uri| origin(uri) == own)
}

/// RFC 6749 §2.1, RFC 7591 §2.1.
fn grants(client: &Client, house: &House) -> Result<(), Flaw> {
    let uses = |grant| client.may_use(grant);
    let public = client.is_public();
    law(!public || !uses(GrantType::ClientCredentials), "a public client cannot use client_credentials")?;
    law(!public || client.pkce_required, "a public client must use PKCE")?;
    law(
        !uses(GrantType::AuthorizationCode) || !client.redirect_uris.is_empty(),
        "authorization_code needs a redirect URI",
    )?;
    law(client.optional_scopes.is_subset(&client.scopes), "an optional scope is not among the client's scopes")?;
    let types = &client.options.response_types;
    let front = types.iter().any(|t| t.has_token() || t.has_id_token());
    law(
        house.front_channel_tokens || !(front || uses(GrantType::Implicit)),
        "tokens from the authorization endpoint are switched off (profiles.front_channel_tokens)",
    )?;
    law(!front || uses(GrantType::Implicit), "a response type with a token needs the grant type implicit")?;
    law(!uses(GrantType::Implicit) || !client.redirect_uris.is_empty(), "implicit needs a redirect URI")
}

/// What the partner API adds: calls at the end of a session, lives of tokens, management of people, texts.
fn partner(client: &Client, house: &House) -> Result<(), Flaw> {
    let options = &client.options;
    let hosts = &options.revoke_hosts;
    law(hosts.len() <= MOST_URIS, "a client has at most 20 revoke hosts")?;
    if let Some(bad) = hosts.iter().find(|host| revoke_host::normal(host).is_none()) {
        return Err(Flaw::Address("a revoke host is a host or host:port, without scheme and path", bad.clone()));
    }
    if let Some(uri) = &options.revoke_uri
        && !revoke_host::admits(hosts, uri, house.private_calls)
    {
        return Err(Flaw::Address("revoke_uri must be an https:// address at a revoke host", uri.clone()));
    }
    let lives = [options.access_token_seconds, options.refresh_token_seconds];
    law(
        lives.into_iter().flatten().all(|seconds| (60..=YEAR).contains(&seconds)),
        "tokens live from 60 seconds to 31622400, a year",
    )?;
    law(
        !client.manages_users() || options.subject_type == SubjectType::Public,
        "users.write is about people by their Freedom ID, so the client cannot have pairwise subjects",
    )?;
    law(
        options.legal_name.as_deref().is_none_or(|name| is_visible(name, 200)),
        "a legal name has 1 to 200 visible characters",
    )?;
    law(
        client.purposes.keys().all(|key| purpose::is_key(key)),
        "a purpose is for a grant, or for grant#language with the language en, ru, uz or kk",
    )?;
    law(
        client.purposes.values().all(|text| purpose::is_text(text)),
        "the text of a purpose has 1 to 120 visible characters",
    )
}

/// The longest life of a partner's token, in seconds.
const YEAR: u32 = 366 * 86_400;

/// RFC 8707 §2, RFC 8693 §5: who may ask for tokens for others, and who is asked with them.
fn resources(client: &Client) -> Result<(), Flaw> {
    let options = &client.options;
    law(
        options.resources.iter().chain(&options.serves).all(|uri| resource::is_resource(uri)),
        "a resource is an absolute URI without fragment, of at most 500 characters",
    )?;
    law(!client.is_public() || options.serves.is_empty(), "a public client cannot be a resource server")?;
    let exchanges = client.may_use(GrantType::TokenExchange) || options.exchange.is_some();
    law(!client.is_public() || !exchanges, "a public client cannot exchange tokens")
}

/// OIDC Core §9, RFC 7591 §2, RFC 8705 §2.
fn proof(client: &Client, house: &House) -> Result<(), Flaw> {
    let options = &client.options;
    let method = client.auth_method;
    law(options.jwks.is_none() || options.jwks_uri.is_none(), "jwks and jwks_uri exclude each other")?;
    if let Some(jwks) = &options.jwks {
        keys::check(jwks).map_err(Flaw::Contradiction)?;
    }
    let keys = options.jwks.is_some() || options.jwks_uri.is_some();
    law(keys || method != AuthMethod::PrivateKeyJwt, "private_key_jwt needs jwks or jwks_uri")?;
    law(keys || method != AuthMethod::SelfSignedTlsClientAuth, "self_signed_tls_client_auth needs jwks or jwks_uri")?;
    law(keys || !options.signed_request_required, "require_signed_request_object needs jwks or jwks_uri")?;
    law(
        method != AuthMethod::TlsClientAuth || options.tls_subject.is_some(),
        "tls_client_auth needs exactly one of the tls_client_auth_ members",
    )?;
    law(
        house.certificates.is_on() || !(method.is_tls() || options.tls_bound),
        "client certificates are switched off (server.client_certificate_header)",
    )?;
    law(
        house.certificates.admit(method),
        "tls_client_auth needs a proxy that checks certificates (server.client_certificate_verified)",
    )
}

fn algorithms(client: &Client, house: &House) -> Result<(), Flaw> {
    let options = &client.options;
    let offered = |alg: Option<SigningAlgorithm>| alg.is_none_or(|a| house.signing.contains(&a));
    law(
        offered(Some(client.id_token_alg)) && offered(options.userinfo_alg) && offered(options.introspection_alg),
        "a signature algorithm is not offered here",
    )
}

/// FAPI 2.0 Security Profile §5.3.2, §5.4.
fn fapi2(client: &Client) -> Result<(), Flaw> {
    let options = &client.options;
    law(
        client.auth_method == AuthMethod::PrivateKeyJwt || client.auth_method.is_tls(),
        "fapi2 needs private_key_jwt or a client certificate",
    )?;
    law(options.dpop_bound || options.tls_bound, "fapi2 needs access tokens bound by DPoP or by a certificate")?;
    law(options.par_required, "fapi2 needs pushed authorization requests")?;
    law(client.pkce_required, "fapi2 needs PKCE")?;
    law(
        options.response_types.iter().all(|t| *t == ResponseType::Code) && !client.may_use(GrantType::Implicit),
        "fapi2 has no response type but code",
    )?;
    let ours = [Some(client.id_token_alg), options.userinfo_alg, options.introspection_alg];
    let theirs = [options.assertion_alg, options.request_object_alg];
    let weak = ours.contains(&Some(SigningAlgorithm::Rs256)) || theirs.contains(&Some(ForeignAlgorithm::Rs256));
    law(!weak, "fapi2 signs with ES256 or EdDSA (clients with PS256 too), never with RS256")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::oauth::apps::IosApp;
    use crate::domain::oauth::client::tests::client;

    const JWKS: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

    fn house() -> House {
        House {
            issuer: "https://id.example".parse().unwrap(),
            development: false,
            private_calls: false,
            certificates: Certificates::Verified,
            front_channel_tokens: true,
            signing: vec![SigningAlgorithm::Rs256, SigningAlgorithm::Es256],
            profile: Profile::OAuth21,
        }
    }

    fn flaw(change: impl FnOnce(&mut Client)) -> Option<String> {
        let mut shop = client(&["https://shop.example/cb"]);
        change(&mut shop);
        shop.options.sector = sector(&shop);
        check(&shop, &house()).err().map(|flaw| flaw.to_string())
    }

    #[track_caller]
    fn refused(why: &str, change: impl FnOnce(&mut Client)) {
        let flaw = flaw(change).unwrap_or_default();
        assert!(flaw.contains(why), "{why} in {flaw:?}");
    }

    #[test]
    fn addresses_of_a_client_are_safe_to_show_and_to_call() {
        assert_eq!(flaw(|c| c.policy_uri = Some("https://shop.example/privacy#top".into())), None);
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "http://shop.example/",
            "http://localhost.evil.example/",
            "http://localhost/",
            "https://user:pw@shop.example/",
            "https://shop.example/\"onclick=",
            "//shop.example",
            "",
        ] {
            let text = || Some(bad.to_owned());
            refused("client_uri", |c| c.home_uri = text());
            refused("policy_uri", |c| c.policy_uri = text());
            refused("tos_uri", |c| c.terms_uri = text());
            refused("logo_uri", |c| c.options.logo_uri = text());
            refused("initiate_login_uri", |c| c.options.initiate_login_uri = text());
            refused("backchannel_logout_uri", |c| c.options.backchannel_logout_uri = text());
            refused("frontchannel_logout_uri", |c| c.options.frontchannel_logout_uri = text());
            refused("request_uris", |c| c.options.request_uris = vec![bad.into()]);
        }
        refused("jwks_uri", |c| c.options.jwks_uri = Some("https://shop.example/#keys".into()));
        refused("backchannel", |c| c.options.backchannel_logout_uri = Some("https://shop.example/#x".into()));
        refused("scheme, host and port", |c| c.options.frontchannel_logout_uri = Some("https://x.example/".into()));
        refused("at most 20", |c| c.redirect_uris = vec!["https://shop.example/cb".into(); 21]);
        let local = House { development: true, ..house() };
        let mut shop = client(&["https://shop.example/cb"]);
        shop.options.logo_uri = Some("http://127.0.0.1:3000/logo.png".into());
        assert_eq!(check(&shop, &local), Ok(()));
    }

    #[test]
    fn private_schemes_are_for_native_apps() {
        refused("scheme", |c| c.redirect_uris = vec!["com.example.app:/cb".into()]);
        assert_eq!(
            flaw(|c| {
                c.redirect_uris = vec!["com.example.app:/cb".into(), "http://127.0.0.1/cb".into()];
                c.options.application_type = ApplicationType::Native;
            }),
            None
        );
        refused("must be https", |c| {
            c.redirect_uris = vec!["http://localhost:3000/cb".into()];
            c.grant_types.push(GrantType::Implicit);
        });
    }

    #[test]
    fn our_own_addresses_belong_to_the_apps_of_their_client() {
        let app = IosApp { team_id: "9JA89QQLNQ".into(), bundle_id: "kz.shop.app".into() };
        let at = |uri: &'static str| {
            let app = app.clone();
            move |c: &mut Client| {
                c.options.apps.ios = vec![app];
                c.redirect_uris = vec![uri.into()];
            }
        };
        assert_eq!(flaw(at("https://id.example/app/shop/back")), None);
        refused("of this server", |c| c.redirect_uris = vec!["https://id.example/app/shop/back".into()]);
        for other in
            ["https://id.example/app/bank/back", "https://id.example/login", "https://id.example./app/shop/back"]
        {
            refused("of this server", at(other));
        }
        refused("of this server", |c| c.logout_uris = vec!["https://id.example/logout".into()]);
        refused("an app has", |c| c.options.apps.ios = vec![IosApp { bundle_id: "*".into(), ..app }]);
    }

    #[test]
    fn a_pairwise_client_has_one_sector() {
        assert_eq!(flaw(|c| c.options.subject_type = SubjectType::Pairwise), None);
        refused("one host", |c| {
            c.options.subject_type = SubjectType::Pairwise;
            c.redirect_uris.push("https://other.example/cb".into());
        });
        let mut shop = client(&["https://shop.example/cb", "https://other.example/cb"]);
        shop.options.sector_identifier_uri = Some("https://sector.example/list.json".into());
        assert_eq!(sector(&shop).as_deref(), Some("sector.example"));
    }

    #[test]
    fn what_partners_have_besides_is_bounded() {
        refused("host:port", |c| c.options.revoke_hosts = vec!["https://shop.example".into()]);
        refused("at a revoke host", |c| c.options.revoke_uri = Some("https://shop.example/end".into()));
        refused("a year", |c| c.options.access_token_seconds = Some(59));
        refused("a year", |c| c.options.refresh_token_seconds = Some(u32::MAX));
        refused("legal name", |c| c.options.legal_name = Some("a\u{202e}b".into()));
        refused("grant#language", |c| drop(c.purposes.insert("read.phone#de".into(), "Warum".into())));
        refused("120", |c| drop(c.purposes.insert("read.phone".into(), "x".repeat(121))));
        refused("pairwise", |c| {
            c.scopes = c.scopes.union(&["users.write"].into_iter().collect());
            c.options.subject_type = SubjectType::Pairwise;
        });
        let good = |c: &mut Client| {
            c.options.revoke_hosts = vec!["shop.example:8443".into()];
            c.options.revoke_uri = Some("https://shop.example:8443/end".into());
        };
        assert_eq!(flaw(good), None);
    }

    #[test]
    fn fapi2_is_all_or_nothing() {
        let fapi = |c: &mut Client| {
            c.options.profile = Profile::Fapi2;
            c.auth_method = AuthMethod::PrivateKeyJwt;
            c.options.jwks = Some(JWKS.into());
            c.options.dpop_bound = true;
            c.options.par_required = true;
        };
        assert_eq!(flaw(fapi), None);
        let but = |why: &str, change: &dyn Fn(&mut Client)| {
            refused(why, |c| {
                fapi(c);
                change(c);
            });
        };
        but("private_key_jwt", &|c| c.auth_method = AuthMethod::ClientSecretBasic);
        but("bound", &|c| c.options.dpop_bound = false);
        but("pushed", &|c| c.options.par_required = false);
        but("PKCE", &|c| c.pkce_required = false);
        but("RS256", &|c| c.id_token_alg = SigningAlgorithm::Rs256);
        but("RS256", &|c| c.options.assertion_alg = Some(ForeignAlgorithm::Rs256));
        but("needs jwks", &|c| c.options.jwks = None);
    }

    #[test]
    fn nothing_is_registered_that_can_never_work() {
        refused("not offered", |c| c.id_token_alg = SigningAlgorithm::EdDsa);
        refused("exactly one", |c| c.auth_method = AuthMethod::TlsClientAuth);
        refused("exclude", |c| {
            c.options.jwks = Some(JWKS.into());
            c.options.jwks_uri = Some("https://shop.example/jwks".into());
        });
        refused("implicit", |c| c.options.response_types = vec![ResponseType::CodeIdToken]);
        let plain = House { certificates: Certificates::Off, front_channel_tokens: false, ..house() };
        let mut shop = client(&["https://shop.example/cb"]);
        shop.grant_types.push(GrantType::Implicit);
        assert!(check(&shop, &plain).is_err());
        let mut shop = client(&["https://shop.example/cb"]);
        shop.options.tls_bound = true;
        assert!(check(&shop, &plain).is_err());
    }
}
