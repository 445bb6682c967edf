//! The checks of an authorization request, in order: the table of contents of the endpoint.
//!
//! Before [`return_address`] an error is a page, because nobody is known to return to; after it an
//! error is a redirect. The types decide which.

use std::time::Duration;

use crate::base::Locale;
use crate::domain::oauth::claims::ClaimsRequest;
use crate::domain::oauth::client::{Client, ClientId, ValidatedRedirect};
use crate::domain::oauth::device::DeviceId;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::scope::{Scopes, lookup};
use crate::domain::oauth::track::AuthorizationRequest;
use crate::domain::oauth::vocab::{GrantType, Profile, Prompt, ResponseMode, ResponseType};
use crate::domain::user::UserId;
use crate::protocol::claims;
use crate::protocol::dpop;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::oxide;
use crate::protocol::params::Params;
use crate::protocol::pkce;
use crate::protocol::redirect::ReturnAddress;
use crate::protocol::resource;

/// RFC 6749 §4.1.2.1: no usable client, so no redirect.
pub fn client_id(params: &Params) -> Result<ClientId, OAuthError> {
    if params.is_repeated("client_id") {
        return Err(OAuthError::invalid_request("client_id is repeated"));
    }
    let text = params.get("client_id").ok_or(OAuthError::invalid_request("client_id is missing"))?;
    text.parse().map_err(|_| OAuthError::invalid_request("client_id has the wrong form"))
}

/// RFC 6749 §3.1.2.4: an invalid redirect URI must not be redirected to. OIDC Core §3.1.2.1 demands
/// the parameter, and so does the partner API; plain OAuth may leave it out where only one address is registered.
pub fn return_address(params: &Params, client: &Client, entrance: Entrance) -> Result<ReturnAddress, OAuthError> {
    if params.is_repeated("redirect_uri") {
        return Err(OAuthError::invalid_request("redirect_uri is repeated"));
    }
    let redirect = match params.get("redirect_uri") {
        Some(presented) => client
            .redirect(presented)
            .ok_or(OAuthError::invalid_request("redirect_uri is not registered for this client"))?,
        None => client
            .only_redirect()
            .filter(|_| entrance == Entrance::Standard)
            .ok_or(OAuthError::invalid_request("redirect_uri is missing"))?,
    };
    // An unknown or repeated mode is an error that travels the default way.
    let mode = params.get("response_mode").and_then(|m| m.parse().ok()).unwrap_or_default();
    let mode = if params.is_repeated("response_mode") { ResponseMode::default() } else { mode };
    // OAuth 2.0 Multiple Response Types §5: what has a token never travels in a query, nor do its errors.
    let front = params.get("response_type").and_then(ResponseType::read).is_some_and(ResponseType::is_front_channel);
    let mode = match mode {
        ResponseMode::WebMessage if !front && may_be_told(client, &redirect) => mode,
        ResponseMode::Query | ResponseMode::WebMessage if front => ResponseMode::Fragment,
        // So that the refusal finds its way.
        ResponseMode::WebMessage => ResponseMode::Query,
        other => other,
    };
    let state = params.get("state").filter(|s| s.len() <= 1_024 && !params.is_repeated("state"));
    Ok(ReturnAddress { redirect, mode, entrance, state: state.map(str::to_owned) })
}

/// Whether an answer to this address may travel as a message between windows. An app's own scheme has no origin,
/// so nobody could be named who may hear it; FAPI 2.0 §5.3.2.2 knows codes in redirects only.
pub fn may_be_told(client: &Client, redirect: &ValidatedRedirect) -> bool {
    redirect.url().origin().is_tuple() && client.options.profile != Profile::Fapi2
}

/// Every parameter of a request that means something here: the others are ignored, and not kept.
pub const PARAMETERS: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "dpop_jkt",
    "prompt",
    "max_age",
    "acr_values",
    "claims",
    "login_hint",
    "id_token_hint",
    "ui_locales",
    "registration",
    resource::RESOURCE,
];

