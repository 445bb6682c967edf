//! Refresh tokens: the chain of a grant.

use crate::base::{Digest, Fault, Micros};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token::RefreshToken;

use super::grants::{self, joined};
use super::{Conn, Row, Tx};

/// A link of a chain with what decides about it.
pub struct Found {
    /// The link.
    pub token: RefreshToken,
    /// Its grant.
    pub grant: Grant,
    /// Whether the next link was used.
    pub successor_used: bool,
    /// Whether the grant's person is in good standing.
    pub person_open: bool,
}

/// Writes a new link.
pub async fn insert(tx: &mut Tx, token: &RefreshToken) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO refresh_tokens (digest, grant_id, client_id, scopes, confirmation, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(token.digest.text())
    .bind(token.grant.text())
    .bind(token.client.as_str())
    .bind(token.scopes.to_string())
    .bind(token.confirmation.as_ref().map(ToString::to_string))
    .bind(token.created_at.get())
    .bind(token.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Who holds a link, be it over or not.
pub async fn holder(conn: &mut impl Conn, digest: &Digest) -> Result<Option<ClientId>, Fault> {
    sqlx::query("SELECT client_id FROM refresh_tokens WHERE digest = $1")
        .bind(digest.text())
        .fetch_optional(conn.conn())
        .await?
        .map(|row| Row::of("refresh_tokens", row).parsed("client_id"))
        .transpose()
}

/// One link, used and expired ones included.
pub async fn find(conn: &mut impl Conn, digest: &Digest) -> Result<Option<Found>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT r.client_id, r.scopes, r.confirmation, r.created_at, r.expires_at, r.rotated_at, r.successor, r.answer,
                n.rotated_at AS successor_rotated_at, u.standing, ",
        joined!(),
        " FROM refresh_tokens r
          JOIN grants g ON g.id = r.grant_id
          JOIN users u ON u.id = g.user_id
          LEFT JOIN refresh_tokens n ON n.digest = r.successor
         WHERE r.digest = $1"
    ))
    .bind(digest.text())
    .fetch_optional(conn.conn())
    .await?;
    row.map(|row| {
        let row = Row::of("refresh_tokens", row);
        let grant = grants::of_row(&row)?;
        let token = RefreshToken {
            digest: digest.clone(),
            grant: grant.id,
            client: row.parsed("client_id")?,
            // The person may have taken some of it back since.
            scopes: row.parsed::<Scopes>("scopes")?.intersection(&grant.scopes),
            confirmation: row.opt_parsed("confirmation")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
            rotated_at: row.opt_time("rotated_at")?,
            successor: row.opt_text("successor")?.map(Digest::from_hex),
            answer: row.opt_text("answer")?,
        };
        let person_open = row.parsed::<crate::domain::user::Standing>("standing")?.may_use();
        Ok(Found { token, grant, successor_used: row.opt_time("successor_rotated_at")?.is_some(), person_open })
    })
    .transpose()
}

/// Uses a link: one statement, so that of two requests only one makes the next link.
pub async fn rotate(
    tx: &mut Tx,
    digest: &Digest,
    successor: &Digest,
    answer: &str,
    now: Micros,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE refresh_tokens SET rotated_at = $4, successor = $2, answer = $3
          WHERE digest = $1 AND rotated_at IS NULL AND expires_at > $4",
    )
    .bind(digest.text())
    .bind(successor.text())
    .bind(answer)
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets a live link live on; false if it ended.
pub async fn prolong(tx: &mut Tx, digest: &Digest, until: Micros, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE refresh_tokens SET expires_at = $2 WHERE digest = $1 AND rotated_at IS NULL AND expires_at > $3",
    )
    .bind(digest.text())
    .bind(until.get())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Blanks up to `limit` answers whose time for a repeat has passed.
pub async fn blank_answers(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "UPDATE refresh_tokens SET answer = NULL
          WHERE digest IN (SELECT digest FROM refresh_tokens WHERE rotated_at < $1 AND answer IS NOT NULL LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(limit))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Deletes up to `limit` links that ended before a time.
pub async fn purge(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM refresh_tokens WHERE digest IN
            (SELECT digest FROM refresh_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(limit))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
