//! The token endpoint's phases, shared by all grants: client → grant allowed → the grant's own proof
//! → mint → answer. A grant supplies only what is its own.

use crate::base::Fault;
use crate::domain::activity::Origin;
use crate::domain::oauth::client::Client;
use crate::domain::oauth::token::Confirmation;
use crate::domain::oauth::vocab::{GrantType, Profile};
use crate::protocol::client_auth::Presented;
use crate::protocol::dress::Dress;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::token_request::TokenRequest;
use crate::service::clients::{self, AuthError, Caller};
use crate::service::replay::Marks;
use crate::service::{Core, proof, token};
use crate::store::Tx;

/// A request at the token endpoint.
pub struct Exchange {
    /// The form.
    pub params: Params,
    /// The client's credential.
    pub presented: Presented,
    /// The `DPoP` header.
    pub dpop: Option<String>,
    /// The door it came by.
    pub dress: Dress,
    /// From where.
    pub origin: Origin,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The protocol's answer.
    #[error(transparent)]
    Refused(#[from] OAuthError),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<AuthError> for TokenError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Refused(error) => Self::Refused(error),
            AuthError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// RFC 6749 §3.2: exchanges what the client presents for tokens.
pub async fn exchange(core: &Core, input: Exchange) -> Result<token::TokenSet, TokenError> {
    let mut caller = clients::authenticate(core, &input.presented, input.dress.endpoint()).await?;
    let outcome = proceed(core, &input, &mut caller).await;
    // A device that has to wait has spent them with its question; whoever is told a nonce only has yet to ask.
    let waits = |error: &OAuthError| {
        matches!(error.code, ErrorCode::AuthorizationPending | ErrorCode::SlowDown | ErrorCode::UseDpopNonce)
    };
    if let Err(TokenError::Refused(error)) = &outcome
        && !waits(error)
    {
        // What was refused before anything was written is spent all the same; what was spent stays so.
        let _ = caller.marks.spend_alone(core).await?;
    }
    outcome
}

async fn proceed(core: &Core, input: &Exchange, caller: &mut Caller) -> Result<token::TokenSet, TokenError> {
    let Caller { client, marks, certificate } = caller;
    let target = proof::Request { method: "POST", path: input.dress.endpoint(), access_token: None };
    let strict = client.options.profile == Profile::Fapi2;
    let proved = proof::dpop(core, input.dpop.as_deref(), &target, strict, marks)?;
    let request = TokenRequest::read(&input.params)?;
    let known = match request.grant_type() {
        GrantType::AuthorizationCode | GrantType::RefreshToken => true,
        _ => input.dress == Dress::Standard,
    };
    if !known {
        let why = "this grant_type is not offered here";
        return Err(OAuthError::new(ErrorCode::UnsupportedGrantType, why).into());
    }
    if !client.may_use(request.grant_type()) {
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "the client may not use this grant_type").into());
    }
    let confirmation = proof::confirmation(client, proved.as_ref(), certificate.as_ref())?;
    let (params, origin, dress) = (&input.params, &input.origin, input.dress);
    let call = Call { core, client, params, origin, confirmation, marks, dress, revoke_uri: None };
    match request {
        TokenRequest::Code { code, verifier } => token::code::redeem(&call, &code, verifier.as_ref()).await,
        TokenRequest::Refresh { token } => token::refresh::renew(&call, &token).await,
        TokenRequest::Exchange { subject, actor } => {
            token::token_exchange::issue(&call, &subject, actor.as_ref()).await
        }
        TokenRequest::ClientCredentials => token::client_credentials::issue(&call).await,
        TokenRequest::Device { code } => token::device::redeem(&call, &code).await,
    }
}

/// Why the one write of a grant left nothing behind.
pub(super) enum Undone {
    /// A twin request was faster.
    Lost,
    /// Something was presented a second time.
    Refused(OAuthError),
    /// Our side.
    Fault(Fault),
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What a write came to; `None` if a twin request was faster.
pub(super) fn written<T>(outcome: Result<T, Undone>) -> Result<Option<T>, TokenError> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Undone::Lost) => Ok(None),
        Err(Undone::Refused(refusal)) => Err(refusal.into()),
        Err(Undone::Fault(fault)) => Err(fault.into()),
    }
}

/// What every grant works with.
pub(super) struct Call<'a> {
    pub core: &'a Core,
    pub client: &'a Client,
    pub params: &'a Params,
    pub origin: &'a Origin,
    /// The key that the client proved to hold, and to which access tokens are bound.
    pub confirmation: Option<Confirmation>,
    /// The door it came by.
    pub dress: Dress,
    /// Whom to call when the session behind the tokens ends.
    pub revoke_uri: Option<String>,
    /// What the request presented only once: every grant spends it in its transaction.
    pub marks: &'a Marks,
}

impl Call<'_> {
    /// Spends what the request presented only once; at the end of the write, which it undoes if something
    /// was spent before.
    pub async fn spend(marks: &Marks, tx: &mut Tx) -> Result<(), Undone> {
        marks.spend(tx).await?.map_or(Ok(()), |refusal| Err(Undone::Refused(refusal)))
    }

    /// The thumbprint of the `DPoP` key that was proved.
    pub fn jkt(&self) -> Option<&str> {
        match &self.confirmation {
            Some(Confirmation::Jkt(jkt)) => Some(jkt),
            Some(Confirmation::X5t(_)) | None => None,
        }
    }
}
