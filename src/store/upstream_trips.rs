//! Browsers on their way to an upstream provider and back.

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::upstream::Trip;

use super::{Conn, Row, Tx};

/// Writes one that begins.
pub async fn insert(tx: &mut Tx, trip: &Trip) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO upstream_trips (state, upstream, browser, secrets, track_id, linker_id, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(trip.state.text())
    .bind(trip.upstream.clone())
    .bind(trip.browser.text())
    .bind(trip.secrets.clone())
    .bind(trip.track.map(Id::text))
    .bind(trip.linker.map(Id::text))
    .bind(trip.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes the one with this `state` away, if it is this browser's, led to this provider and is in time. One
/// statement: of two answers only one finds it.
pub async fn take(
    tx: &mut Tx,
    state: &Digest,
    upstream: &str,
    browser: &Digest,
    now: Micros,
) -> Result<Option<Trip>, Fault> {
    sqlx::query(
        "DELETE FROM upstream_trips WHERE state = $1 AND upstream = $2 AND browser = $3 AND expires_at > $4
         RETURNING state, upstream, browser, secrets, track_id, linker_id, expires_at",
    )
    .bind(state.text())
    .bind(upstream.to_owned())
    .bind(browser.text())
    .bind(now.get())
    .fetch_optional(tx.conn())
    .await?
    .map(|row| {
        let row = Row::of("upstream_trips", row);
        Ok(Trip {
            state: Digest::from_hex(row.text("state")?),
            upstream: row.text("upstream")?,
            browser: Digest::from_hex(row.text("browser")?),
            secrets: row.text("secrets")?,
            track: row.opt_id("track_id")?,
            linker: row.opt_id("linker_id")?,
            expires_at: row.time("expires_at")?,
        })
    })
    .transpose()
}

/// Deletes a slice of those that are over; tells how many rows went.
pub async fn purge(tx: &mut Tx, now: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM upstream_trips WHERE state IN (SELECT state FROM upstream_trips WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(now.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
