//! Browsers that wait for their person to let them in from another device.

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::activity::Origin;
use crate::domain::device_sign_in::{DeviceSignIn, DeviceSignInId, WaitStage};
use crate::domain::session::SessionId;

use super::{Conn, Row, Tx};

macro_rules! columns {
    () => {
        "id, user_code, shown, browser, track_id, ip, agent, stage, session_id, created_at, expires_at"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<DeviceSignIn, Fault> {
    let row = Row::of("device_sign_ins", row);
    let stage = WaitStage::read(&row.text("stage")?, row.opt_id("session_id")?);
    Ok(DeviceSignIn {
        id: row.id("id")?,
        user_code: Digest::from_hex(row.text("user_code")?),
        shown: row.text("shown")?,
        browser: Digest::from_hex(row.text("browser")?),
        track: row.opt_id("track_id")?,
        origin: Origin { ip: row.opt_parsed("ip")?, agent: row.opt_text("agent")? },
        stage: stage.ok_or_else(|| row.corrupt("stage"))?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
    })
}

/// Writes a new one; false if its code is in use.
pub async fn insert(tx: &mut Tx, waits: &DeviceSignIn) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO device_sign_ins (id, user_code, shown, browser, track_id, ip, agent, stage, session_id,
                                      created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9, $10)
         ON CONFLICT (user_code) DO NOTHING",
    )
    .bind(waits.id.text())
    .bind(waits.user_code.text())
    .bind(waits.shown.clone())
    .bind(waits.browser.text())
    .bind(waits.track.map(Id::text))
    .bind(waits.origin.ip.map(|ip| ip.to_string()))
    .bind(waits.origin.agent.clone())
    .bind(waits.stage.as_str())
    .bind(waits.created_at.get())
    .bind(waits.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The newest of a browser, ended ones included.
pub async fn of_browser(conn: &mut impl Conn, browser: &Digest) -> Result<Option<DeviceSignIn>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM device_sign_ins WHERE browser = $1 ORDER BY created_at DESC, id DESC LIMIT 1"
    ))
    .bind(browser.text())
    .fetch_optional(conn.conn())
    .await?
    .map(read)
    .transpose()
}

/// The one with this code, ended ones included.
pub async fn find_by_user_code(conn: &mut impl Conn, user_code: &Digest) -> Result<Option<DeviceSignIn>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM device_sign_ins WHERE user_code = $1"))
        .bind(user_code.text())
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}

/// Ends those of a browser that nobody has decided about: it asks anew.
pub async fn give_up(tx: &mut Tx, browser: &Digest) -> Result<(), Fault> {
    sqlx::query("UPDATE device_sign_ins SET stage = 'denied' WHERE browser = $1 AND stage = 'pending'")
        .bind(browser.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Somebody let the browser in, which it can notice until `until` at least; false if it was decided or has ended
/// meanwhile.
pub async fn approve(
    tx: &mut Tx,
    id: DeviceSignInId,
    session: SessionId,
    until: Micros,
    now: Micros,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE device_sign_ins SET stage = 'approved', session_id = $2,
                expires_at = CASE WHEN expires_at < $3 THEN $3 ELSE expires_at END
          WHERE id = $1 AND stage = 'pending' AND expires_at > $4",
    )
    .bind(id.text())
    .bind(session.text())
    .bind(until.get())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody did not; false if it was decided meanwhile.
pub async fn deny(tx: &mut Tx, id: DeviceSignInId) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE device_sign_ins SET stage = 'denied' WHERE id = $1 AND stage = 'pending'")
        .bind(id.text())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Uses an approval, once: one statement, so that of two tabs only one gets in.
pub async fn pick_up(tx: &mut Tx, id: DeviceSignInId, browser: &Digest, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE device_sign_ins SET stage = 'used'
          WHERE id = $1 AND browser = $2 AND stage = 'approved' AND expires_at > $3",
    )
    .bind(id.text())
    .bind(browser.text())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes a slice of those that are over; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM device_sign_ins WHERE id IN (SELECT id FROM device_sign_ins WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