/// Longest request, names and values.
const LONGEST: usize = 12 * 1024;

/// How a request reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// As parameters, which the browser could change.
    Plain,
    /// As a signed object.
    Signed,
    /// Pushed by the client itself beforehand; what was asked of it then was checked then.
    Pushed,
}

/// RFC 9126 §6, RFC 9101 §10.5, FAPI 2.0 §5.3.2.2: whether a client's requests may come this way.
pub fn admit(client: &Client, arrival: Arrival) -> Result<(), OAuthError> {
    let options = &client.options;
    let push = options.par_required || options.profile == Profile::Fapi2;
    if push && arrival != Arrival::Pushed {
        return Err(OAuthError::invalid_request("the client must push its authorization requests"));
    }
    if options.signed_request_required && arrival == Arrival::Plain {
        return Err(OAuthError::invalid_request("the client must sign its authorization requests"));
    }
    Ok(())
}

/// Everything else. `front_channel`: whether tokens from this endpoint are switched on; `hint` reads an ID
/// token of ours and says whom it names; `named` does so for a `sub`.
pub fn check(
    params: &Params,
    client: &Client,
    to: ReturnAddress,
    front_channel: bool,
    hint: impl FnOnce(&str) -> Option<UserId>,
    named: impl FnOnce(&str) -> UserId,
) -> Result<AuthorizationRequest, OAuthError> {
    params.refuse_repeated_but(&[resource::RESOURCE])?;
    if params.bytes() > LONGEST {
        return Err(OAuthError::invalid_request("the request is too long"));
    }
    if params.get("registration").is_some() {
        // OIDC Core §7.2.1: refused, not ignored.
        return Err(OAuthError::new(ErrorCode::RegistrationNotSupported, "registration is not supported"));
    }
    params.bounded("state", 1_024, "state is longer than 1024 bytes")?;
    if params.get("response_mode").is_some_and(|m| m.parse::<ResponseMode>().is_err()) {
        return Err(OAuthError::invalid_request("unknown response_mode"));
    }
    if params.get("response_mode") == Some(ResponseMode::WebMessage.as_str()) && to.mode != ResponseMode::WebMessage {
        return Err(OAuthError::invalid_request("response_mode web_message is for codes to https addresses"));
    }
    let response = response_type(params, client, front_channel)?;
    let strict = client.options.profile == Profile::Fapi2;
    if to.entrance == Entrance::Openid {
        complete(params, response)?;
    }
    if strict && params.get("redirect_uri").is_none() {
        return Err(OAuthError::invalid_request("redirect_uri is missing"));
    }
    let asked = oxide::authorize(params, client, &to.redirect, |asked| negotiate(asked, params, client))?;
    let mut claims = if asked.contains("openid") { claims::read(params)? } else { ClaimsRequest::default() };
    claims.prefer_classes(classes(params, client)?);
    let (implied, essential) = claims.scopes(&asked, &client.scopes);
    let nonce = params.bounded("nonce", 256, "nonce is longer than 256 bytes")?.map(str::to_owned);
    if response.has_id_token() && !asked.contains("openid") {
        return Err(OAuthError::new(ErrorCode::InvalidScope, "an ID token needs the scope openid"));
    }
    // OIDC Core §3.2.2.1, §3.3.2.11: an ID token from this endpoint carries the client's nonce.
    if response.has_id_token() && nonce.is_none() {
        return Err(OAuthError::invalid_request("nonce is required for this response_type"));
    }
    // Partners of the first hour send no challenge; `/openid` has a nonce at least, a login link was made by the
    // client itself. Where there is no secret either, there is no way around it.
    let by_client = client.pkce_required && to.entrance == Entrance::Standard;
    let pkce = response.has_code() && (by_client || client.is_public() || strict);
    let challenge = pkce::challenge(params, pkce)?;
    let prompts = prompts(params)?;
    let hinted_user = match params.get("id_token_hint") {
        None => claims.subject().map(named),
        Some(token) => {
            Some(hint(token).ok_or(OAuthError::invalid_request("id_token_hint is not an ID token of this issuer"))?)
        }
    };
    Ok(AuthorizationRequest {
        client: client.id.clone(),
        entrance: to.entrance,
        redirect: to.redirect,
        response,
        mode: to.mode,
        state: to.state,
        nonce,
        scopes: asked.union(&implied),
        resources: resource::requested(params, client)?,
        challenge,
        dpop_jkt: dpop_jkt(params)?,
        prompts,
        max_age: max_age(params, client)?,
        voluntary: implied.without(&essential),
        claims,
        login_hint: params.get("login_hint").filter(|h| h.len() <= 256).map(str::to_owned),
        hinted_user,
        locale: params.get("ui_locales").and_then(Locale::first_of),
        device: None,
    })
}

