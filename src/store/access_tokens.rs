//! Access tokens.

use crate::base::{Digest, Fault, Micros};
use crate::domain::contact::{Address, Contact};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::grant::{Grant, GrantId};
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token::AccessToken;
use crate::domain::user::Person;

use super::grants::{self, joined};
use super::row::list;
use super::{Conn, Row, Tx, users};

/// Writes a new token: one statement, so it stands or falls alone.
pub async fn insert(tx: &mut Tx, token: &AccessToken) -> Result<(), Fault> {
    let actor = token.actor.as_ref().map(serde_json::to_string).transpose();
    sqlx::query(
        "INSERT INTO access_tokens (digest, grant_id, client_id, scopes, confirmation, audience, actor, created_at,
                expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(token.digest.text())
    .bind(token.grant.map(super::super::base::id::Id::text))
    .bind(token.client.as_str())
    .bind(token.scopes.to_string())
    .bind(token.confirmation.as_ref().map(ToString::to_string))
    .bind(list(&token.audience))
    .bind(actor.map_err(|_| Fault::Bug("actors are JSON"))?)
    .bind(token.created_at.get())
    .bind(token.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A token that counts, with its grant if it has one, and no more scopes than that: not expired, not revoked, its grant alive, its person
/// in good standing. One statement decides.
pub async fn find_live(
    conn: &mut impl Conn,
    digest: &Digest,
    now: Micros,
) -> Result<Option<(AccessToken, Option<Grant>)>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT t.client_id, t.scopes, t.confirmation, t.audience, t.actor, t.created_at, t.expires_at, ",
        joined!(),
        " FROM access_tokens t
           LEFT JOIN grants g ON g.id = t.grant_id
           LEFT JOIN users u ON u.id = g.user_id
          WHERE t.digest = $1 AND t.expires_at > $2 AND t.revoked_at IS NULL
            AND (t.grant_id IS NULL OR (g.revoked_at IS NULL AND u.standing = 'open'))"
    ))
    .bind(digest.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?;
    row.map(|row| {
        let row = Row::of("access_tokens", row);
        let grant = row.opt_text("grant_id")?.is_some().then(|| grants::of_row(&row)).transpose()?;
        let scopes: Scopes = row.parsed("scopes")?;
        let token = AccessToken {
            digest: digest.clone(),
            grant: grant.as_ref().map(|grant| grant.id),
            client: row.parsed("client_id")?,
            // The person may have taken some of it back since.
            scopes: grant.as_ref().map_or_else(|| scopes.clone(), |grant| scopes.intersection(&grant.scopes)),
            confirmation: row.opt_parsed("confirmation")?,
            audience: row.list("audience")?,
            actor: row.opt_json("actor")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
        };
        Ok((token, grant))
    })
    .transpose()
}

/// Who was given a token, whether or not it still counts.
pub async fn holder(conn: &mut impl Conn, digest: &Digest) -> Result<Option<ClientId>, Fault> {
    sqlx::query("SELECT client_id FROM access_tokens WHERE digest = $1")
        .bind(digest.text())
        .fetch_optional(conn.conn())
        .await?
        .map(|row| Row::of("access_tokens", row).parsed("client_id"))
        .transpose()
}

/// Holds a token's row to the end of the transaction if it still counts: who revokes it meanwhile comes
/// after this transaction.
pub async fn hold(tx: &mut Tx, digest: &Digest, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE access_tokens SET expires_at = expires_at WHERE digest = $1 AND expires_at > $2 AND revoked_at IS NULL",
    )
    .bind(digest.text())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a bearer of a person's token may read about: the token and the person with contacts, in one
/// statement. `None` for a token that does not count or is the client's own.
pub async fn find_bearer(
    conn: &mut impl Conn,
    digest: &Digest,
    now: Micros,
) -> Result<Option<(AccessToken, Person)>, Fault> {
    let rows = sqlx::query(
        "SELECT t.grant_id, t.client_id, t.scopes, g.scopes AS grant_scopes, t.confirmation, t.audience, t.actor,
                t.created_at AS issued_at, t.expires_at,
                u.id AS user_id, u.standing, u.role, u.locale, u.firstname, u.lastname,
                u.patronymic, u.date_of_birth, u.gender, u.country, u.nationality, u.address, u.created_at, u.updated_at,
                c.id AS contact_id, c.channel, c.value, c.is_primary, c.confirmed_at
           FROM access_tokens t
           JOIN grants g ON g.id = t.grant_id
           JOIN users u ON u.id = g.user_id
           LEFT JOIN contacts c ON c.user_id = u.id
          WHERE t.digest = $1 AND t.expires_at > $2 AND t.revoked_at IS NULL
            AND g.revoked_at IS NULL AND u.standing = 'open'
          ORDER BY c.is_primary DESC, c.created_at, c.id",
    )
    .bind(digest.text())
    .bind(now.get())
    .fetch_all(conn.conn())
    .await?;
    let mut found: Option<(AccessToken, Person)> = None;
    for row in rows {
        let row = Row::of("access_tokens", row);
        let (_, person) = match &mut found {
            Some(found) => found,
            none => none.insert((
                AccessToken {
                    digest: digest.clone(),
                    grant: row.opt_id("grant_id")?,
                    client: row.parsed("client_id")?,
                    scopes: row.parsed::<Scopes>("scopes")?.intersection(&row.parsed("grant_scopes")?),
                    confirmation: row.opt_parsed("confirmation")?,
                    audience: row.list("audience")?,
                    actor: row.opt_json("actor")?,
                    created_at: row.time("issued_at")?,
                    expires_at: row.time("expires_at")?,
                },
                Person { user: users::of_row(&row, "user_id")?, contacts: Vec::new() },
            )),
        };
        if let Some(id) = row.opt_id("contact_id")? {
            person.contacts.push(Contact {
                id,
                address: Address::from_stored(row.parsed("channel")?, row.text("value")?),
                is_primary: row.flag("is_primary")?,
                confirmed_at: row.opt_time("confirmed_at")?,
            });
        }
    }
    Ok(found)
}

/// Ends one token of a client; false if it has none such.
pub async fn revoke(tx: &mut Tx, digest: &Digest, client: &ClientId, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE access_tokens SET revoked_at = $3 WHERE digest = $1 AND client_id = $2 AND revoked_at IS NULL",
    )
    .bind(digest.text())
    .bind(client.as_str())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every token of a grant, which itself goes on, perhaps without end: nothing stays of them.
pub async fn remove_all_of_grant(tx: &mut Tx, grant: GrantId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM access_tokens WHERE grant_id = $1").bind(grant.text()).execute(tx.conn()).await?;
    Ok(())
}

/// Ends every token that a client holds, its own ones included.
pub async fn revoke_all_of_client(tx: &mut Tx, client: &ClientId, now: Micros) -> Result<u64, Fault> {
    let done = sqlx::query("UPDATE access_tokens SET revoked_at = $2 WHERE client_id = $1 AND revoked_at IS NULL")
        .bind(client.as_str())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Ends every token.
pub async fn revoke_all(tx: &mut Tx, now: Micros) -> Result<u64, Fault> {
    let done = sqlx::query("UPDATE access_tokens SET revoked_at = $1 WHERE revoked_at IS NULL")
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Deletes up to `limit` tokens that ended before a time.
pub async fn purge(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM access_tokens WHERE digest IN
            (SELECT digest FROM access_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(limit))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
