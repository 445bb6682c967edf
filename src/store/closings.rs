//! Accounts that their owners closed: the way out, the way back while there is time, and the end.

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::closing::Reason;
use crate::domain::pending_sign_in::{PendingId, PendingSignIn};
use crate::domain::session::{Amr, write_amr};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx, pending_sign_ins};

/// An open account begins to close; false if it is not open.
pub async fn begin(
    tx: &mut Tx,
    user: UserId,
    reason: Option<Reason>,
    erase_at: Micros,
    now: Micros,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE users SET standing = 'closing', erase_at = $2, closing_reason = $3, updated_at = $4
          WHERE id = $1 AND standing = 'open'",
    )
    .bind(user.text())
    .bind(erase_at.get())
    .bind(reason.map(Reason::as_str))
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A closing account is open again; false if it is too late, or none is closing.
pub async fn undo(tx: &mut Tx, user: UserId, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE users SET standing = 'open', erase_at = NULL, closing_reason = NULL, updated_at = $2
          WHERE id = $1 AND standing = 'closing' AND erase_at > $2",
    )
    .bind(user.text())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds a person's row until the transaction ends, if the account is closing and can still be kept.
pub async fn hold(tx: &mut Tx, user: UserId, now: Micros) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE users SET standing = standing WHERE id = $1 AND standing = 'closing' AND erase_at > $2")
            .bind(user.text())
            .bind(now.get())
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds a person's row until the transaction ends, if the time to return is over.
pub async fn hold_over(tx: &mut Tx, user: UserId, now: Micros) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE users SET standing = standing WHERE id = $1 AND standing = 'closing' AND erase_at <= $2")
            .bind(user.text())
            .bind(now.get())
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// When a closing account is erased.
pub async fn erased_at(conn: &mut impl Conn, user: UserId) -> Result<Option<Micros>, Fault> {
    let row = sqlx::query("SELECT id, erase_at FROM users WHERE id = $1 AND standing = 'closing'")
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| Row::of("users", row).opt_time("erase_at")).transpose().map(Option::flatten)
}

/// People whose time to return is over, the earliest first.
pub async fn over(conn: &mut impl Conn, now: Micros, limit: u32) -> Result<Vec<UserId>, Fault> {
    sqlx::query(
        "SELECT id FROM users WHERE erase_at IS NOT NULL AND erase_at <= $1 AND standing = 'closing'
          ORDER BY erase_at LIMIT $2",
    )
    .bind(now.get())
    .bind(i64::from(limit))
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| Row::of("users", row).id("id"))
    .collect()
}

/// The last proof of a sign-in to a closing account was right: what was proved before must still be so. False if it
/// is not, or if it is over.
pub async fn proved(tx: &mut Tx, id: PendingId, before: &[Amr], after: &[Amr], now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE pending_sign_ins SET amr = $3, proved_at = $4
          WHERE id = $1 AND amr = $2 AND proved_at IS NULL AND ended_at IS NULL AND expires_at > $4",
    )
    .bind(id.text())
    .bind(write_amr(before))
    .bind(write_amr(after))
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whoever proved themselves in a browser and has to say whether the closing account is kept.
pub async fn of_browser(conn: &mut impl Conn, browser: &Digest, now: Micros) -> Result<Option<PendingSignIn>, Fault> {
    sqlx::query(
        "SELECT id, user_id, amr, remembered, device, next, auth_time, wanted, created_at, expires_at FROM pending_sign_ins
          WHERE browser = $1 AND ended_at IS NULL AND proved_at IS NOT NULL AND expires_at > $2
          ORDER BY created_at DESC LIMIT 1",
    )
    .bind(browser.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?
    .map(pending_sign_ins::read)
    .transpose()
}

/// Deletes the last messages to people who are gone, written before a moment and not waiting any more.
pub async fn forget_farewells(tx: &mut Tx, before: Micros) -> Result<(), Fault> {
    sqlx::query("DELETE FROM outbox WHERE purpose = 'erased' AND created_at <= $1 AND due_at IS NULL")
        .bind(before.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A copy of all data is made now, unless one was after `since`; false if so.
pub async fn export(tx: &mut Tx, user: UserId, since: Micros, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE users SET exported_at = $2
          WHERE id = $1 AND standing = 'open' AND (exported_at IS NULL OR exported_at <= $3)",
    )
    .bind(user.text())
    .bind(now.get())
    .bind(since.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// When the last copy was made.
pub async fn exported_at(conn: &mut impl Conn, user: UserId) -> Result<Option<Micros>, Fault> {
    let row = sqlx::query("SELECT id, exported_at FROM users WHERE id = $1")
        .bind(Id::text(user))
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| Row::of("users", row).opt_time("exported_at")).transpose().map(Option::flatten)
}
