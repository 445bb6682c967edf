//! RFC 6749 §4.4: a client's own token. It never opens anything of a person.

use crate::base::Fault;
use crate::domain::oauth::scope::{Scopes, all_known};
use crate::domain::oauth::token::token_type;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::store::access_tokens;

use super::exchange::{Call, TokenError, written};
use super::mint::{self, TokenSet};

pub(super) async fn issue(call: &Call<'_>) -> Result<TokenSet, TokenError> {
    let now = call.core.clock.now();
    let scopes = negotiate(call.params.get("scope"), &call.client.scopes)?;
    let (secret, token) = mint::own(call, scopes.clone(), now).await?;
    let expires_at = token.expires_at;
    let expires_in = now.until(expires_at).as_secs();
    let marks = call.marks.clone();
    if marks.is_empty() {
        call.core.db.write_one(move |tx| Box::pin(async move { access_tokens::insert(tx, &token).await })).await?;
    } else {
        let outcome = call.core.db.write(move |tx| {
            Box::pin(async move {
                access_tokens::insert(tx, &token).await?;
                Call::spend(&marks, tx).await
            })
        });
        written(outcome.await)?.ok_or(Fault::Bug("nobody competes for a new token"))?;
    }
    let token_type = token_type(call.confirmation.as_ref());
    Ok(TokenSet {
        access_token: secret,
        token_type,
        expires_in,
        refresh_token: None,
        id_token: None,
        scopes,
        issued_token_type: None,
        family: None,
        expires_at,
        refresh_expires_at: None,
    })
}

/// What the client may have besides scopes about people; all of it if it does not choose.
fn negotiate(asked: Option<&str>, registered: &Scopes) -> Result<Scopes, OAuthError> {
    const NO: OAuthError = OAuthError::new(ErrorCode::InvalidScope, "the client may not have one of these scopes");
    let own = registered.without(&all_known());
    match asked {
        None => Ok(own),
        Some(text) => {
            let asked = Scopes::parse(text).map_err(|_| NO)?;
            if asked.is_subset(&own) { Ok(asked) } else { Err(NO) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_about_people_are_never_the_clients_own() {
        let registered = Scopes::parse("openid read.phone users.write").unwrap();
        assert_eq!(negotiate(None, &registered).map(|s| s.to_string()), Ok("users.write".into()));
        assert!(negotiate(Some("users.write"), &registered).is_ok());
        assert!(negotiate(Some("read.phone"), &registered).is_err());
        assert!(negotiate(Some("users.delete"), &registered).is_err());
    }
}
