//! Members over a client. What is not named stays; `null` clears. Members that we do not know are
//! ignored (RFC 7591 §2), names in other languages (`client_name#ru`) among them.

use std::str::FromStr;

use serde_json::Value;

use super::{Members, keys};
use crate::domain::oauth::apps::Apps;
use crate::domain::oauth::client::{Client, check_redirect_uri};
use crate::domain::oauth::options::{ExchangePolicy, TlsSubject};
use crate::domain::oauth::purpose::Purposes;
use crate::domain::oauth::scope::{CATALOGUE, Fact, Scopes};
use crate::domain::oauth::vocab::{ApplicationType, AuthMethod, ForeignAlgorithm, GrantType, Profile, ResponseType};
use crate::domain::signing_key::SigningAlgorithm;
use crate::protocol::client_laws::{MOST_URIS, has_private_scheme};
use crate::protocol::error::{ErrorCode, OAuthError};

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// An operator, who may say everything.
    Operator,
    /// Somebody over HTTP: what only an operator may decide is ignored.
    Stranger,
}

/// Scopes that a client may ask for that nobody vouches for. Numbers of the state and nationality are
/// for clients that an operator looked at.
pub fn open_scopes() -> Scopes {
    let sensitive = [Fact::Identifier, Fact::Nationality];
    let open = CATALOGUE.iter().filter(|known| !known.facts.iter().any(|fact| sensitive.contains(fact)));
    open.map(|known| known.name).collect()
}

/// The longest address.
const ADDRESS: usize = 2_000;

macro_rules! wrong {
    ($name:literal) => {
        OAuthError::invalid_client_metadata(concat!($name, " has a value that cannot be registered"))
    };
}

/// Puts a member into its place if it is there.
macro_rules! take {
    ($members:ident, $($name:literal: $read:ident($($bound:expr),*) => $slot:expr;)+) => {
        $(
            if let Some(value) = $members.get($name) {
                $slot = $read(value $(, $bound)*).map_err(|Misfit| wrong!($name))?;
            }
        )+
    };
}

/// Writes members over a client.
pub fn write_over(client: &mut Client, members: &Members, who: Who) -> Result<(), OAuthError> {
    refuse_what_we_do_not_do(members)?;
    redirects(client, members)?;
    appearance(client, members)?;
    grants(client, members)?;
    scopes(client, members, who)?;
    proof(client, members)?;
    answers(client, members)?;
    logout(client, members)?;
    if who == Who::Operator {
        operators(client, members)?;
    }
    settle(client, members)
}

/// A value of another kind than the member has.
struct Misfit;

fn text(value: &Value, longest: usize) -> Result<Option<String>, Misfit> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if (1..=longest).contains(&text.len()) && !text.chars().any(char::is_control) => {
            Ok(Some(text.clone()))
        }
        _ => Err(Misfit),
    }
}

fn texts(value: &Value, most: usize, longest: usize) -> Result<Vec<String>, Misfit> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) if items.len() <= most => {
            items.iter().map(|item| text(item, longest)?.ok_or(Misfit)).collect()
        }
        _ => Err(Misfit),
    }
}

fn flag(value: &Value) -> Result<bool, Misfit> {
    if value.is_null() { Ok(false) } else { value.as_bool().ok_or(Misfit) }
}

fn word<T: FromStr + Default>(value: &Value) -> Result<T, Misfit> {
    Ok(opt_word(value)?.unwrap_or_default())
}

fn opt_word<T: FromStr>(value: &Value) -> Result<Option<T>, Misfit> {
    if value.is_null() {
        return Ok(None);
    }
    value.as_str().and_then(|text| text.parse().ok()).map(Some).ok_or(Misfit)
}

