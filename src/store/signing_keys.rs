//! Signing keys. The private half comes and goes sealed.

use crate::base::{Fault, Micros, Secret};
use crate::domain::signing_key::{SigningAlgorithm, SigningKey};

use super::{Conn, Row, Tx};

fn read(row: sqlx::any::AnyRow) -> Result<SigningKey, Fault> {
    let row = Row::of("signing_keys", row);
    Ok(SigningKey {
        id: row.text("id")?,
        algorithm: row.parsed("algorithm")?,
        public_jwk: row.text("public_jwk")?,
        private_key: Secret::new(row.text("private_key")?),
        created_at: row.time("created_at")?,
        active_from: row.time("active_from")?,
        retired_at: row.opt_time("retired_at")?,
        gone_at: row.opt_time("gone_at")?,
    })
}

/// Every key that is published at a time, with its private half still sealed.
pub async fn published(conn: &mut impl Conn, now: Micros) -> Result<Vec<SigningKey>, Fault> {
    sqlx::query(
        "SELECT id, algorithm, public_jwk, private_key, created_at, active_from, retired_at, gone_at
           FROM signing_keys WHERE gone_at IS NULL OR gone_at > $1 ORDER BY created_at, id",
    )
    .bind(now.get())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(read)
    .collect()
}

/// One key, published or not.
pub async fn find(conn: &mut impl Conn, id: &str) -> Result<Option<SigningKey>, Fault> {
    sqlx::query(
        "SELECT id, algorithm, public_jwk, private_key, created_at, active_from, retired_at, gone_at
           FROM signing_keys WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(conn.conn())
    .await?
    .map(read)
    .transpose()
}

/// Writes a new key, unless one of its algorithm was made since `not_since`: of several nodes that
/// find a key missing, one makes it.
pub async fn insert(tx: &mut Tx, key: &SigningKey, not_since: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO signing_keys (id, algorithm, public_jwk, private_key, created_at, active_from)
         SELECT $1, $2, $3, $4, $5, $6
          WHERE NOT EXISTS (SELECT 1 FROM signing_keys
                             WHERE algorithm = $2 AND created_at > $7 AND retired_at IS NULL)",
    )
    .bind(&key.id)
    .bind(key.algorithm.as_str())
    .bind(&key.public_jwk)
    .bind(key.private_key.expose())
    .bind(key.created_at.get())
    .bind(key.active_from.get())
    .bind(not_since.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps several nodes from making keys at once: the row lock lasts until the transaction ends.
pub async fn lock(tx: &mut Tx) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO jobs (name, due_at) VALUES ('make_keys', 0) ON CONFLICT (name) DO UPDATE SET due_at = jobs.due_at",
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sets when the older keys of an algorithm stop signing and stop being published.
pub async fn retire_others(
    tx: &mut Tx,
    algorithm: SigningAlgorithm,
    successor: &str,
    retired_at: Micros,
    gone_at: Micros,
) -> Result<u64, Fault> {
    let done = sqlx::query(
        "UPDATE signing_keys SET retired_at = $3, gone_at = $4 WHERE algorithm = $1 AND id <> $2 AND retired_at IS NULL",
    )
    .bind(algorithm.as_str())
    .bind(successor)
    .bind(retired_at.get())
    .bind(gone_at.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Withdraws a key at once: for one that may have leaked. False if there is none such.
pub async fn revoke(tx: &mut Tx, id: &str, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE signing_keys SET retired_at = $2, gone_at = $2 WHERE id = $1 AND (gone_at IS NULL OR gone_at > $2)",
    )
    .bind(id)
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes up to `limit` keys that have been gone since before a time.
pub async fn purge(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done =
        sqlx::query("DELETE FROM signing_keys WHERE id IN (SELECT id FROM signing_keys WHERE gone_at < $1 LIMIT $2)")
            .bind(before.get())
            .bind(i64::from(limit))
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected())
}
