//! Passwords, as PHC strings; those that were hashed elsewhere are marked.

use crate::base::{Digest, Fault, Micros};
use crate::domain::contact::Address;
use crate::domain::user::{Standing, UserId};

use super::{Conn, Row, Tx};

/// What a password sign-in needs to know of the holder of an address.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub user: UserId,
    /// How the person stands.
    pub standing: Standing,
    /// The stored hash, if there is a password.
    pub hash: Option<String>,
    /// Whether the browser signed this person in before.
    pub known_device: bool,
}

/// Finds the holder of a confirmed address with everything a sign-in needs: one statement, so that
/// a stranger's address costs the same.
pub async fn candidate(
    conn: &mut impl Conn,
    address: &Address,
    device: Option<&Digest>,
    known_since: Micros,
) -> Result<Option<Candidate>, Fault> {
    let row = sqlx::query(
        "SELECT u.id AS id, u.standing AS standing, p.hash AS hash,
                CAST(CASE WHEN d.digest IS NULL THEN 0 ELSE 1 END AS BIGINT) AS known
           FROM contacts c
           JOIN users u ON u.id = c.user_id
           LEFT JOIN passwords p ON p.user_id = u.id
           LEFT JOIN known_devices d ON d.user_id = u.id AND d.digest = $3 AND d.seen_at > $4
          WHERE c.channel = $1 AND c.value = $2 AND c.confirmed_at IS NOT NULL",
    )
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .bind(device.map(|d| d.text().to_owned()).unwrap_or_default())
    .bind(known_since.get())
    .fetch_optional(conn.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let row = Row::of("users", row);
    Ok(Some(Candidate {
        user: row.id("id")?,
        standing: row.parsed("standing")?,
        hash: row.opt_text("hash")?,
        known_device: row.flag("known")?,
    }))
}

/// A person's hash.
pub async fn password_of(conn: &mut impl Conn, user: UserId) -> Result<Option<String>, Fault> {
    sqlx::query("SELECT user_id AS id, hash FROM passwords WHERE user_id = $1")
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?
        .map(|row| Row::of("passwords", row).text("hash"))
        .transpose()
}

/// When a person's password was set.
pub async fn changed_at(conn: &mut impl Conn, user: UserId) -> Result<Option<Micros>, Fault> {
    sqlx::query("SELECT user_id AS id, changed_at FROM passwords WHERE user_id = $1")
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?
        .map(|row| Row::of("passwords", row).time("changed_at"))
        .transpose()
}

/// Somebody's hash, the same one for one place among all people (a piece of a UUID in hex).
pub async fn decoy(conn: &mut impl Conn, place: &str) -> Result<Option<String>, Fault> {
    sqlx::query("SELECT user_id AS id, hash FROM passwords WHERE user_id >= $1 ORDER BY user_id LIMIT 1")
        .bind(place)
        .fetch_optional(conn.conn())
        .await?
        .map(|row| Row::of("passwords", row).text("hash"))
        .transpose()
}

/// Sets or replaces a password.
pub async fn set_password(tx: &mut Tx, user: UserId, hash: &str, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO passwords (user_id, hash, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
    )
    .bind(user.text())
    .bind(hash)
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The same password under new parameters; nothing happens if it was changed meanwhile.
pub async fn rehash(tx: &mut Tx, user: UserId, old: &str, new: &str) -> Result<(), Fault> {
    sqlx::query("UPDATE passwords SET hash = $3 WHERE user_id = $1 AND hash = $2")
        .bind(user.text())
        .bind(old)
        .bind(new)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Removes a person's password.
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM passwords WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}
