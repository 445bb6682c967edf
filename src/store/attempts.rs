//! Failures in a row and the wait after them.

use std::time::Duration;

use crate::base::{Fault, Micros};
use crate::domain::attempts::{Admission, LockoutRule};

use super::{Conn, Row, Tx};

/// Failures are forgotten when so long nothing was tried.
const MEMORY: Duration = Duration::from_secs(86_400);

/// Counts a try as a failure and decides whether it may go ahead, in one statement: a row that is
/// blocked is not touched. Whoever succeeds clears the row.
pub async fn count(tx: &mut Tx, bucket: &str, rule: &LockoutRule, now: Micros) -> Result<Admission, Fault> {
    let micros = |d: Duration| i64::try_from(d.as_micros()).unwrap_or(i64::MAX / 4);
    let longest = micros(rule.longest);
    // `failures` counts the present try. The wait is LockoutRule::wait: it begins at $3 failures
    // with $4, doubles with each more, and from $5 failures on it is the longest, $6.
    let row = sqlx::query(
        "INSERT INTO attempts (bucket, failures, blocked_until, expires_at)
         VALUES ($1, 1, CASE WHEN 1 < $3 THEN $2 WHEN 1 >= $5 THEN CAST($2 AS BIGINT) + $6 ELSE CAST($2 AS BIGINT) + $4 END, $7)
         ON CONFLICT (bucket) DO UPDATE SET
            failures = CASE WHEN attempts.expires_at <= $2 THEN 1 ELSE attempts.failures + 1 END,
            blocked_until = CASE
                WHEN attempts.expires_at <= $2 THEN excluded.blocked_until
                WHEN attempts.failures + 1 < $3 THEN $2
                WHEN attempts.failures + 1 >= $5 THEN CAST($2 AS BIGINT) + $6
                ELSE CAST($2 AS BIGINT) + (CAST($4 AS BIGINT) << CAST(attempts.failures + 1 - $3 AS INTEGER)) END,
            expires_at = $7
          WHERE attempts.blocked_until <= $2
         RETURNING failures, blocked_until",
    )
    .bind(bucket)
    .bind(now.get())
    .bind(i64::from(rule.after))
    .bind(micros(rule.first))
    .bind(i64::try_from(rule.steps().len()).unwrap_or(i64::MAX))
    .bind(longest)
    .bind(now.plus(rule.longest).plus(MEMORY).get())
    .fetch_optional(tx.conn())
    .await?;
    if row.is_some() {
        return Ok(Admission::Admitted);
    }
    let row = sqlx::query("SELECT blocked_until FROM attempts WHERE bucket = $1")
        .bind(bucket)
        .fetch_optional(tx.conn())
        .await?;
    let until = row.map(|row| Row::of("attempts", row).time("blocked_until")).transpose()?;
    Ok(Admission::Wait(until.unwrap_or(now)))
}

/// Forgets the failures of a bucket.
pub async fn clear(tx: &mut Tx, bucket: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM attempts WHERE bucket = $1").bind(bucket).execute(tx.conn()).await?;
    Ok(())
}

/// Deletes a slice of what is forgotten; tells how many rows went.
pub async fn purge(tx: &mut Tx, now: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM attempts WHERE bucket IN (SELECT bucket FROM attempts WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(now.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
