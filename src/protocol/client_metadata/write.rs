//! A client as metadata.

use serde_json::{Map, Value, json};

use crate::base::Secret;
use crate::domain::oauth::client::Client;
use crate::domain::oauth::options::TlsSubject;
use crate::domain::oauth::vocab::{AuthMethod, ForeignAlgorithm};
use crate::domain::signing_key::SigningAlgorithm;

/// The client information response (RFC 7591 §3.2.1, RFC 7592 §3). The secret is there where one was
/// made just now.
pub fn registered(client: &Client, secret: Option<&Secret>, token: &Secret, uri: &str) -> Map<String, Value> {
    let mut out = described(client);
    out.insert("client_id_issued_at".into(), client.created_at.seconds().into());
    out.insert("registration_access_token".into(), token.expose().into());
    out.insert("registration_client_uri".into(), uri.into());
    if let Some(secret) = secret {
        out.insert("client_secret".into(), secret.expose().into());
        out.insert("client_secret_expires_at".into(), 0.into());
    }
    out
}

/// The metadata of a client; no secrets. What is as usual and says nothing is left out.
pub fn described(client: &Client) -> Map<String, Value> {
    let options = &client.options;
    let words = |all: Vec<&'static str>| Value::from(all);
    let mut out = Out(Map::new());
    out.always("client_id", client.id.as_str());
    out.always("client_name", client.name.as_str());
    out.always("redirect_uris", client.redirect_uris.clone());
    out.list("post_logout_redirect_uris", &client.logout_uris);
    out.always("grant_types", words(client.grant_types.iter().map(|g| g.as_str()).collect()));
    out.always("response_types", words(options.response_types.iter().map(|t| t.as_str()).collect()));
    out.always("scope", client.scopes.to_string());
    out.always("application_type", options.application_type.as_str());
    out.text("client_uri", client.home_uri.as_deref());
    out.text("policy_uri", client.policy_uri.as_deref());
    out.text("tos_uri", client.terms_uri.as_deref());
    out.text("logo_uri", options.logo_uri.as_deref());
    out.list("contacts", &options.contacts);
    out.text("software_id", options.software_id.as_deref());
    out.text("software_version", options.software_version.as_deref());
    out.text("initiate_login_uri", options.initiate_login_uri.as_deref());

    out.always("token_endpoint_auth_method", client.auth_method.as_str());
    let hmac = (client.auth_method == AuthMethod::ClientSecretJwt).then_some("HS256");
    out.text("token_endpoint_auth_signing_alg", options.assertion_alg.map(ForeignAlgorithm::as_str).or(hmac));
    out.text("jwks_uri", options.jwks_uri.as_deref());
    if let Some(jwks) = options.jwks.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok()) {
        out.always("jwks", jwks);
    }
    match &options.tls_subject {
        None => {}
        Some(TlsSubject::Dn(name)) => out.always("tls_client_auth_subject_dn", name.as_str()),
        Some(TlsSubject::SanDns(name)) => out.always("tls_client_auth_san_dns", name.as_str()),
        Some(TlsSubject::SanUri(name)) => out.always("tls_client_auth_san_uri", name.as_str()),
        Some(TlsSubject::SanIp(name)) => out.always("tls_client_auth_san_ip", name.as_str()),
        Some(TlsSubject::SanEmail(name)) => out.always("tls_client_auth_san_email", name.as_str()),
    }
    out.flag("dpop_bound_access_tokens", options.dpop_bound);
    out.flag("tls_client_certificate_bound_access_tokens", options.tls_bound);

    out.always("id_token_signed_response_alg", client.id_token_alg.as_str());
    out.text("userinfo_signed_response_alg", options.userinfo_alg.map(SigningAlgorithm::as_str));
    out.text("introspection_signed_response_alg", options.introspection_alg.map(SigningAlgorithm::as_str));
    out.text("request_object_signing_alg", options.request_object_alg.map(ForeignAlgorithm::as_str));
    out.flag("require_signed_request_object", options.signed_request_required);
    out.flag("require_pushed_authorization_requests", options.par_required);
    out.list("request_uris", &options.request_uris);
    out.always("subject_type", options.subject_type.as_str());
    out.text("sector_identifier_uri", options.sector_identifier_uri.as_deref());
    out.flag("require_auth_time", options.require_auth_time);
    out.list("default_acr_values", &options.default_acr_values);
    if let Some(age) = options.default_max_age {
        out.always("default_max_age", age);
    }
    out.text("backchannel_logout_uri", options.backchannel_logout_uri.as_deref());
    out.flag("backchannel_logout_session_required", options.backchannel_logout_session_required);
    out.text("frontchannel_logout_uri", options.frontchannel_logout_uri.as_deref());
    out.flag("frontchannel_logout_session_required", options.frontchannel_logout_session_required);

    out.always("profile", options.profile.as_str());
    out.always("access_token_format", options.access_token_format.as_str());
    out.list("resources", &options.resources);
    out.list("serves", &options.serves);
    if let Some(seconds) = options.access_token_seconds {
        out.always("access_token_seconds", seconds);
    }
    if let Some(seconds) = options.refresh_token_seconds {
        out.always("refresh_token_seconds", seconds);
    }
    out.list("revoke_hosts", &options.revoke_hosts);
    out.text("revoke_uri", options.revoke_uri.as_deref());
    out.text("legal_name", options.legal_name.as_deref());
    if !client.purposes.is_empty() {
        out.always("purposes", json!(client.purposes));
    }
    if let Some(policy) = &options.exchange {
        let policy = json!({
            "subjects": policy.subjects,
            "impersonation": policy.impersonation,
            "delegation": policy.delegation,
        });
        out.always("exchange", policy);
    }
    if !options.apps.is_empty() {
        out.always("apps", json!(options.apps));
    }
    out.0
}

struct Out(Map<String, Value>);

impl Out {
    fn always(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.always(name, value);
        }
    }

    fn list(&mut self, name: &str, values: &[String]) {
        if !values.is_empty() {
            self.always(name, values.to_vec());
        }
    }

    fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.always(name, true);
        }
    }
}
