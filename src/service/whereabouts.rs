//! Where a person is signed in: one row a browser; ending some or all of them; the question whether a sign-in from an
//! unknown browser was theirs.

use std::time::Duration;

use crate::base::{Digest, Fault, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::session::{Amr, Session, SessionId};
use crate::domain::user::UserId;
use crate::store::sessions::{self, SessionRecord};
use crate::store::{Tx, known_devices, users};

use super::{Core, activity, sessions as verbs};

/// For how long it is asked whether a sign-in was the person's.
const ASKED: Duration = Duration::from_secs(30 * 86_400);
/// Questions on one page.
const QUESTIONS: u32 = 20;
/// Sessions that are looked at; more than anybody may have.
const MOST: u32 = 100;

/// A browser in which a person is signed in.
#[derive(Clone, Debug)]
pub struct Browser {
    /// One of the sessions there; it stands for all of them.
    pub session: SessionId,
    /// What the browser says it is.
    pub agent: Option<String>,
    /// The address of the last sign-in there.
    pub ip: Option<String>,
    /// How the person signed in.
    pub amr: Vec<Amr>,
    /// When the first of the sessions began.
    pub since: Micros,
    /// When one of them was used last.
    pub seen_at: Micros,
    /// How many sessions there are.
    pub count: usize,
    /// Whether it is the one that asks.
    pub here: bool,
}

/// The browsers in which a person is signed in: the one that asks first, the others as they were used last.
pub async fn browsers(core: &Core, here: &Session) -> Result<Vec<Browser>, Fault> {
    let live = verbs::of_user(core, here.user).await?;
    let own = live.iter().find(|record| record.session.id == here.id).and_then(|record| record.device.clone());
    let mut rows: Vec<(Option<Digest>, Browser)> = Vec::new();
    for record in live {
        let SessionRecord { session, ip, agent, device, .. } = record;
        let is_here = session.id == here.id || (device.is_some() && device == own);
        let same = rows.iter_mut().find(|(known, row)| (is_here && row.here) || (device.is_some() && *known == device));
        if let Some((_, row)) = same {
            row.count = row.count.saturating_add(1);
            row.since = row.since.min(session.created_at);
            if session.id == here.id {
                (row.session, row.amr, row.ip) = (session.id, session.amr, ip);
            }
            continue;
        }
        let row = Browser {
            session: session.id,
            agent,
            ip,
            amr: session.amr,
            since: session.created_at,
            seen_at: session.seen_at,
            count: 1,
            here: is_here,
        };
        rows.push((device, row));
    }
    let mut rows: Vec<Browser> = rows.into_iter().map(|(_, row)| row).collect();
    rows.sort_by_key(|row| !row.here);
    Ok(rows)
}

/// A session of a person that has ended: for a word about it afterwards.
pub async fn ended(core: &Core, user: UserId, id: SessionId) -> Result<Option<SessionRecord>, Fault> {
    let found = sessions::of_user(&mut core.db.read().await?, user, id).await?;
    Ok(found.filter(|record| record.session.ended_at.is_some()))
}

/// Signs a person out of another browser than the one that asks: every session there ends, and it is a stranger
/// again. False if there is no such browser.
pub async fn end(core: &Core, by: &Session, id: SessionId, origin: Origin) -> Result<bool, Fault> {
    let (user, by, now) = (by.user, by.id, core.clock.now());
    let done = core
        .db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                // Takes the person's row first, as a sign-in does: the two cannot block each other.
                users::hold_open(tx, user).await?;
                let Some(there) = other(tx, user, by, id).await? else { return Ok(false) };
                let mut any = false;
                for record in sessions::live_of_user(tx, user, now, MOST).await? {
                    let is_there = record.session.id == id || (there.device.is_some() && record.device == there.device);
                    if is_there && sessions::end(tx, user, record.session.id, now).await? {
                        verbs::let_go(tx, user, record.session.id, now).await?;
                        any = true;
                    }
                }
                if !any {
                    return Ok(false);
                }
                if let Some(device) = &there.device {
                    known_devices::forget(tx, device, user).await?;
                }
                let what = (Topic::Session, "sign_out", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await?;
                Ok(true)
            })
        })
        .await?;
    verbs::wake(core);
    Ok(done)
}

/// A session of the person in another browser.
async fn other(tx: &mut Tx, user: UserId, by: SessionId, id: SessionId) -> Result<Option<SessionRecord>, Fault> {
    let own = sessions::of_user(tx, user, by).await?.and_then(|record| record.device);
    let there = sessions::of_user(tx, user, id).await?;
    Ok(there.filter(|record| record.session.id != by && (record.device.is_none() || record.device != own)))
}

/// Signs a person out everywhere but here: sessions, what apps hold, and every other browser is a stranger again.
pub async fn end_others(core: &Core, by: &Session, origin: Origin) -> Result<(), Fault> {
    let (user, by, now) = (by.user, by.id, core.clock.now());
    core.db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                users::hold_open(tx, user).await?;
                verbs::end_all_within(tx, user, Some(by), now).await?;
                match sessions::of_user(tx, user, by).await?.and_then(|record| record.device) {
                    Some(device) => known_devices::forget_others(tx, &device, user).await?,
                    None => known_devices::forget_all(tx, user).await?,
                }
                sessions::stop_asking(tx, user, by).await?;
                let what = (Topic::Session, "sign_out_everywhere", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await
            })
        })
        .await?;
    verbs::wake(core);
    Ok(())
}

/// A sign-in from a browser that was not known.
#[derive(Clone, Debug)]
pub struct Alert {
    /// The session that began there.
    pub session: SessionId,
    /// What the browser says it is.
    pub agent: Option<String>,
    /// From which address.
    pub ip: Option<String>,
    /// When.
    pub at: Micros,
}

/// The sign-ins of which a person is still to say whether they were theirs, the newest first. Nothing is asked in a
/// browser that is in question itself.
pub async fn alerts(core: &Core, here: &Session) -> Result<Vec<Alert>, Fault> {
    let since = core.clock.now().minus(ASKED);
    let mut reader = core.db.read().await?;
    let asked = sessions::asked(&mut reader, here.user, since, QUESTIONS).await?;
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let own = sessions::of_user(&mut reader, here.user, here.id).await?.and_then(|record| record.device);
    let in_question = |r: &SessionRecord| r.session.id == here.id || (own.is_some() && r.device == own);
    if asked.iter().any(in_question) {
        return Ok(Vec::new());
    }
    let alert = |r: SessionRecord| Alert { session: r.session.id, agent: r.agent, ip: r.ip, at: r.session.created_at };
    Ok(asked.into_iter().map(alert).collect())
}

/// A person says that a sign-in was theirs; false if nothing was asked of it, or not here.
pub async fn vouch(core: &Core, here: &Session, id: SessionId) -> Result<bool, Fault> {
    let (user, by, since) = (here.user, here.id, core.clock.now().minus(ASKED));
    core.db.write(move |tx| Box::pin(async move { sessions::vouch(tx, user, id, by, since).await })).await
}
