//! The form of the token endpoint, read once into one of its grants.

use crate::base::Secret;
use crate::domain::oauth::vocab::GrantType;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;

/// What the client presents.
#[derive(Clone, Debug)]
pub enum TokenRequest {
    /// RFC 6749 §4.1.3
    Code {
        /// The code.
        code: Secret,
        /// RFC 7636 §4.5
        verifier: Option<Secret>,
    },
    /// RFC 6749 §6
    Refresh {
        /// The refresh token.
        token: Secret,
    },
    /// RFC 6749 §4.4
    ClientCredentials,
}

impl TokenRequest {
    /// Reads the form.
    pub fn read(params: &Params) -> Result<Self, OAuthError> {
        params.refuse_repeated()?;
        let missing = OAuthError::invalid_request;
        let grant = params.get("grant_type").ok_or(missing("grant_type is missing"))?;
        let unsupported = OAuthError::new(ErrorCode::UnsupportedGrantType, "unknown grant_type");
        Ok(match grant.parse().map_err(|_| unsupported)? {
            GrantType::AuthorizationCode => Self::Code {
                code: params.get("code").map(Secret::new).ok_or(missing("code is missing"))?,
                verifier: params.get("code_verifier").map(Secret::new),
            },
            GrantType::RefreshToken => Self::Refresh {
                token: params.get("refresh_token").map(Secret::new).ok_or(missing("refresh_token is missing"))?,
            },
            GrantType::ClientCredentials => Self::ClientCredentials,
            GrantType::DeviceCode | GrantType::TokenExchange | GrantType::Implicit => return Err(unsupported),
        })
    }

    /// Its grant type.
    pub const fn grant_type(&self) -> GrantType {
        match self {
            Self::Code { .. } => GrantType::AuthorizationCode,
            Self::Refresh { .. } => GrantType::RefreshToken,
            Self::ClientCredentials => GrantType::ClientCredentials,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_grant_needs_its_parameter() {
        let code = |form: &str| {
            TokenRequest::read(&Params::parse(form).unwrap())
                .map_or_else(|e| e.code.as_str(), |r| r.grant_type().as_str())
        };
        assert_eq!(code("grant_type=authorization_code&code=x"), "authorization_code");
        assert_eq!(code("grant_type=refresh_token&refresh_token=x"), "refresh_token");
        assert_eq!(code("grant_type=client_credentials"), "client_credentials");
        assert_eq!(code("grant_type=authorization_code"), "invalid_request");
        assert_eq!(code("grant_type=refresh_token"), "invalid_request");
        assert_eq!(code("grant_type=password&username=a&password=b"), "unsupported_grant_type");
        assert_eq!(code(""), "invalid_request");
        assert_eq!(code("grant_type=client_credentials&grant_type=client_credentials"), "invalid_request");
    }
}
