//! Messages on their way out, written in the transaction of their cause. Their content is sealed.

use crate::base::{Fault, Locale, Micros};
use crate::domain::contact::{Address, Channel};
use crate::domain::message::{Carrier, MessageId};

use super::{Conn, Row, Tx};

/// A message as it stands in the table.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The id; also the place its content is sealed for.
    pub id: MessageId,
    /// Where it goes.
    pub address: Address,
    /// What it is about: the word of an OTP purpose.
    pub purpose: String,
    /// The language it is written in.
    pub locale: Locale,
    /// The sealed content; empty after delivery where it is not kept.
    pub sealed: String,
    /// When it was written.
    pub created_at: Micros,
    /// Not sent after that.
    pub expires_at: Micros,
    /// Tries to send it, the present one included.
    pub attempts: u32,
    /// The gateway that may have sent it already: no other one is asked.
    pub carrier: Option<Carrier>,
}

macro_rules! columns {
    () => {
        "id, channel, destination, purpose, locale, message, created_at, expires_at, attempts, carrier"
    };
}

fn word(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "sms",
        Channel::Email => "email",
    }
}

fn read(row: sqlx::any::AnyRow) -> Result<Letter, Fault> {
    let row = Row::of("outbox", row);
    let channel = if row.text("channel")? == word(Channel::Phone) { Channel::Phone } else { Channel::Email };
    Ok(Letter {
        id: row.id("id")?,
        address: Address::from_stored(channel, row.text("destination")?),
        purpose: row.text("purpose")?,
        locale: row.parsed("locale")?,
        sealed: row.text("message")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        attempts: row.count("attempts")?,
        carrier: row.opt_parsed("carrier")?,
    })
}

/// Writes a message that is due at once.
pub async fn insert(tx: &mut Tx, letter: &Letter) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO outbox (id, channel, destination, purpose, locale, message, created_at, expires_at, due_at, \
                             lease, attempts, delivered_at, failure)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, NULL, 0, NULL, NULL)",
    )
    .bind(letter.id.text())
    .bind(word(letter.address.channel()))
    .bind(letter.address.as_str())
    .bind(letter.purpose.clone())
    .bind(letter.locale.tag())
    .bind(letter.sealed.clone())
    .bind(letter.created_at.get())
    .bind(letter.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives up what waits for a destination and purpose: a newer message takes its place.
pub async fn withdraw(tx: &mut Tx, address: &Address, purpose: &str) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE outbox SET due_at = NULL, lease = NULL, failure = 'replaced', message = ''
          WHERE due_at IS NOT NULL AND destination = $1 AND purpose = $2",
    )
    .bind(address.as_str())
    .bind(purpose)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes messages that are due and in time, until `lease_ends`; the outer condition makes it a
/// compare-and-set where two workers pick the same rows.
pub async fn claim(
    tx: &mut Tx,
    lease: &str,
    lease_ends: Micros,
    now: Micros,
    limit: u32,
) -> Result<Vec<Letter>, Fault> {
    sqlx::query(concat!(
        "UPDATE outbox SET lease = $1, due_at = $2, attempts = attempts + 1
          WHERE due_at <= $3 AND expires_at > $3
            AND id IN (SELECT id FROM outbox WHERE due_at <= $3 AND expires_at > $3 ORDER BY due_at LIMIT $4)
         RETURNING ",
        columns!()
    ))
    .bind(lease)
    .bind(lease_ends.get())
    .bind(now.get())
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(read)
    .collect()
}

/// Gives up what was not sent in time; tells how many.
pub async fn expire(tx: &mut Tx, now: Micros, blank: bool) -> Result<u64, Fault> {
    let done = sqlx::query(
        "UPDATE outbox
            SET due_at = NULL, lease = NULL, failure = COALESCE(failure, 'too late'),
                message = CASE WHEN $2 = 1 THEN '' ELSE message END
          WHERE due_at IS NOT NULL AND expires_at <= $1",
    )
    .bind(now.get())
    .bind(i64::from(blank))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// How a try to send ended.
#[derive(Clone, Debug)]
pub enum Fate {
    /// Sent.
    Delivered,
    /// Not now; again then.
    Again {
        /// When it is due next.
        due_at: Micros,
        /// Why it failed, in words for the operator.
        failure: String,
    },
    /// Never.
    Failed {
        /// Why, in words for the operator.
        failure: String,
    },
}

impl Fate {
    /// The columns `due_at`, `delivered_at` and `failure`.
    pub(super) fn columns(&self, now: Micros) -> (Option<i64>, Option<i64>, Option<String>) {
        match self {
            Self::Delivered => (None, Some(now.get()), None),
            Self::Again { due_at, failure } => (Some(due_at.get()), None, Some(failure.clone())),
            Self::Failed { failure } => (None, None, Some(failure.clone())),
        }
    }
}

/// Remembers which gateway may have sent a message, if the lease still holds.
pub async fn hold(tx: &mut Tx, id: MessageId, lease: &str, carrier: Carrier) -> Result<(), Fault> {
    sqlx::query("UPDATE outbox SET carrier = $3 WHERE id = $1 AND lease = $2")
        .bind(id.text())
        .bind(lease)
        .bind(carrier.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Writes how a try ended, if the lease still holds. `blank` removes the content of what is done.
pub async fn settle(
    tx: &mut Tx,
    id: MessageId,
    lease: &str,
    fate: &Fate,
    blank: bool,
    now: Micros,
) -> Result<bool, Fault> {
    let (due_at, delivered_at, failure) = fate.columns(now);
    let done = sqlx::query(
        "UPDATE outbox
            SET due_at = $3, delivered_at = $4, failure = $5, lease = NULL,
                message = CASE WHEN $6 = 1 THEN '' ELSE message END
          WHERE id = $1 AND lease = $2",
    )
    .bind(id.text())
    .bind(lease)
    .bind(due_at)
    .bind(delivered_at)
    .bind(failure)
    .bind(i64::from(blank && due_at.is_none()))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Messages, newest first, perhaps only to one destination or by one channel.
pub async fn list(
    conn: &mut impl Conn,
    to: Option<&str>,
    channel: Option<Channel>,
    limit: u32,
) -> Result<Vec<Letter>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM outbox WHERE ($1 = '' OR destination = $1) AND ($2 = '' OR channel = $2)
          ORDER BY created_at DESC, id DESC LIMIT $3"
    ))
    .bind(to.unwrap_or_default().to_owned())
    .bind(channel.map(word).unwrap_or_default())
    .bind(i64::from(limit))
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(read)
    .collect()
}

/// Deletes a slice of what is done and was to be sent before a moment; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM outbox
          WHERE id IN (SELECT id FROM outbox WHERE expires_at <= $1 AND due_at IS NULL LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Whether anything is due.
pub async fn any_due(conn: &mut impl Conn, now: Micros) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT 1 AS found FROM outbox WHERE due_at <= $1 LIMIT 1")
        .bind(now.get())
        .fetch_optional(conn.conn())
        .await?;
    Ok(row.is_some())
}
