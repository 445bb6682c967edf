//! oxide-auth's state machines, driven by us: they decide the sequence and check client binding,
//! redirect, expiry and scope syntax; we answer their questions from what is already loaded.
//!
//! Known sharp edges that the callers keep away from them: unknown and spent codes are refused by us
//! as `invalid_grant` before the machine sees them, and expiry is decided with our clock, so the
//! machine always receives a grant that lies ahead.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use oxide_auth::code_grant::{accesstoken, authorization, refresh};
use oxide_auth::primitives::grant::{Extensions, Grant as OxideGrant};
use oxide_auth::primitives::registrar::{BoundClient, ExactUrl, PreGrant, RegisteredUrl};
use oxide_auth::primitives::scope::Scope as OxideScope;
use url::Url;

use crate::domain::oauth::client::{Client, ClientId, ValidatedRedirect};
use crate::domain::oauth::scope::Scopes;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;

const SERVER_ERROR: OAuthError = OAuthError::new(ErrorCode::ServerError, "the request cannot be decided");

struct Authorize<'a> {
    params: &'a Params,
    client: &'a Client,
    redirect: &'a ValidatedRedirect,
}

impl authorization::Request for Authorize<'_> {
    fn valid(&self) -> bool {
        true
    }
    fn client_id(&self) -> Option<Cow<'_, str>> {
        Some(self.client.id.as_str().into())
    }
    fn scope(&self) -> Option<Cow<'_, str>> {
        self.params.get("scope").map(Cow::from)
    }
    fn redirect_uri(&self) -> Option<Cow<'_, str>> {
        Some(self.redirect.as_str().into())
    }
    fn state(&self) -> Option<Cow<'_, str>> {
        self.params.get("state").map(Cow::from)
    }
    // The machine knows only `code`; which types a client may ask for was decided before.
    fn response_type(&self) -> Option<Cow<'_, str>> {
        Some("code".into())
    }
    fn extension(&self, key: &str) -> Option<Cow<'_, str>> {
        self.params.get(key).map(Cow::from)
    }
}

/// RFC 6749 §4.1.1: runs the authorization machine; `negotiate` decides what may be asked for.
pub fn authorize(
    params: &Params,
    client: &Client,
    redirect: &ValidatedRedirect,
    negotiate: impl Fn(Option<Scopes>) -> Result<Scopes, OAuthError>,
) -> Result<Scopes, OAuthError> {
    use authorization::{Authorization, Input, Output};
    let request = Authorize { params, client, redirect };
    let exact: ExactUrl = redirect.as_str().parse().map_err(|_| SERVER_ERROR)?;
    let mut machine = Authorization::new(&request);
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Bind { .. } => Input::Bound {
                request: &request,
                bound_client: BoundClient {
                    client_id: Cow::Owned(client.id.to_string()),
                    redirect_uri: Cow::Owned(RegisteredUrl::Exact(exact.clone())),
                },
            },
            Output::Extend => Input::Extended(Extensions::new()),
            Output::Negotiate { bound_client, scope } => {
                let asked = scope.map(|s| Scopes::parse(&s.to_string())).transpose();
                let agreed = negotiate(asked.map_err(|_| invalid_scope())?)?;
                let pre_grant = PreGrant {
                    client_id: bound_client.client_id.clone().into_owned(),
                    redirect_uri: bound_client.redirect_uri.clone().into_owned(),
                    scope: oxide_scope(&agreed)?,
                };
                Input::Negotiated { pre_grant, state: None }
            }
            Output::Ok { pre_grant, .. } => {
                return Scopes::parse(&pre_grant.scope.to_string()).map_err(|_| SERVER_ERROR);
            }
            // The response type is known to be right, so what is left is the scope's grammar.
            Output::Err(authorization::Error::Redirect(_)) => return Err(invalid_scope()),
            Output::Err(_) => return Err(SERVER_ERROR),
        };
    }
}

