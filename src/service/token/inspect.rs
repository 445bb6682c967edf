//! What a presented token is worth.

use crate::base::{Fault, Secret};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token::Confirmation;
use crate::domain::user::Person;
use crate::protocol::introspection::{Inspected, TokenKind};
use crate::service::subjects::subject;
use crate::service::{Core, accounts, clients};
use crate::store::{access_tokens, refresh_tokens};

/// RFC 7662: a token of this client, if it counts. The table tells an access token from a refresh
/// token, not the look of the text or the caller's hint.
pub async fn inspect(core: &Core, client: &Client, token: &Secret) -> Result<Option<Inspected>, Fault> {
    let now = core.clock.now();
    let digest = token.digest();
    let mut reader = core.db.read().await?;
    if let Some((token, user)) = access_tokens::find_live(&mut reader, &digest, now).await? {
        return Ok(Some(Inspected {
            kind: TokenKind::Access,
            scopes: token.scopes,
            client: token.client,
            user,
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
    Ok(counts.then_some(Inspected {
        kind: TokenKind::Refresh,
        scopes: found.token.scopes,
        client: found.token.client,
        user: Some(found.grant.user),
        created_at: found.token.created_at,
        expires_at: found.token.expires_at,
    }))
}

/// What a bearer may read, about whom, and the key it has to hold.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// What the token opens.
    pub scopes: Scopes,
    /// About whom.
    pub person: Person,
    /// What the client knows them by.
    pub subject: String,
    /// The key that the token is bound to.
    pub confirmation: Option<Confirmation>,
}

/// Whom a bearer may read about, and what (OIDC Core §5.3). `None` if the token does not count.
pub async fn bearer(core: &Core, token: &Secret) -> Result<Option<Bearer>, Fault> {
    let now = core.clock.now();
    let found = access_tokens::find_bearer(&mut core.db.read().await?, &token.digest(), now).await?;
    let Some((token, mut person)) = found else { return Ok(None) };
    // A client that was switched off reads nothing more.
    let Some(client) = clients::find(core, &token.client).await? else { return Ok(None) };
    if token.scopes.opens(crate::domain::oauth::scope::Fact::Identifier) {
        person.user.profile.identifier = accounts::profile::identifier(core, person.user.id).await?;
    }
    let subject = subject(core, &client, person.user.id);
    Ok(Some(Bearer { scopes: token.scopes, person, subject, confirmation: token.confirmation }))
}
