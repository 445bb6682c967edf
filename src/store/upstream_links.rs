//! Accounts at other providers that open an account here.

use crate::base::{Fault, Micros};
use crate::domain::upstream::{Link, LinkId};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

macro_rules! columns {
    () => {
        "id, user_id, issuer, subject, email, linked_at, used_at"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<Link, Fault> {
    let row = Row::of("upstream_links", row);
    Ok(Link {
        id: row.id("id")?,
        user: row.id("user_id")?,
        issuer: row.text("issuer")?,
        subject: row.text("subject")?,
        email: row.opt_text("email")?,
        linked_at: row.time("linked_at")?,
        used_at: row.opt_time("used_at")?,
    })
}

/// Writes a new link; false if the account elsewhere opens an account already.
pub async fn insert(tx: &mut Tx, link: &Link) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO upstream_links (id, user_id, issuer, subject, email, linked_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (issuer, subject) DO NOTHING",
    )
    .bind(link.id.text())
    .bind(link.user.text())
    .bind(link.issuer.clone())
    .bind(link.subject.clone())
    .bind(link.email.clone())
    .bind(link.linked_at.get())
    .bind(link.used_at.map(Micros::get))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that an account elsewhere was used to sign in, and what it is called now; gives whose it is.
pub async fn used(
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
    email: Option<&str>,
    now: Micros,
) -> Result<Option<UserId>, Fault> {
    let row = sqlx::query(
        "UPDATE upstream_links SET used_at = $4, email = COALESCE($3, email)
          WHERE issuer = $1 AND subject = $2
         RETURNING id, user_id",
    )
    .bind(issuer.to_owned())
    .bind(subject.to_owned())
    .bind(email.map(str::to_owned))
    .bind(now.get())
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| Row::of("upstream_links", row).id("user_id")).transpose()
}

/// Whose account it opens, if any.
pub async fn holder(conn: &mut impl Conn, issuer: &str, subject: &str) -> Result<Option<UserId>, Fault> {
    let row = sqlx::query("SELECT id, user_id FROM upstream_links WHERE issuer = $1 AND subject = $2")
        .bind(issuer.to_owned())
        .bind(subject.to_owned())
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| Row::of("upstream_links", row).id("user_id")).transpose()
}

/// What opens a person's account, the oldest first; at most 100.
pub async fn of_user(conn: &mut impl Conn, user: UserId) -> Result<Vec<Link>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM upstream_links WHERE user_id = $1 ORDER BY linked_at, id LIMIT 100"
    ))
    .bind(user.text())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(read)
    .collect()
}

/// Removes a link of a person; gives it if it was there.
pub async fn remove(tx: &mut Tx, user: UserId, id: LinkId) -> Result<Option<Link>, Fault> {
    sqlx::query(concat!("DELETE FROM upstream_links WHERE id = $1 AND user_id = $2 RETURNING ", columns!()))
        .bind(id.text())
        .bind(user.text())
        .fetch_optional(tx.conn())
        .await?
        .map(read)
        .transpose()
}

/// Removes every link of a person.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM upstream_links WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}
