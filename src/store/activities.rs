//! The trail. Lines are only added; erasing a person blanks what is personal in them.

use crate::base::{Fault, Id, Micros};
use crate::domain::activity::{Activity, Filter, Origin, Outcome, Recorded, Topic};
use crate::domain::oauth::client::ClientId;
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

enum ActivityTag {}

/// Adds a line.
pub async fn append(tx: &mut Tx, activity: &Activity, origin: &Origin) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO activities (id, user_id, client_id, topic, action, outcome, ip, agent, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(Id::<ActivityTag>::ordered().text())
    .bind(activity.user.map(Id::text))
    .bind(activity.client.clone())
    .bind(activity.topic.as_str())
    .bind(activity.action)
    .bind(activity.outcome.as_str())
    .bind(origin.ip.map(|ip| ip.to_string()))
    .bind(origin.agent.clone())
    .bind(activity.at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A person's lines, newest first, older than a moment if one is given.
pub async fn page(
    conn: &mut impl Conn,
    user: UserId,
    before: Option<Micros>,
    limit: u32,
) -> Result<Vec<Recorded>, Fault> {
    sqlx::query(
        "SELECT id, client_id, topic, action, outcome, ip, agent, at FROM activities
          WHERE user_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3",
    )
    .bind(user.text())
    .bind(before.map_or(i64::MAX, Micros::get))
    .bind(i64::from(limit))
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(read)
    .collect()
}

/// A person's lines that a filter lets through, newest first, from after a line on: its time and id.
pub async fn search(
    conn: &mut impl Conn,
    user: UserId,
    filter: &Filter,
    after: Option<(Micros, &str)>,
    limit: u32,
) -> Result<Vec<Recorded>, Fault> {
    let (at, id) = after.map_or((i64::MAX, ""), |(at, id)| (at.get(), id));
    sqlx::query(
        "SELECT id, client_id, topic, action, outcome, ip, agent, at FROM activities
          WHERE user_id = $1 AND at >= $2 AND at <= $3 AND (at < $3 OR id < $4)
            AND ($5 = '' OR topic = $5) AND ($6 = '' OR outcome = $6)
          ORDER BY at DESC, id DESC LIMIT $7",
    )
    .bind(user.text())
    .bind(filter.since.map_or(0, Micros::get))
    .bind(at)
    .bind(id.to_owned())
    .bind(filter.topic.map_or("", Topic::as_str))
    .bind(filter.outcome.map_or("", Outcome::as_str))
    .bind(i64::from(limit))
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(read)
    .collect()
}

/// What happened between a person and a client, newest first.
pub async fn of_pair(
    conn: &mut impl Conn,
    user: UserId,
    client: &ClientId,
    limit: u32,
) -> Result<Vec<Recorded>, Fault> {
    sqlx::query(
        "SELECT id, client_id, topic, action, outcome, ip, agent, at FROM activities
          WHERE user_id = $1 AND client_id = $2 ORDER BY at DESC, id DESC LIMIT $3",
    )
    .bind(user.text())
    .bind(client.as_str())
    .bind(i64::from(limit))
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(read)
    .collect()
}

fn read(row: sqlx::any::AnyRow) -> Result<Recorded, Fault> {
    let row = Row::of("activities", row);
    Ok(Recorded {
        id: row.text("id")?,
        client: row.opt_text("client_id")?,
        topic: row.parsed("topic")?,
        action: row.text("action")?,
        outcome: row.parsed("outcome")?,
        ip: row.opt_text("ip")?,
        agent: row.opt_text("agent")?,
        at: row.time("at")?,
    })
}

/// Blanks addresses and agents in a person's lines.
pub async fn blank(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("UPDATE activities SET ip = NULL, agent = NULL WHERE user_id = $1")
        .bind(user.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}
