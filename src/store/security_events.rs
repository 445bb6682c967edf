//! Changes of an account that its owner was told about, each with a link by which they may object.

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::message::Event;
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// Tag of security events' ids.
pub enum SecurityEventTag {}
/// A security event's id.
pub type SecurityEventId = Id<SecurityEventTag>;

/// One change.
#[derive(Clone, Debug)]
pub struct SecurityEvent {
    /// The id.
    pub id: SecurityEventId,
    /// Whose account.
    pub user: UserId,
    /// What happened.
    pub event: Event,
    /// Sealed: what brings back the state before; none where nothing does.
    pub undo: Option<String>,
    /// What it is about, as the owner was told.
    pub detail: Option<String>,
    /// The browser it was done with.
    pub agent: Option<String>,
    /// From where.
    pub place: Option<String>,
    /// When.
    pub created_at: Micros,
    /// The link works until then.
    pub expires_at: Micros,
    /// When somebody objected.
    pub used_at: Option<Micros>,
}

/// Writes one with the digest of its link's secret.
pub async fn insert(tx: &mut Tx, event: &SecurityEvent, digest: &Digest) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO security_events (id, digest, user_id, event, undo, created_at, expires_at, detail, agent, place)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(event.id.text())
    .bind(digest.text())
    .bind(event.user.text())
    .bind(event.event.as_str())
    .bind(event.undo.clone())
    .bind(event.created_at.get())
    .bind(event.expires_at.get())
    .bind(event.detail.clone())
    .bind(event.agent.clone())
    .bind(event.place.clone())
    .execute(tx.conn())
    .await?;
    Ok(())
}

macro_rules! columns {
    () => {
        "id, user_id, event, undo, created_at, expires_at, used_at, detail, agent, place"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<SecurityEvent, Fault> {
    let row = Row::of("security_events", row);
    Ok(SecurityEvent {
        id: row.id("id")?,
        user: row.id("user_id")?,
        event: row.parsed("event")?,
        undo: row.opt_text("undo")?,
        detail: row.opt_text("detail")?,
        agent: row.opt_text("agent")?,
        place: row.opt_text("place")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        used_at: row.opt_time("used_at")?,
    })
}

/// The one that a link is about, also after its end.
pub async fn find(conn: &mut impl Conn, digest: &Digest) -> Result<Option<SecurityEvent>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM security_events WHERE digest = $1"))
        .bind(digest.text())
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}

/// Everything that happened to a person since a moment, the newest first. No limit: whoever makes many changes must not
/// push the first ones out.
pub async fn since(conn: &mut impl Conn, user: UserId, since: Micros) -> Result<Vec<SecurityEvent>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM security_events WHERE user_id = $1 AND created_at >= $2 ORDER BY created_at DESC, id DESC"
    ))
    .bind(user.text())
    .bind(since.get())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(read)
    .collect()
}

/// Somebody objects, once; false if they did before, or too late.
pub async fn object(tx: &mut Tx, id: SecurityEventId, now: Micros) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE security_events SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2")
            .bind(id.text())
            .bind(now.get())
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes a slice of what ended before a moment; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM security_events WHERE id IN (SELECT id FROM security_events WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
