//! Ids of records that turned out to be of a person with another one.

use crate::base::{Fault, Micros};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// Writes that an id stands for a person from now on.
pub async fn insert(tx: &mut Tx, alias: UserId, user: UserId, now: Micros) -> Result<(), Fault> {
    sqlx::query("INSERT INTO user_aliases (alias, user_id, since) VALUES ($1, $2, $3)")
        .bind(alias.text())
        .bind(user.text())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// For whom an id stands, if it is an alias.
pub async fn target(conn: &mut impl Conn, alias: UserId) -> Result<Option<UserId>, Fault> {
    sqlx::query("SELECT alias AS id, user_id FROM user_aliases WHERE alias = $1")
        .bind(alias.text())
        .fetch_optional(conn.conn())
        .await?
        .map(|row| Row::of("user_aliases", row).id("user_id"))
        .transpose()
}
