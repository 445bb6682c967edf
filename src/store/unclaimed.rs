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

/// Takes the mark off, once: false if there is none.
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<bool, Fault> {
    let done = sqlx::query("DELETE FROM unclaimed WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}
