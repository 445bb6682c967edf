//! The answer of the introspection endpoint (RFC 7662 §2.2).

use serde::Serialize;

use crate::base::Micros;
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::scope::Scopes;
use crate::domain::user::UserId;

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
    /// Whom it is about; a client's own token has nobody.
    pub user: Option<UserId>,
    /// When it was made.
    pub created_at: Micros,
    /// Good until then.
    pub expires_at: Micros,
}

/// The answer. Everything but `active` is absent for a token that does not count.
#[derive(Debug, Serialize)]
pub struct Introspection {
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
}

/// Writes the answer to `asker`. RFC 7662 §4: a client learns about its own tokens; what belongs to
/// another client is `active: false`, like what never existed.
pub fn answer(token: Option<&Inspected>, asker: &ClientId, issuer: &str) -> Introspection {
    let Some(token) = token.filter(|t| t.client == *asker) else {
        return Introspection {
            active: false,
            scope: None,
            client_id: None,
            sub: None,
            token_type: None,
            iss: None,
            exp: None,
            iat: None,
        };
    };
    Introspection {
        active: true,
        scope: Some(token.scopes.to_string()),
        client_id: Some(token.client.to_string()),
        sub: Some(token.user.map_or_else(|| token.client.to_string(), super::super::base::id::Id::text)),
        token_type: (token.kind == TokenKind::Access).then_some("Bearer"),
        iss: Some(issuer.to_owned()),
        exp: Some(token.expires_at.seconds()),
        iat: Some(token.created_at.seconds()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_clients_token_looks_like_none() {
        let (shop, other): (ClientId, ClientId) = ("shop".parse().unwrap(), "other".parse().unwrap());
        let token = Inspected {
            kind: TokenKind::Access,
            scopes: Scopes::parse("openid").unwrap(),
            client: shop.clone(),
            user: None,
            created_at: Micros(0),
            expires_at: Micros::from_seconds(600),
        };
        let text = |t: Option<&Inspected>, asker: &ClientId| {
            serde_json::to_string(&answer(t, asker, "https://id.example")).unwrap()
        };
        assert_eq!(text(None, &shop), r#"{"active":false}"#);
        assert_eq!(text(Some(&token), &other), r#"{"active":false}"#);
        assert!(text(Some(&token), &shop).contains(r#""exp":600"#));
    }
}
