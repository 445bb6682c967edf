//! What owners of accounts are told about changes, and the link by which they object.

use std::time::Duration;

use crate::base::{Fault, Id, Locale, Micros, random};
use crate::domain::activity::Origin;
use crate::domain::contact::{Address, Channel};
use crate::domain::message::{Event, Message};
use crate::domain::undo::Undo;
use crate::domain::user::{Person, UserId};
use crate::gateways::messages::events;
use crate::store::security_events::{self, SecurityEvent, SecurityEventId};
use crate::store::{Tx, contacts};

use super::{Core, limits, outbox, sighting};

/// How long one may object.
pub(super) const OBJECT_WITHIN: Duration = Duration::from_secs(7 * 86_400);
/// How long it is tried to deliver.
const TOLD_WITHIN: Duration = Duration::from_secs(3 * 86_400);

/// Something that happened to an account.
#[derive(Clone, Debug)]
pub struct Tell {
    /// Whose.
    pub user: UserId,
    /// What.
    pub event: Event,
    /// What it is about: a masked contact, the name of a passkey, a day.
    pub detail: Option<String>,
    /// What brings back the state before; it is kept sealed.
    pub undo: Option<Undo>,
    /// Addresses that are told besides those that the person has now: one that was just removed.
    pub also: Vec<Address>,
}

/// Writes a message to every confirmed contact of a person, inside the transaction of the change. A sign-in is told
/// by e-mail where there is one. Call [`outbox::wake`] after the commit.
pub async fn tell_within(core: &Core, tx: &mut Tx, tell: Tell, origin: &Origin) -> Result<(), Fault> {
    let now = core.clock.now();
    let Some(person) = contacts::person(tx, tell.user).await? else { return Ok(()) };
    // Nobody is left who could come back; or somebody objected just now.
    let last_word = matches!(tell.event, Event::Erased | Event::Frozen);
    let link = if last_word { None } else { Some(object_link(core, tx, &tell, origin, now).await?) };
    let proved = person.contacts.iter().filter(|contact| contact.confirmed_at.is_some());
    let mut to: Vec<Address> = proved.map(|contact| contact.address.clone()).chain(tell.also.clone()).collect();
    let has_email = to.iter().any(|address| address.channel() == Channel::Email);
    if tell.event == Event::NewDevice && has_email {
        to.retain(|address| address.channel() == Channel::Email);
    }
    write(core, tx, &person, (tell, link), to, origin).await
}

/// Tells addresses that are the person's no more, and gives them no say: whoever reads them cannot object.
pub(super) async fn tell_gone_within(
    core: &Core,
    tx: &mut Tx,
    (user, event): (UserId, Event),
    gone: &Address,
    origin: &Origin,
) -> Result<(), Fault> {
    let Some(person) = contacts::person(tx, user).await? else { return Ok(()) };
    let tell = Tell { user, event, detail: Some(gone.masked()), undo: None, also: Vec::new() };
    write(core, tx, &person, (tell, None), vec![gone.clone()], origin).await
}

async fn write(
    core: &Core,
    tx: &mut Tx,
    person: &Person,
    (tell, link): (Tell, Option<String>),
    to: Vec<Address>,
    origin: &Origin,
) -> Result<(), Fault> {
    let now = core.clock.now();
    let locale = person.user.locale.unwrap_or_default();
    let message = Message::Notice {
        event: tell.event,
        detail: tell.detail,
        agent: sighting::browser(origin.agent.as_deref()),
        place: sighting::place(core, origin.ip.map(|ip| ip.to_string()).as_deref(), locale),
        at: now.get(),
        link,
    };
    for address in to {
        if let Address::Phone(phone) = &address
            && !(core.gateways.sms.reaches(phone) && limits::sms::notice(core, tx, phone).await?)
        {
            continue;
        }
        let ask = outbox::Enqueue {
            address,
            purpose: tell.event.as_str(),
            locale,
            message: message.clone(),
            expires_at: now.plus(TOLD_WITHIN),
        };
        outbox::enqueue(core, tx, ask).await?;
    }
    Ok(())
}

async fn object_link(core: &Core, tx: &mut Tx, tell: &Tell, origin: &Origin, now: Micros) -> Result<String, Fault> {
    let secret = random::token()?;
    let id: SecurityEventId = Id::ordered();
    let plain = tell.undo.as_ref().map(serde_json::to_string).transpose();
    let plain = plain.map_err(|_| Fault::Bug("what is undone is JSON"))?;
    let undo = plain.map(|plain| core.keyring.seal(&place(id), &plain)).transpose()?;
    let event = SecurityEvent {
        id,
        user: tell.user,
        event: tell.event,
        undo,
        detail: tell.detail.clone(),
        agent: origin.agent.clone(),
        place: origin.ip.map(|ip| ip.to_string()),
        created_at: now,
        expires_at: now.plus(OBJECT_WITHIN),
        used_at: None,
    };
    security_events::insert(tx, &event, &secret.digest()).await?;
    Ok(format!("{}/not-me?token={}", core.issuer(), secret.expose()))
}

/// What happened, in few words.
pub const fn fact(event: Event, locale: Locale) -> &'static str {
    events::fact(event, locale)
}

/// Where the state before is sealed.
pub(super) fn place(id: SecurityEventId) -> String {
    format!("security_events/{id}")
}
