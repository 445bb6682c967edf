//! Sign-out: which client asks, where the browser may go afterwards, and the end of the sessions.

use std::sync::Arc;

use crate::base::Fault;
use crate::domain::activity::Origin;
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::session::SessionId;
use crate::protocol::error::OAuthError;
use crate::protocol::id_token::HintClaims;
use crate::protocol::params::Params;
use crate::service::{Core, clients, keys, sessions};

/// A request to sign out (OIDC RP-Initiated Logout 1.0 §2), checked.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Who asks, if known.
    pub client: Option<Arc<Client>>,
    /// A registered place to go to afterwards.
    pub back: Option<String>,
    /// Returned there unchanged.
    pub state: Option<String>,
}

/// Why a request to sign out is answered by an error page.
#[derive(Debug, thiserror::Error)]
pub enum LogoutError {
    /// The protocol's answer.
    #[error(transparent)]
    Refused(#[from] OAuthError),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Checks a request. An address to return to counts only if this client registered it, to the
/// letter; without a client there is nowhere to return to.
pub async fn check(core: &Core, params: &Params) -> Result<Asked, LogoutError> {
    params.refuse_repeated()?;
    let hinted = match params.get("id_token_hint") {
        None => None,
        Some(token) => {
            let claims: Option<HintClaims> = keys::current(core).await?.verify(token);
            let claims = claims.filter(|c| c.iss == core.issuer());
            Some(claims.ok_or(OAuthError::invalid_request("id_token_hint is not an ID token of this issuer"))?)
        }
    };
    let named: Option<ClientId> = params.get("client_id").and_then(|id| id.parse().ok());
    let from_hint: Option<ClientId> =
        hinted.as_ref().and_then(|claims| claims.aud.first()).and_then(|aud| aud.parse().ok());
    if let (Some(named), Some(hinted)) = (&named, &from_hint)
        && named != hinted
    {
        return Err(OAuthError::invalid_request("client_id and id_token_hint name different clients").into());
    }
    let client = match named.or(from_hint) {
        Some(id) => clients::find(core, &id).await?,
        None => None,
    };
    let back = match params.get("post_logout_redirect_uri") {
        None => None,
        Some(uri) => {
            let registered = client.as_ref().is_some_and(|c| c.logout_uris.iter().any(|own| own == uri));
            if !registered {
                return Err(OAuthError::invalid_request("post_logout_redirect_uri is not registered").into());
            }
            Some(uri.to_owned())
        }
    };
    let state = params.bounded("state", 1_024, "state is longer than 1024 bytes")?.map(str::to_owned);
    Ok(Asked { client, back, state })
}

impl Asked {
    /// The address to return to, with `state`.
    pub fn destination(&self) -> Option<String> {
        let back = self.back.as_ref()?;
        let Some(state) = &self.state else { return Some(back.clone()) };
        let join = if back.contains('?') { '&' } else { '?' };
        let state: String = form_urlencoded::byte_serialize(state.as_bytes()).collect();
        Some(format!("{back}{join}state={state}"))
    }
}

/// Ends the sessions of one browser.
pub async fn end_browser(core: &Core, ids: &[SessionId], origin: &Origin) -> Result<(), Fault> {
    for signed_in in sessions::signed_in(core, ids).await? {
        let session = signed_in.session;
        sessions::end(core, session.user, session.id, origin.clone()).await?;
    }
    Ok(())
}
