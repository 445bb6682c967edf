//! What people gave clients.

use crate::base::{Fault, Micros};
use crate::domain::user::UserId;

use super::{Conn, Tx};

/// Revokes every grant of a person, and with it every token below.
pub async fn revoke_all_of_user(tx: &mut Tx, user: UserId, now: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE grants SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL")
        .bind(user.text())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}
