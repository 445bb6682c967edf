//! RFC 6749 §6 with rotation (RFC 9700 §4.14.2): each refresh token works once. An answer that was
//! lost on its way is given again for a moment; any later use ends the grant.

use std::time::Duration;

use crate::base::{Fault, Micros, Secret};
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token::Rotation;
use crate::domain::oauth::vocab::Profile;
use crate::protocol::dress::Dress;
use crate::protocol::error::OAuthError;
use crate::protocol::oxide;
use crate::store::refresh_tokens::Found;
use crate::store::{access_tokens, grants, refresh_tokens};

use super::exchange::{Call, TokenError, Undone, written};
use super::mint::{self, Given, Kept, TokenSet};
use super::revoke;

const OTHER_KEY: OAuthError = OAuthError::invalid_grant("the refresh token is bound to another key");
const UNKNOWN: OAuthError = OAuthError::invalid_grant("the refresh token is unknown, expired or used");

pub(super) async fn renew(call: &Call<'_>, token: &Secret) -> Result<TokenSet, TokenError> {
    // A race lost to a twin request is judged once more: then it is a repeat or a reuse.
    for _ in 0..2 {
        let now = call.core.clock.now();
        let found = refresh_tokens::find(&mut call.core.db.read().await?, &token.digest()).await?;
        // At another door than its own a token tells nothing and changes nothing.
        let served = found.filter(|found| call.dress.serves(found.grant.entrance));
        let Some(found) = served else { return Err(UNKNOWN.into()) };
        // RFC 6749 §10.4: bound to its client; another one's try changes nothing.
        let scopes = oxide::renew(call.params, &call.client.id, &found.token.client, &found.token.scopes)?;
        if !found.grant.is_live(now) || !found.person_open {
            return Err(UNKNOWN.into());
        }
        // RFC 9449 §5, RFC 8705 §4: a public client's token is bound to its key.
        if found.token.confirmation.is_some() && found.token.confirmation != call.confirmation {
            return Err(OTHER_KEY.into());
        }
        let grace = Duration::from_secs(call.core.config.tokens.refresh_grace_seconds);
        match found.token.judge(found.successor_used, grace, now) {
            Rotation::Expired => return Err(UNKNOWN.into()),
            Rotation::Repeat => {
                if let Some(refusal) = call.marks.clone().spend_alone(call.core).await? {
                    return Err(refusal.into());
                }
                return repeat(call, &found, now).await;
            }
            Rotation::Reuse => {
                revoke::misused(call, &found.grant, "refresh_reuse").await?;
                return Err(UNKNOWN.into());
            }
            Rotation::Rotate if is_kept(call) => return keep(call, found, scopes, now).await,
            Rotation::Rotate => {
                if let Some(set) = rotate(call, found, scopes, now).await? {
                    return Ok(set);
                }
            }
        }
    }
    Err(UNKNOWN.into())
}

async fn rotate(call: &Call<'_>, found: Found, scopes: Scopes, now: Micros) -> Result<Option<TokenSet>, TokenError> {
    let Found { token: old, grant, .. } = found;
    // A narrower scope narrows the access token only; the next refresh may ask for the rest.
    let pair = mint::pair(call, &grant, scopes, old.scopes, now).await?;
    let given = pair.given(false);
    let (access, Some((secret, next))) = (pair.access, pair.refresh) else {
        return Err(Fault::Bug("whoever may refresh gets a refresh token").into());
    };
    let kept = Kept {
        access_token: pair.access_secret.expose().to_owned(),
        refresh_token: secret.expose().to_owned(),
        access_expires_at: access.expires_at.get(),
        refresh_expires_at: next.expires_at.get(),
        scope: access.scopes.to_string(),
    };
    let kept = serde_json::to_string(&kept).map_err(|_| Fault::Bug("texts are JSON"))?;
    let sealed = call.core.keyring.seal(&place(old.digest.text()), &kept)?;
    let digest = old.digest;
    let marks = call.marks.clone();
    let (id, grant_until, whole) = (grant.id, pair.grant_until, call.dress != Dress::Standard);
    let outcome = call.core.db.write(move |tx| {
        Box::pin(async move {
            if !refresh_tokens::rotate(tx, &digest, &next.digest, &sealed, now).await? {
                return Err(Undone::Lost);
            }
            // At the partner API the old pair ends as a whole, and the grant lives on with the new one.
            if whole {
                access_tokens::remove_all_of_grant(tx, id).await?;
            }
            if let Some(until) = grant_until {
                grants::prolong(tx, id, until, None).await?;
            }
            access_tokens::insert(tx, &access).await?;
            refresh_tokens::insert(tx, &next).await?;
            Call::spend(&marks, tx).await
        })
    });
    match written(outcome.await)? {
        Some(()) => Ok(Some(mint::answer(call, &grant, given, now).await?)),
        None => Ok(None),
    }
}

/// FAPI 2.0 §5.3.2.1: a refresh token that is bound to its client's key is not rotated.
fn is_kept(call: &Call<'_>) -> bool {
    call.client.options.profile == Profile::Fapi2 && call.confirmation.is_some()
}

/// A new access token; the refresh token stays and lives on.
async fn keep(call: &Call<'_>, found: Found, scopes: Scopes, now: Micros) -> Result<TokenSet, TokenError> {
    let Found { token: old, grant, .. } = found;
    let pair = mint::pair(call, &grant, scopes, old.scopes, now).await?;
    let mut given = pair.given(false);
    given.refresh_expires_at = Some(old.expires_at);
    given.refresh_token = call.params.get("refresh_token").map(Secret::new);
    let (access, digest) = (pair.access, old.digest);
    let until = pair.refresh.map_or(old.expires_at, |(_, next)| next.expires_at);
    let (id, grant_until, whole) = (grant.id, pair.grant_until, call.dress != Dress::Standard);
    let marks = call.marks.clone();
    let outcome = call.core.db.write(move |tx| {
        Box::pin(async move {
            if !refresh_tokens::prolong(tx, &digest, until, now).await? {
                return Err(Undone::Lost);
            }
            if whole {
                access_tokens::remove_all_of_grant(tx, id).await?;
            }
            if let Some(until) = grant_until {
                grants::prolong(tx, id, until, None).await?;
            }
            access_tokens::insert(tx, &access).await?;
            Call::spend(&marks, tx).await
        })
    });
    written(outcome.await)?.ok_or(UNKNOWN)?;
    Ok(mint::answer(call, &grant, given, now).await?)
}

/// The first answer once more; only the ID token is signed anew.
async fn repeat(call: &Call<'_>, found: &Found, now: Micros) -> Result<TokenSet, TokenError> {
    let corrupt = || Fault::Corrupt { table: "refresh_tokens", column: "answer", id: found.grant.id.text() };
    let sealed = found.token.answer.as_deref().ok_or_else(corrupt)?;
    let plain = call.core.keyring.open(&place(found.token.digest.text()), sealed).ok_or_else(corrupt)?;
    let kept: Kept = serde_json::from_str(plain.expose()).map_err(|_| corrupt())?;
    let given = Given {
        access_token: Secret::new(kept.access_token),
        access_expires_at: Micros(kept.access_expires_at),
        refresh_token: Some(Secret::new(kept.refresh_token)),
        refresh_expires_at: Some(Micros(kept.refresh_expires_at)),
        scopes: Scopes::parse(&kept.scope).map_err(|_| corrupt())?.intersection(&found.grant.scopes),
        first: false,
    };
    Ok(mint::answer(call, &found.grant, given, now).await?)
}

fn place(digest: &str) -> String {
    format!("refresh_tokens/{digest}")
}
