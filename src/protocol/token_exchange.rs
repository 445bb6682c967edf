//! Token exchange (RFC 8693): who may get which token for a token.

use crate::base::Secret;
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::options::ExchangePolicy;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token::Confirmation;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;

/// §2.1: a target by its logical name; may come more than once.
pub const AUDIENCE: &str = "audience";

/// §3: the one kind of token that is taken and given. Whether it is a JWT makes no difference.
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// §2.2.2: a token that cannot be taken makes the request invalid.
const fn refused(why: &'static str) -> OAuthError {
    OAuthError::invalid_request(why)
}

/// §2.1: the tokens of a request: whom it is about, and who is to act.
pub fn tokens(params: &Params) -> Result<(Secret, Option<Secret>), OAuthError> {
    let subject = params.get("subject_token").map(Secret::new).ok_or(refused("subject_token is missing"))?;
    match params.get("subject_token_type") {
        None => return Err(refused("subject_token_type is missing")),
        Some(ACCESS_TOKEN) => {}
        Some(_) => return Err(refused("subject_token_type must be that of an access token")),
    }
    let actor = params.get("actor_token").map(Secret::new);
    match (&actor, params.get("actor_token_type")) {
        (None, None) | (Some(_), Some(ACCESS_TOKEN)) => {}
        (None, Some(_)) => return Err(refused("actor_token_type without actor_token")),
        (Some(_), None) => return Err(refused("actor_token_type is missing")),
        (Some(_), Some(_)) => return Err(refused("actor_token_type must be that of an access token")),
    }
    match params.get("requested_token_type") {
        None | Some(ACCESS_TOKEN) => Ok((subject, actor)),
        Some(_) => Err(refused("requested_token_type must be that of an access token")),
    }
}

/// §2.1: `audience` names a resource server as `resource` does, by a URI the client is registered for:
/// there are no other names of theirs here.
pub fn audiences(params: &Params, client: &Client) -> Result<Vec<String>, OAuthError> {
    const NO: OAuthError = OAuthError::invalid_target("the client may not ask for tokens for this audience");
    let known = |name: &str| client.options.resources.iter().find(|own| *own == name).cloned().ok_or(NO);
    params.all(AUDIENCE).filter(|name| !name.is_empty()).map(known).collect()
}

/// What the new token says about who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nobody new: the client narrows a token of its own, or is allowed to pass for the subject.
    Unnamed,
    /// The holder of the actor token.
    Presented,
    /// The client itself, by having authenticated.
    Caller,
}

/// §1.1: which kind of exchange a client's policy allows. A token of its own needs no leave; with an actor
/// it is delegation in any case, and a client that may only delegate is named even if it names nobody.
pub fn role(caller: &Client, holder: &ClientId, has_actor: bool) -> Result<Role, OAuthError> {
    let own = *holder == caller.id;
    let policy = caller.options.exchange.as_ref();
    if !may_present(caller, holder) {
        return Err(refused("the client may not exchange tokens of this client"));
    }
    let delegates = policy.is_some_and(|policy| policy.delegation);
    match (own, has_actor) {
        (_, true) if delegates => Ok(Role::Presented),
        (_, true) => Err(refused("the client may not delegate")),
        (true, false) => Ok(Role::Unnamed),
        (false, false) if policy.is_some_and(|policy| policy.impersonation) => Ok(Role::Unnamed),
        (false, false) if delegates => Ok(Role::Caller),
        (false, false) => Err(refused("the client may neither impersonate nor delegate")),
    }
}

/// Whether a client may present tokens that another one holds.
pub fn may_present(caller: &Client, holder: &ClientId) -> bool {
    let listed = |policy: &ExchangePolicy| policy.subjects.iter().any(|id| id == holder.as_str());
    *holder == caller.id || caller.options.exchange.as_ref().is_some_and(listed)
}

/// RFC 9449 §4.3, RFC 8705 §3: a bound token serves only whoever proves its key, here too, or exchange
/// would be the way to shake the binding off.
pub fn proves(bound_to: Option<&Confirmation>, proved: Option<&Confirmation>) -> Result<(), OAuthError> {
    if bound_to.is_none() || bound_to == proved {
        Ok(())
    } else {
        Err(refused("the token is bound to a key that was not proved"))
    }
}

