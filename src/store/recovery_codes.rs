//! Recovery codes, as keyed digests. Each works once.

use crate::base::{Digest, Fault, Micros};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// Writes one.
pub async fn insert(tx: &mut Tx, user: UserId, digest: &Digest, now: Micros) -> Result<(), Fault> {
    sqlx::query("INSERT INTO recovery_codes (digest, user_id, created_at) VALUES ($1, $2, $3)")
        .bind(digest.text())
        .bind(user.text())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Uses one up; false if there is none, or if it was used before.
pub async fn spend(tx: &mut Tx, user: UserId, digest: &Digest, now: Micros) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE recovery_codes SET used_at = $3 WHERE digest = $1 AND user_id = $2 AND used_at IS NULL")
            .bind(digest.text())
            .bind(user.text())
            .bind(now.get())
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether one was made for a person, used or not.
pub async fn exists(conn: &mut impl Conn, user: UserId, digest: &Digest) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT 1 AS found FROM recovery_codes WHERE digest = $1 AND user_id = $2")
        .bind(digest.text())
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?;
    Ok(row.is_some())
}

/// When the newest were made.
pub async fn since(conn: &mut impl Conn, user: UserId) -> Result<Option<Micros>, Fault> {
    let row = sqlx::query(
        "SELECT digest AS id, created_at FROM recovery_codes WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1",
    )
    .bind(user.text())
    .fetch_optional(conn.conn())
    .await?;
    row.map(|row| Row::of("recovery_codes", row).time("created_at")).transpose()
}

/// Removes all of a person, used ones too.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}
