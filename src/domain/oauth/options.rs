//! What a client may set beyond the basics. Everything has a default that is safe for a plain site.
//!
//! Names follow RFC 7591 and its neighbours; the shape here is also the one that is kept in the database.

use serde::{Deserialize, Serialize};

use crate::domain::oauth::apps::Apps;
use crate::domain::oauth::vocab::{ApplicationType, ForeignAlgorithm, Profile, ResponseType, SubjectType, TokenFormat};
use crate::domain::signing_key::SigningAlgorithm;

/// Settings of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Options {
    /// The rules it is held to.
    pub profile: Profile,
    /// Web or native.
    pub application_type: ApplicationType,
    /// Which answers it may ask the authorization endpoint for.
    pub response_types: Vec<ResponseType>,
    /// Whether people have the same `sub` here as elsewhere.
    pub subject_type: SubjectType,
    /// OIDC Core §8.1: the host that pairwise subjects are made for, once it was checked.
    pub sector: Option<String>,
    /// Where the list of the sector's redirect URIs is.
    pub sector_identifier_uri: Option<String>,

    /// Its public keys, a JWK set as JSON.
    pub jwks: Option<String>,
    /// Where its public keys are.
    pub jwks_uri: Option<String>,
    /// The one algorithm of its client assertions; any that we take if absent.
    pub assertion_alg: Option<ForeignAlgorithm>,
    /// RFC 8705 §2.1.2: the one registered name of its certificate.
    pub tls_subject: Option<TlsSubject>,

    /// What user-info answers are signed with; plain JSON if absent.
    pub userinfo_alg: Option<SigningAlgorithm>,
    /// RFC 9701: what introspection answers are signed with; plain JSON if absent.
    pub introspection_alg: Option<SigningAlgorithm>,
    /// The one algorithm of its request objects; any that we take if absent.
    pub request_object_alg: Option<ForeignAlgorithm>,
    /// OIDC Registration §2: where its request objects may be fetched.
    pub request_uris: Vec<String>,
    /// RFC 9101 §10.5: every request must be a signed object.
    pub signed_request_required: bool,
    /// RFC 9126 §6: every request must be pushed.
    pub par_required: bool,

    /// RFC 9449 §5.2: access tokens are bound to a key.
    pub dpop_bound: bool,
    /// RFC 8705 §3.4: access tokens are bound to its certificate.
    pub tls_bound: bool,
    /// What its access tokens look like.
    pub access_token_format: TokenFormat,
    /// RFC 8707: resource servers it may ask tokens for, as absolute URIs.
    pub resources: Vec<String>,
    /// The resource servers that it is itself, as absolute URIs: it may introspect tokens made for them.
    pub serves: Vec<String>,
    /// RFC 8693: what it may do with other parties' tokens.
    pub exchange: Option<ExchangePolicy>,

    /// OIDC Core: a `max_age` for requests that have none, in seconds.
    pub default_max_age: Option<u32>,
    /// OIDC Registration §2. We always tell `auth_time`; kept so that it can be read back.
    pub require_auth_time: bool,
    /// Asked for where a request names none.
    pub default_acr_values: Vec<String>,
    /// OIDC Core §4: where a sign-in can be started by somebody else.
    pub initiate_login_uri: Option<String>,

    /// OIDC Back-Channel Logout §2.2
    pub backchannel_logout_uri: Option<String>,
    /// OIDC Back-Channel Logout §2.2
    pub backchannel_logout_session_required: bool,
    /// OIDC Front-Channel Logout §2
    pub frontchannel_logout_uri: Option<String>,
    /// OIDC Front-Channel Logout §2
    pub frontchannel_logout_session_required: bool,

    /// Life of access tokens that it gets by the partner API, in seconds; the configured one if absent.
    pub access_token_seconds: Option<u32>,
    /// Life of refresh tokens that it gets by the partner API, in seconds; a calendar month if absent.
    pub refresh_token_seconds: Option<u32>,
    /// Hosts that it may name for calls at the end of a session, `host` or `host:port`.
    pub revoke_hosts: Vec<String>,
    /// Whom to call at the end of a session where an exchange names nobody.
    pub revoke_uri: Option<String>,
    /// What such calls are signed with, sealed; shown once when it is made.
    pub webhook_secret: Option<String>,
    /// The company behind it, as it stands in the register.
    pub legal_name: Option<String>,

    /// Its apps on telephones. Left out where there are none, so that the others are found by the word.
    #[serde(skip_serializing_if = "Apps::is_empty")]
    pub apps: Apps,

    /// How to reach who runs it.
    pub contacts: Vec<String>,
    /// Where its logo was fetched from.
    pub logo_uri: Option<String>,
    /// Digest of our copy of its logo, if it could be had.
    pub logo: Option<String>,
    /// RFC 7591 §2
    pub software_id: Option<String>,
    /// RFC 7591 §2
    pub software_version: Option<String>,
    /// Whether it registered itself (RFC 7591): nobody has looked at it.
    pub self_registered: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            application_type: ApplicationType::default(),
            response_types: vec![ResponseType::Code],
            subject_type: SubjectType::default(),
            sector: None,
            sector_identifier_uri: None,
            jwks: None,
            jwks_uri: None,
            assertion_alg: None,
            tls_subject: None,
            userinfo_alg: None,
            introspection_alg: None,
            request_object_alg: None,
            request_uris: Vec::new(),
            signed_request_required: false,
            par_required: false,
            dpop_bound: false,
            tls_bound: false,
            access_token_format: TokenFormat::default(),
            resources: Vec::new(),
            serves: Vec::new(),
            exchange: None,
            default_max_age: None,
            require_auth_time: false,
            default_acr_values: Vec::new(),
            initiate_login_uri: None,
            backchannel_logout_uri: None,
            backchannel_logout_session_required: false,
            frontchannel_logout_uri: None,
            frontchannel_logout_session_required: false,
            access_token_seconds: None,
            refresh_token_seconds: None,
            revoke_hosts: Vec::new(),
            revoke_uri: None,
            webhook_secret: None,
            legal_name: None,
            apps: Apps::default(),
            contacts: Vec::new(),
            logo_uri: None,
            logo: None,
            software_id: None,
            software_version: None,
            self_registered: false,
        }
    }
}

/// RFC 8705 §2.1.2: one name that the certificate must carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsSubject {
    /// The subject's distinguished name (RFC 4514).
    Dn(String),
    /// A DNS name.
    SanDns(String),
    /// A URI.
    SanUri(String),
    /// An address.
    SanIp(String),
    /// An e-mail address.
    SanEmail(String),
}

/// RFC 8693: what a client may get for tokens of others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExchangePolicy {
    /// Clients whose tokens it may present; its own always.
    pub subjects: Vec<String>,
    /// §1.1: may act as the person without being named.
    pub impersonation: bool,
    /// §1.1: may act on behalf of the person, named in `act`.
    pub delegation: bool,
}