/// The new token's scopes: some of the old one's, and never what the client is not registered for, because
/// what a person allowed one client may be more than another one should see.
pub fn scopes(asked: Option<&str>, held: &Scopes, caller: &Client) -> Result<Scopes, OAuthError> {
    const NO: OAuthError =
        OAuthError::new(ErrorCode::InvalidScope, "the scope is more than the token or the client has");
    let most = held.intersection(&caller.scopes);
    match asked {
        None if most.is_empty() && !held.is_empty() => Err(NO),
        None => Ok(most),
        Some(text) => {
            let asked = Scopes::parse(text).map_err(|_| NO)?;
            if asked.is_subset(&most) { Ok(asked) } else { Err(NO) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::oauth::client::tests::client;

    #[test]
    fn only_access_tokens_are_taken_and_given() {
        let at = "urn:ietf:params:oauth:token-type:access_token";
        let read = |form: &str| tokens(&Params::parse(form).unwrap_or_default()).map(|(_, actor)| actor.is_some());
        assert_eq!(read(&format!("subject_token=x&subject_token_type={at}")).ok(), Some(false));
        let subject = format!("subject_token=x&subject_token_type={at}");
        assert_eq!(read(&format!("{subject}&actor_token=y&actor_token_type={at}")).ok(), Some(true));
        assert_eq!(read(&format!("{subject}&requested_token_type={at}")).ok(), Some(false));
        for bad in [
            "subject_token=x".to_owned(),
            format!("subject_token_type={at}"),
            "subject_token=x&subject_token_type=urn:ietf:params:oauth:token-type:refresh_token".into(),
            "subject_token=x&subject_token_type=urn:ietf:params:oauth:token-type:id_token".into(),
            format!("{subject}&actor_token=y"),
            format!("{subject}&actor_token_type={at}"),
            format!("{subject}&actor_token=y&actor_token_type=urn:ietf:params:oauth:token-type:jwt"),
            format!("{subject}&requested_token_type=urn:ietf:params:oauth:token-type:refresh_token"),
        ] {
            assert_eq!(read(&bad).map_err(|e| e.code.as_str()), Err("invalid_request"), "{bad}");
        }
    }

    #[test]
    fn the_policy_decides_who_acts() {
        let shop = client(&[]);
        let other: ClientId = "other".parse().unwrap_or_else(|_| unreachable!());
        let with = |impersonation, delegation| {
            let mut shop = shop.clone();
            let subjects = vec!["other".into()];
            shop.options.exchange = Some(ExchangePolicy { subjects, impersonation, delegation });
            shop
        };
        assert_eq!(role(&shop, &shop.id, false), Ok(Role::Unnamed));
        assert!(role(&shop, &shop.id, true).is_err());
        assert!(role(&shop, &other, false).is_err());
        assert!(role(&with(false, false), &other, false).is_err());
        assert_eq!(role(&with(true, false), &other, false), Ok(Role::Unnamed));
        assert!(role(&with(true, false), &other, true).is_err());
        assert_eq!(role(&with(false, true), &other, false), Ok(Role::Caller));
        assert_eq!(role(&with(false, true), &other, true), Ok(Role::Presented));
        assert_eq!(role(&with(true, true), &other, false), Ok(Role::Unnamed));
        let third = "third".parse().unwrap_or_else(|_| unreachable!());
        assert!(role(&with(true, true), &third, true).is_err());
    }

    #[test]
    fn a_binding_cannot_be_shaken_off() {
        let (a, b) = (Confirmation::Jkt("a".into()), Confirmation::Jkt("b".into()));
        assert!(proves(None, None).is_ok() && proves(None, Some(&a)).is_ok() && proves(Some(&a), Some(&a)).is_ok());
        let certificate = Confirmation::X5t("a".into());
        for proved in [None, Some(&b), Some(&certificate)] {
            assert!(proves(Some(&a), proved).is_err(), "{proved:?}");
        }
    }

    #[test]
    fn scopes_only_shrink() {
        let held = Scopes::parse("openid read.phone read.gender").unwrap_or_default();
        let of = |asked| scopes(asked, &held, &client(&[])).map(|s| s.to_string()).map_err(|e| e.code.as_str());
        assert_eq!(of(None), Ok("openid read.phone".into()));
        assert_eq!(of(Some("openid")), Ok("openid".into()));
        for more in ["email", "read.gender", "openid read.phone email", "a\"b"] {
            assert_eq!(of(Some(more)), Err("invalid_scope"), "{more}");
        }
        let foreign = Scopes::parse("read.gender").unwrap_or_default();
        assert!(scopes(None, &foreign, &client(&[])).is_err());
        assert!(scopes(None, &Scopes::default(), &client(&[])).is_ok());
    }
}
