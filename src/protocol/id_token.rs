//! The claims of an ID token (OIDC Core §2).

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::CoreGenderClaim;
use openidconnect::{
    AccessTokenHash, AdditionalClaims, Audience, AuthenticationContextClass, AuthenticationMethodReference,
    AuthorizationCodeHash, IdTokenClaims, IssuerUrl, Nonce, StandardClaims, SubjectIdentifier,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::{Fault, Micros};
use crate::domain::oauth::grant::Grant;
use crate::domain::signing_key::SigningAlgorithm;
use crate::protocol::acr;
use crate::protocol::jwt::{AudienceClaim, NumericDate};
use crate::protocol::userinfo;

/// Claims that OIDC Core does not name itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SessionClaims {
    /// OIDC Front-Channel Logout 1.0 §3: the session, for later sign-out notices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

impl AdditionalClaims for SessionClaims {}

/// Our ID token's claims.
pub type Claims = IdTokenClaims<SessionClaims, CoreGenderClaim>;

/// What an ID token is made from.
pub struct IdTokenFacts<'a> {
    /// `iss`
    pub issuer: &'a str,
    /// `sub`: what the client knows the person by.
    pub subject: String,
    /// Who, for whom, since when.
    pub grant: &'a Grant,
    /// The access token beside it, for `at_hash`.
    pub access_token: Option<&'a str>,
    /// The code beside it, for `c_hash` (OIDC Core §3.3.2.11).
    pub code: Option<&'a str>,
    /// What it will be signed with; decides the hash of `at_hash`.
    pub algorithm: SigningAlgorithm,
    /// `iat`
    pub now: Micros,
    /// `exp`
    pub expires_at: Micros,
    /// Whether the nonce belongs in: yes at the code, and again at refresh as an exact copy of the
    /// first token's claims would have it (OIDC Core §12.2 lets it be left out; then no).
    pub with_nonce: bool,
}

/// The claims of the partner API's ID tokens: these and no others.
#[derive(Debug, Serialize)]
pub struct BareClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

/// The bare claims; `aud` is a text there.
pub fn bare<'a>(facts: &'a IdTokenFacts<'_>) -> BareClaims<'a> {
    BareClaims {
        iss: facts.issuer,
        sub: &facts.subject,
        aud: facts.grant.client.as_str(),
        exp: facts.expires_at.seconds(),
        iat: facts.now.seconds(),
        nonce: facts.grant.nonce.as_deref().filter(|_| facts.with_nonce),
    }
}

/// The claims.
pub fn claims(facts: &IdTokenFacts<'_>) -> Result<Claims, Fault> {
    let grant = facts.grant;
    let issuer = IssuerUrl::new(facts.issuer.to_owned()).map_err(|_| Fault::Bug("the issuer is a URL"))?;
    let methods = acr::methods(&grant.amr).into_iter();
    let amr = methods.map(|word| AuthenticationMethodReference::new(word.to_owned())).collect();
    let sub = StandardClaims::new(SubjectIdentifier::new(facts.subject.clone()));
    let extra = SessionClaims { sid: Some(grant.session.text()) };
    let claims = IdTokenClaims::new(
        issuer,
        vec![Audience::new(grant.client.to_string())],
        facts.expires_at.to_datetime(),
        facts.now.to_datetime(),
        sub,
        extra,
    );
    Ok(claims
        .set_auth_time(Some(grant.auth_time.to_datetime()))
        .set_nonce(grant.nonce.clone().filter(|_| facts.with_nonce).map(Nonce::new))
        .set_auth_method_refs(Some(amr))
        .set_auth_context_ref(Some(AuthenticationContextClass::new(acr::of(&grant.amr).to_owned())))
        .set_access_token_hash(facts.access_token.map(|token| AccessTokenHash::new(half_hash(token, facts.algorithm))))
        .set_code_hash(facts.code.map(|code| AuthorizationCodeHash::new(half_hash(code, facts.algorithm)))))
}

