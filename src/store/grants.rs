//! Grants. Revoking one ends every token below it, because each look-up of a token joins its grant.

use crate::base::{Fault, Micros};
use crate::domain::logout::EndedFamily;
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::grant::{Grant, GrantId};
use crate::domain::oauth::scope::Scopes;
use crate::domain::session::{SessionId, read_amr, write_amr};
use crate::domain::user::UserId;

use super::row::list;
use super::{Conn, Row, Tx};

/// The columns of a grant, for joins: `g` is the table, `grant_id` the key.
macro_rules! joined {
    () => {
        "g.id AS grant_id, g.user_id, g.client_id AS grant_client, g.session_id, g.scopes AS grant_scopes, g.auth_time, \
         g.amr, g.nonce, g.claims, g.resources, g.entrance, g.created_at AS granted_at, g.expires_at AS grant_expires_at, g.revoked_at AS grant_revoked_at"
    };
}
pub(super) use joined;

/// Reads the columns of [`joined!`].
pub(super) fn of_row(row: &Row) -> Result<Grant, Fault> {
    Ok(Grant {
        id: row.id("grant_id")?,
        user: row.id("user_id")?,
        client: row.parsed("grant_client")?,
        entrance: row.parsed("entrance")?,
        session: row.id("session_id")?,
        scopes: row.parsed("grant_scopes")?,
        auth_time: row.time("auth_time")?,
        amr: read_amr(&row.text("amr")?),
        nonce: row.opt_text("nonce")?,
        claims: row.list("claims")?,
        resources: row.list("resources")?,
        created_at: row.time("granted_at")?,
        expires_at: row.time("grant_expires_at")?,
        revoked_at: row.opt_time("grant_revoked_at")?,
    })
}

/// Writes a new grant, if the consent it rests on still stands as it was decided then; false if not.
/// Whoever withdraws a consent holds the person's sessions first, as whoever issues does: one of the
/// two sees what the other wrote.
pub async fn insert(tx: &mut Tx, grant: &Grant, consent_of: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO grants (id, user_id, client_id, session_id, scopes, auth_time, amr, nonce, resources, created_at,
                             expires_at, claims, entrance)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $13, $14
          WHERE EXISTS (SELECT 1 FROM consents WHERE user_id = $2 AND client_id = $3 AND decided_at = $12)",
    )
    .bind(grant.id.text())
    .bind(grant.user.text())
    .bind(grant.client.as_str())
    .bind(grant.session.text())
    .bind(grant.scopes.to_string())
    .bind(grant.auth_time.get())
    .bind(write_amr(&grant.amr))
    .bind(grant.nonce.clone())
    .bind(list(&grant.resources))
    .bind(grant.created_at.get())
    .bind(grant.expires_at.get())
    .bind(consent_of.get())
    .bind(list(&grant.claims))
    .bind(grant.entrance.as_str())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds a grant's row to the end of the transaction if it is live: who takes it back meanwhile comes after
/// this transaction, and sees what it wrote.
pub async fn hold(tx: &mut Tx, id: GrantId, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE grants SET expires_at = expires_at WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2",
    )
    .bind(id.text())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a grant back; false if that was done before.