/// The OIDC generation of the partner API: everything that is documented is required.
fn complete(params: &Params, response: ResponseType) -> Result<(), OAuthError> {
    let needed = [
        ("state", OAuthError::invalid_request("state is missing")),
        ("nonce", OAuthError::invalid_request("nonce is missing")),
    ];
    if let Some((_, missing)) = needed.into_iter().find(|(name, _)| params.get(name).is_none()) {
        return Err(missing);
    }
    if response != ResponseType::Code {
        return Err(OAuthError::new(ErrorCode::UnsupportedResponseType, "response_type must be code"));
    }
    let openid = params.get("scope").is_some_and(|scope| scope.split_ascii_whitespace().any(|s| s == "openid"));
    if openid { Ok(()) } else { Err(OAuthError::new(ErrorCode::InvalidScope, "scope must contain openid")) }
}

/// RFC 8628 §3.1: what a device asks for. There is no redirect URI, no response type and no PKCE. The
/// person is asked even if everything was allowed before: whoever showed them the code may be a stranger
/// (RFC 8628 §5.4). `end` is the page of ours on which the person's part ends.
pub fn check_device(
    params: &Params,
    client: &Client,
    device: DeviceId,
    end: ValidatedRedirect,
) -> Result<AuthorizationRequest, OAuthError> {
    Ok(AuthorizationRequest {
        client: client.id.clone(),
        entrance: Entrance::Standard,
        redirect: end,
        response: ResponseType::default(),
        mode: ResponseMode::default(),
        state: None,
        nonce: None,
        scopes: device_scopes(params, client)?,
        resources: Vec::new(),
        challenge: None,
        dpop_jkt: None,
        prompts: vec![Prompt::Consent],
        max_age: None,
        claims: ClaimsRequest::default(),
        voluntary: Scopes::default(),
        login_hint: None,
        hinted_user: None,
        locale: None,
        device: Some(device),
    })
}

/// RFC 8628 §3.1: what a device may ask for, before it has a code.
pub fn device_scopes(params: &Params, client: &Client) -> Result<Scopes, OAuthError> {
    params.refuse_repeated()?;
    if !client.may_use(GrantType::DeviceCode) {
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "the client may not use device codes"));
    }
    let asked = params.get("scope").map(Scopes::parse).transpose();
    known_scopes(asked.map_err(|_| OAuthError::new(ErrorCode::InvalidScope, "scope has the wrong form"))?, client)
}

/// RFC 6749 §3.3, OIDC Core §3.1.2.1: unknown scopes are ignored; a known one that this client may
/// not have is an error, so that a wrong registration shows.
fn negotiate(asked: Option<Scopes>, params: &Params, client: &Client) -> Result<Scopes, OAuthError> {
    let known = known_scopes(asked, client)?;
    if known.contains("openid") && params.get("redirect_uri").is_none() {
        return Err(OAuthError::invalid_request("redirect_uri is missing"));
    }
    Ok(known)
}

fn known_scopes(asked: Option<Scopes>, client: &Client) -> Result<Scopes, OAuthError> {
    let invalid = |why| Err(OAuthError::new(ErrorCode::InvalidScope, why));
    let asked = asked.unwrap_or_default();
    let known: Scopes = asked.iter().filter(|scope| lookup(scope).is_some()).collect();
    if known.is_empty() {
        return invalid("scope names nothing that can be given");
    }
    if !known.is_subset(&client.scopes) {
        return invalid("the client may not ask for one of these scopes");
    }
    Ok(known)
}