fn words<T>(value: &Value, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Misfit> {
    texts(value, MOST_URIS, 100)?.iter().map(|item| read(item).ok_or(Misfit)).collect()
}

fn seconds(value: &Value) -> Result<Option<u32>, Misfit> {
    if value.is_null() {
        return Ok(None);
    }
    value.as_u64().and_then(|n| n.try_into().ok()).map(Some).ok_or(Misfit)
}

fn refuse_what_we_do_not_do(members: &Members) -> Result<(), OAuthError> {
    // RFC 7591 §2.3: whose statements would we trust?
    match members.get("software_statement") {
        None | Some(Value::Null) => {}
        Some(Value::String(jwt)) if jwt.split('.').count() == 3 => {
            let why = "no issuer of software statements is trusted here";
            return Err(OAuthError::new(ErrorCode::UnapprovedSoftwareStatement, why));
        }
        Some(_) => {
            let why = "software_statement is not a JWT";
            return Err(OAuthError::new(ErrorCode::InvalidSoftwareStatement, why));
        }
    }
    let encrypted = [
        "id_token_encrypted_response_alg",
        "id_token_encrypted_response_enc",
        "userinfo_encrypted_response_alg",
        "userinfo_encrypted_response_enc",
        "introspection_encrypted_response_alg",
        "introspection_encrypted_response_enc",
        "authorization_encrypted_response_alg",
        "authorization_encrypted_response_enc",
        "request_object_encryption_alg",
        "request_object_encryption_enc",
    ];
    if encrypted.iter().any(|name| members.has(name)) {
        return Err(OAuthError::invalid_client_metadata("encrypted tokens and requests are not offered here"));
    }
    Ok(())
}

fn redirects(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    let refused = |why| OAuthError::new(ErrorCode::InvalidRedirectUri, why);
    if let Some(value) = members.get("redirect_uris") {
        let uris = texts(value, MOST_URIS, ADDRESS)
            .map_err(|Misfit| refused("redirect_uris is not a list of up to 20 addresses"))?;
        if uris.iter().any(|uri| check_redirect_uri(uri).is_err()) {
            return Err(refused(
                "a redirect URI is not an absolute https:// address, a loopback address or a private scheme",
            ));
        }
        client.redirect_uris = uris;
    }
    take!(members, "post_logout_redirect_uris": texts(MOST_URIS, ADDRESS) => client.logout_uris;);
    if client.logout_uris.iter().any(|uri| check_redirect_uri(uri).is_err()) {
        return Err(wrong!("post_logout_redirect_uris"));
    }
    Ok(())
}

/// RFC 7591 §2: what people see, and who is behind it.
fn appearance(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    let mut name = Some(std::mem::take(&mut client.name));
    take!(members,
        "client_name": text(240) => name;
        "client_uri": text(ADDRESS) => client.home_uri;
        "policy_uri": text(ADDRESS) => client.policy_uri;
        "tos_uri": text(ADDRESS) => client.terms_uri;
        "logo_uri": text(ADDRESS) => client.options.logo_uri;
        "contacts": texts(MOST_URIS, 320) => client.options.contacts;
        "software_id": text(200) => client.options.software_id;
        "software_version": text(200) => client.options.software_version;
        "application_type": word() => client.options.application_type;
        "initiate_login_uri": text(ADDRESS) => client.options.initiate_login_uri;
    );
    client.name = name.unwrap_or_default();
    Ok(())
}

fn grants(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    if let Some(value) = members.get("grant_types") {
        client.grant_types = words(value, |w| w.parse().ok()).map_err(|Misfit| {
            OAuthError::invalid_client_metadata("grant_types has a grant type that is not offered here")
        })?;
        unrepeat(&mut client.grant_types);
    }
    if let Some(value) = members.get("response_types") {
        client.options.response_types = words(value, ResponseType::read).map_err(|Misfit| {
            OAuthError::invalid_client_metadata("response_types has a response type that is not offered here")
        })?;
        unrepeat(&mut client.options.response_types);
    }
    Ok(())
}

fn unrepeat<T: PartialEq + Copy>(list: &mut Vec<T>) {
    let all = std::mem::take(list);
    for item in all {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

fn scopes(client: &mut Client, members: &Members, who: Who) -> Result<(), OAuthError> {
    let Some(value) = members.get("scope") else { return Ok(()) };
    let asked = match value {
        Value::Null => Scopes::default(),
        _ => value.as_str().and_then(|text| Scopes::parse(text).ok()).ok_or(wrong!("scope"))?,
    };
    // RFC 7591 §2: the answer says what was really registered.
    let given =
        if who == Who::Operator { asked.clone() } else { asked.intersection(&open_scopes().union(&client.scopes)) };
    if given.is_empty() && !asked.is_empty() {
        return Err(OAuthError::invalid_client_metadata("none of the scopes can be asked for here"));
    }
    client.optional_scopes = client.optional_scopes.intersection(&given);
    client.scopes = given;
    Ok(())
}

/// OIDC Core §9, RFC 8705 §2.1.2.
fn proof(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    take!(members,
        "token_endpoint_auth_method": word() => client.auth_method;
        "jwks_uri": text(ADDRESS) => client.options.jwks_uri;
        "dpop_bound_access_tokens": flag() => client.options.dpop_bound;
        "tls_client_certificate_bound_access_tokens": flag() => client.options.tls_bound;
    );
    if let Some(value) = members.get("jwks") {
        client.options.jwks = match value {
            Value::Null => None,
            Value::Object(_) => {
                let set = value.to_string();
                keys::check(&set).map_err(OAuthError::invalid_client_metadata)?;
                Some(set)
            }
            _ => return Err(wrong!("jwks")),
        };
    }
    // To name one of the two is to leave the other.
    match (members.has("jwks"), members.has("jwks_uri")) {
        (true, false) => client.options.jwks_uri = None,
        (false, true) => client.options.jwks = None,
        _ => {}
    }
    if let Some(value) = members.get("token_endpoint_auth_signing_alg") {
        client.options.assertion_alg = match (value.as_str(), client.auth_method) {
            // A shared secret signs in one way only, so there is nothing to keep.
            (Some("HS256"), method) if method != AuthMethod::PrivateKeyJwt => None,
            (Some(_), AuthMethod::ClientSecretJwt) => return Err(wrong!("token_endpoint_auth_signing_alg")),
            _ => opt_word::<ForeignAlgorithm>(value).map_err(|Misfit| wrong!("token_endpoint_auth_signing_alg"))?,
        };
    }
    tls_subject(client, members)
}

fn tls_subject(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    type Make = fn(String) -> TlsSubject;
    let kinds: [(&str, Make); 5] = [
        ("tls_client_auth_subject_dn", TlsSubject::Dn),
        ("tls_client_auth_san_dns", TlsSubject::SanDns),
        ("tls_client_auth_san_uri", TlsSubject::SanUri),
        ("tls_client_auth_san_ip", TlsSubject::SanIp),
        ("tls_client_auth_san_email", TlsSubject::SanEmail),
    ];
    let mut named =
        kinds.iter().filter_map(|(name, make)| members.get(name).filter(|v| !v.is_null()).map(|v| (v, make)));
    let (Some((value, make)), more) = (named.next(), named.next()) else { return Ok(()) };
    let read = text(value, 1_000).ok().flatten().filter(|_| more.is_none());
    let why = "exactly one of the tls_client_auth_ members may be there";
    client.options.tls_subject = Some(make(read.ok_or(OAuthError::invalid_client_metadata(why))?));
    Ok(())
}

/// OIDC Registration §2, RFC 9101 §10.5, RFC 9126 §6, RFC 9701 §6.
fn answers(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    let options = &mut client.options;
    if let Some(value) = members.get("id_token_signed_response_alg") {
        let read = opt_word(value).map_err(|Misfit| wrong!("id_token_signed_response_alg"))?;
        client.id_token_alg = read.unwrap_or(SigningAlgorithm::Rs256);
    }
    take!(members,
        "userinfo_signed_response_alg": opt_word() => options.userinfo_alg;
        "introspection_signed_response_alg": opt_word() => options.introspection_alg;
        "request_object_signing_alg": opt_word() => options.request_object_alg;
        "require_signed_request_object": flag() => options.signed_request_required;
        "require_pushed_authorization_requests": flag() => options.par_required;
        "request_uris": texts(MOST_URIS, ADDRESS) => options.request_uris;
        "subject_type": word() => options.subject_type;
        "sector_identifier_uri": text(ADDRESS) => options.sector_identifier_uri;
        "require_auth_time": flag() => options.require_auth_time;
        "default_acr_values": texts(10, 200) => options.default_acr_values;
        "default_max_age": seconds() => options.default_max_age;
    );
    // They are sent as one text with spaces between them (OIDC Core §3.1.2.1).
    if options.default_acr_values.iter().any(|acr| acr.contains(' ')) {
        return Err(wrong!("default_acr_values"));
    }
    Ok(())
}

/// OIDC Back-Channel Logout §2.2, Front-Channel Logout §2.
fn logout(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    let options = &mut client.options;
    take!(members,
        "backchannel_logout_uri": text(ADDRESS) => options.backchannel_logout_uri;
        "backchannel_logout_session_required": flag() => options.backchannel_logout_session_required;
        "frontchannel_logout_uri": text(ADDRESS) => options.frontchannel_logout_uri;
        "frontchannel_logout_session_required": flag() => options.frontchannel_logout_session_required;
    );
    Ok(())
}

/// Our own members.
fn operators(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    take!(members,
        "profile": word() => client.options.profile;
        "resources": texts(MOST_URIS, ADDRESS) => client.options.resources;
        "serves": texts(MOST_URIS, ADDRESS) => client.options.serves;
        "access_token_format": word() => client.options.access_token_format;
        "access_token_seconds": seconds() => client.options.access_token_seconds;
        "refresh_token_seconds": seconds() => client.options.refresh_token_seconds;
        "revoke_hosts": texts(MOST_URIS, 300) => client.options.revoke_hosts;
        "revoke_uri": text(ADDRESS) => client.options.revoke_uri;
        "legal_name": text(800) => client.options.legal_name;
    );
    if let Some(value) = members.get("purposes") {
        let read: Result<Option<Purposes>, _> = serde_json::from_value(value.clone());
        client.purposes = read.map_err(|_| wrong!("purposes"))?.unwrap_or_default();
    }
    if let Some(value) = members.get("exchange") {
        let read: Result<Option<ExchangePolicy>, _> = serde_json::from_value(value.clone());
        client.options.exchange = read.map_err(|_| wrong!("exchange"))?;
    }
    if let Some(value) = members.get("apps") {
        let read: Result<Option<Apps>, _> = serde_json::from_value(value.clone());
        client.options.apps = read.map_err(|_| wrong!("apps"))?.unwrap_or_default();
    }
    Ok(())
}

/// What follows from what was said for what was not said.
fn settle(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    if !members.has("application_type") && has_private_scheme(client) {
        client.options.application_type = ApplicationType::Native;
    }
    if client.options.profile == Profile::Fapi2 {
        hold_to_fapi2(client, members);
    }
    response_types(client, members)
}

/// FAPI 2.0 Security Profile §5.3: its rules where the client does not say otherwise.
fn hold_to_fapi2(client: &mut Client, members: &Members) {
    let options = &mut client.options;
    options.par_required |= !members.has("require_pushed_authorization_requests");
    options.dpop_bound |= !members.has("dpop_bound_access_tokens") && !options.tls_bound;
    if !members.has("id_token_signed_response_alg") && client.id_token_alg == SigningAlgorithm::Rs256 {
        client.id_token_alg = SigningAlgorithm::Es256;
    }
}

/// RFC 7591 §2.1: which grant types go with which response types.
fn response_types(client: &mut Client, members: &Members) -> Result<(), OAuthError> {
    let needs = |t: &ResponseType| {
        let code = t.has_code().then_some(GrantType::AuthorizationCode);
        code.into_iter().chain((t.has_token() || t.has_id_token()).then_some(GrantType::Implicit)).collect::<Vec<_>>()
    };
    match (members.has("grant_types"), members.has("response_types")) {
        (false, false) => {}
        (true, false) => {
            let code = client.may_use(GrantType::AuthorizationCode);
            let kept = client.options.response_types.iter().filter(|t| needs(t).iter().all(|g| client.may_use(*g)));
            let mut types: Vec<ResponseType> = kept.copied().collect();
            if code && !types.iter().any(|t| t.has_code()) {
                types.insert(0, ResponseType::Code);
            }
            client.options.response_types = types;
        }
        (false, true) => {
            let needed = client.options.response_types.iter().flat_map(needs);
            let other = [GrantType::AuthorizationCode, GrantType::Implicit];
            let kept = client.grant_types.iter().copied().filter(|grant| !other.contains(grant));
            client.grant_types = needed.chain(kept).collect();
            unrepeat(&mut client.grant_types);
        }
        (true, true) => {
            let needed: Vec<GrantType> = client.options.response_types.iter().flat_map(needs).collect();
            let lacks = needed.iter().any(|grant| !client.may_use(*grant));
            let idle = [GrantType::AuthorizationCode, GrantType::Implicit]
                .iter()
                .any(|grant| client.may_use(*grant) && !needed.contains(grant));
            if lacks || idle {
                return Err(OAuthError::invalid_client_metadata("grant_types and response_types do not fit together"));
            }
        }
    }
    Ok(())
}
