//! What the shop holds of a person who signed in.

use openidconnect::core::{CoreIdToken, CoreTokenResponse};
use openidconnect::{AccessToken, OAuth2TokenResponse as _, RefreshToken, SubjectIdentifier};
use serde_json::Value;

use super::claims;

/// A person who came back.
#[derive(Clone, Debug)]
pub(super) struct SignedIn {
    /// What was asked for.
    pub asked: Vec<&'static str>,
    /// What was given.
    pub granted: Vec<String>,
    /// The claims of the user-info endpoint.
    pub claims: Value,
    /// The answer to the last button.
    pub answer: Option<String>,
    /// Their id at the issuer.
    pub subject: SubjectIdentifier,
    /// Says who signed in.
    pub id_token: CoreIdToken,
    /// Opens the user-info endpoint.
    pub access: AccessToken,
    /// Renews the others.
    pub refresh: Option<RefreshToken>,
}

impl SignedIn {
    /// The name the shop knows, or the id of the person.
    pub fn name(&self) -> &str {
        let known = ["name", "given_name"].into_iter().find_map(|claim| self.claims.get(claim)?.as_str());
        known.unwrap_or(self.subject.as_str())
    }

    /// What was asked for and not given.
    pub fn refused(&self) -> Vec<String> {
        self.asked.iter().filter(|asked| !self.granted.iter().any(|g| g == *asked)).map(|&s| s.to_owned()).collect()
    }

    /// Names and contents of the tokens.
    pub fn tokens(&self) -> Vec<(String, String)> {
        let mut all = vec![
            ("id_token".to_owned(), claims::decoded(&self.id_token.to_string())),
            ("access_token".to_owned(), self.access.secret().clone()),
        ];
        all.extend(self.refresh.as_ref().map(|token| ("refresh_token".to_owned(), token.secret().clone())));
        all.push(("scope".to_owned(), self.granted.join(" ")));
        all
    }

    /// Takes new tokens over. RFC 6749 §5.1: without `scope` in the answer, everything was granted.
    pub fn take(&mut self, tokens: &CoreTokenResponse) {
        if let Some(scopes) = tokens.scopes() {
            self.granted = scopes.iter().map(|s| s.to_string()).collect();
        }
        self.access = tokens.access_token().clone();
        if let Some(token) = tokens.refresh_token() {
            self.refresh = Some(token.clone());
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Header, payload and signature of a token that nobody verifies.
    const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjgwODAiLCJhdWQiOlsiZGVtby1zaG9wIl0sImV4cCI6MiwiaWF0IjoxLCJzdWIiOiJ1MSJ9.c2ln";

    /// Somebody who came back without an e-mail address.
    pub(in crate::web::demo) fn person() -> SignedIn {
        SignedIn {
            asked: vec!["openid", "profile", "read.email"],
            granted: vec!["openid".into(), "profile".into()],
            claims: serde_json::json!({"sub": "u1", "name": "Ana"}),
            answer: None,
            subject: SubjectIdentifier::new("u1".into()),
            id_token: TOKEN.parse().unwrap(),
            access: AccessToken::new("access".into()),
            refresh: None,
        }
    }

    #[test]
    fn the_shop_sees_what_was_not_given() {
        let mut person = person();
        assert_eq!((person.name(), person.refused()), ("Ana", vec!["read.email".to_owned()]));
        assert!(person.tokens().iter().any(|(name, text)| name == "id_token" && text.contains("\"sub\": \"u1\"")));
        person.claims = serde_json::json!({"given_name": 1});
        assert_eq!(person.name(), "u1");
    }
}