/// What a code stands for, as the machine needs it.
pub struct CodeFacts<'a> {
    /// For whom the code was made.
    pub client: &'a ClientId,
    /// The redirect URI of its request.
    pub redirect_uri: &'a str,
    /// What was granted.
    pub scopes: &'a Scopes,
}

struct Exchange<'a> {
    params: &'a Params,
    client: &'a ClientId,
    redirect_uri: &'a str,
}

impl accesstoken::Request for Exchange<'_> {
    fn valid(&self) -> bool {
        true
    }
    fn code(&self) -> Option<Cow<'_, str>> {
        self.params.get("code").map(Cow::from)
    }
    // Client authentication is ours; the machine is told who was authenticated.
    fn authorization(&self) -> accesstoken::Authorization<'_> {
        accesstoken::Authorization::Username(self.client.as_str().into())
    }
    fn client_id(&self) -> Option<Cow<'_, str>> {
        None
    }
    fn redirect_uri(&self) -> Option<Cow<'_, str>> {
        Some(self.redirect_uri.into())
    }
    fn grant_type(&self) -> Option<Cow<'_, str>> {
        self.params.get("grant_type").map(Cow::from)
    }
    fn extension(&self, key: &str) -> Option<Cow<'_, str>> {
        self.params.get(key).map(Cow::from)
    }
}

/// RFC 6749 §4.1.3: runs the exchange machine for a live code. `prove` is the proof of possession
/// (PKCE). OAuth 2.1 leaves `redirect_uri` out; if it is there it must be the request's, to the letter.
pub fn exchange(
    params: &Params,
    authenticated: &ClientId,
    code: &CodeFacts<'_>,
    prove: impl Fn() -> Result<(), OAuthError>,
) -> Result<Scopes, OAuthError> {
    use accesstoken::{AccessToken, Input, Output};
    let presented = params.get("redirect_uri").unwrap_or(code.redirect_uri);
    if presented != code.redirect_uri {
        return Err(OAuthError::invalid_grant("redirect_uri is not the one of the request"));
    }
    let request = Exchange { params, client: authenticated, redirect_uri: presented };
    let mut grant = Some(Box::new(OxideGrant {
        owner_id: String::new(),
        client_id: code.client.to_string(),
        scope: oxide_scope(code.scopes)?,
        redirect_uri: Url::parse(code.redirect_uri).map_err(|_| SERVER_ERROR)?,
        until: DateTime::<Utc>::MAX_UTC,
        extensions: Extensions::new(),
    }));
    let mut machine = AccessToken::new(&request);
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Authenticate { .. } => Input::Authenticated,
            Output::Recover { .. } => Input::Recovered(grant.take()),
            Output::Extend { .. } => {
                prove()?;
                Input::Extended { access_extensions: Extensions::new() }
            }
            Output::Issue { grant } => return Scopes::parse(&grant.scope.to_string()).map_err(|_| SERVER_ERROR),
            Output::Ok(_) => return Err(SERVER_ERROR),
            Output::Err(_) => return Err(OAuthError::invalid_grant("the code was not made for this client")),
        };
    }
}

struct Renew<'a> {
    params: &'a Params,
    client: &'a ClientId,
}

impl refresh::Request for Renew<'_> {
    fn valid(&self) -> bool {
        true
    }
    fn refresh_token(&self) -> Option<Cow<'_, str>> {
        self.params.get("refresh_token").map(Cow::from)
    }
    fn scope(&self) -> Option<Cow<'_, str>> {
        self.params.get("scope").map(Cow::from)
    }
    fn grant_type(&self) -> Option<Cow<'_, str>> {
        self.params.get("grant_type").map(Cow::from)
    }
    // Always named, public clients too: the machine compares only an authenticated client with the
    // token's.
    fn authorization(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        Some((self.client.as_str().into(), Cow::Borrowed(&[])))
    }
    fn extension(&self, key: &str) -> Option<Cow<'_, str>> {
        self.params.get(key).map(Cow::from)
    }
}