/// Which claims about the person an ID token carries.
pub enum Names<'a> {
    /// OIDC Core §5.4: all that the scopes open, where there is no access token to ask with.
    All,
    /// §5.5: those that were asked for by name.
    Only(&'a [String]),
}

impl Names<'_> {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.iter().any(|own| own == name),
        }
    }
}

/// Adds claims about the person that were asked for by name (OIDC Core §5.5): `told` is everything that
/// the grant's scopes open.
pub fn with_named(claims: &Claims, told: &userinfo::Claims, names: &Names<'_>) -> Result<Value, Fault> {
    let json = |value: serde_json::Result<Value>| value.map_err(|_| Fault::Bug("claims are JSON"));
    let mut token = json(serde_json::to_value(claims))?;
    let told = json(serde_json::to_value(told))?;
    if let (Some(token), Some(told)) = (token.as_object_mut(), told.as_object()) {
        for (name, value) in told.iter().filter(|(name, _)| names.has(name)) {
            token.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    Ok(token)
}

/// OIDC Core §3.1.3.6: the left half of the hash that the signature algorithm uses. Ed25519 uses
/// SHA-512.
fn half_hash(text: &str, algorithm: SigningAlgorithm) -> String {
    let hash = match algorithm {
        SigningAlgorithm::Rs256 | SigningAlgorithm::Es256 => digest::digest(&digest::SHA256, text.as_bytes()),
        SigningAlgorithm::EdDsa => digest::digest(&digest::SHA512, text.as_bytes()),
    };
    let bytes = hash.as_ref();
    URL_SAFE_NO_PAD.encode(bytes.get(..bytes.len() / 2).unwrap_or_default())
}

/// What we read of an ID token of our own that comes back as a hint.
#[derive(Debug, Deserialize)]
pub struct HintClaims {
    /// The issuer: ours, or it is no hint.
    pub iss: String,
    /// The person.
    pub sub: String,
    /// The client it was made for.
    pub aud: AudienceClaim,
    /// The session.
    pub sid: Option<String>,
    /// Every ID token has one, and a signed user-info answer has none: it is no hint.
    #[serde(rename = "exp")]
    _exp: NumericDate,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;
    use crate::domain::session::Amr;

    #[test]
    fn the_claims_of_the_standard_are_there() {
        let grant = Grant {
            id: Id::ordered(),
            user: Id::opaque(),
            client: "shop".parse().unwrap(),
            entrance: crate::domain::oauth::entrance::Entrance::Standard,
            session: Id::opaque(),
            scopes: crate::domain::oauth::scope::Scopes::default(),
            auth_time: Micros::from_seconds(5),
            amr: vec![Amr::Pwd],
            nonce: Some("n".into()),
            claims: Vec::new(),
            resources: Vec::new(),
            created_at: Micros(0),
            expires_at: Micros(i64::MAX),
            revoked_at: None,
        };
        let facts = IdTokenFacts {
            issuer: "https://id.example",
            subject: "somebody".into(),
            grant: &grant,
            // The example of OIDC Core, appendix A.3.
            access_token: Some("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            code: Some("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"),
            algorithm: SigningAlgorithm::Rs256,
            now: Micros::from_seconds(10),
            expires_at: Micros::from_seconds(610),
            with_nonce: true,
        };
        let json = serde_json::to_value(claims(&facts).unwrap()).unwrap();
        assert_eq!(json["iss"], "https://id.example");
        assert_eq!((&json["sub"], &json["acr"]), (&"somebody".into(), &acr::SINGLE.into()));
        assert_eq!(json["aud"], serde_json::json!(["shop"]));
        assert_eq!((&json["iat"], &json["exp"], &json["auth_time"]), (&10.into(), &610.into(), &5.into()));
        assert_eq!(json["nonce"], "n");
        assert_eq!(json["amr"], serde_json::json!(["pwd"]));
        assert_eq!(json["sid"], grant.session.text());
        assert_eq!(
            (&json["at_hash"], &json["c_hash"]),
            (&"77QmUPtjPfzWtF2AnpK9RQ".into(), &"LDktKdoQak3Pk0cnXxCltA".into())
        );
    }
}
