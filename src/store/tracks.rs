//! Authorizations in progress.

use crate::base::{Digest, Fault, Micros};
use crate::domain::oauth::track::{Stage, Track, TrackId};

use super::{Conn, Row, Tx};

fn read(row: sqlx::any::AnyRow) -> Result<Track, Fault> {
    let row = Row::of("tracks", row);
    let stage = Stage::read(&row.text("stage")?, row.opt_id("session_id")?).ok_or_else(|| row.corrupt("stage"))?;
    Ok(Track {
        id: row.id("id")?,
        browser: row.opt_text("browser")?.map(Digest::from_hex),
        client: row.parsed("client_id")?,
        entrance: row.parsed("entrance")?,
        pushed: row.opt_text("pushed")?.map(Digest::from_hex),
        device: row.opt_id("device_id")?,
        request: row.text("request")?,
        stage,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
    })
}

/// Writes a new track.
pub async fn insert(tx: &mut Tx, track: &Track) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO tracks (id, browser, client_id, pushed, request, stage, session_id, created_at, expires_at,
                             device_id, entrance)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(track.id.text())
    .bind(track.browser.as_ref().map(|d| d.text().to_owned()))
    .bind(track.client.as_str())
    .bind(track.pushed.as_ref().map(|d| d.text().to_owned()))
    .bind(&track.request)
    .bind(track.stage.as_str())
    .bind(track.stage.session().map(super::super::base::id::Id::text))
    .bind(track.created_at.get())
    .bind(track.expires_at.get())
    .bind(track.device.map(super::super::base::id::Id::text))
    .bind(track.entrance.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One track, expired and answered ones included.
pub async fn find(conn: &mut impl Conn, id: TrackId) -> Result<Option<Track>, Fault> {
    sqlx::query(
        "SELECT id, browser, client_id, pushed, request, stage, session_id, created_at, expires_at, device_id,
                entrance
           FROM tracks WHERE id = $1",
    )
    .bind(id.text())
    .fetch_optional(conn.conn())
    .await?
    .map(read)
    .transpose()
}

/// Binds a track to the first browser that opens it; false if it belongs to another one.
pub async fn bind(tx: &mut Tx, id: TrackId, browser: &Digest) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE tracks SET browser = $2 WHERE id = $1 AND (browser IS NULL OR browser = $2)")
        .bind(id.text())
        .bind(browser.text())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes a later stage; false if the track was answered meanwhile, or was taken by another browser. An
/// answered track keeps the sealed answer for a short repeat.
pub async fn advance(tx: &mut Tx, track: &Track, answer: Option<&str>, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE tracks SET stage = $2, session_id = $3, answer = $4, answered_at = $5, browser = $6
          WHERE id = $1 AND stage NOT IN ('issued', 'refused') AND (browser IS NULL OR browser = $6)",
    )
    .bind(track.id.text())
    .bind(track.stage.as_str())
    .bind(track.stage.session().map(super::super::base::id::Id::text))
    .bind(answer.map(str::to_owned))
    .bind(track.is_over().then(|| now.get()))
    .bind(track.browser.as_ref().map(|d| d.text().to_owned()))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The sealed answer of a track that was answered, and when.
pub async fn answer(conn: &mut impl Conn, id: TrackId) -> Result<Option<(String, Micros)>, Fault> {
    let row = sqlx::query("SELECT id, answer, answered_at FROM tracks WHERE id = $1 AND answer IS NOT NULL")
        .bind(id.text())
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| {
        let row = Row::of("tracks", row);
        Ok((row.text("answer")?, row.time("answered_at")?))
    })
    .transpose()
}

/// Blanks up to `limit` answers whose time for a repeat has passed.
pub async fn blank_answers(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "UPDATE tracks SET answer = NULL
          WHERE id IN (SELECT id FROM tracks WHERE answered_at < $1 AND answer IS NOT NULL LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(limit))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Deletes up to `limit` tracks that ended before a time.
pub async fn purge(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM tracks WHERE id IN (SELECT id FROM tracks WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(limit))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
