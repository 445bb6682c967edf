//! The token endpoint's phases, shared by all grants: client → grant allowed → the grant's own proof
//! → mint → answer. A grant supplies only what is its own.

use crate::base::Fault;
use crate::domain::activity::Origin;
use crate::domain::oauth::client::Client;
use crate::domain::oauth::token::Confirmation;
use crate::protocol::client_auth::Presented;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::token_request::TokenRequest;
use crate::service::clients::{self, AuthError};
use crate::service::{Core, token};

/// A request at the token endpoint.
pub struct Exchange {
    /// The form.
    pub params: Params,
    /// The client's credential.
    pub presented: Presented,
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
    let client = clients::authenticate(core, &input.presented).await?;
    let request = TokenRequest::read(&input.params)?;
    if !client.may_use(request.grant_type()) {
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "the client may not use this grant_type").into());
    }
    let call = Call { core, client: &client, params: &input.params, origin: &input.origin, confirmation: None };
    match request {
        TokenRequest::Code { code, verifier } => token::code::redeem(&call, &code, verifier.as_ref()).await,
        TokenRequest::Refresh { token } => token::refresh::renew(&call, &token).await,
        TokenRequest::ClientCredentials => token::client_credentials::issue(&call).await,
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
}
