//! A client asks for a person's whole profile, and comes back for it (seed `001`, "Profile", "Request").

use std::time::Duration;

use crate::base::{Fault, Micros, Secret};
use crate::domain::oauth::scope::PROFILE;
use crate::domain::profile_request::{MOST_KNOWN, MOST_PENDING, OuterId, ProfileRequest, ProfileRequestId, State};
use crate::protocol::partner_profile::{self, Facts};
use crate::service::token::inspect::Bearer;
use crate::service::{Core, accounts, clients, subjects};
use crate::store::{Tx, grants, profile_requests as store, sessions};

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is new, and will be worked off.
    Accepted,
    /// It is known: nothing is done twice.
    Known,
    /// The person did not allow it.
    Rejected,
}

/// Why a request was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// What the token stands for has just ended.
    #[error("the grant has ended")]
    Ended,
    /// Too many are known already.
    #[error("too many requests")]
    TooMany {
        /// When to come back.
        retry_after: Duration,
    },
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Takes a request into the queue.
pub async fn ask(core: &Core, by: &Bearer, outer: OuterId) -> Result<Asked, AskError> {
    if !by.scopes.contains(PROFILE) {
        return Ok(Asked::Rejected);
    }
    let now = core.clock.now();
    let request = ProfileRequest::new(by.client.id.clone(), by.person.user.id, by.grant, outer, now);
    let asked = core.db.write(move |tx| Box::pin(async move { enter(tx, &request, now).await })).await?;
    if asked == Asked::Accepted {
        core.profiles.notify_one();
    }
    Ok(asked)
}

async fn enter(tx: &mut Tx, request: &ProfileRequest, now: Micros) -> Result<Asked, AskError> {
    let ProfileRequest { client, user, outer, .. } = request;
    // Whoever takes the grant back either comes first, or sees the request.
    if !grants::hold(tx, request.grant, now).await? {
        return Err(AskError::Ended);
    }
    if store::find(tx, client, *user, *outer, now).await?.is_some() {
        return Ok(Asked::Known);
    }
    let (pending, known) = store::count(tx, client, *user, now).await?;
    if pending >= MOST_PENDING || known >= MOST_KNOWN {
        return Err(AskError::TooMany { retry_after: Duration::from_secs(60) });
    }
    // Another token of the same client may have been faster since the look.
    Ok(if store::insert(tx, request).await? { Asked::Accepted } else { Asked::Known })
}

/// A request as its client sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// How far it is.
    pub state: State,
    /// Since when.
    pub since: Micros,
    /// The payload, once completed.
    pub payload: Option<Secret>,
}

/// How far a request is. `None` if this client knows of none about this person, or may not read profiles.
pub async fn look(core: &Core, by: &Bearer, outer: OuterId) -> Result<Option<Seen>, Fault> {
    if !by.scopes.contains(PROFILE) {
        return Ok(None);
    }
    let (client, user) = (&by.client.id, by.person.user.id);
    let found = store::find(&mut core.db.read().await?, client, user, outer, core.clock.now()).await?;
    let Some(request) = found else { return Ok(None) };
    let open = |sealed: String| {
        let corrupt = Fault::Corrupt { table: "profile_requests", column: "payload", id: request.id.text() };
        core.keyring.open(&place(request.id), &sealed).ok_or(corrupt)
    };
    let payload = request.payload.map(open).transpose()?;
    Ok(Some(Seen { state: request.state, since: request.changed_at, payload }))
}

/// Draws up the sealed answer to a request; `None` if it may not be given any more.
pub(in crate::service) async fn draw_up(core: &Core, request: &ProfileRequest) -> Result<Option<String>, Fault> {
    let now = core.clock.now();
    let mut reader = core.db.read().await?;
    let allowed = store::allowed(&mut reader, request.id, now).await?;
    if !allowed.is_some_and(|scopes| scopes.contains(PROFILE)) {
        return Ok(None);
    }
    let (sign_ins, last_sign_in) = sessions::tally(&mut reader, request.user).await?;
    drop(reader);
    let Some(client) = clients::find(core, &request.client).await? else { return Ok(None) };
    let Some(person) = accounts::profile::person(core, request.user).await? else { return Ok(None) };
    let subject = subjects::subject(core, &client, request.user);
    let facts = Facts { person: &person, subject: &subject, sign_ins, last_sign_in, at: now };
    core.keyring.seal(&place(request.id), &partner_profile::payload(&facts)?).map(Some)
}

fn place(id: ProfileRequestId) -> String {
    format!("profile_requests.payload/{id}")
}