pub async fn revoke(tx: &mut Tx, id: GrantId, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE grants SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
        .bind(id.text())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What was taken back from clients.
#[derive(Debug)]
pub struct Revoked {
    /// How many grants.
    pub count: u64,
    /// Those that were live, and at whose end somebody is to be called.
    pub families: Vec<EndedFamily>,
}

fn revoked(rows: Vec<sqlx::any::AnyRow>, now: Micros) -> Result<Revoked, Fault> {
    let mut all = Revoked { count: 0, families: Vec::new() };
    for row in rows {
        let row = Row::of("grants", row);
        all.count += 1;
        if row.opt_text("revoke_uri")?.is_some() && now < row.time("expires_at")? {
            all.families.push(EndedFamily { id: row.id("id")?, client: row.parsed("client_id")? });
        }
    }
    Ok(all)
}

/// Takes back everything one person gave.
pub async fn revoke_all_of_user(tx: &mut Tx, user: UserId, now: Micros) -> Result<Revoked, Fault> {
    let rows = sqlx::query(
        "UPDATE grants SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL
         RETURNING id, client_id, revoke_uri, expires_at",
    )
    .bind(user.text())
    .bind(now.get())
    .fetch_all(tx.conn())
    .await?;
    revoked(rows, now)
}

/// Lets a grant live on, and notes whom to call when its session ends.
pub async fn prolong(tx: &mut Tx, id: GrantId, expires_at: Micros, revoke_uri: Option<&str>) -> Result<(), Fault> {
    sqlx::query("UPDATE grants SET expires_at = $2, revoke_uri = COALESCE($3, revoke_uri) WHERE id = $1")
        .bind(id.text())
        .bind(expires_at.get())
        .bind(revoke_uri.map(str::to_owned))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes back what was given in a session for its time only: not what has `offline_access` (OIDC
/// Back-Channel Logout 1.0 §2.7). What came by the partner API outlives its session, unless somebody is
/// to be called at its end.
pub async fn revoke_all_of_session(tx: &mut Tx, session: SessionId, now: Micros) -> Result<Revoked, Fault> {
    let rows = sqlx::query(
        "UPDATE grants SET revoked_at = $2
          WHERE session_id = $1 AND revoked_at IS NULL
            AND (revoke_uri IS NOT NULL
                 OR (entrance = 'standard' AND ' ' || scopes || ' ' NOT LIKE '% offline_access %'))
         RETURNING id, client_id, revoke_uri, expires_at",
    )
    .bind(session.text())
    .bind(now.get())
    .fetch_all(tx.conn())
    .await?;
    revoked(rows, now)
}

/// Takes back everything one person gave one client.
pub async fn revoke_pair(tx: &mut Tx, user: UserId, client: &ClientId, now: Micros) -> Result<Revoked, Fault> {
    let rows = sqlx::query(
        "UPDATE grants SET revoked_at = $3 WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL
         RETURNING id, client_id, revoke_uri, expires_at",
    )
    .bind(user.text())
    .bind(client.as_str())
    .bind(now.get())
    .fetch_all(tx.conn())
    .await?;
    revoked(rows, now)
}

/// Takes scopes out of everything live that one person gave one client. Tokens below open no more than their grant
/// does, so this counts at once for them, too.
pub async fn narrow_pair(
    tx: &mut Tx,
    user: UserId,
    client: &ClientId,
    gone: &Scopes,
    now: Micros,
) -> Result<(), Fault> {
    let rows = sqlx::query(
        "SELECT DISTINCT scopes FROM grants
          WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL AND expires_at > $3",
    )
    .bind(user.text())
    .bind(client.as_str())
    .bind(now.get())
    .fetch_all(tx.conn())
    .await?;
    for row in rows {
        let row = Row::of("grants", row);
        let before: Scopes = row.parsed("scopes")?;
        let after = before.without(gone);
        if after == before {
            continue;
        }
        sqlx::query(
            "UPDATE grants SET scopes = $4 WHERE user_id = $1 AND client_id = $2 AND scopes = $3 AND revoked_at IS NULL",
        )
        .bind(user.text())
        .bind(client.as_str())
        .bind(row.text("scopes")?)
        .bind(after.to_string())
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Takes back everything one client was given.
pub async fn revoke_all_of_client(tx: &mut Tx, client: &ClientId, now: Micros) -> Result<u64, Fault> {
    let done = sqlx::query("UPDATE grants SET revoked_at = $2 WHERE client_id = $1 AND revoked_at IS NULL")
        .bind(client.as_str())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Takes back everything.
pub async fn revoke_all(tx: &mut Tx, now: Micros) -> Result<u64, Fault> {
    let done = sqlx::query("UPDATE grants SET revoked_at = $1 WHERE revoked_at IS NULL")
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Whether the person behind a session gave anything in it that still counts; for sign-out pages.
pub async fn live_clients_of_user(conn: &mut impl Conn, user: UserId, now: Micros) -> Result<Vec<String>, Fault> {
    sqlx::query(
        "SELECT DISTINCT k.name FROM grants g JOIN clients k ON k.id = g.client_id
          WHERE g.user_id = $1 AND g.revoked_at IS NULL AND g.expires_at > $2 ORDER BY k.name LIMIT 20",
    )
    .bind(user.text())
    .bind(now.get())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| Row::of("clients", row).text("name"))
    .collect()
}

/// Deletes up to `limit` grants that ended before a time, with everything below them.
pub async fn purge(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM grants WHERE id IN (SELECT id FROM grants WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(limit))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
