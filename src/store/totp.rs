//! Authenticator apps, and keys that are being set up. Seeds are sealed for the row of their person.

use crate::base::{Digest, Fault, Micros};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// A key that is being set up.
#[derive(Clone, Debug)]
pub struct SetupRow {
    /// Sealed.
    pub seed: String,
    /// Nothing after that.
    pub expires_at: Micros,
}

/// The key that is being set up in a browser, while it is in time.
pub async fn setup(
    conn: &mut impl Conn,
    user: UserId,
    browser: &Digest,
    now: Micros,
) -> Result<Option<SetupRow>, Fault> {
    let row = sqlx::query(
        "SELECT user_id AS id, seed, expires_at FROM totp_setups
          WHERE user_id = $1 AND browser = $2 AND expires_at > $3",
    )
    .bind(user.text())
    .bind(browser.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?;
    row.map(|row| {
        let row = Row::of("totp_setups", row);
        Ok(SetupRow { seed: row.text("seed")?, expires_at: row.time("expires_at")? })
    })
    .transpose()
}

/// Writes a key to set up, in place of one that is over or was shown to another browser; gives the one that stands.
pub async fn begin(
    tx: &mut Tx,
    user: UserId,
    browser: &Digest,
    seed: &str,
    now: Micros,
    expires_at: Micros,
) -> Result<SetupRow, Fault> {
    sqlx::query(
        "INSERT INTO totp_setups (user_id, browser, seed, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id) DO UPDATE
            SET browser = excluded.browser, seed = excluded.seed, expires_at = excluded.expires_at
          WHERE totp_setups.expires_at <= $5 OR totp_setups.browser <> excluded.browser",
    )
    .bind(user.text())
    .bind(browser.text())
    .bind(seed)
    .bind(expires_at.get())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    setup(tx, user, browser, now).await?.ok_or(Fault::Bug("a key that was written is there"))
}

/// Makes the key that is being set up the person's own, in place of an earlier one; `step` is the time step of the
/// code that proved it. False if it is not being set up any more.
pub async fn confirm(tx: &mut Tx, user: UserId, seed: &str, step: i64, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query("DELETE FROM totp_setups WHERE user_id = $1 AND seed = $2 AND expires_at > $3")
        .bind(user.text())
        .bind(seed)
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO totp (user_id, seed, last_step, created_at, confirmed_at) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (user_id) DO UPDATE SET seed = excluded.seed, last_step = excluded.last_step,
                created_at = excluded.created_at, confirmed_at = excluded.confirmed_at",
    )
    .bind(user.text())
    .bind(seed)
    .bind(step)
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// An authenticator app in use.
#[derive(Clone, Debug)]
pub struct App {
    /// Sealed.
    pub seed: String,
    /// The newest time step that was accepted.
    pub last_step: i64,
    /// When it was set up.
    pub since: Micros,
}

/// A person's app.
pub async fn of(conn: &mut impl Conn, user: UserId) -> Result<Option<App>, Fault> {
    let row = sqlx::query(
        "SELECT user_id AS id, seed, last_step, confirmed_at FROM totp WHERE user_id = $1 AND confirmed_at IS NOT NULL",
    )
    .bind(user.text())
    .fetch_optional(conn.conn())
    .await?;
    row.map(|row| {
        let row = Row::of("totp", row);
        Ok(App { seed: row.text("seed")?, last_step: row.int("last_step")?, since: row.time("confirmed_at")? })
    })
    .transpose()
}

/// RFC 6238 §5.2: accepts a time step once, and none before it; false if it or a later one was accepted before.
pub async fn accept(tx: &mut Tx, user: UserId, seed: &str, step: i64) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE totp SET last_step = $3 WHERE user_id = $1 AND seed = $2 AND last_step < $3")
        .bind(user.text())
        .bind(seed)
        .bind(step)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a person's app and what is being set up.
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM totp_setups WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    sqlx::query("DELETE FROM totp WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}

/// Deletes a slice of set-ups that are over; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM totp_setups WHERE user_id IN
            (SELECT user_id FROM totp_setups WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
