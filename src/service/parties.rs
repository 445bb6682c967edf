//! Parties: found or made where their clients are registered.

use crate::base::{Fault, Id, Micros};
use crate::domain::oauth::client::Client;
use crate::domain::party::{self, Party, PartyId};
use crate::protocol::client_laws::Flaw;
use crate::service::Core;
use crate::service::clients::ManageError;
use crate::store::{Tx, counters, parties};

/// One party.
pub async fn find(core: &Core, id: PartyId) -> Result<Option<Party>, Fault> {
    parties::find(&mut core.db.read().await?, id).await
}

/// Puts a client where it belongs: to the partner that is named, which is made if there is none of the name.
/// A client that manages people is never without one: it gets a partner of its own, by its own name, and never
/// somebody else's that happens to be called so.
pub(super) async fn settle(
    tx: &mut Tx,
    client: &mut Client,
    partner: Option<&str>,
    now: Micros,
) -> Result<(), ManageError> {
    if let Some(name) = partner {
        client.party = Some(named(tx, name, now).await?.id);
    } else if client.party.is_none() && client.manages_users() {
        const TAKEN: Flaw = Flaw::Contradiction(
            "a client that manages people needs a partner, and there is one with the client's name: name its partner",
        );
        client.party = Some(made(tx, &client.name, now).await?.ok_or(TAKEN)?.id);
    }
    Ok(())
}

async fn named(tx: &mut Tx, name: &str, now: Micros) -> Result<Party, ManageError> {
    if !party::is_name(name) {
        return Err(Flaw::Contradiction("a partner's name has 1 to 100 visible characters").into());
    }
    if let Some(known) = parties::named(tx, name).await? {
        return Ok(known);
    }
    match made(tx, name, now).await? {
        Some(party) => Ok(party),
        // Somebody else has just made it.
        None => Ok(parties::named(tx, name).await?.ok_or(Fault::Bug("a party whose name is taken is there"))?),
    }
}

/// Makes a party; `None` if the name is taken.
async fn made(tx: &mut Tx, name: &str, now: Micros) -> Result<Option<Party>, Fault> {
    if parties::named(tx, name).await?.is_some() {
        return Ok(None);
    }
    let number = counters::next(tx, "parties").await?;
    let party = Party { id: Id::opaque(), number, name: name.to_owned(), created_at: now };
    Ok(parties::insert(tx, &party).await?.then_some(party))
}
