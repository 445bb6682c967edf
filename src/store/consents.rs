//! What people decided about clients.

use crate::base::{Fault, Locale, Micros};
use crate::domain::consent::Consent;
use crate::domain::oauth::client::ClientId;
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

fn read(row: &Row) -> Result<Consent, Fault> {
    Ok(Consent {
        granted: row.parsed("granted")?,
        refused: row.parsed("refused")?,
        decided_at: row.time("decided_at")?,
    })
}

/// The decision of one person about one client.
pub async fn find(conn: &mut impl Conn, user: UserId, client: &ClientId) -> Result<Option<Consent>, Fault> {
    sqlx::query("SELECT granted, refused, decided_at FROM consents WHERE user_id = $1 AND client_id = $2")
        .bind(user.text())
        .bind(client.as_str())
        .fetch_optional(conn.conn())
        .await?
        .map(|row| read(&Row::of("consents", row)))
        .transpose()
}

/// Everything one person decided: the client's id and name beside it, the newest first.
pub async fn of_user(conn: &mut impl Conn, user: UserId) -> Result<Vec<(ClientId, String, Consent)>, Fault> {
    sqlx::query(
        "SELECT c.client_id, k.name, c.granted, c.refused, c.decided_at
           FROM consents c JOIN clients k ON k.id = c.client_id
          WHERE c.user_id = $1 ORDER BY c.decided_at DESC, c.client_id LIMIT 200",
    )
    .bind(user.text())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| {
        let row = Row::of("consents", row);
        Ok((row.parsed("client_id")?, row.text("name")?, read(&row)?))
    })
    .collect()
}

/// A client that a person gave something, with when that began and when it was last used.
#[derive(Clone, Debug)]
pub struct Given {
    /// The client.
    pub client: ClientId,
    /// Its name.
    pub name: String,
    /// What was decided last.
    pub consent: Consent,
    /// Since when there is access.
    pub since: Micros,
    /// When the client last got a grant or a token.
    pub used_at: Option<Micros>,
}

/// The clients that a person gave something, the ones that were decided last first; perhaps only one of them.
pub async fn given(conn: &mut impl Conn, user: UserId, only: Option<&ClientId>) -> Result<Vec<Given>, Fault> {
    sqlx::query(
        "SELECT c.client_id AS client_id, k.name AS name, c.granted AS granted, c.refused AS refused,
                c.decided_at AS decided_at, COALESCE(c.since, c.decided_at) AS since,
                (SELECT MAX(g.created_at) FROM grants g
                  WHERE g.user_id = c.user_id AND g.client_id = c.client_id) AS granted_at,
                (SELECT MAX(t.created_at) FROM access_tokens t JOIN grants g ON g.id = t.grant_id
                  WHERE g.user_id = c.user_id AND g.client_id = c.client_id) AS token_at
           FROM consents c JOIN clients k ON k.id = c.client_id
          WHERE c.user_id = $1 AND ($2 = '' OR c.client_id = $2)
          ORDER BY c.decided_at DESC, c.client_id LIMIT 200",
    )
    .bind(user.text())
    .bind(only.map(|id| id.as_str().to_owned()).unwrap_or_default())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| {
        let row = Row::of("consents", row);
        Ok(Given {
            client: row.parsed("client_id")?,
            name: row.text("name")?,
            consent: read(&row)?,
            since: row.time("since")?,
            used_at: row.opt_time("granted_at")?.max(row.opt_time("token_at")?),
        })
    })
    .collect()
}

/// Writes a decision, instead of an earlier one.
pub async fn save(
    tx: &mut Tx,
    user: UserId,
    client: &ClientId,
    consent: &Consent,
    locale: Locale,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO consents (user_id, client_id, granted, refused, locale, decided_at, since)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (user_id, client_id) DO UPDATE
            SET granted = excluded.granted, refused = excluded.refused, locale = excluded.locale,
                decided_at = excluded.decided_at, since = COALESCE(consents.since, consents.decided_at)",
    )
    .bind(user.text())
    .bind(client.as_str())
    .bind(consent.granted.to_string())
    .bind(consent.refused.to_string())
    .bind(locale.tag())
    .bind(consent.decided_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets a decision; false if there was none.
pub async fn delete(tx: &mut Tx, user: UserId, client: &ClientId) -> Result<bool, Fault> {
    let done = sqlx::query("DELETE FROM consents WHERE user_id = $1 AND client_id = $2")
        .bind(user.text())
        .bind(client.as_str())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}
