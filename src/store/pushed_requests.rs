//! Pushed authorization requests (RFC 9126).

use crate::base::{Digest, Fault, Micros};
use crate::domain::oauth::client::ClientId;

use super::{Conn, Row, Tx};

/// A pushed request.
pub struct PushedRequest {
    /// Digest of the reference.
    pub digest: Digest,
    /// Who pushed it.
    pub client: ClientId,
    /// Its parameters, sealed.
    pub request: String,
    /// When.
    pub created_at: Micros,
    /// It can be begun with until then.
    pub expires_at: Micros,
}

/// Writes a new one.
pub async fn insert(tx: &mut Tx, pushed: &PushedRequest) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO pushed_requests (digest, client_id, request, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(pushed.digest.text())
    .bind(pushed.client.as_str())
    .bind(&pushed.request)
    .bind(pushed.created_at.get())
    .bind(pushed.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One that was not answered yet and can be begun with.
pub async fn find_open(conn: &mut impl Conn, digest: &Digest, now: Micros) -> Result<Option<PushedRequest>, Fault> {
    let row = sqlx::query(
        "SELECT client_id, request, created_at, expires_at FROM pushed_requests
          WHERE digest = $1 AND used_at IS NULL AND expires_at > $2",
    )
    .bind(digest.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?;
    row.map(|row| {
        let row = Row::of("pushed_requests", row);
        Ok(PushedRequest {
            digest: digest.clone(),
            client: row.parsed("client_id")?,
            request: row.text("request")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
        })
    })
    .transpose()
}

/// Notes that an answer was given; false if one was before.
pub async fn answer(tx: &mut Tx, digest: &Digest, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE pushed_requests SET used_at = $2 WHERE digest = $1 AND used_at IS NULL")
        .bind(digest.text())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes up to `limit` that ended before a time.
pub async fn purge(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM pushed_requests WHERE digest IN
            (SELECT digest FROM pushed_requests WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(limit))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
