//! Provider metadata (OIDC Discovery 1.0 §3, RFC 8414 §2), built from what is really mounted.

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthUrl, IssuerUrl, JsonWebKeySetUrl, LanguageTag, ProviderMetadata, ResponseTypes,
    Scope, TokenUrl, UserInfoUrl,
};
use serde::{Deserialize, Serialize};

use crate::base::{Fault, Locale};
use crate::domain::oauth::scope::CATALOGUE;
use crate::domain::oauth::vocab::{AuthMethod, GrantType, Prompt, ResponseMode};
use crate::domain::signing_key::SigningAlgorithm;

/// Paths of the endpoints, as the router mounts them.
#[derive(Clone, Copy, Debug)]
pub struct Endpoints {
    /// RFC 6749 §3.1
    pub authorization: &'static str,
    /// RFC 6749 §3.2
    pub token: &'static str,
    /// OIDC Core §5.3
    pub userinfo: &'static str,
    /// RFC 7517 §5
    pub jwks: &'static str,
    /// RFC 7662
    pub introspection: &'static str,
    /// RFC 7009
    pub revocation: &'static str,
    /// OIDC RP-Initiated Logout 1.0
    pub end_session: &'static str,
}

/// Values that OIDC Discovery itself does not define.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Extra {
    introspection_endpoint: String,
    introspection_endpoint_auth_methods_supported: Vec<String>,
    revocation_endpoint: String,
    revocation_endpoint_auth_methods_supported: Vec<String>,
    end_session_endpoint: String,
    code_challenge_methods_supported: Vec<String>,
    prompt_values_supported: Vec<String>,
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Extra {}

/// Our metadata.
pub type Metadata = ProviderMetadata<
    Extra,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Every claim that tokens and the user-info endpoint can have.
const CLAIMS: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "amr",
    "at_hash",
    "sid",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "gender",
    "birthdate",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "phones",
    "emails",
    "country",
    "nationality",
    "identifier",
];

/// The document.
pub fn metadata(issuer: &str, paths: &Endpoints, algorithms: &[SigningAlgorithm]) -> Result<Metadata, Fault> {
    let at = |path: &str| format!("{issuer}{path}");
    let bad = |_| Fault::Bug("an endpoint is a URL");
    let words = |all: &mut dyn Iterator<Item = &'static str>| all.map(str::to_owned).collect::<Vec<_>>();
    let auth_methods = words(&mut AuthMethod::ALL.iter().map(|m| m.as_str()));
    let extra = Extra {
        introspection_endpoint: at(paths.introspection),
        introspection_endpoint_auth_methods_supported: words(
            &mut AuthMethod::ALL.iter().filter(|m| **m != AuthMethod::None).map(|m| m.as_str()),
        ),
        revocation_endpoint: at(paths.revocation),
        revocation_endpoint_auth_methods_supported: auth_methods,
        end_session_endpoint: at(paths.end_session),
        code_challenge_methods_supported: vec!["S256".to_owned()],
        prompt_values_supported: words(&mut Prompt::ALL.iter().map(|p| p.as_str())),
        authorization_response_iss_parameter_supported: true,
    };
    let document = ProviderMetadata::new(
        IssuerUrl::new(issuer.to_owned()).map_err(bad)?,
        AuthUrl::new(at(paths.authorization)).map_err(bad)?,
        JsonWebKeySetUrl::new(at(paths.jwks)).map_err(bad)?,
        vec![ResponseTypes::new(vec![CoreResponseType::Code])],
        vec![CoreSubjectIdentifierType::Public],
        algorithms.iter().map(|a| jws(*a)).collect(),
        extra,
    );
    let languages = Locale::ALL.iter().map(|l| LanguageTag::new(l.tag().to_owned())).collect();
    Ok(document
        .set_token_endpoint(Some(TokenUrl::new(at(paths.token)).map_err(bad)?))
        .set_userinfo_endpoint(Some(UserInfoUrl::new(at(paths.userinfo)).map_err(bad)?))
        .set_scopes_supported(Some(CATALOGUE.iter().map(|s| Scope::new(s.name.to_owned())).collect()))
        .set_response_modes_supported(Some(ResponseMode::ALL.iter().map(|m| mode(*m)).collect()))
        .set_grant_types_supported(Some(GrantType::ALL.iter().map(|g| grant(*g)).collect()))
        .set_token_endpoint_auth_methods_supported(Some(AuthMethod::ALL.iter().map(|m| auth(*m)).collect()))
        .set_claims_supported(Some(CLAIMS.iter().map(|c| CoreClaimName::new((*c).to_owned())).collect()))
        .set_claim_types_supported(Some(vec![CoreClaimType::Normal]))
        .set_ui_locales_supported(Some(languages))
        .set_claims_parameter_supported(Some(false))
        .set_request_parameter_supported(Some(false))
        .set_request_uri_parameter_supported(Some(false)))
}

fn jws(algorithm: SigningAlgorithm) -> CoreJwsSigningAlgorithm {
    match algorithm {
        SigningAlgorithm::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        SigningAlgorithm::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        SigningAlgorithm::EdDsa => CoreJwsSigningAlgorithm::EdDsa,
    }
}

fn mode(mode: ResponseMode) -> CoreResponseMode {
    match mode {
        ResponseMode::Query => CoreResponseMode::Query,
        ResponseMode::FormPost => CoreResponseMode::FormPost,
    }
}

fn grant(grant: GrantType) -> CoreGrantType {
    match grant {
        GrantType::AuthorizationCode => CoreGrantType::AuthorizationCode,
        GrantType::RefreshToken => CoreGrantType::RefreshToken,
        GrantType::ClientCredentials => CoreGrantType::ClientCredentials,
    }
}

fn auth(method: AuthMethod) -> CoreClientAuthMethod {
    match method {
        AuthMethod::ClientSecretBasic => CoreClientAuthMethod::ClientSecretBasic,
        AuthMethod::ClientSecretPost => CoreClientAuthMethod::ClientSecretPost,
        AuthMethod::None => CoreClientAuthMethod::None,
    }
}
