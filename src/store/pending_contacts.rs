//! Contacts that people are adding: one a channel, gone after a day.

use crate::base::{Fault, Micros};
use crate::domain::contact::{Address, Channel};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// Notes what a person is adding, in place of what they were adding on the same channel.
pub async fn replace(tx: &mut Tx, user: UserId, address: &Address, expires_at: Micros) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO pending_contacts (user_id, channel, value, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, channel) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at",
    )
    .bind(user.text())
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .bind(expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a person is adding on a channel, and until when.
pub async fn find(
    conn: &mut impl Conn,
    user: UserId,
    channel: Channel,
    now: Micros,
) -> Result<Option<(Address, Micros)>, Fault> {
    let row = sqlx::query(
        "SELECT value, expires_at FROM pending_contacts
          WHERE user_id = $1 AND channel = $2 AND expires_at > $3",
    )
    .bind(user.text())
    .bind(channel.as_str())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?;
    row.map(|row| {
        let row = Row::of("pending_contacts", row);
        Ok((Address::from_stored(channel, row.text("value")?), row.time("expires_at")?))
    })
    .transpose()
}

/// Takes what a person was adding, once; false if they were not, or it is too late.
pub async fn take(tx: &mut Tx, user: UserId, address: &Address, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "DELETE FROM pending_contacts WHERE user_id = $1 AND channel = $2 AND value = $3 AND expires_at > $4",
    )
    .bind(user.text())
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets whatever a person was adding: after a block, a new password, a recovery.
pub async fn end_of_user(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM pending_contacts WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}

/// Deletes a slice of what ended before a moment; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM pending_contacts WHERE (user_id, channel) IN
            (SELECT user_id, channel FROM pending_contacts WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
