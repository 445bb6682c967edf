//! Sign-ins. Ended sessions stay as records.

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::activity::Origin;
use crate::domain::session::{Session, SessionId, read_amr, write_amr};
use crate::domain::user::{Role, Standing, UserId};

use super::{Conn, Row, Tx};

/// A session with where it began: for the list of a person's devices.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// The session.
    pub session: Session,
    /// The address it began from.
    pub ip: Option<String>,
    /// The browser it began in.
    pub agent: Option<String>,
    /// Digest of the cookie that makes that browser known.
    pub device: Option<Digest>,
}

/// The browser of a session that begins, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Begun<'a> {
    /// Digest of the cookie that makes it known.
    pub device: Option<&'a Digest>,
    /// Since when its owner is asked whether this was them.
    pub asked_at: Option<Micros>,
}

macro_rules! columns {
    () => {
        "id, user_id, auth_time, amr, remembered, ip, agent, device, created_at, seen_at, idle_expires_at, expires_at, \
         ended_at"
    };
}

fn record(row: sqlx::any::AnyRow) -> Result<SessionRecord, Fault> {
    let row = Row::of("sessions", row);
    Ok(SessionRecord {
        session: read(&row)?,
        ip: row.opt_text("ip")?,
        agent: row.opt_text("agent")?,
        device: row.opt_text("device")?.map(Digest::from_hex),
    })
}

fn read(row: &Row) -> Result<Session, Fault> {
    Ok(Session {
        id: row.id("id")?,
        user: row.id("user_id")?,
        auth_time: row.time("auth_time")?,
        amr: read_amr(&row.text("amr")?),
        remembered: row.flag("remembered")?,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        idle_expires_at: row.time("idle_expires_at")?,
        expires_at: row.time("expires_at")?,
        ended_at: row.opt_time("ended_at")?,
    })
}

/// Writes a session that begins.
pub async fn insert(tx: &mut Tx, session: &Session, origin: &Origin, begun: Begun<'_>) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO sessions (id, user_id, auth_time, amr, remembered, ip, agent, created_at, seen_at, \
                               idle_expires_at, expires_at, ended_at, device, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12, $13)",
    )
    .bind(session.id.text())
    .bind(session.user.text())
    .bind(session.auth_time.get())
    .bind(write_amr(&session.amr))
    .bind(i64::from(session.remembered))
    .bind(origin.ip.map(|ip| ip.to_string()))
    .bind(origin.agent.clone())
    .bind(session.created_at.get())
    .bind(session.seen_at.get())
    .bind(session.idle_expires_at.get())
    .bind(session.expires_at.get())
    .bind(begun.device.map(|device| device.text().to_owned()))
    .bind(begun.asked_at.map(Micros::get))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that somebody proved themselves earlier than their session began.
pub async fn set_auth_time(tx: &mut Tx, id: SessionId, at: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE sessions SET auth_time = $2 WHERE id = $1")
        .bind(id.text())
        .bind(at.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether a person ever signed in.
pub async fn any_of_user(conn: &mut impl Conn, user: UserId) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT 1 AS found FROM sessions WHERE user_id = $1 LIMIT 1")
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?;
    Ok(row.is_some())
}

/// A session with what its person may do.
#[derive(Clone, Debug)]
pub struct Owned {
    /// The session.
    pub session: Session,
    /// How its person stands.
    pub standing: Standing,
    /// What its person may do.
    pub role: Role,
}

/// A session together with how its person stands, in one statement.
pub async fn find(conn: &mut impl Conn, id: SessionId) -> Result<Option<Owned>, Fault> {
    Ok(of_ids(conn, &[id]).await?.into_iter().next())
}

/// How many sessions one browser can hold.
pub const PER_BROWSER: usize = 8;

/// The sessions of a browser, each with how its person stands, in the order they began. Ids past
/// [`PER_BROWSER`] are not looked at.
pub async fn of_ids(conn: &mut impl Conn, ids: &[SessionId]) -> Result<Vec<Owned>, Fault> {
    let mut query = sqlx::query(
        "SELECT s.id AS id, s.user_id AS user_id, s.auth_time AS auth_time, s.amr AS amr, s.remembered AS remembered,
                s.created_at AS created_at, s.seen_at AS seen_at, s.idle_expires_at AS idle_expires_at,
                s.expires_at AS expires_at, s.ended_at AS ended_at, u.standing AS standing,
                u.role AS role
           FROM sessions s JOIN users u ON u.id = s.user_id
          WHERE s.id IN ($1, $2, $3, $4, $5, $6, $7, $8) ORDER BY s.created_at, s.id",
    );
    for slot in 0..PER_BROWSER {
        query = query.bind(ids.get(slot).map(|id| id.text()).unwrap_or_default());
    }
    query
        .fetch_all(conn.conn())
        .await?
        .into_iter()
        .map(|row| {
            let row = Row::of("sessions", row);
            Ok(Owned { session: read(&row)?, standing: row.parsed("standing")?, role: row.parsed("role")? })
        })
        .collect()
}

/// A person's sessions that have not ended, last used first.
pub async fn live_of_user(
    conn: &mut impl Conn,
    user: UserId,
    now: Micros,
    limit: u32,
) -> Result<Vec<SessionRecord>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM sessions
          WHERE user_id = $1 AND ended_at IS NULL AND idle_expires_at > $2 AND expires_at > $2
          ORDER BY seen_at DESC, id LIMIT $3"
    ))
    .bind(user.text())
    .bind(now.get())
    .bind(i64::from(limit))
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(record)
    .collect()
}

