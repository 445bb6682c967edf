//! Counters in a fixed window. Counting and reading are one statement, so nodes cannot disagree.

use std::time::Duration;

use crate::base::{Fault, Micros};

use super::{Conn, Row, Tx};

/// How full a window is.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// What was counted in it, the present one included.
    pub count: u32,
    /// When the next one begins.
    pub ends_at: Micros,
}

/// Counts one more.
pub async fn count(tx: &mut Tx, bucket: &str, window: Duration, now: Micros) -> Result<Window, Fault> {
    let row = sqlx::query(
        "INSERT INTO limits (bucket, started_at, count, expires_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (bucket) DO UPDATE SET
            count = CASE WHEN limits.expires_at <= $2 THEN 1 ELSE limits.count + 1 END,
            started_at = CASE WHEN limits.expires_at <= $2 THEN $2 ELSE limits.started_at END,
            expires_at = CASE WHEN limits.expires_at <= $2 THEN $3 ELSE limits.expires_at END
         RETURNING count, expires_at",
    )
    .bind(bucket)
    .bind(now.get())
    .bind(now.plus(window).get())
    .fetch_one(tx.conn())
    .await?;
    let row = Row::of("limits", row);
    Ok(Window { count: row.count("count")?, ends_at: row.time("expires_at")? })
}

/// Takes one count back: what was counted turned out not to be of the counted kind.
pub async fn refund(tx: &mut Tx, bucket: &str) -> Result<(), Fault> {
    sqlx::query("UPDATE limits SET count = count - 1 WHERE bucket = $1 AND count > 0")
        .bind(bucket)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Forgets what was counted.
pub async fn clear(tx: &mut Tx, bucket: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM limits WHERE bucket = $1").bind(bucket).execute(tx.conn()).await?;
    Ok(())
}

/// Deletes a slice of windows that are over; tells how many rows went.
pub async fn purge(tx: &mut Tx, now: Micros, slice: u32) -> Result<u64, Fault> {
    let done =
        sqlx::query("DELETE FROM limits WHERE bucket IN (SELECT bucket FROM limits WHERE expires_at <= $1 LIMIT $2)")
            .bind(now.get())
            .bind(i64::from(slice))
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected())
}
