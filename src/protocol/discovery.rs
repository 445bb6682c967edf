//! Provider metadata (OIDC Discovery 1.0 §3, RFC 8414 §2 and the RFCs that add to it), built from what is
//! really mounted and switched on.

use serde::Serialize;

use crate::base::Locale;
use crate::domain::oauth::scope::CATALOGUE;
use crate::domain::oauth::vocab::{
    AuthMethod, ForeignAlgorithm, GrantType, Prompt, ResponseMode, ResponseType, SubjectType,
};
use crate::domain::signing_key::SigningAlgorithm;
use crate::protocol::acr;
use crate::protocol::certificate::Certificates;

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
    /// RFC 9126
    pub pushed_authorization_request: &'static str,
    /// RFC 8628 §3.1
    pub device_authorization: &'static str,
    /// RFC 7591
    pub registration: &'static str,
    /// OIDC RP-Initiated Logout 1.0
    pub end_session: &'static str,
    /// OIDC Session Management 1.0
    pub check_session: &'static str,
}

/// What an operator switched on.
#[derive(Clone, Debug)]
pub struct Offer<'a> {
    /// The issuer, without a slash at the end.
    pub issuer: &'a str,
    /// What we sign with.
    pub signing: Vec<SigningAlgorithm>,
    /// Which certificates of clients reach us.
    pub certificates: Certificates,
    /// Whether clients may be switched on for tokens from the authorization endpoint.
    pub front_channel_tokens: bool,
    /// Whether clients may register themselves.
    pub registration: bool,
}

