//! Our copies of the logos of clients.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::base::{Fault, Micros};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::logo::Logo;

use super::{Conn, Row, Tx};

/// The logo of a client, if it is this one.
pub async fn find(conn: &mut impl Conn, client: &ClientId, digest: &str) -> Result<Option<Logo>, Fault> {
    let row = sqlx::query("SELECT kind, image FROM client_logos WHERE client_id = $1 AND digest = $2")
        .bind(client.as_str())
        .bind(digest)
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| {
        let row = Row::of("client_logos", row);
        let bytes = STANDARD.decode(row.text("image")?).map_err(|_| row.corrupt("image"))?;
        Ok(Logo { kind: row.parsed("kind")?, bytes })
    })
    .transpose()
}

/// Keeps a logo in place of the one before.
pub async fn save(tx: &mut Tx, client: &ClientId, logo: &Logo, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO client_logos (client_id, kind, digest, image, fetched_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (client_id) DO UPDATE SET kind = excluded.kind, digest = excluded.digest,
            image = excluded.image, fetched_at = excluded.fetched_at",
    )
    .bind(client.as_str())
    .bind(logo.kind.as_str())
    .bind(logo.digest())
    .bind(STANDARD.encode(&logo.bytes))
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets the logo of a client.
pub async fn delete(tx: &mut Tx, client: &ClientId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM client_logos WHERE client_id = $1").bind(client.as_str()).execute(tx.conn()).await?;
    Ok(())
}
