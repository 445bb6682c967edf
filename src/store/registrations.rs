//! People in the making.

use crate::base::{Digest, Email, Fault, Id, Micros, Phone};
use crate::domain::contact::Channel;
use crate::domain::passkey::Made;
use crate::domain::registration::{Registration, RegistrationId};

use super::{Conn, Row, Tx};

macro_rules! columns {
    () => {
        "id, phone, phone_confirmed_at, email, email_confirmed_at, password_hash, passkey, track_id, locale, \
         expires_at, finished_at"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<Registration, Fault> {
    let row = Row::of("registrations", row);
    Ok(Registration {
        id: row.id("id")?,
        phone: row.opt_text("phone")?.map(Phone::from_stored),
        phone_confirmed_at: row.opt_time("phone_confirmed_at")?,
        email: row.opt_text("email")?.map(Email::from_stored),
        email_confirmed_at: row.opt_time("email_confirmed_at")?,
        password_hash: row.opt_text("password_hash")?,
        passkey: row.opt_json("passkey")?,
        track: row.opt_id("track_id")?,
        locale: row.parsed("locale")?,
        expires_at: row.time("expires_at")?,
        finished_at: row.opt_time("finished_at")?,
    })
}

/// Writes a new registration. `cookie`: digest of the secret that resumes it.
pub async fn insert(tx: &mut Tx, registration: &Registration, cookie: &Digest, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO registrations (id, digest, phone, phone_confirmed_at, email, email_confirmed_at, password_hash, \
                                    track_id, locale, created_at, expires_at, finished_at)
         VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9, $10, NULL)",
    )
    .bind(registration.id.text())
    .bind(cookie.text())
    .bind(registration.phone.as_ref().map(|p| p.as_str().to_owned()))
    .bind(registration.phone_confirmed_at.map(Micros::get))
    .bind(registration.email.as_ref().map(|e| e.as_str().to_owned()))
    .bind(registration.email_confirmed_at.map(Micros::get))
    .bind(registration.track.map(Id::text))
    .bind(registration.locale.tag())
    .bind(now.get())
    .bind(registration.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The registration of a cookie, while it is in time.
pub async fn find(conn: &mut impl Conn, cookie: &Digest, now: Micros) -> Result<Option<Registration>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM registrations WHERE digest = $1 AND expires_at > $2"))
        .bind(cookie.text())
        .bind(now.get())
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}

/// Marks a contact as proved, if it is still the one that the registration names.
pub async fn confirm(
    tx: &mut Tx,
    id: RegistrationId,
    channel: Channel,
    value: &str,
    now: Micros,
) -> Result<bool, Fault> {
    let statement = match channel {
        Channel::Phone => {
            "UPDATE registrations SET phone_confirmed_at = $3
              WHERE id = $1 AND phone = $2 AND phone_confirmed_at IS NULL AND finished_at IS NULL"
        }
        Channel::Email => {
            "UPDATE registrations SET email_confirmed_at = $3
              WHERE id = $1 AND email = $2 AND email_confirmed_at IS NULL AND finished_at IS NULL"
        }
    };
    let done = sqlx::query(statement).bind(id.text()).bind(value).bind(now.get()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps the hash of the chosen password; a passkey made before goes.
pub async fn set_password(tx: &mut Tx, id: RegistrationId, hash: &str) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE registrations SET password_hash = $2, passkey = NULL WHERE id = $1 AND finished_at IS NULL",
    )
    .bind(id.text())
    .bind(hash)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps a passkey instead of a password, or takes it off.
pub async fn set_passkey(tx: &mut Tx, id: RegistrationId, made: Option<&Made>) -> Result<bool, Fault> {
    let json = made.map(serde_json::to_string).transpose().map_err(|_| Fault::Bug("a passkey is JSON"))?;
    let done = sqlx::query(
        "UPDATE registrations SET passkey = $2, password_hash = NULL WHERE id = $1 AND finished_at IS NULL",
    )
    .bind(id.text())
    .bind(json)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Finishes a registration that has all it needs, once; what it became is made of the row returned.
/// Neither hash nor passkey stays behind.
pub async fn finish(tx: &mut Tx, id: RegistrationId, now: Micros) -> Result<Option<Registration>, Fault> {
    let finished = sqlx::query(concat!(
        "UPDATE registrations SET finished_at = $2
          WHERE id = $1 AND finished_at IS NULL AND expires_at > $2 AND (password_hash IS NOT NULL OR passkey IS NOT NULL)
            AND (phone IS NULL OR phone_confirmed_at IS NOT NULL)
            AND (email IS NULL OR email_confirmed_at IS NOT NULL)
         RETURNING ",
        columns!()
    ))
    .bind(id.text())
    .bind(now.get())
    .fetch_optional(tx.conn())
    .await?
    .map(read)
    .transpose()?;
    if finished.is_some() {
        sqlx::query("UPDATE registrations SET password_hash = NULL, passkey = NULL WHERE id = $1")
            .bind(id.text())
            .execute(tx.conn())
            .await?;
    }
    Ok(finished)
}

/// Removes a registration that is begun anew.
pub async fn remove(tx: &mut Tx, id: RegistrationId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM registrations WHERE id = $1 AND finished_at IS NULL")
        .bind(id.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Deletes a slice of registrations that are over; tells how many rows went.
pub async fn purge(tx: &mut Tx, now: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM registrations WHERE id IN (SELECT id FROM registrations WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(now.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
