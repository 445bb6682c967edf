//! Sign-ins that wait for a second proof, each bound to the browser where it began.

use crate::base::{Digest, Fault, Micros};
use crate::domain::pending_sign_in::{PendingId, PendingSignIn};
use crate::domain::session::{Amr, read_amr, write_amr};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

pub(super) fn read(row: sqlx::any::AnyRow) -> Result<PendingSignIn, Fault> {
    let row = Row::of("pending_sign_ins", row);
    Ok(PendingSignIn {
        id: row.id("id")?,
        user: row.id("user_id")?,
        amr: read_amr(&row.text("amr")?),
        remembered: row.flag("remembered")?,
        device: row.opt_text("device")?.map(Digest::from_hex),
        next: row.opt_text("next")?,
        auth_time: row.opt_time("auth_time")?,
        wanted: row.opt_parsed("wanted")?.unwrap_or_default(),
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
    })
}

/// Writes one; those that waited in the same browser end.
pub async fn replace(tx: &mut Tx, pending: &PendingSignIn, browser: &Digest) -> Result<(), Fault> {
    sqlx::query("UPDATE pending_sign_ins SET ended_at = $2 WHERE browser = $1 AND ended_at IS NULL")
        .bind(browser.text())
        .bind(pending.created_at.get())
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "INSERT INTO pending_sign_ins (id, browser, user_id, amr, remembered, device, next, created_at, expires_at, auth_time, wanted)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(pending.id.text())
    .bind(browser.text())
    .bind(pending.user.text())
    .bind(write_amr(&pending.amr))
    .bind(i64::from(pending.remembered))
    .bind(pending.device.as_ref().map(|d| d.text().to_owned()))
    .bind(pending.next.clone())
    .bind(pending.created_at.get())
    .bind(pending.expires_at.get())
    .bind(pending.auth_time.map(Micros::get))
    .bind(pending.wanted.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The one that a browser waits with, while it is in time.
pub async fn of_browser(conn: &mut impl Conn, browser: &Digest, now: Micros) -> Result<Option<PendingSignIn>, Fault> {
    let row = sqlx::query(
        "SELECT id, user_id, amr, remembered, device, next, auth_time, wanted, created_at, expires_at
           FROM pending_sign_ins
          WHERE browser = $1 AND ended_at IS NULL AND proved_at IS NULL AND expires_at > $2
          ORDER BY created_at DESC LIMIT 1",
    )
    .bind(browser.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?;
    row.map(read).transpose()
}

/// Notes one more proof, if nothing else was proved meanwhile; false if so, or if it is over.
pub async fn proved(tx: &mut Tx, id: PendingId, before: &[Amr], after: &[Amr], now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE pending_sign_ins SET amr = $3 WHERE id = $1 AND amr = $2 AND ended_at IS NULL AND expires_at > $4",
    )
    .bind(id.text())
    .bind(write_amr(before))
    .bind(write_amr(after))
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends one, once; false if it was over.
pub async fn end(tx: &mut Tx, id: PendingId, now: Micros) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE pending_sign_ins SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND expires_at > $2")
            .bind(id.text())
            .bind(now.get())
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends whatever waits for a person: after a block, a new password, a recovery.
pub async fn end_of_user(tx: &mut Tx, user: UserId, now: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE pending_sign_ins SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL")
        .bind(user.text())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Deletes a slice of what ended before a moment; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM pending_sign_ins WHERE id IN (SELECT id FROM pending_sign_ins WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
