//! What may be presented only once: client assertions, `DPoP` proofs. True over all nodes.

use crate::base::{Digest, Fault, Micros};

use super::{Conn as _, Tx};

/// Notes that something was presented; false if it was before.
pub async fn spend(tx: &mut Tx, once: &Digest, ends_at: Micros) -> Result<bool, Fault> {
    let done = sqlx::query("INSERT INTO replays (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING")
        .bind(once.text())
        .bind(ends_at.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes up to `limit` marks that ended before a time.
pub async fn purge(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM replays WHERE digest IN
            (SELECT digest FROM replays WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(limit))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
