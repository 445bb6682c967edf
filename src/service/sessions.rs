//! Sign-ins: they begin, are used, end by hand or with everything else of a person.

use std::time::Duration;

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::logout::{EndedFamily, Listener, Message, Notice};
use crate::domain::message::Event;
use crate::domain::session::{Amr, Session, SessionId, SessionLife};
use crate::domain::user::{Person, UserId};
use crate::store::sessions::{Begun, Owned, SessionRecord};
use crate::store::web_sessions::WebSessions;
use crate::store::{
    Tx, contacts, grants, known_devices, logout_notices, pending_contacts, pending_sign_ins, profile_requests,
    sessions, users,
};

use super::notices::{self, Tell};
use super::{Core, activity, limits};

/// How long it is tried to tell a client that a session ended.
const TOLD_WITHIN: Duration = Duration::from_secs(72 * 3_600);
/// How long it is tried to tell a client that a token family ended.
const CALLED_WITHIN: Duration = Duration::from_secs(24 * 3_600);

/// A session to begin. The person has proved themselves.
#[derive(Clone, Debug)]
pub struct Begin {
    /// Who.
    pub user: UserId,
    /// How.
    pub amr: Vec<Amr>,
    /// Whether the person chose to stay signed in.
    pub remembered: bool,
    /// Digest of the cookie that makes this browser known.
    pub device: Option<Digest>,
    /// When the person proved themselves, if it was not just now.
    pub auth_time: Option<Micros>,
    /// From where.
    pub origin: Origin,
}

/// Begins a session inside the transaction of its proof; `None` if the person is not in good
/// standing or the account is frozen. The oldest sessions past the cap end. The owner is told of a browser that was
/// not known: [`super::outbox::wake`] follows the commit.
pub async fn begin_within(core: &Core, tx: &mut Tx, input: &Begin) -> Result<Option<Session>, Fault> {
    if !users::hold_open(tx, input.user).await? || users::frozen_before(tx, input.user).await?.is_some() {
        return Ok(None);
    }
    let now = core.clock.now();
    let mut session =
        Session::begin(input.user, input.amr.clone(), input.remembered, life(core, input.remembered), now);
    session.auth_time = input.auth_time.unwrap_or(now);
    // The very first sign-in of an account has nothing that it could differ from.
    let unknown = match &input.device {
        Some(device) => {
            sessions::any_of_user(tx, input.user).await? && !known_devices::is_known(tx, device, input.user).await?
        }
        None => false,
    };
    let begun = Begun { device: input.device.as_ref(), asked_at: unknown.then_some(now) };
    sessions::insert(tx, &session, &input.origin, begun).await?;
    limits::came_in(core, tx, input.user).await?;
    for old in sessions::cap(tx, input.user, core.config.sessions.per_user.max(1), now).await? {
        let_go(tx, input.user, old, now).await?;
    }
    if let Some(device) = &input.device {
        known_devices::remember(tx, device, input.user, now).await?;
    }
    let what = (Topic::Session, "sign_in", Outcome::Succeed);
    activity::record(tx, Some(input.user), what, &input.origin, now).await?;
    if unknown {
        let tell = Tell { user: input.user, event: Event::NewDevice, detail: None, undo: None, also: Vec::new() };
        notices::tell_within(core, tx, tell, &input.origin).await?;
    }
    Ok(Some(session))
}

/// A live session of a person in good standing.
pub async fn find_live(core: &Core, id: SessionId) -> Result<Option<Session>, Fault> {
    let found = sessions::find(&mut core.db.read().await?, id).await?;
    Ok(found.filter(|s| s.session.is_live(core.clock.now()) && s.standing.may_use()).map(|s| s.session))
}

/// Whether a session counts still, inside a transaction that goes on from it.
pub(super) async fn is_live_within(core: &Core, tx: &mut Tx, id: SessionId) -> Result<bool, Fault> {
    Ok(sessions::find(tx, id).await?.is_some_and(|found| found.session.is_live(core.clock.now())))
}

/// A person signed in in this browser: for the account chooser.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The person.
    pub person: Person,
}

/// Those of a browser's sessions that are live, with their people.
pub async fn signed_in(core: &Core, ids: &[SessionId]) -> Result<Vec<SignedIn>, Fault> {
    let mut reader = core.db.read().await?;
    let now = core.clock.now();
    let mut all = Vec::new();
    for Owned { session, standing, .. } in sessions::of_ids(&mut reader, ids).await? {
        if !session.is_live(now) || !standing.may_use() {
            continue;
        }
        if let Some(person) = contacts::person(&mut reader, session.user).await? {
            all.push(SignedIn { session, person });
        }
    }
    Ok(all)
}

/// A person's live sessions, last used first.
pub async fn of_user(core: &Core, user: UserId) -> Result<Vec<SessionRecord>, Fault> {
    let limit = core.config.sessions.per_user.clamp(1, 100);
    sessions::live_of_user(&mut core.db.read().await?, user, core.clock.now(), limit).await
}

/// Notes that a session is in use; written once a minute.
pub async fn touch(core: &Core, session: &Session) -> Result<(), Fault> {
    let Some((seen_at, idle)) = session.touch(life(core, session.remembered), core.clock.now()) else { return Ok(()) };
    let id = session.id;
    core.db.write(move |tx| Box::pin(async move { sessions::touch(tx, id, seen_at, idle).await })).await
}

/// Ends one session of a person; gives the clients that had something of it. `None` if it had ended.
pub async fn end(core: &Core, user: UserId, id: SessionId, origin: Origin) -> Result<Option<Vec<Listener>>, Fault> {
    let now = core.clock.now();
    let ended = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                if !sessions::end(tx, user, id, now).await? {
                    return Ok::<_, Fault>(None);
                }
                let listeners = let_go(tx, user, id, now).await?;
                let what = (Topic::Session, "sign_out", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await?;
                Ok(Some(listeners))
            })
        })
        .await?;
    wake(core);
    Ok(ended)
}

