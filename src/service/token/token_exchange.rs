//! RFC 8693: a token for a token. The new one rests on the same grant as the old one, so it ends with it:
//! at revocation, at a block, with everything a person takes back. It never lives longer, opens more or
//! brings a refresh token.

use std::time::Duration;

use crate::base::{Fault, Secret};
use crate::domain::activity::{Activity, Outcome, Topic};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::token::{AccessToken, Actor, token_type};
use crate::protocol::error::OAuthError;
use crate::protocol::resource;
use crate::protocol::token_exchange::{self as rules, Role};
use crate::service::{activity, clients, subjects};
use crate::store::access_tokens;

use super::exchange::{Call, TokenError, Undone, written};
use super::mint::{self, Draft, TokenSet};

/// §2.2.2. One answer for every token that does not count, so nothing can be found out about it.
const DEAD: OAuthError = OAuthError::invalid_request("a token is unknown, expired or revoked");

pub(super) async fn issue(call: &Call<'_>, subject: &Secret, actor: Option<&Secret>) -> Result<TokenSet, TokenError> {
    let now = call.core.clock.now();
    let (token, grant) = present(call, subject).await?;
    let acting = match actor {
        None => None,
        Some(actor) => Some(present(call, actor).await?),
    };
    let is_own = token.client == call.client.id;
    let role = rules::role(call.client, &token.client, acting.is_some())?;
    if !is_own && grant.is_none() {
        // It would become a token that says it is the caller's own.
        return Err(OAuthError::invalid_request("the token of another client is about no person").into());
    }
    let scopes = rules::scopes(call.params.get("scope"), &token.scopes, call.client)?;
    let audience = audience(call, &token, grant.as_ref())?;
    let actor = match (role, &acting) {
        (Role::Unnamed, _) => token.actor,
        (Role::Caller, _) => Some(in_front(call.client.id.to_string(), token.actor)?),
        (Role::Presented, Some((acting, by))) => Some(in_front(name(call, acting, by.as_ref()).await?, token.actor)?),
        (Role::Presented, None) => return Err(Fault::Bug("there is an actor").into()),
    };
    let draft = Draft {
        client: call.client,
        grant: grant.as_ref(),
        scopes: scopes.clone(),
        audience,
        confirmation: call.confirmation.clone(),
        actor,
        expires_at: now.plus(Duration::from_secs(call.core.config.tokens.access_seconds)).min(token.expires_at),
        dress: call.dress,
    };
    let (secret, fresh) = mint::access(call.core, draft, now).await?;
    let expires_at = fresh.expires_at;
    let expires_in = now.until(expires_at).as_secs();
    // The trail of a person tells when a party they did not sign in to got at their account.
    let line = grant.as_ref().filter(|_| !is_own).map(|grant| Activity {
        user: Some(grant.user),
        client: Some(call.client.id.to_string()),
        topic: Topic::Token,
        action: "exchange_token",
        outcome: Outcome::Succeed,
        at: now,
    });
    let origin = call.origin.clone();
    // Held in one order, or two exchanges of the same pair would wait for each other.
    let mut held: Vec<_> =
        [Some(token.digest), acting.map(|(acting, _)| acting.digest)].into_iter().flatten().collect();
    held.sort_unstable_by(|a, b| a.text().cmp(b.text()));
    held.dedup();
    let marks = call.marks.clone();
    let outcome = call.core.db.write(move |tx| {
        Box::pin(async move {
            for digest in &held {
                if !access_tokens::hold(tx, digest, now).await? {
                    return Err(Undone::Lost);
                }
            }
            access_tokens::insert(tx, &fresh).await?;
            if let Some(line) = &line {
                activity::write(tx, line, &origin).await?;
            }
            Call::spend(&marks, tx).await
        })
    });
    written(outcome.await)?.ok_or(DEAD)?;
    Ok(TokenSet {
        access_token: secret,
        token_type: token_type(call.confirmation.as_ref()),
        expires_in,
        refresh_token: None,
        id_token: None,
        scopes,
        issued_token_type: Some(rules::ACCESS_TOKEN),
        family: None,
        expires_at,
        refresh_expires_at: None,
    })
}

/// A token that the client may use here. A token of a client it has nothing to do with looks like none.
async fn present(call: &Call<'_>, token: &Secret) -> Result<(AccessToken, Option<Grant>), TokenError> {
    let now = call.core.clock.now();
    let found = access_tokens::find_live(&mut call.core.db.read().await?, &token.digest(), now).await?;
    let (token, grant) = found.filter(|(token, _)| rules::may_present(call.client, &token.client)).ok_or(DEAD)?;
    rules::proves(token.confirmation.as_ref(), call.confirmation.as_ref())?;
    holder(call, &token).await?;
    Ok((token, grant))
}

/// Who holds a token, if it is switched on.
async fn holder(call: &Call<'_>, token: &AccessToken) -> Result<std::sync::Arc<Client>, TokenError> {
    Ok(clients::find(call.core, &token.client).await?.ok_or(DEAD)?)
}

/// §2.1: what the request names, else what the old token was for. A client narrows its own token within the
/// authorization request; another one reaches the resource servers it is registered for.
fn audience(call: &Call<'_>, token: &AccessToken, grant: Option<&Grant>) -> Result<Vec<String>, OAuthError> {
    let mut asked = resource::requested(call.params, call.client)?;
    for name in rules::audiences(call.params, call.client)? {
        if !asked.contains(&name) {
            asked.push(name);
        }
    }
    if asked.is_empty() {
        asked.clone_from(&token.audience);
    }
    if !asked.iter().all(|uri| call.client.options.resources.contains(uri)) {
        return Err(OAuthError::invalid_target("the client may not ask for tokens for what the old one is for"));
    }
    match grant {
        Some(grant) if token.client == call.client.id && grant.client == call.client.id => {
            resource::audience(asked, &grant.resources, call.client)
        }
        _ => Ok(asked),
    }
}

/// Whom an actor's token is about.
async fn name(call: &Call<'_>, token: &AccessToken, grant: Option<&Grant>) -> Result<String, TokenError> {
    if token.actor.is_some() {
        return Err(OAuthError::invalid_request("an actor cannot itself be acted for").into());
    }
    let holder = holder(call, token).await?;
    Ok(grant.map_or_else(|| token.client.to_string(), |grant| subjects::subject(call.core, &holder, grant.user)))
}

fn in_front(sub: String, prior: Option<Actor>) -> Result<Actor, OAuthError> {
    Actor::before(sub, prior).map_err(|_| OAuthError::invalid_request("too many parties have acted with this token"))
}