/// One session of a person, live or not.
pub async fn of_user(conn: &mut impl Conn, user: UserId, id: SessionId) -> Result<Option<SessionRecord>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1 AND user_id = $2"))
        .bind(id.text())
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?
        .map(record)
        .transpose()
}

/// The sign-ins of a person from browsers that were unknown, of which they have not said whether they were theirs;
/// the newest first.
pub async fn asked(conn: &mut impl Conn, user: UserId, since: Micros, limit: u32) -> Result<Vec<SessionRecord>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM sessions WHERE user_id = $1 AND asked_at IS NOT NULL AND asked_at > $2
          ORDER BY asked_at DESC, id LIMIT $3"
    ))
    .bind(user.text())
    .bind(since.get())
    .bind(i64::from(limit))
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(record)
    .collect()
}

/// A person said that a sign-in was theirs; false if nothing was asked of it. Not from a browser that is in question
/// itself: whoever got in would vouch for themselves.
pub async fn vouch(tx: &mut Tx, user: UserId, id: SessionId, by: SessionId, since: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE sessions SET asked_at = NULL
          WHERE id = $1 AND user_id = $2 AND asked_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM sessions q
                             WHERE q.user_id = $2 AND q.asked_at IS NOT NULL AND q.asked_at > $4
                               AND (q.id = $3 OR q.device = (SELECT own.device FROM sessions own WHERE own.id = $3)))",
    )
    .bind(id.text())
    .bind(user.text())
    .bind(by.text())
    .bind(since.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Nothing is asked of a person's sign-ins any more, perhaps but of one.
pub async fn stop_asking(tx: &mut Tx, user: UserId, except: SessionId) -> Result<(), Fault> {
    sqlx::query("UPDATE sessions SET asked_at = NULL WHERE user_id = $1 AND asked_at IS NOT NULL AND id <> $2")
        .bind(user.text())
        .bind(except.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Writes a use of a live session.
pub async fn touch(tx: &mut Tx, id: SessionId, seen_at: Micros, idle_expires_at: Micros) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE sessions SET seen_at = $2, idle_expires_at = $3 WHERE id = $1 AND ended_at IS NULL AND seen_at < $2",
    )
    .bind(id.text())
    .bind(seen_at.get())
    .bind(idle_expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Holds a session's row to the end of the transaction if it was not ended: who ends it meanwhile
/// comes after this transaction, and sees what it wrote.
pub async fn hold(tx: &mut Tx, id: SessionId) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE sessions SET seen_at = seen_at WHERE id = $1 AND ended_at IS NULL")
        .bind(id.text())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The same for a session or the one that took its place.
pub async fn hold_present(tx: &mut Tx, id: SessionId) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE sessions SET seen_at = seen_at
          WHERE ended_at IS NULL AND id IN ($1, (SELECT continued_as FROM sessions WHERE id = $1))",
    )
    .bind(id.text())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds every session of a person that was not ended, to the end of the transaction.
pub async fn hold_all(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("UPDATE sessions SET seen_at = seen_at WHERE user_id = $1 AND ended_at IS NULL")
        .bind(user.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends one session of one person; tells whether it was going on.
pub async fn end(tx: &mut Tx, user: UserId, id: SessionId, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE sessions SET ended_at = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL")
        .bind(id.text())
        .bind(user.text())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of a person, perhaps but one.
pub async fn end_all(
    tx: &mut Tx,
    user: UserId,
    except: Option<SessionId>,
    now: Micros,
) -> Result<Vec<SessionId>, Fault> {
    let rows = sqlx::query(
        "UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL AND id <> $3 RETURNING id",
    )
    .bind(user.text())
    .bind(now.get())
    .bind(except.map(Id::text).unwrap_or_default())
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Row::of("sessions", row).id("id")).collect()
}

/// Ends those of a browser's sessions that are one person's, because a new sign-in of the person there takes
/// their place; tells which. Ids past [`PER_BROWSER`] are not looked at.
pub async fn supersede(
    tx: &mut Tx,
    user: UserId,
    held: &[SessionId],
    new: SessionId,
    now: Micros,
) -> Result<Vec<SessionId>, Fault> {
    let mut query = sqlx::query(
        "UPDATE sessions SET ended_at = $3, continued_as = $2
          WHERE user_id = $1 AND ended_at IS NULL AND id <> $2 AND id IN ($4, $5, $6, $7, $8, $9, $10, $11)
         RETURNING id",
    )
    .bind(user.text())
    .bind(new.text())
    .bind(now.get());
    for slot in 0..PER_BROWSER {
        query = query.bind(held.get(slot).map(|id| id.text()).unwrap_or_default());
    }
    let rows = query.fetch_all(tx.conn()).await?;
    let ended: Vec<SessionId> =
        rows.into_iter().map(|row| Row::of("sessions", row).id("id")).collect::<Result<_, Fault>>()?;
    for old in &ended {
        sqlx::query("UPDATE sessions SET continued_as = $2 WHERE continued_as = $1")
            .bind(old.text())
            .bind(new.text())
            .execute(tx.conn())
            .await?;
    }
    Ok(ended)
}

/// The sessions that a session took the place of.
pub async fn superseded(conn: &mut impl Conn, by: SessionId) -> Result<Vec<SessionId>, Fault> {
    let rows =
        sqlx::query("SELECT id FROM sessions WHERE continued_as = $1").bind(by.text()).fetch_all(conn.conn()).await?;
    rows.into_iter().map(|row| Row::of("sessions", row).id("id")).collect()
}

/// Ends a person's live sessions past a number; the ones used last stay.
pub async fn cap(tx: &mut Tx, user: UserId, keep: u32, now: Micros) -> Result<Vec<SessionId>, Fault> {
    let rows = sqlx::query(
        "UPDATE sessions SET ended_at = $2
          WHERE user_id = $1 AND ended_at IS NULL AND idle_expires_at > $2 AND expires_at > $2 AND id NOT IN
             (SELECT id FROM sessions
               WHERE user_id = $1 AND ended_at IS NULL AND idle_expires_at > $2 AND expires_at > $2
               ORDER BY seen_at DESC, created_at DESC, id LIMIT $3)
         RETURNING id",
    )
    .bind(user.text())
    .bind(now.get())
    .bind(i64::from(keep))
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Row::of("sessions", row).id("id")).collect()
}

/// Blanks addresses and browsers in a person's sessions.
pub async fn blank(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("UPDATE sessions SET ip = NULL, agent = NULL, device = NULL, asked_at = NULL WHERE user_id = $1")
        .bind(user.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How often a person has signed in, and when last.
pub async fn tally(conn: &mut impl Conn, user: UserId) -> Result<(u32, Option<Micros>), Fault> {
    let row = sqlx::query("SELECT COUNT(*) AS sign_ins, MAX(created_at) AS last_at FROM sessions WHERE user_id = $1")
        .bind(user.text())
        .fetch_one(conn.conn())
        .await?;
    let row = Row::of("sessions", row);
    Ok((row.count("sign_ins")?, row.opt_time("last_at")?))
}
