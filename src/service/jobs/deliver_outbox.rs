//! Delivers messages. Any number of nodes may do it: each takes rows by compare-and-set with a
//! lease, and a message of a node that died is taken again when the lease ends.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::base::{Fault, Micros, random};
use crate::domain::contact::Address;
use crate::domain::message::Carrier;
use crate::gateways::SendError;
use crate::store::outbox::{self as store, Fate, Letter};

use super::super::{Core, outbox};
use super::delivery::{back_off, until_stopped};

/// Messages sent at once.
const AT_ONCE: u32 = 8;
/// Longer than the slowest gateway may take.
const LEASE: Duration = Duration::from_secs(60);
const FIRST_RETRY: Duration = Duration::from_secs(5);
const LONGEST_RETRY: Duration = Duration::from_secs(900);

/// Delivers until stopped.
pub async fn run(core: Core, stopped: watch::Receiver<bool>) {
    until_stopped(&core, &core.outbox, stopped, "messages could not be delivered", |core| Box::pin(deliver_due(core)))
        .await;
}

/// Takes the messages that are due and tries to send each once; tells how many were tried.
pub async fn deliver_due(core: &Core) -> Result<usize, Fault> {
    let lease = random::token()?.expose().to_owned();
    let (mine, now) = (lease.clone(), core.clock.now());
    let blank = !core.config.is_development();
    if nothing_due(core, now).await? {
        return Ok(0);
    }
    let letters = core
        .db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                let late = store::expire(tx, now, blank).await?;
                if late > 0 {
                    tracing::warn!(messages = late, "messages were given up: too late");
                }
                store::claim(tx, &mine, now.plus(LEASE), now, AT_ONCE).await
            })
        })
        .await?;
    let count = letters.len();
    let mut sending = JoinSet::new();
    for letter in letters {
        sending.spawn(deliver(core.clone(), letter, lease.clone()));
    }
    while let Some(done) = sending.join_next().await {
        done.map_err(|_| Fault::Bug("a delivery panicked"))??;
    }
    Ok(count)
}

/// Most looks find nothing and must not cost a write.
async fn nothing_due(core: &Core, now: Micros) -> Result<bool, Fault> {
    Ok(!store::any_due(&mut core.db.read().await?, now).await?)
}

async fn deliver(core: Core, letter: Letter, lease: String) -> Result<(), Fault> {
    let (fate, carrier) = fate_of(&core, &letter).await?;
    if !matches!(fate, Fate::Delivered) {
        // Why stands in the row only: servers like to repeat the address in their answers.
        let last = matches!(fate, Fate::Failed { .. });
        tracing::warn!(message.id = %letter.id, attempts = letter.attempts, last, "a message was not delivered");
    }
    let blank = !core.config.is_development();
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if let Some(carrier) = carrier {
                    store::hold(tx, letter.id, &lease, carrier).await?;
                }
                store::settle(tx, letter.id, &lease, &fate, blank, now).await.map(drop)
            })
        })
        .await
}

/// What becomes of a message, and who may have sent it without our knowing.
async fn fate_of(core: &Core, letter: &Letter) -> Result<(Fate, Option<Carrier>), Fault> {
    let Some((_, content)) = outbox::read(core, letter)? else {
        return Ok((Fate::Failed { failure: "sealed with another master key".into() }, None));
    };
    let sent = match &letter.address {
        Address::Phone(phone) => core.gateways.sms.send(letter.id, phone, &content, letter.carrier).await,
        Address::Email(email) => core.gateways.mailer.send(email, &content).await,
    };
    Ok(match sent {
        Ok(()) => (Fate::Delivered, None),
        Err(SendError::Permanent(failure)) => (Fate::Failed { failure }, None),
        Err(SendError::Temporary(failure)) => (again(core, letter, failure), None),
        Err(SendError::Held { carrier, why }) => (again(core, letter, why), Some(carrier)),
    })
}

/// Another try later, if that is in time.
fn again(core: &Core, letter: &Letter, failure: String) -> Fate {
    let due_at = core.clock.now().plus(back_off(FIRST_RETRY, LONGEST_RETRY, letter.attempts));
    if due_at < letter.expires_at { Fate::Again { due_at, failure } } else { Fate::Failed { failure } }
}
