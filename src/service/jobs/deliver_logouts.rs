//! Tells clients of sessions that ended (OIDC Back-Channel Logout 1.0 §2.5), and of token families (the
//! session-end callback of the partner API). Any number of nodes may do it: each takes notices by
//! compare-and-set with a lease. A client is told one thing at a time, so a slow one waits for itself and
//! holds up nobody else.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{Id as TaskId, JoinSet};
use url::Url;

use crate::base::{Fault, Micros, random};
use crate::domain::logout::{Message, Notice};
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::grant::GrantId;
use crate::gateways::fetch::FetchError;
use crate::protocol::{callback, logout as rules};
use crate::store::logout_notices::{self as store, Due};
use crate::store::outbox::Fate;

use super::super::{Core, clients, keys, sessions};
use super::delivery::{back_off, next_look};
use super::runner::jittered;
use crate::service::subjects::subject;
use crate::service::token::partner;

/// Clients that are told something at once.
const AT_ONCE: usize = store::MOST_BUSY;
/// Notices looked at to find some for different clients.
const LOOKED_AT: u32 = 200;
/// Longer than the slowest answer may take.
const LEASE: Duration = Duration::from_secs(60);
const FIRST_RETRY: Duration = Duration::from_secs(5);
const LONGEST_RETRY: Duration = Duration::from_secs(3_600);

/// Delivers until stopped; what is on its way then is let finish.
pub async fn run(core: Core, mut stopped: watch::Receiver<bool>) {
    let mut desk = Desk::default();
    while !*stopped.borrow() {
        if let Err(fault) = desk.take(&core).await {
            tracing::error!(%fault, "sign-out notices could not be delivered");
        }
        tokio::select! {
            () = next_look(&core.notices, &mut stopped) => {}
            () = desk.one_done(), if !desk.sending.is_empty() => {}
        }
    }
    desk.all_done().await;
}

/// Takes what is due, at most one notice for each client, and tries each once; tells how many.
pub async fn deliver_due(core: &Core) -> Result<usize, Fault> {
    let mut desk = Desk::default();
    let taken = desk.take(core).await?;
    desk.all_done().await;
    Ok(taken)
}

/// What one node has on its way.
#[derive(Default)]
struct Desk {
    sending: JoinSet<Result<(), Fault>>,
    busy: HashMap<TaskId, ClientId>,
}

impl Desk {
    async fn take(&mut self, core: &Core) -> Result<usize, Fault> {
        let free = AT_ONCE.saturating_sub(self.busy.len());
        if free == 0 {
            return Ok(0);
        }
        let now = core.clock.now();
        let busy: Vec<ClientId> = self.busy.values().cloned().collect();
        let mut due: Vec<Due> = Vec::new();
        for one in store::due(&mut core.db.read().await?, now, &busy, LOOKED_AT).await? {
            if due.len() < free && due.iter().all(|other| other.client != one.client) {
                due.push(one);
            }
        }
        // Most looks find nothing and must not cost a write.
        if due.is_empty() {
            return Ok(0);
        }
        let lease = random::token()?.expose().to_owned();
        let notices = claim(core, due, lease.clone(), now).await?;
        let taken = notices.len();
        for notice in notices {
            let client = notice.client.clone();
            let task = self.sending.spawn(deliver(core.clone(), notice, lease.clone()));
            self.busy.insert(task.id(), client);
        }
        Ok(taken)
    }

    async fn one_done(&mut self) {
        let id = match self.sending.join_next_with_id().await {
            None => return,
            Some(Ok((id, outcome))) => {
                if let Err(fault) = outcome {
                    tracing::error!(%fault, "a sign-out notice was not settled; its lease ends by itself");
                }
                id
            }
            Some(Err(error)) => {
                tracing::error!("the delivery of a sign-out notice broke off; its lease ends by itself");
                error.id()
            }
        };
        self.busy.remove(&id);
    }

    async fn all_done(&mut self) {
        while !self.sending.is_empty() {
            self.one_done().await;
        }
    }
}

async fn claim(core: &Core, due: Vec<Due>, lease: String, now: Micros) -> Result<Vec<Notice>, Fault> {
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let mut mine = Vec::new();
                for one in &due {
                    mine.extend(store::claim(tx, one, &lease, now.plus(LEASE)).await?);
                }
                Ok(mine)
            })
        })
        .await
}

