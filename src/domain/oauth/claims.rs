//! What a request asks for claim by claim (OIDC Core §5.5), beside its scopes.

use std::collections::BTreeMap;

use crate::domain::oauth::scope::{Fact, Scopes};

/// How one claim is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// The client cannot do its work without it.
    pub essential: bool,
    /// The values it can use, as texts; empty if any will do.
    pub values: Vec<String>,
}

/// The `claims` parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimsRequest {
    /// For the user-info endpoint.
    pub userinfo: BTreeMap<String, Ask>,
    /// For the ID token.
    pub id_token: BTreeMap<String, Ask>,
}

/// The facts that a claim tells.
pub fn facts_of(claim: &str) -> &'static [Fact] {
    match claim {
        "name" => &[Fact::Firstname, Fact::Lastname],
        "given_name" => &[Fact::Firstname],
        "family_name" => &[Fact::Lastname],
        "middle_name" => &[Fact::Patronymic],
        "gender" => &[Fact::Gender],
        "birthdate" => &[Fact::DateOfBirth],
        "email" | "email_verified" => &[Fact::Email],
        "phone_number" | "phone_number_verified" => &[Fact::Phone],
        "phones" => &[Fact::Phones],
        "emails" => &[Fact::Emails],
        "country" => &[Fact::Country],
        "nationality" => &[Fact::Nationality],
        "identifier" => &[Fact::Identifier],
        "address" => &[Fact::Address],
        _ => &[],
    }
}

impl ClaimsRequest {
    /// The scopes that stand for the claims, so that a person decides about both in the same words: all of
    /// them, and those that are essential. What the request's scopes open already, and what the client may
    /// not have, is left out (§5.5: a claim that cannot be given is no error).
    pub fn scopes(&self, asked: &Scopes, allowed: &Scopes) -> (Scopes, Scopes) {
        let mut all: Vec<&str> = Vec::new();
        let mut essential: Vec<&str> = Vec::new();
        for (claim, ask) in self.userinfo.iter().chain(&self.id_token) {
            for fact in facts_of(claim).iter().filter(|f| allowed.opens(**f) && !asked.opens(**f)) {
                all.push(fact.scope());
                if ask.essential {
                    essential.push(fact.scope());
                }
            }
        }
        (all.into_iter().collect(), essential.into_iter().collect())
    }

    /// The claims about the person that the ID token is to carry.
    pub fn in_id_token(&self) -> impl Iterator<Item = &str> {
        self.id_token.keys().map(String::as_str).filter(|claim| !facts_of(claim).is_empty())
    }

    /// The one person that `sub` demands (§5.5.1).
    pub fn subject(&self) -> Option<&str> {
        let ask = self.id_token.get("sub").or_else(|| self.userinfo.get("sub"))?;
        ask.values.first().map(String::as_str)
    }

    /// Asks for one of these classes as a voluntary claim (§3.1.2.1 `acr_values`), unless `acr` names others.
    pub fn prefer_classes(&mut self, classes: Vec<String>) {
        if !classes.is_empty() && self.acr().is_none_or(|ask| ask.values.is_empty()) {
            self.id_token.insert("acr".into(), Ask { essential: false, values: classes });
        }
    }

    /// The classes that `acr` names, and whether one of them must be reached (§5.5.1.1).
    pub fn acr(&self) -> Option<&Ask> {
        self.id_token.get("acr")
    }
}
