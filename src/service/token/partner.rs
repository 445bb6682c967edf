//! The exchange and the refresh of the partner API: the phases of the token endpoint in its own dress.

use crate::base::Secret;
use crate::domain::activity::Origin;
use crate::domain::oauth::client::Client;
use crate::domain::oauth::revoke_host;
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

/// Whether a client may have this address called when a session ends.
pub fn revoke_uri(core: &Core, client: &Client, text: &str) -> bool {
    revoke_host::admits(&client.options.revoke_hosts, text, core.config.allow_private())
}
