//! Closed sets of words that parameters take.

use crate::domain::words;

/// `response_type` (RFC 6749 §3.1.1; OAuth 2.0 Multiple Response Types). Everything but `code` exists
/// for a client that was switched on for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseType {
    /// RFC 6749 §4.1
    #[default]
    Code,
    /// OIDC Core §3.2
    IdToken,
    /// OIDC Core §3.2
    IdTokenToken,
    /// OIDC Core §3.3
    CodeIdToken,
    /// OIDC Core §3.3
    CodeToken,
    /// OIDC Core §3.3
    CodeIdTokenToken,
}
words!(ResponseType {
    Code = "code",
    IdToken = "id_token",
    IdTokenToken = "id_token token",
    CodeIdToken = "code id_token",
    CodeToken = "code token",
    CodeIdTokenToken = "code id_token token",
});

impl ResponseType {
    /// Reads the parameter: the order of the words does not count (OAuth 2.0 Multiple Response Types §2).
    pub fn read(text: &str) -> Option<Self> {
        let mut words: Vec<&str> = text.split(' ').collect();
        words.sort_unstable();
        words.join(" ").parse().ok()
    }

    /// Whether the answer has a code.
    pub fn has_code(self) -> bool {
        self.has("code")
    }

    /// Whether the answer has an ID token.
    pub fn has_id_token(self) -> bool {
        self.has("id_token")
    }

    /// Whether the answer has an access token.
    pub fn has_token(self) -> bool {
        self.has("token")
    }

    /// Whether the answer has a token in the browser's address, which is then its fragment.
    pub fn is_front_channel(self) -> bool {
        self.has_token() || self.has_id_token()
    }

    fn has(self, word: &str) -> bool {
        self.as_str().split(' ').any(|own| own == word)
    }
}

/// `response_mode` (OAuth 2.0 Multiple Response Types; Form Post Response Mode; the last one is ours, by the
/// name under which it is known elsewhere).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of the redirect.
    #[default]
    Query,
    /// In the fragment: never sent to a server.
    Fragment,
    /// As a form that posts itself.
    FormPost,
    /// As a message from a pop-up window to the page of the client that opened it.
    WebMessage,
}
words!(ResponseMode {
    Query = "query",
    Fragment = "fragment",
    FormPost = "form_post",
    WebMessage = "web_message",
});

/// `grant_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// RFC 6749 §4.1
    AuthorizationCode,
    /// RFC 6749 §6
    RefreshToken,
    /// RFC 6749 §4.4
    ClientCredentials,
    /// RFC 8628 §3.4
    DeviceCode,
    /// RFC 8693 §2.1
    TokenExchange,
    /// OIDC Core §3.2: what a client with tokens from the authorization endpoint registers; not a word of the
    /// token endpoint.
    Implicit,
}
words!(GrantType {
    AuthorizationCode = "authorization_code",
    RefreshToken = "refresh_token",
    ClientCredentials = "client_credentials",
    DeviceCode = "urn:ietf:params:oauth:grant-type:device_code",
    TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange",
    Implicit = "implicit",
});

/// `token_endpoint_auth_method` (RFC 7591 §2, OIDC Core §9, RFC 8705 §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthMethod {
    /// HTTP Basic.
    #[default]
    ClientSecretBasic,
    /// In the form.
    ClientSecretPost,
    /// A JWT with an HMAC of the secret.
    ClientSecretJwt,
    /// A JWT signed with a key of the client.
    PrivateKeyJwt,
    /// A certificate whose subject is registered; a proxy has checked its chain.
    TlsClientAuth,
    /// A certificate whose key is registered.
    SelfSignedTlsClientAuth,
    /// A public client: no secret, PKCE always.
    None,
}
words!(AuthMethod {
    ClientSecretBasic = "client_secret_basic",
    ClientSecretPost = "client_secret_post",
    ClientSecretJwt = "client_secret_jwt",
    PrivateKeyJwt = "private_key_jwt",
    TlsClientAuth = "tls_client_auth",
    SelfSignedTlsClientAuth = "self_signed_tls_client_auth",
    None = "none",
});

impl AuthMethod {
    /// Whether it needs a shared secret.
    pub const fn has_secret(self) -> bool {
        matches!(self, Self::ClientSecretBasic | Self::ClientSecretPost | Self::ClientSecretJwt)
    }

    /// Whether the proof is a signed JWT.
    pub const fn is_assertion(self) -> bool {
        matches!(self, Self::ClientSecretJwt | Self::PrivateKeyJwt)
    }

    /// Whether the proof is a certificate.
    pub const fn is_tls(self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }
}

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

/// `subject_type` (OIDC Core §8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubjectType {
    /// The same `sub` for every client.
    #[default]
    Public,
    /// A `sub` for one sector only.
    Pairwise,
}
words!(SubjectType { Public = "public", Pairwise = "pairwise" });

/// `application_type` (OIDC Registration §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApplicationType {
    /// A site.
    #[default]
    Web,
    /// A program on the person's own machine (RFC 8252).
    Native,
}
words!(ApplicationType { Web = "web", Native = "native" });

/// The set of rules that a client is held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// OAuth 2.1 and OIDC Core.
    #[default]
    OAuth21,
    /// FAPI 2.0 Security Profile.
    Fapi2,
}
words!(Profile { OAuth21 = "oauth21", Fapi2 = "fapi2" });

/// An algorithm that others sign with: client assertions, request objects, `DPoP` proofs (RFC 7518 §3.1,
/// RFC 8037). There is no `none`, and an HMAC only where a shared secret is the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ForeignAlgorithm {
    /// RSA PKCS#1 v1.5 with SHA-256.
    Rs256,
    /// RSA-PSS with SHA-256.
    Ps256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}
words!(ForeignAlgorithm { Rs256 = "RS256", Ps256 = "PS256", Es256 = "ES256", EdDsa = "EdDSA" });

/// What access tokens look like to their holder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenFormat {
    /// A reference.
    #[default]
    Opaque,
    /// RFC 9068.
    Jwt,
}
words!(TokenFormat { Opaque = "opaque", Jwt = "jwt" });
