//! What clients have to be told about sessions that ended, written in the transaction that ends them.

use crate::base::{Fault, Micros};
use crate::domain::logout::{EndedFamily, Listener, Message, Notice, NoticeId};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::options::Options;
use crate::domain::session::SessionId;
use crate::domain::user::UserId;

use super::outbox::Fate;
use super::{Conn, Row, Tx};

fn listener(row: sqlx::any::AnyRow) -> Result<(Option<SessionId>, Listener), Fault> {
    let row = Row::of("clients", row);
    let options: Options = row.json("options")?;
    let listener = Listener {
        session: row.id("session_id")?,
        client: row.parsed("id")?,
        name: row.text("name")?,
        called: options.backchannel_logout_uri.is_some(),
        page: options.frontchannel_logout_uri,
    };
    Ok((row.opt_id("continued_as")?, listener))
}

/// The clients that hold a live grant of a session.
pub async fn listeners(conn: &mut impl Conn, session: SessionId, now: Micros) -> Result<Vec<Listener>, Fault> {
    sqlx::query(
        "SELECT DISTINCT g.session_id, CAST(NULL AS TEXT) AS continued_as, k.id, k.name, k.options
           FROM grants g JOIN clients k ON k.id = g.client_id
          WHERE g.session_id = $1 AND g.revoked_at IS NULL AND g.expires_at > $2 AND k.disabled_at IS NULL
          ORDER BY k.name, k.id",
    )
    .bind(session.text())
    .bind(now.get())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| listener(row).map(|(_, listener)| listener))
    .collect()
}

/// The clients that hold a live grant of any session of a person, each with the session that the grant's
/// own was continued as.
pub async fn listeners_of_user(
    conn: &mut impl Conn,
    user: UserId,
    now: Micros,
) -> Result<Vec<(Option<SessionId>, Listener)>, Fault> {
    sqlx::query(
        "SELECT DISTINCT g.session_id, s.continued_as, k.id, k.name, k.options
           FROM grants g JOIN clients k ON k.id = g.client_id JOIN sessions s ON s.id = g.session_id
          WHERE g.user_id = $1 AND g.revoked_at IS NULL AND g.expires_at > $2 AND k.disabled_at IS NULL
          ORDER BY k.name, k.id",
    )
    .bind(user.text())
    .bind(now.get())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(listener)
    .collect()
}

/// Writes a notice of a session's end that is due at once; a client is told of one session once. Those of token
/// families are written by [`insert_families`].
pub async fn insert(tx: &mut Tx, notice: &Notice) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO logout_notices (id, client_id, user_id, session_id, created_at, expires_at, due_at, lease, \
                                     attempts, delivered_at, failure, grant_id, address)
         VALUES ($1, $2, $3, $4, $5, $6, $5, NULL, 0, NULL, NULL, '', NULL)
         ON CONFLICT (session_id, client_id, grant_id) DO NOTHING",
    )
    .bind(notice.id.text())
    .bind(notice.client.as_str())
    .bind(notice.user.text())
    .bind(notice.session.text())
    .bind(notice.created_at.get())
    .bind(notice.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Families that one statement notes.
const AT_ONCE: usize = 32;

/// Writes a notice for each of these families, which are there still; each is named after its family. A person may
/// have very many, and nobody may be kept from ending them: it takes few statements.
pub async fn insert_families(tx: &mut Tx, families: &[EndedFamily], now: Micros, until: Micros) -> Result<(), Fault> {
    for some in families.chunks(AT_ONCE) {
        let mut query = sqlx::query(
            "INSERT INTO logout_notices (id, client_id, user_id, session_id, created_at, expires_at, due_at, lease, \
                                         attempts, delivered_at, failure, grant_id, address)
             SELECT g.id, g.client_id, g.user_id, g.session_id, $1, $2, $1, NULL, 0, NULL, NULL, g.id, g.revoke_uri
               FROM grants g
              WHERE g.id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                             $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)
             ON CONFLICT DO NOTHING",
        )
        .bind(now.get())
        .bind(until.get());
        for slot in 0..AT_ONCE {
            query = query.bind(some.get(slot).map(|family| family.id.text()).unwrap_or_default());
        }
        query.execute(tx.conn()).await?;
    }
    Ok(())
}

/// A notice that is due.
#[derive(Clone, Debug)]
pub struct Due {
    /// The notice.
    pub id: NoticeId,
    /// Whom it is for.
    pub client: ClientId,
    /// Since when.
    pub due_at: Micros,
}

/// How many clients [`due`] can leave out.
pub const MOST_BUSY: usize = 16;

/// What is due, the longest waiting first, but not for clients that are being told something already:
/// one that is slow holds up nobody but itself.
pub async fn due(conn: &mut impl Conn, now: Micros, busy: &[ClientId], limit: u32) -> Result<Vec<Due>, Fault> {
    let mut query = sqlx::query(
        "SELECT id, client_id, due_at FROM logout_notices
          WHERE due_at <= $1
            AND client_id NOT IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
          ORDER BY due_at LIMIT $2",
    )
    .bind(now.get())
    .bind(i64::from(limit));
    for slot in 0..MOST_BUSY {
        query = query.bind(busy.get(slot).map(ClientId::as_str).unwrap_or_default().to_owned());
    }
    query
        .fetch_all(conn.conn())
        .await?
        .into_iter()
        .map(|row| {
            let row = Row::of("logout_notices", row);
            Ok(Due { id: row.id("id")?, client: row.parsed("client_id")?, due_at: row.time("due_at")? })
        })
        .collect()
}

/// Takes a notice until `lease_ends`; `None` if another worker was faster.
pub async fn claim(tx: &mut Tx, due: &Due, lease: &str, lease_ends: Micros) -> Result<Option<Notice>, Fault> {
    sqlx::query(
        "UPDATE logout_notices SET lease = $3, due_at = $4, attempts = attempts + 1
          WHERE id = $1 AND due_at = $2
         RETURNING id, client_id, user_id, session_id, created_at, expires_at, attempts, grant_id, address",
    )
    .bind(due.id.text())
    .bind(due.due_at.get())
    .bind(lease)
    .bind(lease_ends.get())
    .fetch_optional(tx.conn())
    .await?
    .map(|row| {
        let row = Row::of("logout_notices", row);
        let message = match row.opt_text("address")? {
            None => Message::SessionEnded,
            Some(address) => Message::FamilyEnded { family: row.id("grant_id")?, address },
        };
        Ok(Notice {
            id: row.id("id")?,
            client: row.parsed("client_id")?,
            user: row.id("user_id")?,
            session: row.id("session_id")?,
            message,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
            attempts: row.count("attempts")?,
        })
    })
    .transpose()
}

/// Writes how a try ended, if the lease still holds.
pub async fn settle(tx: &mut Tx, id: NoticeId, lease: &str, fate: &Fate, now: Micros) -> Result<bool, Fault> {
    let (due_at, delivered_at, failure) = fate.columns(now);
    let done = sqlx::query(
        "UPDATE logout_notices SET due_at = $3, delivered_at = $4, failure = $5, lease = NULL
          WHERE id = $1 AND lease = $2",
    )
    .bind(id.text())
    .bind(lease)
    .bind(due_at)
    .bind(delivered_at)
    .bind(failure)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes a slice of what ended before a moment; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM logout_notices WHERE id IN (SELECT id FROM logout_notices WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