/// Somebody signed in once more in the same browser: the earlier sign-ins there, live or run out, end in
/// favour of the new one. For clients the person was there all the time, so nobody is told and nothing
/// is taken back before the new session ends; nor is it a sign-out in the person's own history. Tells which
/// ones gave way.
pub async fn supersede(core: &Core, held: &[SessionId], new: &Session) -> Result<Vec<SessionId>, Fault> {
    let now = core.clock.now();
    let (held, user, new) = (held.to_vec(), new.user, new.id);
    core.db.write(move |tx| Box::pin(async move { sessions::supersede(tx, user, &held, new, now).await })).await
}

/// What hangs on a session that has just ended, and on those it took the place of, ends in the same
/// transaction: grants that were given for its time only. The clients are noted down to be told.
pub(super) async fn let_go(tx: &mut Tx, user: UserId, ended: SessionId, now: Micros) -> Result<Vec<Listener>, Fault> {
    let mut all = Vec::new();
    for id in std::iter::once(ended).chain(sessions::superseded(tx, ended).await?) {
        let listeners = logout_notices::listeners(tx, id, now).await?;
        for listener in &listeners {
            note(tx, user, listener, now).await?;
        }
        let families = grants::revoke_all_of_session(tx, id, now).await?.families;
        note_families(tx, &families, now).await?;
        all.extend(listeners.into_iter().map(|mut listener| {
            listener.called |= families.iter().any(|family| family.client == listener.client);
            listener
        }));
    }
    Ok(all)
}

async fn note(tx: &mut Tx, user: UserId, listener: &Listener, now: Micros) -> Result<(), Fault> {
    if !listener.called {
        return Ok(());
    }
    let notice = Notice {
        id: Id::opaque(),
        client: listener.client.clone(),
        user,
        session: listener.session,
        message: Message::SessionEnded,
        created_at: now,
        expires_at: now.plus(TOLD_WITHIN),
        attempts: 0,
    };
    logout_notices::insert(tx, &notice).await
}

/// Notes down to call for token families, in the transaction that ended them. [`wake`] follows the commit.
pub(super) async fn note_families(tx: &mut Tx, families: &[EndedFamily], now: Micros) -> Result<(), Fault> {
    logout_notices::insert_families(tx, families, now, now.plus(CALLED_WITHIN)).await
}

/// Lets the delivery of notices look at once. Call it after a commit that ended sessions.
pub fn wake(core: &Core) {
    core.notices.notify_one();
}

/// "Sign out everywhere", perhaps but here. Clients lose their access too.
pub async fn end_all(
    core: &Core,
    user: UserId,
    except: Option<SessionId>,
    origin: Origin,
) -> Result<Vec<SessionId>, Fault> {
    let now = core.clock.now();
    let ended = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                // Takes the person's row first, as a sign-in does: the two cannot block each other.
                users::hold_open(tx, user).await?;
                let ended = end_all_within(tx, user, except, now).await?;
                let what = (Topic::Session, "sign_out_everywhere", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await?;
                Ok::<_, Fault>(ended)
            })
        })
        .await?;
    wake(core);
    Ok(ended)
}

/// Ends every session and grant of a person inside a transaction: after a block, a new password,
/// an erasure. [`wake`] follows the commit.
pub async fn end_all_within(
    tx: &mut Tx,
    user: UserId,
    except: Option<SessionId>,
    now: Micros,
) -> Result<Vec<SessionId>, Fault> {
    let ended = sessions::end_all(tx, user, except, now).await?;
    pending_sign_ins::end_of_user(tx, user, now).await?;
    pending_contacts::end_of_user(tx, user).await?;
    for (continued_as, listener) in logout_notices::listeners_of_user(tx, user, now).await? {
        if ended.contains(&continued_as.unwrap_or(listener.session)) {
            note(tx, user, &listener, now).await?;
        }
    }
    let families = grants::revoke_all_of_user(tx, user, now).await?.families;
    note_families(tx, &families, now).await?;
    profile_requests::end_of_user(tx, user, None, now).await?;
    Ok(ended)
}

/// Ends the other sessions of a person, or all, inside a transaction, with what hangs on them; apps that were connected for
/// longer keep working. [`wake`] follows the commit.
pub(super) async fn end_others_within(
    tx: &mut Tx,
    user: UserId,
    own: Option<SessionId>,
    now: Micros,
) -> Result<(), Fault> {
    pending_sign_ins::end_of_user(tx, user, now).await?;
    known_devices::distrust(tx, user).await?;
    for id in sessions::end_all(tx, user, own, now).await? {
        let_go(tx, user, id, now).await?;
    }
    Ok(())
}

/// Where browsers' records of their sign-ins are kept.
pub fn web_store(core: &Core) -> WebSessions {
    let life = Duration::from_secs(core.config.sessions.remembered_seconds.max(core.config.sessions.absolute_seconds));
    WebSessions::new(core.db.clone(), core.clock.clone(), life)
}

/// How long a session lives.
pub fn life(core: &Core, remembered: bool) -> SessionLife {
    let config = &core.config.sessions;
    let remembered_life = Duration::from_secs(config.remembered_seconds);
    if remembered {
        SessionLife { idle: remembered_life, absolute: remembered_life }
    } else {
        SessionLife {
            idle: Duration::from_secs(config.idle_seconds),
            absolute: Duration::from_secs(config.absolute_seconds),
        }
    }
}