/// OIDC Core §3.1.2.1: `none` stands alone; unknown values are ignored.
fn prompts(params: &Params) -> Result<Vec<Prompt>, OAuthError> {
    let words: Vec<&str> = params.get("prompt").unwrap_or_default().split_ascii_whitespace().take(10).collect();
    if words.contains(&"none") && words.len() > 1 {
        return Err(OAuthError::invalid_request("prompt none cannot be combined"));
    }
    Ok(words.into_iter().filter_map(|word| word.parse().ok()).collect())
}

/// RFC 6749 §3.1.1, §4.1.2.1; OAuth 2.0 Multiple Response Types.
fn response_type(params: &Params, client: &Client, front_channel: bool) -> Result<ResponseType, OAuthError> {
    let text = params.get("response_type").ok_or(OAuthError::invalid_request("response_type is missing"))?;
    let offered = |wanted: &ResponseType| front_channel || !wanted.is_front_channel();
    let unsupported = OAuthError::new(ErrorCode::UnsupportedResponseType, "this response_type is not offered");
    let response = ResponseType::read(text).filter(offered).ok_or(unsupported)?;
    let grants =
        [(response.has_code(), GrantType::AuthorizationCode), (response.is_front_channel(), GrantType::Implicit)];
    let granted = grants.into_iter().all(|(needed, grant)| !needed || client.may_use(grant));
    let options = &client.options;
    // A token from here cannot be bound to a key.
    let unbound = response.has_token() && (options.dpop_bound || options.tls_bound);
    if !granted || unbound || !options.response_types.contains(&response) {
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "the client may not use this response_type"));
    }
    if response.is_front_channel() && params.get("response_mode") == Some(ResponseMode::Query.as_str()) {
        return Err(OAuthError::invalid_request("response_mode query is not for tokens"));
    }
    Ok(response)
}

/// RFC 9449 §10
fn dpop_jkt(params: &Params) -> Result<Option<String>, OAuthError> {
    match params.get("dpop_jkt") {
        Some(jkt) if !dpop::is_thumbprint(jkt) => Err(OAuthError::invalid_request("dpop_jkt is not a JWK thumbprint")),
        jkt => Ok(jkt.map(str::to_owned)),
    }
}

/// OIDC Core §3.1.2.1 and RFC 9470 §4 `acr_values`; Registration §2 `default_acr_values`.
fn classes(params: &Params, client: &Client) -> Result<Vec<String>, OAuthError> {
    match params.bounded("acr_values", 2_000, "acr_values is longer than 2000 bytes")? {
        Some(text) => Ok(text.split_ascii_whitespace().map(str::to_owned).collect()),
        None => Ok(client.options.default_acr_values.clone()),
    }
}

