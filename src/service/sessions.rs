//! Sign-ins: they begin, are used, end by hand or with everything else of a person.

use std::time::Duration;

use crate::base::{Digest, Fault, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::session::{Amr, Session, SessionId, SessionLife};
use crate::domain::user::{Person, UserId};
use crate::store::sessions::SessionRecord;
use crate::store::web_sessions::WebSessions;
use crate::store::{Tx, contacts, grants, known_devices, sessions, users};

use super::{Core, activity};

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
    /// From where.
    pub origin: Origin,
}

/// Begins a session inside the transaction of its proof; `None` if the person is not in good
/// standing. The oldest sessions past the cap end.
pub async fn begin_within(core: &Core, tx: &mut Tx, input: &Begin) -> Result<Option<Session>, Fault> {
    if !users::hold_open(tx, input.user).await? {
        return Ok(None);
    }
    let now = core.clock.now();
    let session = Session::begin(input.user, input.amr.clone(), input.remembered, life(core, input.remembered), now);
    sessions::insert(tx, &session, &input.origin).await?;
    sessions::cap(tx, input.user, core.config.sessions.per_user.max(1), now).await?;
    if let Some(device) = &input.device {
        known_devices::remember(tx, device, input.user, now).await?;
    }
    let what = (Topic::Session, "sign_in", Outcome::Succeed);
    activity::record(tx, Some(input.user), what, &input.origin, now).await?;
    Ok(Some(session))
}

/// A live session of a person in good standing.
pub async fn find_live(core: &Core, id: SessionId) -> Result<Option<Session>, Fault> {
    let found = sessions::find(&mut core.db.read().await?, id).await?;
    Ok(found.filter(|(s, standing)| s.is_live(core.clock.now()) && standing.may_use()).map(|(s, _)| s))
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
    for (session, standing) in sessions::of_ids(&mut reader, ids).await? {
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

/// Ends one session of a person; tells whether it was going on.
pub async fn end(core: &Core, user: UserId, id: SessionId, origin: Origin) -> Result<bool, Fault> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let ended = sessions::end(tx, user, id, now).await?;
                if ended {
                    let what = (Topic::Session, "sign_out", Outcome::Succeed);
                    activity::record(tx, Some(user), what, &origin, now).await?;
                }
                Ok(ended)
            })
        })
        .await
}

/// "Sign out everywhere", perhaps but here. Clients lose their access too.
pub async fn end_all(
    core: &Core,
    user: UserId,
    except: Option<SessionId>,
    origin: Origin,
) -> Result<Vec<SessionId>, Fault> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                // Takes the person's row first, as a sign-in does: the two cannot block each other.
                users::hold_open(tx, user).await?;
                let ended = end_all_within(tx, user, except, now).await?;
                let what = (Topic::Session, "sign_out_everywhere", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await?;
                Ok(ended)
            })
        })
        .await
}

/// Ends every session and grant of a person inside a transaction: after a block, a new password,
/// an erasure.
pub async fn end_all_within(
    tx: &mut Tx,
    user: UserId,
    except: Option<SessionId>,
    now: Micros,
) -> Result<Vec<SessionId>, Fault> {
    let ended = sessions::end_all(tx, user, except, now).await?;
    grants::revoke_all_of_user(tx, user, now).await?;
    Ok(ended)
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
