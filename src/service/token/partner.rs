//! The exchange and the refresh of the partner API: the phases of the token endpoint in its own dress.

use url::Url;

use crate::base::Secret;
use crate::domain::activity::Origin;
use crate::domain::oauth::client::{Client, is_local};
use crate::domain::oauth::vocab::GrantType;
use crate::protocol::dress::Dress;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::service::clients::Caller;
use crate::service::replay::Marks;
use crate::service::{Core, clients, proof};
use crate::store::refresh_tokens;

use super::exchange::{Call, TokenError};
use super::mint::TokenSet;
use super::{code, refresh};

/// A code to exchange (seed `001`, "Token").
pub struct Exchange {
    /// The code.
    pub code: Secret,
    /// PKCE verifier.
    pub verifier: Option<Secret>,
    /// Whom to call when the session ends; checked by [`revoke_uri`].
    pub revoke_uri: Option<String>,
    /// From where.
    pub origin: Origin,
}

/// Exchanges a code of a login link.
pub async fn exchange(core: &Core, caller: &Caller, input: Exchange) -> Result<TokenSet, TokenError> {
    let client = &caller.client;
    if !client.may_use(GrantType::AuthorizationCode) {
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "the client may not use codes").into());
    }
    let mut params = Params::from([("grant_type", "authorization_code"), ("code", input.code.expose())]);
    if let Some(verifier) = &input.verifier {
        params.push("code_verifier", verifier.expose().to_owned())?;
    }
    let call = Call {
        core,
        client,
        params: &params,
        origin: &input.origin,
        confirmation: proof::confirmation(client, None, None)?,
        dress: Dress::Partner,
        revoke_uri: input.revoke_uri.or_else(|| client.options.revoke_uri.clone()),
        marks: &caller.marks,
    };
    code::redeem(&call, &input.code, input.verifier.as_ref()).await
}

/// Renews tokens by the refresh token alone (seed `001`, "Token refresh"): it is the client's only credential
/// here, so only tokens of this door count.
pub async fn renew(core: &Core, token: &Secret, origin: &Origin) -> Result<TokenSet, TokenError> {
    const UNKNOWN: OAuthError = OAuthError::invalid_grant("the refresh token is unknown, expired or used");
    let holder = refresh_tokens::holder(&mut core.db.read().await?, &token.digest()).await?;
    let client = match holder {
        Some(id) => clients::find(core, &id).await?,
        None => None,
    };
    let client = client.ok_or(UNKNOWN)?;
    let params = Params::from([("grant_type", "refresh_token"), ("refresh_token", token.expose())]);
    let call = Call {
        core,
        client: &client,
        params: &params,
        origin,
        confirmation: proof::confirmation(&client, None, None)?,
        dress: Dress::Partner,
        revoke_uri: None,
        marks: &Marks::default(),
    };
    refresh::renew(&call, token).await
}

/// Whether a client may have this address called: https, at a host that it registered; http on the machine
/// itself where private addresses may be called at all. At most 2,000 bytes, without credentials and fragment.
pub fn revoke_uri(core: &Core, client: &Client, text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    // The parser takes white space away, and this text is what is kept.
    let clean = text.len() <= 2_000 && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let plain = clean && url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_local(&url) && core.config.allow_private());
    let Some(host) = url.host_str() else { return false };
    let with_port = url.port().map(|port| format!("{host}:{port}"));
    let registered = client.options.revoke_hosts.iter().any(|known| match &with_port {
        Some(with_port) => known.eq_ignore_ascii_case(with_port),
        None => known.eq_ignore_ascii_case(host),
    });
    plain && safe && registered
}
