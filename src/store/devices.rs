//! Device authorizations.

use std::time::Duration;

use crate::base::{Digest, Fault, Micros};
use crate::domain::activity::Origin;
use crate::domain::oauth::device::{DeviceAuthorization, DeviceId, DeviceStage};
use crate::domain::oauth::grant::{Grant, GrantId};

use super::grants::{self, joined};
use super::{Conn, Row, Tx};

macro_rules! columns {
    () => {
        "d.id, d.code, d.user_code, d.client_id, d.scopes, d.ip, d.agent, d.stage, d.grant_id AS device_grant, \
         d.interval_seconds, d.created_at, d.expires_at"
    };
}

fn read(row: &Row) -> Result<DeviceAuthorization, Fault> {
    let stage = DeviceStage::read(&row.text("stage")?, row.opt_id("device_grant")?);
    Ok(DeviceAuthorization {
        id: row.id("id")?,
        code: Digest::from_hex(row.text("code")?),
        user_code: Digest::from_hex(row.text("user_code")?),
        client: row.parsed("client_id")?,
        scopes: row.parsed("scopes")?,
        origin: Origin { ip: row.opt_parsed("ip")?, agent: row.opt_text("agent")? },
        stage: stage.ok_or_else(|| row.corrupt("stage"))?,
        interval: row.count("interval_seconds")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
    })
}

/// Writes a new one; false if its user code is in use.
pub async fn insert(tx: &mut Tx, device: &DeviceAuthorization) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO devices (id, code, user_code, client_id, scopes, ip, agent, stage, interval_seconds,
                              next_poll_at, hasty, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10, $11)
         ON CONFLICT (user_code) DO NOTHING",
    )
    .bind(device.id.text())
    .bind(device.code.text())
    .bind(device.user_code.text())
    .bind(device.client.as_str())
    .bind(device.scopes.to_string())
    .bind(device.origin.ip.map(|ip| ip.to_string()))
    .bind(device.origin.agent.clone())
    .bind(device.stage.as_str())
    .bind(i64::from(device.interval))
    .bind(device.created_at.get())
    .bind(device.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The one with this device code and the grant it was given, ended ones included.
pub async fn find_by_code(
    conn: &mut impl Conn,
    code: &Digest,
) -> Result<Option<(DeviceAuthorization, Option<Grant>)>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        ", ",
        joined!(),
        " FROM devices d LEFT JOIN grants g ON g.id = d.grant_id WHERE d.code = $1"
    ))
    .bind(code.text())
    .fetch_optional(conn.conn())
    .await?;
    row.map(|row| {
        let row = Row::of("devices", row);
        let grant = row.opt_text("grant_id")?.is_some().then(|| grants::of_row(&row)).transpose()?;
        Ok((read(&row)?, grant))
    })
    .transpose()
}

/// The one with this user code, ended ones included.
pub async fn find_by_user_code(conn: &mut impl Conn, user_code: &Digest) -> Result<Option<DeviceAuthorization>, Fault> {
    let row = sqlx::query(concat!("SELECT ", columns!(), " FROM devices d WHERE d.user_code = $1"))
        .bind(user_code.text())
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| read(&Row::of("devices", row))).transpose()
}

/// One, ended ones included.
pub async fn find(conn: &mut impl Conn, id: DeviceId) -> Result<Option<DeviceAuthorization>, Fault> {
    let row = sqlx::query(concat!("SELECT ", columns!(), " FROM devices d WHERE d.id = $1"))
        .bind(id.text())
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| read(&Row::of("devices", row))).transpose()
}

/// Counts a question of a device that nobody has decided about; says whether it came too early, which
/// also makes the interval longer by `penalty` for good. `None` if there was a decision meanwhile.
pub async fn poll(
    tx: &mut Tx,
    id: DeviceId,
    penalty: u32,
    slack: Duration,
    now: Micros,
) -> Result<Option<bool>, Fault> {
    let slack = i64::try_from(slack.as_micros()).unwrap_or(0);
    let row = sqlx::query(
        "UPDATE devices SET
            hasty = CASE WHEN next_poll_at > $2 THEN 1 ELSE 0 END,
            interval_seconds = interval_seconds + CASE WHEN next_poll_at > $2 THEN CAST($3 AS BIGINT) ELSE 0 END,
            next_poll_at = CAST($2 AS BIGINT) - CAST($4 AS BIGINT) + 1000000
                * (interval_seconds + CASE WHEN next_poll_at > $2 THEN CAST($3 AS BIGINT) ELSE 0 END)
          WHERE id = $1 AND stage = 'pending'
         RETURNING id, hasty",
    )
    .bind(id.text())
    .bind(now.get())
    .bind(i64::from(penalty))
    .bind(slack)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| Row::of("devices", row).flag("hasty")).transpose()
}

/// Somebody let the device in; false if it was decided or has ended meanwhile.
pub async fn approve(tx: &mut Tx, id: DeviceId, grant: GrantId, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE devices SET stage = 'approved', grant_id = $2 WHERE id = $1 AND stage = 'pending' AND expires_at > $3",
    )
    .bind(id.text())
    .bind(grant.text())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody did not; false if it was decided meanwhile.
pub async fn deny(tx: &mut Tx, id: DeviceId) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE devices SET stage = 'denied' WHERE id = $1 AND stage = 'pending'")
        .bind(id.text())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Spends a device code: one statement, so that of two questions only one gets the tokens.
pub async fn redeem(tx: &mut Tx, id: DeviceId, now: Micros) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE devices SET stage = 'redeemed' WHERE id = $1 AND stage = 'approved' AND expires_at > $2")
            .bind(id.text())
            .bind(now.get())
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes up to `limit` device authorizations that ended before a time.
pub async fn purge(tx: &mut Tx, before: Micros, limit: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM devices WHERE id IN (SELECT id FROM devices WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(limit))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
