//! Who came from another system. What an erased person came from stays, so that they do not come again.

use crate::base::{Digest, Fault, Micros};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// Whom a line with this digest of its person made, and the digest of that line.
pub async fn find(conn: &mut impl Conn, digest: &Digest) -> Result<Option<(UserId, Digest)>, Fault> {
    let row = sqlx::query("SELECT digest AS id, user_id, line FROM imports WHERE digest = $1")
        .bind(digest.text())
        .fetch_optional(conn.conn())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let row = Row::of("imports", row);
    Ok(Some((row.id("user_id")?, Digest::from_hex(row.text("line")?))))
}

/// Remembers from which line a person came; false if that person came already: then nothing may be kept of the
/// transaction.
pub async fn insert(tx: &mut Tx, digest: &Digest, line: &Digest, user: UserId, now: Micros) -> Result<bool, Fault> {
    // DO NOTHING instead of an error: a failed statement would end a PostgreSQL transaction.
    let done =
        sqlx::query("INSERT INTO imports (digest, line, user_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
            .bind(digest.text())
            .bind(line.text())
            .bind(user.text())
            .bind(now.get())
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}
