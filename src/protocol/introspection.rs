//! The answer of the introspection endpoint (RFC 7662 §2.2), as JSON or as a JWT (RFC 9701).

use serde::Serialize;

use crate::base::Micros;
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token::{Actor, Confirmation, token_type};
use crate::protocol::access_token::{Audience, Cnf};
use crate::protocol::resource;

/// RFC 9701 §5: the `typ` of a signed answer, and with `application/` before it its media type.
pub const TYP: &str = "token-introspection+jwt";

/// What the token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
}

/// The facts of a live token.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// What it is.
    pub kind: TokenKind,
    /// What it opens.
    pub scopes: Scopes,
    /// Who holds it.
    pub client: ClientId,
    /// Whom it is about, as its client knows them; a client's own token names the client.
    pub subject: String,
    /// The resource servers it is for; ours alone if there are none.
    pub audience: Vec<String>,
    /// The key it is bound to.
    pub confirmation: Option<Confirmation>,
    /// Who acts with it.
    pub actor: Option<Actor>,
    /// When the person had proved who they are, and how well.
    pub proof: Option<(Micros, &'static str)>,
    /// When it was made.
    pub created_at: Micros,
    /// Good until then.
    pub expires_at: Micros,
}

/// The answer. Everything but `active` is absent for a token that does not count. There is no `username`:
/// `sub` says who, and what else is known about people is told by user info.
#[derive(Debug, Default, Serialize)]
pub struct Introspection<'a> {
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<Audience<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Cnf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'a Actor>,
}

/// Writes the answer to `asker`. RFC 7662 §4: a client learns about its own tokens, and a resource server
/// about access tokens made for it; what belongs to others is `active: false`, like what never existed.
pub fn answer<'a>(token: Option<&'a Inspected>, asker: &Client, issuer: &'a str) -> Introspection<'a> {
    let is_access = |t: &Inspected| t.kind == TokenKind::Access;
    let may_know =
        |t: &&Inspected| t.client == asker.id || is_access(t) && resource::is_served_by(&t.audience, asker, issuer);
    let Some(token) = token.filter(may_know) else { return Introspection::default() };
    Introspection {
        active: true,
        scope: Some(token.scopes.to_string()),
        client_id: Some(token.client.as_str()),
        sub: Some(&token.subject),
        token_type: is_access(token).then(|| token_type(token.confirmation.as_ref())),
        iss: Some(issuer),
        aud: is_access(token).then(|| Audience::of(&token.audience, issuer)),
        exp: Some(token.expires_at.seconds()),
        iat: Some(token.created_at.seconds()),
        auth_time: token.proof.map(|(at, _)| at.seconds()),
        acr: token.proof.map(|(_, class)| class),
        cnf: token.confirmation.as_ref().map(Cnf::from),
        act: token.actor.as_ref(),
    }
}

/// RFC 9701 §5: an answer that its reader can keep as evidence. Neither `sub` nor `exp` stands outside
/// `token_introspection`, so that it cannot pass for a token itself.
#[derive(Debug, Serialize)]
pub struct Signed<'a> {
    /// Us.
    pub iss: &'a str,
    /// Who asked.
    pub aud: &'a str,
    /// When we answered.
    pub iat: i64,
    /// The answer.
    pub token_introspection: &'a Introspection<'a>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::oauth::client::tests::client;

    const US: &str = "https://id.example";

    fn token() -> Inspected {
        Inspected {
            kind: TokenKind::Access,
            scopes: Scopes::parse("openid").unwrap(),
            client: "shop".parse().unwrap(),
            subject: "someone".into(),
            audience: vec!["https://api.example".into()],
            confirmation: None,
            actor: None,
            proof: Some((Micros::from_seconds(5), "good")),
            created_at: Micros(0),
            expires_at: Micros::from_seconds(600),
        }
    }

    fn json_of(token: Option<&Inspected>, asker: &Client) -> Value {
        serde_json::to_value(answer(token, asker, US)).unwrap()
    }

    #[test]
    fn a_token_is_known_to_its_client_and_to_the_server_it_is_for() {
        let shop = client(&[]);
        let mut api = Client { id: "api".parse().unwrap(), ..client(&[]) };
        let nothing = json!({"active": false});
        assert_eq!(json_of(None, &shop), nothing);
        assert_eq!(json_of(Some(&token()), &api), nothing);
        api.options.serves = vec!["https://api.example".into()];
        let expected = json!({
            "active": true, "scope": "openid", "client_id": "shop", "sub": "someone", "token_type": "Bearer",
            "iss": US, "aud": "https://api.example", "exp": 600, "iat": 0, "auth_time": 5, "acr": "good",
        });
        assert_eq!(json_of(Some(&token()), &shop), expected);
        assert_eq!(json_of(Some(&token()), &api), expected);
        let refresh = Inspected { kind: TokenKind::Refresh, ..token() };
        assert_eq!(json_of(Some(&refresh), &api), nothing);
    }

    #[test]
    fn bound_and_delegated_tokens_say_so() {
        let bound = Inspected {
            confirmation: Some(Confirmation::Jkt("thumb".into())),
            actor: Some(Actor { sub: "api".into(), act: None }),
            audience: Vec::new(),
            ..token()
        };
        let told = json_of(Some(&bound), &client(&[]));
        assert_eq!((&told["token_type"], &told["cnf"]), (&"DPoP".into(), &json!({"jkt": "thumb"})));
        assert_eq!((&told["aud"], &told["act"]), (&US.into(), &json!({"sub": "api"})));
    }
}
