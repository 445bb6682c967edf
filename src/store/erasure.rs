//! What is deleted of a person who is erased: every row of theirs, in every table. The tombstone in `users` stays,
//! so that the id is not given out again; so do the lines of the trail, without addresses and browsers, and the
//! notices by which clients learn of the end.
//!
//! A table that refers to a person has to stand here or in the test `web::console::erasure`, with the reason why not.

use crate::base::Fault;
use crate::domain::user::UserId;

use super::{Conn as _, Tx};

/// Holds a person's row until the transaction ends, if it is not a tombstone.
pub async fn hold(tx: &mut Tx, user: UserId) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE users SET standing = standing WHERE id = $1 AND standing <> 'erased'")
        .bind(user.text())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes everything of a person. What is found by their contacts goes before the contacts, what hangs on their
/// grants (codes, tokens, devices) with the grants.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    for statement in [
        // The last message is still on its way; `closings::forget_farewells` takes it later.
        sqlx::query(
            "DELETE FROM outbox WHERE purpose <> 'erased' AND destination IN
                    (SELECT value FROM contacts WHERE user_id = $1 AND confirmed_at IS NOT NULL)",
        ),
        sqlx::query(
            "DELETE FROM otp_challenges WHERE destination IN
                    (SELECT value FROM contacts WHERE user_id = $1 AND confirmed_at IS NOT NULL)",
        ),
        sqlx::query("DELETE FROM contacts WHERE user_id = $1"),
        sqlx::query("DELETE FROM passwords WHERE user_id = $1"),
        sqlx::query("DELETE FROM memberships WHERE user_id = $1"),
        sqlx::query("DELETE FROM unclaimed WHERE user_id = $1"),
        sqlx::query("DELETE FROM user_aliases WHERE user_id = $1"),
        sqlx::query("DELETE FROM known_devices WHERE user_id = $1"),
        sqlx::query("DELETE FROM pending_contacts WHERE user_id = $1"),
        sqlx::query("DELETE FROM pending_sign_ins WHERE user_id = $1"),
        sqlx::query("DELETE FROM passkeys WHERE user_id = $1"),
        sqlx::query("DELETE FROM recoveries WHERE user_id = $1"),
        sqlx::query("DELETE FROM upstream_links WHERE user_id = $1"),
        sqlx::query("DELETE FROM upstream_trips WHERE linker_id = $1"),
        sqlx::query("DELETE FROM upstream_waiting WHERE linker_id = $1"),
        sqlx::query("DELETE FROM totp WHERE user_id = $1"),
        sqlx::query("DELETE FROM totp_setups WHERE user_id = $1"),
        sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1"),
        sqlx::query("DELETE FROM held_forms WHERE user_id = $1"),
        sqlx::query("DELETE FROM security_events WHERE user_id = $1"),
        sqlx::query("DELETE FROM profile_requests WHERE user_id = $1"),
        sqlx::query("DELETE FROM consents WHERE user_id = $1"),
        sqlx::query("DELETE FROM grants WHERE user_id = $1"),
        sqlx::query("DELETE FROM sessions WHERE user_id = $1"),
        sqlx::query("UPDATE activities SET ip = NULL, agent = NULL WHERE user_id = $1"),
    ] {
        statement.bind(user.text()).execute(tx.conn()).await?;
    }
    Ok(())
}
