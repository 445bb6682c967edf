//! Tells clients of sessions that ended (OIDC Back-Channel Logout 1.0 §2.5). Any number of nodes may do
//! it: each takes notices by compare-and-set with a lease. A client is told one thing at a time, so a
//! slow one waits for itself and holds up nobody else.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{Id as TaskId, JoinSet};

use crate::base::{Fault, Micros, random};
use crate::domain::logout::Notice;
use crate::domain::oauth::client::ClientId;
use crate::gateways::fetch::FetchError;
use crate::protocol::logout as rules;
use crate::store::logout_notices::{self as store, Due};
use crate::store::outbox::Fate;

use super::super::{Core, clients, keys, sessions};
use super::delivery::{back_off, next_look};
use super::runner::jittered;
use crate::service::subjects::subject;

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
    let Some(address) = client.options.backchannel_logout_uri.as_deref().and_then(|uri| uri.parse().ok()) else {
        return failed("the client has no address to be told at");
    };
    let subject = subject(core, &client, notice.user);
    let now = core.clock.now();
    let claims = rules::claims(notice, core.issuer(), &subject, now);
    // Made at each try, so that it is fresh; signed as the client's ID tokens are (§2.6).
    let token = keys::current(core).await?.sign(client.id_token_alg, rules::TYP, &claims, now)?;
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish();
    let failure = match core.gateways.fetch.tell(address, form).await {
        // §2.8: 200; frameworks turn an empty one into 204.
        Ok(200 | 204) => return Ok(Fate::Delivered),
        Ok(status) => FetchError::Status(status).to_string(),
        Err(FetchError::Forbidden) => return failed("the address may not be called"),
        Err(other) => other.to_string(),
    };
    let due_at = core.clock.now().plus(jittered(back_off(FIRST_RETRY, LONGEST_RETRY, notice.attempts)));
    Ok(if due_at < notice.expires_at { Fate::Again { due_at, failure } } else { Fate::Failed { failure } })
}
