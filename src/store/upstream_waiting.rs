//! Proved accounts elsewhere that open nothing here yet.

use crate::base::{Digest, Email, Fault, Id, Micros};
use crate::domain::upstream::{Identity, Waiting, WaitingId, Wish};

use super::{Conn, Row, Tx};

macro_rules! columns {
    () => {
        "id, browser, upstream, issuer, subject, email, firstname, lastname, wish, linker_id, track_id, proved_at, \
         expires_at"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<Waiting, Fault> {
    let row = Row::of("upstream_waiting", row);
    Ok(Waiting {
        id: row.id("id")?,
        browser: Digest::from_hex(row.text("browser")?),
        upstream: row.text("upstream")?,
        identity: Identity {
            issuer: row.text("issuer")?,
            subject: row.text("subject")?,
            email: row.opt_text("email")?.map(Email::from_stored),
            firstname: row.opt_text("firstname")?,
            lastname: row.opt_text("lastname")?,
        },
        wish: row.parsed("wish")?,
        linker: row.opt_id("linker_id")?,
        track: row.opt_id("track_id")?,
        proved_at: row.time("proved_at")?,
        expires_at: row.time("expires_at")?,
    })
}

/// Writes one in the place of what waited in this browser.
pub async fn put(tx: &mut Tx, waiting: &Waiting) -> Result<(), Fault> {
    let identity = &waiting.identity;
    sqlx::query(
        "INSERT INTO upstream_waiting (id, browser, upstream, issuer, subject, email, firstname, lastname, wish,
                                       linker_id, track_id, proved_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (browser) DO UPDATE SET
            id = excluded.id, upstream = excluded.upstream, issuer = excluded.issuer, subject = excluded.subject,
            email = excluded.email, firstname = excluded.firstname, lastname = excluded.lastname,
            wish = excluded.wish, linker_id = excluded.linker_id, track_id = excluded.track_id,
            proved_at = excluded.proved_at, expires_at = excluded.expires_at",
    )
    .bind(waiting.id.text())
    .bind(waiting.browser.text())
    .bind(waiting.upstream.clone())
    .bind(identity.issuer.clone())
    .bind(identity.subject.clone())
    .bind(identity.email.as_ref().map(ToString::to_string))
    .bind(identity.firstname.clone())
    .bind(identity.lastname.clone())
    .bind(waiting.wish.as_str())
    .bind(waiting.linker.map(Id::text))
    .bind(waiting.track.map(Id::text))
    .bind(waiting.proved_at.get())
    .bind(waiting.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The one of a browser, while it is in time.
pub async fn of_browser(conn: &mut impl Conn, browser: &Digest, now: Micros) -> Result<Option<Waiting>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM upstream_waiting WHERE browser = $1 AND expires_at > $2"))
        .bind(browser.text())
        .bind(now.get())
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}

/// Notes what somebody wants with it, and how long it waits for that; false if it is gone.
pub async fn choose(
    tx: &mut Tx,
    id: WaitingId,
    browser: &Digest,
    wish: Wish,
    until: Micros,
    now: Micros,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE upstream_waiting SET wish = $3, expires_at = $4 WHERE id = $1 AND browser = $2 AND expires_at > $5",
    )
    .bind(id.text())
    .bind(browser.text())
    .bind(wish.as_str())
    .bind(until.get())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes it away for what was wished. One statement: it is used once.
pub async fn take(
    tx: &mut Tx,
    id: WaitingId,
    browser: &Digest,
    wish: Wish,
    now: Micros,
) -> Result<Option<Waiting>, Fault> {
    sqlx::query(concat!(
        "DELETE FROM upstream_waiting WHERE id = $1 AND browser = $2 AND wish = $3 AND expires_at > $4 RETURNING ",
        columns!()
    ))
    .bind(id.text())
    .bind(browser.text())
    .bind(wish.as_str())
    .bind(now.get())
    .fetch_optional(tx.conn())
    .await?
    .map(read)
    .transpose()
}

/// Forgets what waits in a browser.
pub async fn drop_of(tx: &mut Tx, browser: &Digest) -> Result<(), Fault> {
    sqlx::query("DELETE FROM upstream_waiting WHERE browser = $1").bind(browser.text()).execute(tx.conn()).await?;
    Ok(())
}

/// Deletes a slice of those that are over; tells how many rows went.
pub async fn purge(tx: &mut Tx, now: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM upstream_waiting WHERE id IN (SELECT id FROM upstream_waiting WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(now.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