/// RFC 6749 §6: runs the refresh machine for a token that exists; answers with the scopes of the
/// new access token.
pub fn renew(
    params: &Params,
    authenticated: &ClientId,
    holder: &ClientId,
    granted: &Scopes,
) -> Result<Scopes, OAuthError> {
    use refresh::{Input, Output, Refresh};
    if params.get("scope").is_some_and(|s| Scopes::parse(s).is_err()) {
        return Err(invalid_scope());
    }
    let request = Renew { params, client: authenticated };
    let mut grant = Some(Box::new(OxideGrant {
        owner_id: String::new(),
        client_id: holder.to_string(),
        scope: oxide_scope(granted)?,
        // The machine does not look at it; any URL will do.
        redirect_uri: Url::parse("about:blank").map_err(|_| SERVER_ERROR)?,
        until: DateTime::<Utc>::MAX_UTC,
        extensions: Extensions::new(),
    }));
    let scope = || params.get("scope").map(Cow::from);
    let mut machine = Refresh::new(&request);
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Unauthenticated { .. } => Input::Authenticated { scope: scope() },
            Output::RecoverRefresh { .. } => Input::Recovered { scope: scope(), grant: grant.take() },
            Output::Refresh { grant, .. } => {
                return Scopes::parse(&grant.scope.to_string()).map_err(|_| SERVER_ERROR);
            }
            Output::Ok(_) => return Err(SERVER_ERROR),
            Output::Err(_) if authenticated != holder => {
                return Err(OAuthError::invalid_grant("the refresh token was not made for this client"));
            }
            // Client and token fit, so what is left is a scope beyond the grant.
            Output::Err(_) => {
                return Err(OAuthError::new(ErrorCode::InvalidScope, "scope goes beyond what was granted"));
            }
        };
    }
}

fn invalid_scope() -> OAuthError {
    OAuthError::new(ErrorCode::InvalidScope, "scope has the wrong form")
}

fn oxide_scope(scopes: &Scopes) -> Result<OxideScope, OAuthError> {
    scopes.to_string().parse().map_err(|_| SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Scopes {
        Scopes::parse(text).unwrap()
    }

    #[test]
    fn a_code_serves_its_client_and_its_redirect_only() {
        let (shop, other): (ClientId, ClientId) = ("shop".parse().unwrap(), "other".parse().unwrap());
        let granted = scopes("openid");
        let facts = CodeFacts { client: &shop, redirect_uri: "https://shop.example/cb", scopes: &granted };
        let form = |redirect: &str| {
            Params::from([("grant_type", "authorization_code"), ("code", "c"), ("redirect_uri", redirect)])
        };
        let run = |form: &Params, client| exchange(form, client, &facts, || Ok(())).map_err(|e| e.code.as_str());
        assert_eq!(run(&form("https://shop.example/cb"), &shop), Ok(granted.clone()));
        assert_eq!(run(&form(""), &shop), Ok(granted.clone()));
        assert_eq!(run(&form("https://shop.example/cb/"), &shop), Err("invalid_grant"));
        assert_eq!(run(&form("https://shop.example/cb"), &other), Err("invalid_grant"));
        let refused = exchange(&form(""), &shop, &facts, || Err(OAuthError::invalid_grant("pkce")));
        assert_eq!(refused, Err(OAuthError::invalid_grant("pkce")));
    }

    #[test]
    fn a_refresh_stays_within_its_grant_and_client() {
        let (shop, other): (ClientId, ClientId) = ("shop".parse().unwrap(), "other".parse().unwrap());
        let granted = scopes("openid read.phone");
        let form =
            |scope: &str| Params::from([("grant_type", "refresh_token"), ("refresh_token", "r"), ("scope", scope)]);
        let run = |scope: &str, client| renew(&form(scope), client, &shop, &granted).map_err(|e| e.code.as_str());
        assert_eq!(run("", &shop), Ok(granted.clone()));
        assert_eq!(run("openid", &shop), Ok(scopes("openid")));
        assert_eq!(run("openid read.email", &shop), Err("invalid_scope"));
        assert_eq!(run("a\"b", &shop), Err("invalid_scope"));
        assert_eq!(run("", &other), Err("invalid_grant"));
    }
}
