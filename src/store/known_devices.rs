//! Browsers that once signed a person in. A known browser only escapes waits that others caused;
//! it never signs anybody in.

use crate::base::{Digest, Fault, Micros};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// Remembers that a browser signed a person in.
pub async fn remember(tx: &mut Tx, device: &Digest, user: UserId, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO known_devices (digest, user_id, seen_at) VALUES ($1, $2, $3)
         ON CONFLICT (digest, user_id) DO UPDATE SET seen_at = excluded.seen_at",
    )
    .bind(device.text())
    .bind(user.text())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether a browser signed a person in before.
pub async fn is_known(conn: &mut impl Conn, device: &Digest, user: UserId) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT 1 AS found FROM known_devices WHERE digest = $1 AND user_id = $2")
        .bind(device.text())
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?;
    Ok(row.is_some())
}

/// Forgets one browser of a person: it is asked for everything again, and its next sign-in is told.
pub async fn forget(tx: &mut Tx, device: &Digest, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM known_devices WHERE digest = $1 AND user_id = $2")
        .bind(device.text())
        .bind(user.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Forgets every browser of a person but one.
pub async fn forget_others(tx: &mut Tx, device: &Digest, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM known_devices WHERE user_id = $2 AND digest <> $1")
        .bind(device.text())
        .bind(user.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Spares a browser the second step until a moment.
pub async fn trust(tx: &mut Tx, device: &Digest, user: UserId, until: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE known_devices SET trusted_until = $3 WHERE digest = $1 AND user_id = $2")
        .bind(device.text())
        .bind(user.text())
        .bind(until.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether a browser is spared the second step.
pub async fn is_trusted(conn: &mut impl Conn, device: &Digest, user: UserId, now: Micros) -> Result<bool, Fault> {
    let row =
        sqlx::query("SELECT 1 AS found FROM known_devices WHERE digest = $1 AND user_id = $2 AND trusted_until > $3")
            .bind(device.text())
            .bind(user.text())
            .bind(now.get())
            .fetch_optional(conn.conn())
            .await?;
    Ok(row.is_some())
}

/// How many browsers are spared the second step.
pub async fn trusted(conn: &mut impl Conn, user: UserId, now: Micros) -> Result<u32, Fault> {
    let row = sqlx::query("SELECT COUNT(*) AS trusted FROM known_devices WHERE user_id = $1 AND trusted_until > $2")
        .bind(user.text())
        .bind(now.get())
        .fetch_one(conn.conn())
        .await?;
    Row::of("known_devices", row).count("trusted")
}

/// Asks every browser of a person for the second step again.
pub async fn distrust(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("UPDATE known_devices SET trusted_until = NULL WHERE user_id = $1 AND trusted_until IS NOT NULL")
        .bind(user.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Forgets every browser of a person.
pub async fn forget_all(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM known_devices WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}

/// Deletes a slice of what was not seen since a moment; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM known_devices WHERE (digest, user_id) IN
            (SELECT digest, user_id FROM known_devices WHERE seen_at <= $1 LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
