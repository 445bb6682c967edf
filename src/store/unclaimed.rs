//! Records that a party made and nobody has proved to be.

use crate::base::{Fault, Micros};
use crate::domain::contact::Address;
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// Marks a record that was made just now.
pub async fn insert(tx: &mut Tx, user: UserId, now: Micros) -> Result<(), Fault> {
    sqlx::query("INSERT INTO unclaimed (user_id, since) VALUES ($1, $2)")
        .bind(user.text())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Unclaimed records with this address, the oldest first; at most 100.
pub async fn holders(conn: &mut impl Conn, address: &Address) -> Result<Vec<UserId>, Fault> {
    sqlx::query(
        "SELECT n.user_id AS id FROM contacts c JOIN unclaimed n ON n.user_id = c.user_id
          WHERE c.channel = $1 AND c.value = $2 AND c.confirmed_at IS NULL
          GROUP BY n.user_id, n.since ORDER BY n.since, n.user_id LIMIT 100",
    )
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| Row::of("unclaimed", row).id("id"))
    .collect()
}

/// Takes the mark off, once: false if there is none, or if the record has not this address any more. Called with
/// the person's row held: a party may have changed the record since the look for it.
pub async fn take(tx: &mut Tx, user: UserId, address: &Address) -> Result<bool, Fault> {
    let done = sqlx::query(
        "DELETE FROM unclaimed
          WHERE user_id = $1
            AND EXISTS (SELECT 1 FROM contacts c WHERE c.user_id = $1 AND c.channel = $2 AND c.value = $3)",
    )
    .bind(user.text())
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the mark off, if there is one.
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM unclaimed WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}
