//! What a person can prove themselves with, in one look.

use crate::base::Fault;
use crate::domain::factors::Factors;
use crate::domain::user::UserId;

use super::{Conn, Row};

/// The proofs that a person has.
pub async fn of(conn: &mut impl Conn, user: UserId) -> Result<Factors, Fault> {
    let row = sqlx::query(
        "SELECT u.id AS id,
                (SELECT COUNT(*) FROM passwords p WHERE p.user_id = u.id) AS passwords,
                (SELECT COUNT(*) FROM totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS totp,
                CASE WHEN u.sms_step_at IS NOT NULL
                     THEN (SELECT COUNT(*) FROM contacts c
                            WHERE c.user_id = u.id AND c.channel = 'phone' AND c.confirmed_at IS NOT NULL)
                     ELSE 0 END AS phones,
                (SELECT COUNT(*) FROM passkeys k WHERE k.user_id = u.id) AS passkeys,
                (SELECT COUNT(*) FROM recovery_codes r WHERE r.user_id = u.id AND r.used_at IS NULL) AS codes
           FROM users u WHERE u.id = $1",
    )
    .bind(user.text())
    .fetch_optional(conn.conn())
    .await?;
    let Some(row) = row else { return Ok(Factors::default()) };
    let row = Row::of("users", row);
    Ok(Factors {
        password: row.count("passwords")? > 0,
        totp: row.count("totp")? > 0,
        sms_step: row.count("phones")? > 0,
        passkeys: row.count("passkeys")?,
        recovery_left: row.count("codes")?,
    })
}