/// The document. Entries that do not apply are absent.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of its own")]
pub struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    introspection_endpoint: String,
    revocation_endpoint: String,
    pushed_authorization_request_endpoint: String,
    device_authorization_endpoint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_endpoint: Option<String>,
    end_session_endpoint: String,
    check_session_iframe: String,
    frontchannel_logout_supported: bool,
    frontchannel_logout_session_supported: bool,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,

    response_types_supported: Vec<&'static str>,
    response_modes_supported: Vec<&'static str>,
    grant_types_supported: Vec<&'static str>,
    subject_types_supported: Vec<&'static str>,
    scopes_supported: Vec<&'static str>,
    claims_supported: &'static [&'static str],
    claim_types_supported: [&'static str; 1],
    claims_parameter_supported: bool,
    acr_values_supported: Vec<&'static str>,
    prompt_values_supported: Vec<&'static str>,
    display_values_supported: [&'static str; 4],
    ui_locales_supported: Vec<&'static str>,
    code_challenge_methods_supported: [&'static str; 1],
    authorization_response_iss_parameter_supported: bool,

    token_endpoint_auth_methods_supported: Vec<&'static str>,
    token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    introspection_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    revocation_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,

    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    require_request_uri_registration: bool,
    request_object_signing_alg_values_supported: Vec<&'static str>,
    require_signed_request_object: bool,
    require_pushed_authorization_requests: bool,

    id_token_signing_alg_values_supported: Vec<&'static str>,
    userinfo_signing_alg_values_supported: Vec<&'static str>,
    introspection_signing_alg_values_supported: Vec<&'static str>,

    dpop_signing_alg_values_supported: Vec<&'static str>,
    protected_resources: [String; 1],
    #[serde(skip_serializing_if = "is_false")]
    tls_client_certificate_bound_access_tokens: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Every claim that tokens and the user-info endpoint can have.
const CLAIMS: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "at_hash",
    "c_hash",
    "s_hash",
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
    "address",
    "phones",
    "emails",
    "country",
    "nationality",
    "identifier",
];

/// The document.
pub fn metadata(offer: &Offer<'_>, paths: &Endpoints) -> Metadata {
    let at = |path: &str| format!("{}{path}", offer.issuer);
    let foreign: Vec<_> = ForeignAlgorithm::ALL.iter().map(|a| a.as_str()).collect();
    // A client with a shared secret signs with it.
    let assertions: Vec<_> = foreign.iter().copied().chain(["HS256"]).collect();
    let signing: Vec<_> = offer.signing.iter().map(|a| a.as_str()).collect();
    let offered = |method: &&AuthMethod| offer.certificates.admit(**method);
    let methods: Vec<_> = AuthMethod::ALL.iter().filter(offered).map(|m| m.as_str()).collect();
    let confidential: Vec<_> = methods.iter().copied().filter(|m| *m != AuthMethod::None.as_str()).collect();
    let front = offer.front_channel_tokens;
    Metadata {
        issuer: offer.issuer.to_owned(),
        authorization_endpoint: at(paths.authorization),
        token_endpoint: at(paths.token),
        userinfo_endpoint: at(paths.userinfo),
        jwks_uri: at(paths.jwks),
        introspection_endpoint: at(paths.introspection),
        revocation_endpoint: at(paths.revocation),
        pushed_authorization_request_endpoint: at(paths.pushed_authorization_request),
        device_authorization_endpoint: at(paths.device_authorization),
        registration_endpoint: offer.registration.then(|| at(paths.registration)),
        end_session_endpoint: at(paths.end_session),
        check_session_iframe: at(paths.check_session),
        frontchannel_logout_supported: true,
        frontchannel_logout_session_supported: true,
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
        response_types_supported: ResponseType::ALL
            .iter()
            .filter(|t| front || **t == ResponseType::Code)
            .map(|t| t.as_str())
            .collect(),
        response_modes_supported: ResponseMode::ALL.iter().map(|m| m.as_str()).collect(),
        grant_types_supported: GrantType::ALL
            .iter()
            .filter(|g| front || **g != GrantType::Implicit)
            .map(|g| g.as_str())
            .collect(),
        subject_types_supported: SubjectType::ALL.iter().map(|t| t.as_str()).collect(),
        scopes_supported: CATALOGUE.iter().map(|known| known.name).collect(),
        claims_supported: CLAIMS,
        claim_types_supported: ["normal"],
        claims_parameter_supported: true,
        acr_values_supported: acr::ALL.to_vec(),
        prompt_values_supported: Prompt::ALL.iter().map(|p| p.as_str()).collect(),
        display_values_supported: ["page", "popup", "touch", "wap"],
        ui_locales_supported: Locale::ALL.iter().map(|l| l.tag()).collect(),
        code_challenge_methods_supported: ["S256"],
        authorization_response_iss_parameter_supported: true,
        token_endpoint_auth_methods_supported: methods.clone(),
        token_endpoint_auth_signing_alg_values_supported: assertions.clone(),
        introspection_endpoint_auth_methods_supported: confidential,
        introspection_endpoint_auth_signing_alg_values_supported: assertions.clone(),
        revocation_endpoint_auth_methods_supported: methods,
        revocation_endpoint_auth_signing_alg_values_supported: assertions,
        request_parameter_supported: true,
        request_uri_parameter_supported: true,
        require_request_uri_registration: true,
        request_object_signing_alg_values_supported: foreign.clone(),
        require_signed_request_object: false,
        require_pushed_authorization_requests: false,
        id_token_signing_alg_values_supported: signing.clone(),
        userinfo_signing_alg_values_supported: signing.clone(),
        introspection_signing_alg_values_supported: signing,
        dpop_signing_alg_values_supported: foreign,
        // RFC 9728 §4: our own user info, which goes by the issuer's name.
        protected_resources: [offer.issuer.to_owned()],
        tls_client_certificate_bound_access_tokens: offer.certificates.is_on(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_switched_off_is_not_announced() {
        let paths = Endpoints {
            authorization: "/a",
            token: "/t",
            userinfo: "/u",
            jwks: "/j",
            introspection: "/i",
            revocation: "/r",
            pushed_authorization_request: "/p",
            device_authorization: "/d",
            registration: "/g",
            end_session: "/e",
            check_session: "/c",
        };
        let offer = Offer {
            issuer: "https://id.example",
            signing: vec![SigningAlgorithm::Es256],
            certificates: Certificates::Off,
            front_channel_tokens: false,
            registration: false,
        };
        let text = |offer: &Offer<'_>| serde_json::to_string(&metadata(offer, &paths)).unwrap_or_default();
        let plain = text(&offer);
        assert!(plain.contains(r#""response_types_supported":["code"]"#), "{plain}");
        assert!(!plain.contains("tls_client") && !plain.contains("implicit"), "{plain}");
        assert!(!plain.contains("registration_endpoint"), "{plain}");
        let all = text(&Offer {
            certificates: Certificates::Verified,
            front_channel_tokens: true,
            registration: true,
            ..offer
        });
        assert!(all.contains(r#""registration_endpoint":"https://id.example/g""#), "{all}");
        assert!(all.contains("self_signed_tls_client_auth") && all.contains("code id_token"), "{all}");
    }
}
