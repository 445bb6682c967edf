//! RFC 6749 §4.1.3: a code for tokens. A second use ends what the first one brought, even when the
//! two race on two connections.

use crate::base::Secret;
use crate::protocol::error::OAuthError;
use crate::protocol::oxide::{self, CodeFacts};
use crate::protocol::pkce;
use crate::store::{access_tokens, codes, grants, refresh_tokens, sessions};

use super::exchange::{Call, TokenError, Undone, written};
use super::mint::{self, TokenSet};
use super::revoke;

const OTHER_KEY: OAuthError = OAuthError::invalid_grant("the code is bound to another DPoP key");
const UNKNOWN: OAuthError = OAuthError::invalid_grant("the code is unknown, expired or used");

pub(super) async fn redeem(call: &Call<'_>, code: &Secret, verifier: Option<&Secret>) -> Result<TokenSet, TokenError> {
    let now = call.core.clock.now();
    let digest = code.digest();
    let found = codes::find(&mut call.core.db.read().await?, &digest).await?;
    let Some((stored, grant)) = found else { return Err(UNKNOWN.into()) };
    // Another client's try tells nothing and changes nothing, or anybody who saw a code could end
    // the grant behind it. Nor does a code at another door than its own.
    if stored.client != call.client.id || !call.dress.serves(grant.entrance) {
        return Err(UNKNOWN.into());
    }
    if stored.redeemed_at.is_some() {
        // RFC 6749 §4.1.2, RFC 9700 §2.1.1: somebody has a copy of the code.
        revoke::misused(call, &grant, "code_replay").await?;
        return Err(UNKNOWN.into());
    }
    if now >= stored.expires_at || !grant.is_live(now) {
        return Err(UNKNOWN.into());
    }
    // RFC 9449 §10: a code that was asked for with a key is redeemed with it.
    if stored.dpop_jkt.as_deref().is_some_and(|jkt| call.jkt() != Some(jkt)) {
        return Err(OTHER_KEY.into());
    }
    let facts = CodeFacts { client: &stored.client, redirect_uri: &stored.redirect_uri, scopes: &grant.scopes };
    let prove = || pkce::prove(stored.challenge.as_deref(), verifier.map(Secret::expose));
    let scopes = oxide::exchange(call.params, &call.client.id, &facts, prove)?;
    let pair = mint::pair(call, &grant, scopes.clone(), scopes, now).await?;
    let given = pair.given(true);
    let marks = call.marks.clone();
    let (id, session, revoke_uri) = (grant.id, grant.session, call.revoke_uri.clone());
    // It was made to last so long; a month's end may ask for more.
    let grant_until = pair.grant_until.filter(|until| *until > grant.expires_at || revoke_uri.is_some());
    let outcome = call.core.db.write(move |tx| {
        Box::pin(async move {
            // Tokens whose end with the session is to be told do not begin after it.
            if revoke_uri.is_some() && !sessions::hold_present(tx, session).await? {
                return Err(Undone::Refused(UNKNOWN));
            }
            if !codes::redeem(tx, &digest, now).await? {
                return Err(Undone::Lost);
            }
            access_tokens::insert(tx, &pair.access).await?;
            if let Some((_, row)) = &pair.refresh {
                refresh_tokens::insert(tx, row).await?;
            }
            if let Some(until) = grant_until {
                grants::prolong(tx, id, until, revoke_uri.as_deref()).await?;
            }
            Call::spend(&marks, tx).await
        })
    });
    if written(outcome.await)?.is_none() {
        revoke::misused(call, &grant, "code_replay").await?;
        return Err(UNKNOWN.into());
    }
    Ok(mint::answer(call, &grant, given, now).await?)
}
