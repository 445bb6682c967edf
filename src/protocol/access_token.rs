//! The claims of an access token that is a JWT (RFC 9068). The row in the database stays the truth: the
//! claims tell resource servers what introspection would.

use serde::Serialize;

use crate::base::Micros;
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token::{Actor, Confirmation};
use crate::protocol::acr;

/// `typ` of the header (§2.1): no other token of ours has it, so none passes for an access token.
pub const TYP: &str = "at+jwt";

/// What an access token is made from.
pub struct AccessTokenFacts<'a> {
    /// `iss`
    pub issuer: &'a str,
    /// `sub`: a person as this client knows them, or the client itself.
    pub subject: &'a str,
    /// `client_id`
    pub client: &'a ClientId,
    /// `scope`
    pub scopes: &'a Scopes,
    /// `aud`: resource servers; ours alone if there are none.
    pub audience: &'a [String],
    /// `cnf`
    pub confirmation: Option<&'a Confirmation>,
    /// `act`
    pub actor: Option<&'a Actor>,
    /// How and when the person proved who they are.
    pub grant: Option<&'a Grant>,
    /// `jti`
    pub id: &'a str,
    /// `iat`
    pub now: Micros,
    /// `exp`
    pub expires_at: Micros,
}

/// The claims.
#[derive(Debug, Serialize)]
pub struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: Audience<'a>,
    client_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    iat: i64,
    exp: i64,
    jti: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amr: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Cnf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'a Actor>,
}

/// `aud` (RFC 7519 §4.1.3): a text where there is one, which every reader takes.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Audience<'a> {
    /// One.
    One(&'a str),
    /// Several.
    Many(&'a [String]),
}

impl<'a> Audience<'a> {
    /// What a row's audience is called outside: who names no resource server is for us.
    pub fn of(audience: &'a [String], issuer: &'a str) -> Self {
        match audience {
            [] => Self::One(issuer),
            [one] => Self::One(one),
            many => Self::Many(many),
        }
    }
}

/// `cnf` (RFC 9449 §6.1, RFC 8705 §3.1).
#[derive(Debug, Serialize)]
pub enum Cnf<'a> {
    /// The thumbprint of a `DPoP` key.
    #[serde(rename = "jkt")]
    Jkt(&'a str),
    /// The hash of a certificate.
    #[serde(rename = "x5t#S256")]
    X5t(&'a str),
}

impl<'a> From<&'a Confirmation> for Cnf<'a> {
    fn from(bound_to: &'a Confirmation) -> Self {
        match bound_to {
            Confirmation::Jkt(thumbprint) => Self::Jkt(thumbprint),
            Confirmation::X5t(thumbprint) => Self::X5t(thumbprint),
        }
    }
}

/// RFC 9068 §2.2, RFC 9470 §6.2, RFC 8693 §4.1.
pub fn claims<'a>(facts: &AccessTokenFacts<'a>) -> Claims<'a> {
    Claims {
        iss: facts.issuer,
        sub: facts.subject,
        aud: Audience::of(facts.audience, facts.issuer),
        client_id: facts.client.as_str(),
        scope: (!facts.scopes.is_empty()).then(|| facts.scopes.to_string()),
        iat: facts.now.seconds(),
        exp: facts.expires_at.seconds(),
        jti: facts.id,
        auth_time: facts.grant.map(|grant| grant.auth_time.seconds()),
        acr: facts.grant.map(|grant| acr::of(&grant.amr)),
        amr: facts.grant.map(|grant| acr::methods(&grant.amr)),
        cnf: facts.confirmation.map(Cnf::from),
        act: facts.actor,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::base::Id;
    use crate::domain::session::Amr;

    fn of(
        audience: &[&str],
        grant: Option<&Grant>,
        confirmation: Option<&Confirmation>,
        actor: Option<&Actor>,
    ) -> Value {
        let audience: Vec<String> = audience.iter().map(|&uri| uri.to_owned()).collect();
        let facts = AccessTokenFacts {
            issuer: "https://id.example",
            subject: "someone",
            client: &"shop".parse().unwrap(),
            scopes: &Scopes::parse("openid read.phone").unwrap(),
            audience: &audience,
            confirmation,
            actor,
            grant,
            id: "1",
            now: Micros::from_seconds(10),
            expires_at: Micros::from_seconds(610),
        };
        serde_json::to_value(claims(&facts)).unwrap()
    }

    #[test]
    fn a_clients_own_token_says_nothing_of_a_sign_in() {
        let expected = json!({
            "iss": "https://id.example", "sub": "someone", "aud": "https://id.example", "client_id": "shop",
            "scope": "openid read.phone", "iat": 10, "exp": 610, "jti": "1",
        });
        assert_eq!(of(&[], None, None, None), expected);
    }

    #[test]
    fn everything_a_resource_server_decides_by_is_there() {
        let grant = Grant {
            id: Id::ordered(),
            user: Id::opaque(),
            client: "shop".parse().unwrap(),
            entrance: crate::domain::oauth::entrance::Entrance::Standard,
            session: Id::opaque(),
            scopes: Scopes::default(),
            auth_time: Micros::from_seconds(5),
            amr: vec![Amr::Pwd, Amr::Sms],
            nonce: None,
            claims: Vec::new(),
            resources: Vec::new(),
            created_at: Micros(0),
            expires_at: Micros(i64::MAX),
            revoked_at: None,
        };
        let prior = Actor { sub: "api-1".into(), act: None };
        let actor = Actor::before("api-2".into(), Some(prior)).unwrap();
        let bound_to = Confirmation::X5t("hash".into());
        let claims = of(&["https://a.example", "urn:b"], Some(&grant), Some(&bound_to), Some(&actor));
        assert_eq!(claims["aud"], json!(["https://a.example", "urn:b"]));
        assert_eq!((&claims["auth_time"], &claims["amr"]), (&5.into(), &json!(["pwd", "sms", "mfa"])));
        assert_eq!(claims["acr"], acr::of(&grant.amr));
        assert_eq!(claims["cnf"], json!({"x5t#S256": "hash"}));
        assert_eq!(claims["act"], json!({"sub": "api-2", "act": {"sub": "api-1"}}));
        let bound_to = Confirmation::Jkt("thumb".into());
        assert_eq!(of(&["urn:b"], None, Some(&bound_to), None)["cnf"], json!({"jkt": "thumb"}));
    }
}
