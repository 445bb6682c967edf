//! Ways back to accounts, each bound to the browser that goes on with it.

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::contact::Address;
use crate::domain::recovery::{Recovery, RecoveryId};
use crate::domain::session::{Amr, read_amr, write_amr};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

macro_rules! columns {
    () => {
        "id, user_id, channel, destination, amr, track_id, locale, ip, agent, created_at, expires_at, ended_at, \
         link_used_at"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<Recovery, Fault> {
    let row = Row::of("recoveries", row);
    Ok(Recovery {
        id: row.id("id")?,
        user: row.opt_id("user_id")?,
        address: Address::from_stored(row.parsed("channel")?, row.text("destination")?),
        amr: read_amr(&row.text("amr")?),
        track: row.opt_id("track_id")?,
        locale: row.parsed("locale")?,
        ip: row.opt_text("ip")?,
        agent: row.opt_text("agent")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        ended_at: row.opt_time("ended_at")?,
        link_used_at: row.opt_time("link_used_at")?,
    })
}

/// Writes one that begins in a browser. It takes the place of what waits there, and of the one that waits for a
/// first proof of the same person.
pub async fn replace(tx: &mut Tx, new: &Recovery, browser: &Digest, link: Option<&Digest>) -> Result<(), Fault> {
    sqlx::query("UPDATE recoveries SET ended_at = $2 WHERE browser = $1 AND ended_at IS NULL")
        .bind(browser.text())
        .bind(new.created_at.get())
        .execute(tx.conn())
        .await?;
    sqlx::query("UPDATE recoveries SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL AND amr = ''")
        .bind(new.user.map(Id::text))
        .bind(new.created_at.get())
        .execute(tx.conn())
        .await?;
    // Two that begin at the same moment meet at the unique index: the later one takes the row over.
    sqlx::query(
        "INSERT INTO recoveries (id, browser, began_in, user_id, channel, destination, amr, link, track_id, locale, \
                                 ip, agent, created_at, expires_at)
         VALUES ($1, $2, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (user_id) WHERE ended_at IS NULL AND amr = '' DO UPDATE SET
            id = excluded.id, browser = excluded.browser, began_in = excluded.began_in, channel = excluded.channel,
            destination = excluded.destination, link = excluded.link, track_id = excluded.track_id,
            locale = excluded.locale, ip = excluded.ip, agent = excluded.agent, created_at = excluded.created_at,
            expires_at = excluded.expires_at",
    )
    .bind(new.id.text())
    .bind(browser.text())
    .bind(new.user.map(Id::text))
    .bind(new.address.channel().as_str())
    .bind(new.address.as_str())
    .bind(link.map(|digest| digest.text().to_owned()))
    .bind(new.track.map(Id::text))
    .bind(new.locale.tag())
    .bind(new.ip.clone())
    .bind(new.agent.clone())
    .bind(new.created_at.get())
    .bind(new.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The one that a browser goes on with, while it is in time.
pub async fn of_browser(conn: &mut impl Conn, browser: &Digest, now: Micros) -> Result<Option<Recovery>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM recoveries WHERE browser = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY created_at DESC LIMIT 1"
    ))
    .bind(browser.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?
    .map(read)
    .transpose()
}

/// The one that a browser is shown, while it is in time: the newest that it began or goes on with, ended or not.
pub async fn shown_in(conn: &mut impl Conn, browser: &Digest, now: Micros) -> Result<Option<Recovery>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM recoveries WHERE browser = $1 AND expires_at > $2
           ORDER BY created_at DESC, CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END LIMIT 1"
    ))
    .bind(browser.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?
    .map(read)
    .transpose()
}

/// Whether the newest one that began in a browser goes on in another one.
pub async fn went_elsewhere(conn: &mut impl Conn, browser: &Digest, now: Micros) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT CAST(CASE WHEN browser = began_in THEN 0 ELSE 1 END AS BIGINT) AS moved FROM recoveries
          WHERE began_in = $1 AND expires_at > $2 ORDER BY created_at DESC LIMIT 1",
    )
    .bind(browser.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?;
    row.map_or(Ok(false), |row| Row::of("recoveries", row).flag("moved"))
}

/// One by its id, if a browser may go on with it.
pub async fn find(
    conn: &mut impl Conn,
    id: RecoveryId,
    browser: &Digest,
    now: Micros,
) -> Result<Option<Recovery>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM recoveries WHERE id = $1 AND browser = $2 AND ended_at IS NULL AND expires_at > $3"
    ))
    .bind(id.text())
    .bind(browser.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?
    .map(read)
    .transpose()
}

/// The one that a link belongs to, also after its end.
pub async fn of_link(conn: &mut impl Conn, link: &Digest) -> Result<Option<Recovery>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM recoveries WHERE link = $1"))
        .bind(link.text())
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}

/// Uses a link, once: the recovery goes on in this browser, with the contact proved. `None` if the link was used,
/// the code was typed before, or it is too late.
pub async fn follow(
    tx: &mut Tx,
    link: &Digest,
    browser: &Digest,
    proof: Amr,
    now: Micros,
) -> Result<Option<Recovery>, Fault> {
    sqlx::query(concat!(
        "UPDATE recoveries SET link_used_at = $4, browser = $2, amr = $3
          WHERE link = $1 AND link_used_at IS NULL AND amr = '' AND ended_at IS NULL AND expires_at > $4 RETURNING ",
        columns!()
    ))
    .bind(link.text())
    .bind(browser.text())
    .bind(write_amr(&[proof]))
    .bind(now.get())
    .fetch_optional(tx.conn())
    .await?
    .map(read)
    .transpose()
}

/// Notes one more proof, if nothing else was proved meanwhile; false if so, or if it is over.
pub async fn proved(tx: &mut Tx, id: RecoveryId, before: &[Amr], after: &[Amr], now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE recoveries SET amr = $3 WHERE id = $1 AND amr = $2 AND ended_at IS NULL AND expires_at > $4",
    )
    .bind(id.text())
    .bind(write_amr(before))
    .bind(write_amr(after))
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends one, once, as it was read; false if it was over or something was proved meanwhile.
pub async fn end(tx: &mut Tx, id: RecoveryId, amr: &[Amr], now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE recoveries SET ended_at = $3 WHERE id = $1 AND amr = $2 AND ended_at IS NULL AND expires_at > $3",
    )
    .bind(id.text())
    .bind(write_amr(amr))
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends whatever a person has on the way, perhaps but one.
pub async fn end_of_user(tx: &mut Tx, user: UserId, except: Option<RecoveryId>, now: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE recoveries SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL AND id <> $3")
        .bind(user.text())
        .bind(now.get())
        .bind(except.map(Id::text).unwrap_or_default())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Deletes a slice of what ended before a moment; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done =
        sqlx::query("DELETE FROM recoveries WHERE id IN (SELECT id FROM recoveries WHERE expires_at <= $1 LIMIT $2)")
            .bind(before.get())
            .bind(i64::from(slice))
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected())
}
