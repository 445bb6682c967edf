//! One-time codes: at most one live challenge per purpose and destination.

use crate::base::{Digest, Fault, Micros};
use crate::domain::contact::Address;
use crate::domain::otp::{OtpChallenge, OtpId, OtpPurpose};

use super::{Conn, Row, Tx};

macro_rules! columns {
    () => {
        "id, purpose, channel, destination, subject, code, tries, created_at, expires_at, ended_at"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<OtpChallenge, Fault> {
    let row = Row::of("otp_challenges", row);
    Ok(OtpChallenge {
        id: row.id("id")?,
        purpose: row.parsed("purpose")?,
        address: Address::from_stored(row.parsed("channel")?, row.text("destination")?),
        subject: row.opt_text("subject")?,
        code: row.opt_text("code")?.map(Digest::from_hex),
        tries: row.count("tries")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        ended_at: row.opt_time("ended_at")?,
    })
}

/// Writes a challenge in place of the live one for its purpose and destination.
pub async fn replace(tx: &mut Tx, challenge: &OtpChallenge, browser: &Digest) -> Result<(), Fault> {
    end_of(tx, challenge.purpose, &challenge.address, challenge.created_at).await?;
    // Two that replace at the same moment meet at the unique index: the later one takes the row over.
    sqlx::query(
        "INSERT INTO otp_challenges (id, purpose, channel, destination, browser, subject, code, tries, created_at, \
                                     expires_at, ended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, NULL)
         ON CONFLICT (purpose, destination) WHERE ended_at IS NULL DO UPDATE SET
            id = excluded.id, channel = excluded.channel, browser = excluded.browser, subject = excluded.subject,
            code = excluded.code, tries = 0, created_at = excluded.created_at, expires_at = excluded.expires_at",
    )
    .bind(challenge.id.text())
    .bind(challenge.purpose.as_str())
    .bind(challenge.address.channel().as_str())
    .bind(challenge.address.as_str())
    .bind(browser.text())
    .bind(challenge.subject.clone())
    .bind(challenge.code.as_ref().map(|d| d.text().to_owned()))
    .bind(challenge.created_at.get())
    .bind(challenge.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Counts a try and returns the challenge with it: one statement, so that parallel tries are
/// numbered and none passes the limit. `None` if there is none, or it is another browser's.
pub async fn count_try(tx: &mut Tx, id: OtpId, browser: &Digest) -> Result<Option<OtpChallenge>, Fault> {
    sqlx::query(concat!(
        "UPDATE otp_challenges SET tries = tries + 1 WHERE id = $1 AND browser = $2 RETURNING ",
        columns!()
    ))
    .bind(id.text())
    .bind(browser.text())
    .fetch_optional(tx.conn())
    .await?
    .map(read)
    .transpose()
}

/// Ends a challenge; false if it had ended.
pub async fn end(tx: &mut Tx, id: OtpId, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE otp_challenges SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
        .bind(id.text())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends whatever is on its way for a record.
pub async fn end_of_subject(tx: &mut Tx, subject: &str, now: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE otp_challenges SET ended_at = $2 WHERE subject = $1 AND ended_at IS NULL")
        .bind(subject)
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends the live code of a purpose that is on its way to an address.
pub async fn end_of(tx: &mut Tx, purpose: OtpPurpose, address: &Address, now: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE otp_challenges SET ended_at = $3 WHERE purpose = $1 AND destination = $2 AND ended_at IS NULL")
        .bind(purpose.as_str())
        .bind(address.as_str())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The newest challenge of a browser for a purpose, ended or not.
pub async fn latest(
    conn: &mut impl Conn,
    browser: &Digest,
    purpose: OtpPurpose,
) -> Result<Option<OtpChallenge>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM otp_challenges WHERE browser = $1 AND purpose = $2 ORDER BY created_at DESC, id DESC LIMIT 1"
    ))
    .bind(browser.text())
    .bind(purpose.as_str())
    .fetch_optional(conn.conn())
    .await?
    .map(read)
    .transpose()
}

/// Deletes a slice of challenges that are over; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM otp_challenges WHERE id IN (SELECT id FROM otp_challenges WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
