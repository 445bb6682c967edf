//! Web origins of clients.

use std::collections::BTreeSet;

use crate::base::Fault;
use crate::domain::oauth::client::Client;

use super::{Conn, Tx};

/// Whether a client that is switched on has this origin.
pub async fn is_known(conn: &mut impl Conn, origin: &str) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT o.client_id FROM client_origins o JOIN clients c ON c.id = o.client_id
          WHERE o.origin = $1 AND c.disabled_at IS NULL LIMIT 1",
    )
    .bind(origin)
    .fetch_optional(conn.conn())
    .await?;
    Ok(row.is_some())
}

/// Writes the origins of a client in place of the ones before.
pub(super) async fn save(tx: &mut Tx, client: &Client) -> Result<(), Fault> {
    sqlx::query("DELETE FROM client_origins WHERE client_id = $1").bind(client.id.as_str()).execute(tx.conn()).await?;
    for origin in client.origins().collect::<BTreeSet<_>>() {
        sqlx::query("INSERT INTO client_origins (origin, client_id) VALUES ($1, $2)")
            .bind(origin)
            .bind(client.id.as_str())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}
