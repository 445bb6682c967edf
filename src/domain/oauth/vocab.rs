//! Closed sets of words that parameters take.

use crate::domain::words;

/// `response_mode` (OAuth 2.0 Multiple Response Types; Form Post Response Mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of the redirect.
    #[default]
    Query,
    /// As a form that posts itself.
    FormPost,
}
words!(ResponseMode { Query = "query", FormPost = "form_post" });

/// `grant_type` (RFC 6749).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// §4.1
    AuthorizationCode,
    /// §6
    RefreshToken,
    /// §4.4
    ClientCredentials,
}
words!(GrantType {
    AuthorizationCode = "authorization_code",
    RefreshToken = "refresh_token",
    ClientCredentials = "client_credentials",
});

/// `token_endpoint_auth_method` (RFC 7591 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthMethod {
    /// HTTP Basic.
    ClientSecretBasic,
    /// In the form.
    ClientSecretPost,
    /// A public client: no secret, PKCE always.
    None,
}
words!(AuthMethod {
    ClientSecretBasic = "client_secret_basic",
    ClientSecretPost = "client_secret_post",
    None = "none",
});

/// One value of `prompt` (OIDC Core §3.1.2.1; Initiating User Registration 1.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Show nothing.
    None,
    /// Prove who you are again.
    Login,
    /// Ask again what to share.
    Consent,
    /// Let the person choose.
    SelectAccount,
    /// Begin with registration.
    Create,
}
words!(Prompt { None = "none", Login = "login", Consent = "consent", SelectAccount = "select_account", Create = "create" });
