//! Numbers in a row, without gaps: what is undone gives its number back.

use crate::base::Fault;

use super::{Conn, Row, Tx};

/// The next number of a counter, from 1 on. Whoever asks at the same time waits for this transaction.
pub async fn next(tx: &mut Tx, name: &str) -> Result<u32, Fault> {
    let row = sqlx::query("UPDATE counters SET value = value + 1 WHERE name = $1 RETURNING name AS id, value")
        .bind(name)
        .fetch_one(tx.conn())
        .await?;
    Row::of("counters", row).count("value")
}
