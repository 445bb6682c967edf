//! Regular work: a row per job, taken by compare-and-set.

use std::time::Duration;

use crate::base::{Fault, Micros};

use super::{Conn, Tx};

/// Makes the row of a job, due at once, if there is none.
pub async fn ensure(tx: &mut Tx, name: &str, now: Micros) -> Result<(), Fault> {
    sqlx::query("INSERT INTO jobs (name, due_at, lease) VALUES ($1, $2, NULL) ON CONFLICT (name) DO NOTHING")
        .bind(name)
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes a job that is due, until `lease_ends`: if its holder dies, it is due again then. A job that
/// is due absurdly late (`horizon`: the clock was moved back since) counts as due.
pub async fn claim(
    tx: &mut Tx,
    name: &str,
    lease: &str,
    lease_ends: Micros,
    now: Micros,
    horizon: Duration,
) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE jobs SET lease = $2, due_at = $3 WHERE name = $1 AND (due_at <= $4 OR due_at > $5)")
        .bind(name)
        .bind(lease)
        .bind(lease_ends.get())
        .bind(now.get())
        .bind(now.plus(horizon).get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a job back and says when it is due next; nothing happens if the lease was lost.
pub async fn release(tx: &mut Tx, name: &str, lease: &str, due_at: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE jobs SET lease = NULL, due_at = $3 WHERE name = $1 AND lease = $2")
        .bind(name)
        .bind(lease)
        .bind(due_at.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}
