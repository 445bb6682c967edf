//! RFC 7009, and what operators end.

use crate::base::{Fault, Secret};
use crate::domain::activity::{Activity, Origin, Outcome, Topic};
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::grant::Grant;
use crate::domain::user::UserId;
use crate::service::{Core, activity, sessions};
use crate::store::{access_tokens, grants, refresh_tokens};

use super::exchange::Call;

/// RFC 7009 §2.1: ends a token of this client. A refresh token takes its grant with it. A token that
/// does not exist or belongs to somebody else is no error, so nothing can be found out here.
pub async fn revoke(core: &Core, client: &Client, token: &Secret) -> Result<(), Fault> {
    let now = core.clock.now();
    let (client, digest) = (client.id.clone(), token.digest());
    let refresh = refresh_tokens::find(&mut core.db.read().await?, &digest).await?;
    let grant = refresh.filter(|found| found.token.client == client).map(|found| found.grant.id);
    core.db
        .write(move |tx| {
            Box::pin(async move {
                match grant {
                    Some(grant) => grants::revoke(tx, grant, now).await?,
                    None => access_tokens::revoke(tx, &digest, &client, now).await?,
                };
                Ok(())
            })
        })
        .await
}

/// Somebody has a copy of what works only once: the grant ends, with every token below it.
pub(super) async fn misused(call: &Call<'_>, grant: &Grant, action: &'static str) -> Result<(), Fault> {
    let now = call.core.clock.now();
    let (id, origin) = (grant.id, call.origin.clone());
    let line = Activity {
        user: Some(grant.user),
        client: Some(grant.client.to_string()),
        topic: Topic::Token,
        action,
        outcome: Outcome::Denied,
        at: now,
    };
    call.core
        .db
        .write(move |tx| {
            Box::pin(async move {
                if grants::revoke(tx, id, now).await? {
                    activity::write(tx, &line, &origin).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Whose tokens an operator ends.
#[derive(Clone, Debug)]
pub enum Whose {
    /// One person's.
    User(UserId),
    /// One client's.
    Client(ClientId),
    /// Everybody's.
    All,
}

/// Ends every token of somebody; says how many grants ended. Clients are called about what one person's
/// families were; whoever ends a client's own, or everybody's, tells the clients otherwise.
pub async fn revoke_all(core: &Core, whose: Whose) -> Result<u64, Fault> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let (user, client) = match &whose {
                    Whose::User(user) => (Some(*user), None),
                    Whose::Client(client) => (None, Some(client.to_string())),
                    Whose::All => (None, None),
                };
                let ended = match &whose {
                    Whose::User(user) => {
                        let ended = grants::revoke_all_of_user(tx, *user, now).await?;
                        sessions::note_families(tx, &ended.families, now).await?;
                        ended.count
                    }
                    Whose::Client(client) => {
                        access_tokens::revoke_all_of_client(tx, client, now).await?;
                        grants::revoke_all_of_client(tx, client, now).await?
                    }
                    Whose::All => {
                        access_tokens::revoke_all(tx, now).await?;
                        grants::revoke_all(tx, now).await?
                    }
                };
                let action = "revoke_tokens";
                let line = Activity { user, client, topic: Topic::Admin, action, outcome: Outcome::Succeed, at: now };
                activity::write(tx, &line, &Origin::default()).await?;
                Ok(ended)
            })
        })
        .await
        .inspect(|_| sessions::wake(core))
}
