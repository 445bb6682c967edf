//! Parties.

use crate::base::Fault;
use crate::domain::party::{Party, PartyId};

use super::{Conn, Row, Tx};

fn read(row: sqlx::any::AnyRow) -> Result<Party, Fault> {
    let row = Row::of("parties", row);
    Ok(Party {
        id: row.id("id")?,
        number: row.count("number")?,
        name: row.text("name")?,
        created_at: row.time("created_at")?,
    })
}

/// Writes a new party; false if the name is taken.
pub async fn insert(tx: &mut Tx, party: &Party) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO parties (id, number, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING",
    )
    .bind(party.id.text())
    .bind(i64::from(party.number))
    .bind(&party.name)
    .bind(party.created_at.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One party.
pub async fn find(conn: &mut impl Conn, id: PartyId) -> Result<Option<Party>, Fault> {
    sqlx::query("SELECT id, number, name, created_at FROM parties WHERE id = $1")
        .bind(id.text())
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}

/// The party of this name, to the letter.
pub async fn named(conn: &mut impl Conn, name: &str) -> Result<Option<Party>, Fault> {
    sqlx::query("SELECT id, number, name, created_at FROM parties WHERE name = $1")
        .bind(name)
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}
