//! Authorization codes.

use crate::base::{Digest, Fault, Micros};
use crate::domain::oauth::code::AuthorizationCode;
use crate::domain::oauth::grant::Grant;

use super::grants::{self, joined};
use super::{Conn, Row, Tx};

/// Writes a new code.
pub async fn insert(tx: &mut Tx, code: &AuthorizationCode) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO codes (digest, grant_id, client_id, redirect_uri, challenge, dpop_jkt, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(code.digest.text())
    .bind(code.grant.text())
    .bind(code.client.as_str())
    .bind(&code.redirect_uri)
    .bind(code.challenge.clone())
    .bind(code.dpop_jkt.clone())
    .bind(code.created_at.get())
    .bind(code.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A code with its grant, spent and expired ones included.
pub async fn find(conn: &mut impl Conn, digest: &Digest) -> Result<Option<(AuthorizationCode, Grant)>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT c.client_id, c.redirect_uri, c.challenge, c.dpop_jkt, c.created_at, c.expires_at, c.redeemed_at, ",
        joined!(),
        " FROM codes c JOIN grants g ON g.id = c.grant_id WHERE c.digest = $1"
    ))
    .bind(digest.text())
    .fetch_optional(conn.conn())
    .await?;
    row.map(|row| {
        let row = Row::of("codes", row);
        let grant = grants::of_row(&row)?;
        let code = AuthorizationCode {
            digest: digest.clone(),
            grant: grant.id,
            client: row.parsed("client_id")?,
            redirect_uri: row.text("redirect_uri")?,
            challenge: row.opt_text("challenge")?,
            dpop_jkt: row.opt_text("dpop_jkt")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
            redeemed_at: row.opt_time("redeemed_at")?,
        };
        Ok((code, grant))
    })
    .transpose()
}

/// Spends a code: one statement, so that of two requests only one gets it.
pub async fn redeem(tx: &mut Tx, digest: &Digest, now: Micros) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE codes SET redeemed_at = $2 WHERE digest = $1 AND redeemed_at IS NULL AND expires_at > $2")
            .bind(digest.text())
            .bind(now.get())
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}
