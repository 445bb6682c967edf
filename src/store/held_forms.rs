//! What somebody had typed when a fresh proof was asked for. Sealed, for a short time.

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// Tag of held forms' ids.
pub enum HeldTag {}
/// A held form's id.
pub type HeldId = Id<HeldTag>;

/// Keeps a form; what was kept for the same person in the same browser goes.
pub async fn keep(
    tx: &mut Tx,
    id: HeldId,
    user: UserId,
    browser: &Digest,
    sealed: &str,
    expires_at: Micros,
) -> Result<(), Fault> {
    sqlx::query("DELETE FROM held_forms WHERE user_id = $1 AND browser = $2")
        .bind(user.text())
        .bind(browser.text())
        .execute(tx.conn())
        .await?;
    sqlx::query("INSERT INTO held_forms (id, user_id, browser, sealed, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id.text())
        .bind(user.text())
        .bind(browser.text())
        .bind(sealed)
        .bind(expires_at.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The sealed content of a form, while it is in time.
pub async fn find(
    conn: &mut impl Conn,
    id: HeldId,
    user: UserId,
    browser: &Digest,
    now: Micros,
) -> Result<Option<String>, Fault> {
    sqlx::query("SELECT id, sealed FROM held_forms WHERE id = $1 AND user_id = $2 AND browser = $3 AND expires_at > $4")
        .bind(id.text())
        .bind(user.text())
        .bind(browser.text())
        .bind(now.get())
        .fetch_optional(conn.conn())
        .await?
        .map(|row| Row::of("held_forms", row).text("sealed"))
        .transpose()
}

/// Deletes what is kept for a person.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM held_forms WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}

/// Deletes a slice of what ended before a moment; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done =
        sqlx::query("DELETE FROM held_forms WHERE id IN (SELECT id FROM held_forms WHERE expires_at <= $1 LIMIT $2)")
            .bind(before.get())
            .bind(i64::from(slice))
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected())
}