async fn deliver(core: Core, notice: Notice, lease: String) -> Result<(), Fault> {
    let fate = fate_of(&core, &notice).await?;
    if let Fate::Again { failure, .. } | Fate::Failed { failure } = &fate {
        let last = matches!(fate, Fate::Failed { .. });
        let (client, attempts) = (&notice.client, notice.attempts);
        tracing::warn!(notice.id = %notice.id, %client, attempts, last, failure, "a client was not told of a sign-out");
    }
    let now = core.clock.now();
    core.db
        .write(move |tx| Box::pin(async move { store::settle(tx, notice.id, &lease, &fate, now).await.map(drop) }))
        .await?;
    // There may be more for this client.
    sessions::wake(&core);
    Ok(())
}

async fn fate_of(core: &Core, notice: &Notice) -> Result<Fate, Fault> {
    let failed = |failure: &str| Ok(Fate::Failed { failure: failure.to_owned() });
    if core.clock.now() >= notice.expires_at {
        return failed("too late");
    }
    let Some(client) = clients::find(core, &notice.client).await? else { return failed("the client is switched off") };
    // Made at each try, so that it is fresh, and by what the client's settings are now.
    let composed = match &notice.message {
        Message::SessionEnded => logout_token(core, &client, notice).await?,
        Message::FamilyEnded { family, address } => family_ended(core, &client, *family, address),
    };
    let letter = match composed {
        Ok(letter) => letter,
        Err(reason) => return failed(reason),
    };
    let headers: Vec<_> = letter.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let failure = match core.gateways.fetch.tell(letter.to, &headers, letter.body).await {
        Ok(status) if (letter.taken)(status) => return Ok(Fate::Delivered),
        Ok(status) => FetchError::Status(status).to_string(),
        Err(FetchError::Forbidden) => return failed("the address may not be called"),
        Err(other) => other.to_string(),
    };
    let due_at = core.clock.now().plus(jittered(back_off(FIRST_RETRY, LONGEST_RETRY, notice.attempts)));
    Ok(if due_at < notice.expires_at { Fate::Again { due_at, failure } } else { Fate::Failed { failure } })
}

/// What is posted to a client.
struct Letter {
    to: Url,
    headers: Vec<(&'static str, String)>,
    body: String,
    /// The statuses that say it arrived.
    taken: fn(u16) -> bool,
}

/// A logout token; why there is none, in words for the operator.
async fn logout_token(core: &Core, client: &Client, notice: &Notice) -> Result<Result<Letter, &'static str>, Fault> {
    let Some(to) = client.options.backchannel_logout_uri.as_deref().and_then(|uri| uri.parse().ok()) else {
        return Ok(Err("the client has no address to be told at"));
    };
    let subject = subject(core, client, notice.user);
    let now = core.clock.now();
    let claims = rules::claims(notice, core.issuer(), &subject, now);
    // Signed as the client's ID tokens are (§2.6).
    let token = keys::current(core).await?.sign(client.id_token_alg, rules::TYP, &claims, now)?;
    Ok(Ok(Letter {
        to,
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish(),
        // §2.8: 200; frameworks turn an empty one into 204.
        taken: |status| matches!(status, 200 | 204),
    }))
}

/// A callback; why there is none, in words for the operator. The address was checked when it was named, but
/// the client's hosts may have changed.
fn family_ended(core: &Core, client: &Client, family: GrantId, address: &str) -> Result<Letter, &'static str> {
    if !partner::revoke_uri(core, client, address) {
        return Err("the client may not have this address called");
    }
    let to = address.parse().map_err(|_| "the address cannot be read")?;
    let secret = clients::webhook_secret(core, client).ok_or("the client has no webhook secret that can be opened")?;
    let body = callback::body(family);
    let signature = callback::signature(&secret, core.clock.now(), &body);
    Ok(Letter {
        to,
        headers: vec![("content-type", "application/json".to_owned()), (callback::SIGNATURE, signature)],
        body,
        taken: |status| (200..300).contains(&status),
    })
}
