//! "This was not me": the owner of an account objects to a change that they were told about. The account is frozen,
//! and everything that was made since the change goes: whoever made the change may have made the rest.

mod undo;

use crate::base::{Fault, Micros, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::contact::Contact;
use crate::domain::message::Event;
use crate::domain::undo::Undo;
use crate::domain::user::UserId;
use crate::service::notices::{self, Tell};
use crate::service::{Core, activity, outbox, sessions};
use crate::store::security_events::{self, SecurityEvent};
use crate::store::{Tx, contacts, held_forms, known_devices, otp_challenges, pending_contacts, recoveries, users};

/// What a link "this was not me" is worth.
#[derive(Clone, Debug)]
pub enum Objection {
    /// It works.
    Open(Box<SecurityEvent>),
    /// Somebody objected before.
    Used,
    /// Too late.
    Expired,
    /// There is no such link.
    Unknown,
}

/// Looks at a link and changes nothing.
pub async fn look(core: &Core, token: &Secret) -> Result<Objection, Fault> {
    let found = security_events::find(&mut core.db.read().await?, &token.digest()).await?;
    Ok(judge(found, core.clock.now()))
}

fn judge(found: Option<SecurityEvent>, now: Micros) -> Objection {
    match found {
        None => Objection::Unknown,
        Some(event) if event.used_at.is_some() => Objection::Used,
        Some(event) if now >= event.expires_at => Objection::Expired,
        Some(event) => Objection::Open(Box::new(event)),
    }
}

/// Objects, once: the account is frozen. Otherwise tells why not.
pub async fn object(core: &Core, token: &Secret, origin: Origin) -> Result<Result<(), Objection>, Fault> {
    let (inner, digest) = (core.clone(), token.digest());
    let done = core
        .db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                let now = inner.clock.now();
                let event = match judge(security_events::find(tx, &digest).await?, now) {
                    Objection::Open(event) => event,
                    dead => return Ok(Err(dead)),
                };
                if !security_events::object(tx, event.id, now).await? {
                    return Ok(Err(Objection::Used));
                }
                // Before the person's row, as a sign-in by code holds them.
                otp_challenges::end_of_subject(tx, &event.user.text(), now).await?;
                // Holds the row of whoever is left: a sign-in is either before and ends, or sees the freeze.
                if !users::freeze(tx, event.user, event.created_at, now).await? {
                    return Ok(Err(Objection::Unknown));
                }
                freeze(&inner, tx, &event, &origin).await.map(Ok)
            })
        })
        .await?;
    outbox::wake(core);
    sessions::wake(core);
    Ok(done)
}

async fn freeze(core: &Core, tx: &mut Tx, event: &SecurityEvent, origin: &Origin) -> Result<(), Fault> {
    let (user, now) = (event.user, core.clock.now());
    let since = security_events::since(tx, user, event.created_at).await?;
    let undone: Vec<(Undo, Micros)> =
        since.iter().filter_map(|event| Some((read(core, event)?, event.created_at))).collect();
    for (undo, _) in &undone {
        undo::restore(tx, user, undo, now).await?;
    }
    // Where no contact is older than the change, those that there are have to do.
    let older = contacts::of_user(tx, user).await?;
    if older.iter().any(|contact| is_older(contact, event.created_at)) {
        undo::remove_since(tx, user, event.created_at).await?;
    } else {
        users::freeze_all(tx, user).await?;
    }
    for (undo, at) in &undone {
        undo::revoke(tx, user, undo, *at, now).await?;
    }
    undo::keep_primaries(tx, user).await?;
    end_everything(tx, user, now).await?;
    let what = (Topic::Security, "object", Outcome::Succeed);
    activity::record(tx, Some(user), what, origin, now).await?;
    let tell = Tell { user, event: Event::Frozen, detail: None, undo: None, also: Vec::new() };
    notices::tell_within(core, tx, tell, origin).await
}

fn is_older(contact: &Contact, than: Micros) -> bool {
    contact.confirmed_at.is_some_and(|at| at < than)
}

fn read(core: &Core, event: &SecurityEvent) -> Option<Undo> {
    let plain = core.keyring.open(&notices::place(event.id), event.undo.as_deref()?)?;
    serde_json::from_str(plain.expose()).ok()
}

async fn end_everything(tx: &mut Tx, user: UserId, now: Micros) -> Result<(), Fault> {
    sessions::end_all_within(tx, user, None, now).await?;
    recoveries::end_of_user(tx, user, None, now).await?;
    held_forms::remove_all(tx, user).await?;
    pending_contacts::end_of_user(tx, user).await?;
    known_devices::distrust(tx, user).await
}
