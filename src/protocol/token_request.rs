//! The form of the token endpoint, read once into one of its grants.

use crate::base::Secret;
use crate::domain::oauth::vocab::GrantType;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::resource::RESOURCE;
use crate::protocol::token_exchange::{self, AUDIENCE};

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
    /// RFC 8693 §2.1
    Exchange {
        /// Whom the new token is about.
        subject: Secret,
        /// Who is to act.
        actor: Option<Secret>,
    },
    /// RFC 8628 §3.4
    Device {
        /// The device code.
        code: Secret,
    },
}

impl TokenRequest {
    /// Reads the form.
    pub fn read(params: &Params) -> Result<Self, OAuthError> {
        let missing = OAuthError::invalid_request;
        let grant = params.get("grant_type").ok_or(missing("grant_type is missing"))?;
        let unsupported = OAuthError::new(ErrorCode::UnsupportedGrantType, "unknown grant_type");
        let grant = grant.parse().map_err(|_| unsupported)?;
        params.refuse_repeated_but(match grant {
            GrantType::TokenExchange => &[RESOURCE, AUDIENCE],
            _ => &[RESOURCE],
        })?;
        Ok(match grant {
            GrantType::AuthorizationCode => Self::Code {
                code: params.get("code").map(Secret::new).ok_or(missing("code is missing"))?,
                verifier: params.get("code_verifier").map(Secret::new),
            },
            GrantType::RefreshToken => Self::Refresh {
                token: params.get("refresh_token").map(Secret::new).ok_or(missing("refresh_token is missing"))?,
            },
            GrantType::ClientCredentials => Self::ClientCredentials,
            GrantType::TokenExchange => {
                let (subject, actor) = token_exchange::tokens(params)?;
                Self::Exchange { subject, actor }
            }
            GrantType::DeviceCode => Self::Device {
                code: params.get("device_code").map(Secret::new).ok_or(missing("device_code is missing"))?,
            },
            GrantType::Implicit => return Err(unsupported),
        })
    }

    /// Its grant type.
    pub const fn grant_type(&self) -> GrantType {
        match self {
            Self::Code { .. } => GrantType::AuthorizationCode,
            Self::Refresh { .. } => GrantType::RefreshToken,
            Self::ClientCredentials => GrantType::ClientCredentials,
            Self::Exchange { .. } => GrantType::TokenExchange,
            Self::Device { .. } => GrantType::DeviceCode,
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
        let device = "urn:ietf:params:oauth:grant-type:device_code";
        assert_eq!(code(&format!("grant_type={device}&device_code=x")), device);
        assert_eq!(code(&format!("grant_type={device}")), "invalid_request");
        assert_eq!(code("grant_type=authorization_code"), "invalid_request");
        assert_eq!(code("grant_type=refresh_token"), "invalid_request");
        assert_eq!(code("grant_type=password&username=a&password=b"), "unsupported_grant_type");
        assert_eq!(code(""), "invalid_request");
        assert_eq!(code("grant_type=client_credentials&grant_type=client_credentials"), "invalid_request");
        assert_eq!(code("grant_type=client_credentials&resource=a:b&resource=a:c"), "client_credentials");
        assert_eq!(code("grant_type=client_credentials&audience=a&audience=b"), "invalid_request");
        let exchange = format!(
            "grant_type={}&subject_token=x&subject_token_type={}",
            GrantType::TokenExchange,
            token_exchange::ACCESS_TOKEN
        );
        assert_eq!(
            code(&format!("{exchange}&audience=a&audience=b&resource=c:d&resource=c:e")),
            "urn:ietf:params:oauth:grant-type:token-exchange"
        );
        assert_eq!(code(&format!("{exchange}&scope=a&scope=b")), "invalid_request");
    }
}
