//! Whom a party brought.

use crate::base::{Fault, Micros};
use crate::domain::party::{Membership, PartyId, Road};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// Puts somebody among a party's people; who is there already stays by the older road.
pub async fn insert(tx: &mut Tx, party: PartyId, user: UserId, road: Road, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO memberships (party_id, user_id, road, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (party_id, user_id) DO NOTHING",
    )
    .bind(party.text())
    .bind(user.text())
    .bind(road.as_str())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether somebody is among a party's people.
pub async fn exists(conn: &mut impl Conn, party: PartyId, user: UserId) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT road FROM memberships WHERE party_id = $1 AND user_id = $2")
        .bind(party.text())
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?;
    Ok(row.is_some())
}

/// The parties that brought one person bring another one too.
pub async fn hand_over(tx: &mut Tx, from: UserId, to: UserId, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO memberships (party_id, user_id, road, since)
         SELECT party_id, $2, $3, $4 FROM memberships WHERE user_id = $1
         ON CONFLICT (party_id, user_id) DO NOTHING",
    )
    .bind(from.text())
    .bind(to.text())
    .bind(Road::Merged.as_str())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The parties that somebody is with: id and name, by which road, since when.
pub async fn of_user(conn: &mut impl Conn, user: UserId) -> Result<Vec<Membership>, Fault> {
    sqlx::query(
        "SELECT p.id AS id, p.name AS name, m.road AS road, m.since AS since
           FROM memberships m JOIN parties p ON p.id = m.party_id
          WHERE m.user_id = $1 ORDER BY m.since, p.id",
    )
    .bind(user.text())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| {
        let row = Row::of("memberships", row);
        Ok(Membership {
            party: row.id("id")?,
            name: row.text("name")?,
            road: row.parsed("road")?,
            since: row.time("since")?,
        })
    })
    .collect()
}

/// Takes somebody from one party; false if they were not with it.
pub async fn remove(tx: &mut Tx, party: PartyId, user: UserId) -> Result<bool, Fault> {
    let done = sqlx::query("DELETE FROM memberships WHERE party_id = $1 AND user_id = $2")
        .bind(party.text())
        .bind(user.text())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes somebody from every party.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM memberships WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}
