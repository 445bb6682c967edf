//! What a presented token is worth.

use std::sync::Arc;

use crate::base::{Fault, Secret};
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::grant::{Grant, GrantId};
use crate::domain::oauth::scope::{Fact, Scopes};
use crate::domain::oauth::token::{AccessToken, Confirmation};
use crate::domain::user::Person;
use crate::protocol::introspection::{Inspected, TokenKind};
use crate::protocol::{acr, resource};
use crate::service::{Core, accounts, clients, subjects};
use crate::store::{access_tokens, refresh_tokens};

/// RFC 7662: a token of this client, or an access token of any, if it counts. The table tells an access
/// token from a refresh token, not the look of the text or the caller's hint.
pub async fn inspect(core: &Core, client: &Client, token: &Secret) -> Result<Option<Inspected>, Fault> {
    let now = core.clock.now();
    let digest = token.digest();
    let mut reader = core.db.read().await?;
    if let Some((token, grant)) = access_tokens::find_live(&mut reader, &digest, now).await? {
        drop(reader);
        // Tokens of a client that was switched off count no more.
        let Some(holder) = clients::find(core, &token.client).await? else { return Ok(None) };
        return Ok(Some(Inspected {
            kind: TokenKind::Access,
            scopes: token.scopes,
            client: token.client,
            subject: subject(core, &holder, grant.as_ref()),
            audience: token.audience,
            confirmation: token.confirmation,
            actor: token.actor,
            proof: grant.map(|grant| (grant.auth_time, acr::of(&grant.amr))),
            created_at: token.created_at,
            expires_at: token.expires_at,
        }));
    }
    let Some(found) = refresh_tokens::find(&mut reader, &digest).await? else { return Ok(None) };
    let counts = found.token.client == client.id
        && found.token.rotated_at.is_none()
        && now < found.token.expires_at
        && found.grant.is_live(now)
        && found.person_open;
    Ok(counts.then(|| Inspected {
        kind: TokenKind::Refresh,
        scopes: found.token.scopes,
        client: found.token.client,
        subject: subject(core, client, Some(&found.grant)),
        audience: Vec::new(),
        confirmation: found.token.confirmation,
        actor: None,
        proof: Some((found.grant.auth_time, acr::of(&found.grant.amr))),
        created_at: found.token.created_at,
        expires_at: found.token.expires_at,
    }))
}

fn subject(core: &Core, holder: &Client, grant: Option<&Grant>) -> String {
    grant.map_or_else(|| holder.id.to_string(), |grant| subjects::subject(core, holder, grant.user))
}

/// Who was given an access token, be it over or not.
pub async fn holder(core: &Core, token: &Secret) -> Result<Option<ClientId>, Fault> {
    access_tokens::holder(&mut core.db.read().await?, &token.digest()).await
}

/// What a bearer may read about a person, and the key it has to hold.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Who holds the token.
    pub client: Arc<Client>,
    /// By what right.
    pub grant: GrantId,
    /// What it opens.
    pub scopes: Scopes,
    /// The key it is bound to: who presents it must prove that they hold it.
    pub confirmation: Option<Confirmation>,
    /// The person.
    pub person: Person,
    /// What the client knows them by.
    pub subject: String,
}

/// Whom a bearer may read about, and what (OIDC Core §5.3). `None` if the token does not count here: one
/// that was made for resource servers alone is not for us (RFC 8707 §2, RFC 9068 §4).
pub async fn bearer(core: &Core, token: &Secret) -> Result<Option<Bearer>, Fault> {
    let now = core.clock.now();
    let found = access_tokens::find_bearer(&mut core.db.read().await?, &token.digest(), now).await?;
    let for_us = |token: &AccessToken| resource::is_for_us(&token.audience, core.issuer());
    let Some((token, mut person)) = found.filter(|(token, _)| for_us(token)) else { return Ok(None) };
    let Some(grant) = token.grant else { return Ok(None) };
    // A client that was switched off reads nothing more.
    let Some(client) = clients::find(core, &token.client).await? else { return Ok(None) };
    if token.scopes.opens(Fact::Identifier) {
        person.user.profile.identifier = accounts::profile::identifier(core, person.user.id).await?;
    }
    let subject = subjects::subject(core, &client, person.user.id);
    Ok(Some(Bearer { client, grant, scopes: token.scopes, confirmation: token.confirmation, person, subject }))
}