/// OIDC Core §3.1.2.1; Registration §2 `default_max_age`.
fn max_age(params: &Params, client: &Client) -> Result<Option<Duration>, OAuthError> {
    let Some(text) = params.get("max_age") else {
        return Ok(client.options.default_max_age.map(|seconds| Duration::from_secs(seconds.into())));
    };
    let seconds: u32 = text.parse().map_err(|_| OAuthError::invalid_request("max_age is not a number of seconds"))?;
    Ok(Some(Duration::from_secs(seconds.into())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;
    use crate::domain::oauth::client::tests::client;

    const GOOD: &str = "client_id=shop&redirect_uri=https%3A%2F%2Fshop.example%2Fcb&response_type=code&scope=openid+read.phone\
        &state=s&nonce=n&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    fn run(text: &str) -> Result<AuthorizationRequest, OAuthError> {
        let shop = client(&["https://shop.example/cb"]);
        let params = Params::parse(text)?;
        client_id(&params)?;
        let to = return_address(&params, &shop, Entrance::Standard)?;
        check(&params, &shop, to, false, |token| (token == "ours").then(Id::opaque), |_| Id::opaque())
    }

    fn code(text: &str) -> &'static str {
        run(text).map_or_else(|e| e.code.as_str(), |_| "ok")
    }

    #[test]
    fn a_whole_request_passes() {
        let request = run(GOOD).unwrap();
        assert_eq!(request.scopes.to_string(), "openid read.phone");
        assert_eq!((request.state.as_deref(), request.nonce.as_deref()), (Some("s"), Some("n")));
        assert_eq!(request.mode, ResponseMode::Query);
    }

    #[test]
    fn a_device_needs_its_grant_type_and_a_scope_and_the_person_is_always_asked() {
        let mut tv = client(&[]);
        let run = |tv: &Client, text: &str| {
            let end = ValidatedRedirect::ours(&"https://id.example".parse().unwrap(), "/device/done");
            check_device(&Params::parse(text)?, tv, Id::opaque(), end)
        };
        let code = |tv: &Client, text: &str| run(tv, text).map_or_else(|e| e.code.as_str(), |_| "ok");
        assert_eq!(code(&tv, "scope=openid"), "unauthorized_client");
        tv.grant_types = vec![GrantType::DeviceCode];
        assert_eq!(code(&tv, "scope=openid"), "ok");
        for wrong in ["", "scope=made.up", "scope=openid+read.gender", "scope=a%22b"] {
            assert_eq!(code(&tv, wrong), "invalid_scope", "{wrong}");
        }
        assert_eq!(code(&tv, "scope=openid&scope=openid"), "invalid_request");
        assert!(run(&tv, "scope=openid").is_ok_and(|r| r.wants(Prompt::Consent) && r.device.is_some()));
    }

    #[test]
    fn each_rule_has_its_error() {
        let with = |more: &str| code(&format!("{GOOD}&{more}"));
        let without = |name: &str| {
            let kept: Vec<&str> = GOOD.split('&').filter(|p| !p.trim_start().starts_with(name)).collect();
            code(&kept.join("&"))
        };
        let instead = |name: &str, pair: &str| {
            let kept: Vec<&str> = GOOD.split('&').filter(|p| !p.trim_start().starts_with(name)).collect();
            code(&format!("{}&{pair}", kept.join("&")))
        };
        assert_eq!(code(GOOD), "ok");
        assert_eq!(with("state=t"), "invalid_request");
        assert_eq!(with("prompt=none+login"), "invalid_request");
        assert_eq!(with("prompt=fancy"), "ok");
        assert_eq!(with("max_age=-1"), "invalid_request");
        assert_eq!(with("max_age=99999999999999999999"), "invalid_request");
        assert_eq!(with("response_mode=jwt"), "invalid_request");
        assert_eq!(with("response_mode=fragment"), "ok");
        assert_eq!(with("claims=x"), "invalid_request");
        assert_eq!(with("dpop_jkt=x"), "invalid_request");
        assert_eq!(with("registration={}"), "registration_not_supported");
        assert_eq!(with("resource=https%3A%2F%2Fapi.example"), "invalid_target");
        assert_eq!(with("resource=not+a+uri"), "invalid_target");
        assert_eq!(with("id_token_hint=other"), "invalid_request");
        assert_eq!(with("id_token_hint=ours"), "ok");
        assert_eq!(without("response_type"), "invalid_request");
        assert_eq!(instead("response_type", "response_type=token"), "unsupported_response_type");
        assert_eq!(without("scope"), "invalid_scope");
        assert_eq!(instead("scope", "scope=openid+read.gender"), "invalid_scope");
        assert_eq!(instead("scope", "scope=a%22b"), "invalid_scope");
        assert_eq!(instead("scope", "scope=openid+made.up"), "ok");
        assert_eq!(without("code_challenge="), "invalid_request");
        assert_eq!(without("redirect_uri"), "invalid_request");
        assert_eq!(without("nonce"), "ok");
    }
}
