//! What people decided about clients.

use crate::base::{Fault, Locale};
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

/// Writes a decision, instead of an earlier one.
pub async fn save(
    tx: &mut Tx,
    user: UserId,
    client: &ClientId,
    consent: &Consent,
    locale: Locale,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO consents (user_id, client_id, granted, refused, locale, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_id, client_id) DO UPDATE
            SET granted = excluded.granted, refused = excluded.refused, locale = excluded.locale,
                decided_at = excluded.decided_at",
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
