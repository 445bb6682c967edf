//! What takes ways in back that somebody objected to, and brings back those that were taken away.

use crate::base::{Fault, Id, Micros};
use crate::domain::contact::{Address, ContactTag};
use crate::domain::user::UserId;

use super::{Conn as _, Tx};

/// Brings back a contact that was removed, as proved as it was; false if somebody (perhaps this person) has
/// confirmed it since.
pub async fn restore_contact(
    tx: &mut Tx,
    user: UserId,
    address: &Address,
    confirmed_at: Micros,
    now: Micros,
) -> Result<bool, Fault> {
    remove_contact(tx, user, address, None).await?;
    let done = sqlx::query(
        "INSERT INTO contacts (id, user_id, channel, value, is_primary, confirmed_at, created_at)
         VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(Id::<ContactTag>::ordered().text())
    .bind(user.text())
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .bind(confirmed_at.get())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a contact from a person: an unproved one, or one that was proved at `since` or later.
pub async fn remove_contact(tx: &mut Tx, user: UserId, address: &Address, since: Option<Micros>) -> Result<(), Fault> {
    sqlx::query(
        "DELETE FROM contacts
          WHERE user_id = $1 AND channel = $2 AND value = $3 AND (confirmed_at IS NULL OR confirmed_at >= $4)",
    )
    .bind(user.text())
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .bind(since.map_or(i64::MAX, Micros::get))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes every contact that a person has not proved, or proved at a moment or later.
pub async fn remove_contacts_since(tx: &mut Tx, user: UserId, since: Micros) -> Result<(), Fault> {
    sqlx::query("DELETE FROM contacts WHERE user_id = $1 AND (confirmed_at IS NULL OR confirmed_at >= $2)")
        .bind(user.text())
        .bind(since.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Makes a confirmed contact of a person the primary one of its channel.
pub async fn lead_by(tx: &mut Tx, user: UserId, address: &Address) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE contacts SET is_primary = CASE WHEN value = $3 THEN 1 ELSE 0 END
          WHERE user_id = $1 AND channel = $2
            AND (SELECT COUNT(*) FROM contacts o
                  WHERE o.user_id = $1 AND o.channel = $2 AND o.value = $3 AND o.confirmed_at IS NOT NULL) = 1",
    )
    .bind(user.text())
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes every proof of a person but the password that was made at a moment or later.
pub async fn remove_proofs_since(tx: &mut Tx, user: UserId, since: Micros) -> Result<(), Fault> {
    remove_totp(tx, user, since).await?;
    remove_codes(tx, user, since).await?;
    sqlx::query("DELETE FROM totp_setups WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    sqlx::query("DELETE FROM passkeys WHERE user_id = $1 AND created_at >= $2")
        .bind(user.text())
        .bind(since.get())
        .execute(tx.conn())
        .await?;
    sqlx::query("DELETE FROM upstream_links WHERE user_id = $1 AND linked_at >= $2")
        .bind(user.text())
        .bind(since.get())
        .execute(tx.conn())
        .await?;
    sqlx::query("UPDATE users SET sms_step_at = NULL WHERE id = $1 AND sms_step_at >= $2")
        .bind(user.text())
        .bind(since.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Removes an authenticator app that was set up at a moment or later.
pub async fn remove_totp(tx: &mut Tx, user: UserId, since: Micros) -> Result<(), Fault> {
    sqlx::query("DELETE FROM totp WHERE user_id = $1 AND created_at >= $2")
        .bind(user.text())
        .bind(since.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Removes recovery codes that were made at a moment or later.
pub async fn remove_codes(tx: &mut Tx, user: UserId, since: Micros) -> Result<(), Fault> {
    sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1 AND created_at >= $2")
        .bind(user.text())
        .bind(since.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Brings an authenticator app back, unless the person has an older one.
pub async fn restore_totp(tx: &mut Tx, user: UserId, seed: &str, last_step: i64, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO totp (user_id, seed, last_step, created_at, confirmed_at) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (user_id) DO NOTHING",
    )
    .bind(user.text())
    .bind(seed)
    .bind(last_step)
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}
