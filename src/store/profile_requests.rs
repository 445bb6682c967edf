//! Requests of clients for profiles, and the sealed answers.

use crate::base::{Fault, Micros};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::scope::Scopes;
use crate::domain::profile_request::{OuterId, ProfileRequest, ProfileRequestId, State};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

macro_rules! columns {
    () => {
        "id, client_id, user_id, grant_id, request_id, state, payload, changed_at, expires_at, attempts"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<ProfileRequest, Fault> {
    let row = Row::of("profile_requests", row);
    Ok(ProfileRequest {
        id: row.id("id")?,
        client: row.parsed("client_id")?,
        user: row.id("user_id")?,
        grant: row.id("grant_id")?,
        outer: row.id("request_id")?,
        state: row.parsed("state")?,
        changed_at: row.time("changed_at")?,
        expires_at: row.time("expires_at")?,
        attempts: row.count("attempts")?,
        payload: row.opt_text("payload")?,
    })
}

/// Writes a new request that is due at once, in place of one by the same name that is known no more. False
/// if one is known.
pub async fn insert(tx: &mut Tx, request: &ProfileRequest) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO profile_requests (id, client_id, user_id, grant_id, request_id, state, payload, changed_at,
                                       expires_at, due_at, lease, attempts, failure)
         VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $7, NULL, 0, NULL)
         ON CONFLICT (user_id, client_id, request_id) DO UPDATE
            SET id = excluded.id, grant_id = excluded.grant_id, state = excluded.state, payload = NULL,
                changed_at = excluded.changed_at, expires_at = excluded.expires_at, due_at = excluded.due_at,
                lease = NULL, attempts = 0, failure = NULL
          WHERE profile_requests.expires_at <= $7",
    )
    .bind(request.id.text())
    .bind(request.client.as_str())
    .bind(request.user.text())
    .bind(request.grant.text())
    .bind(request.outer.text())
    .bind(request.state.as_str())
    .bind(request.changed_at.get())
    .bind(request.expires_at.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A request of one client about one person, if it is known.
pub async fn find(
    conn: &mut impl Conn,
    client: &ClientId,
    user: UserId,
    outer: OuterId,
    now: Micros,
) -> Result<Option<ProfileRequest>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM profile_requests WHERE user_id = $1 AND client_id = $2 AND request_id = $3 AND expires_at > $4"
    ))
    .bind(user.text())
    .bind(client.as_str())
    .bind(outer.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?
    .map(read)
    .transpose()
}

/// How many requests of one client about one person wait, and how many are known.
pub async fn count(conn: &mut impl Conn, client: &ClientId, user: UserId, now: Micros) -> Result<(u32, u32), Fault> {
    let row = sqlx::query(
        "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'pending' THEN 1 ELSE 0 END), 0) AS BIGINT) AS pending,
                COUNT(*) AS known
           FROM profile_requests WHERE user_id = $1 AND client_id = $2 AND expires_at > $3",
    )
    .bind(user.text())
    .bind(client.as_str())
    .bind(now.get())
    .fetch_one(conn.conn())
    .await?;
    let row = Row::of("profile_requests", row);
    Ok((row.count("pending")?, row.count("known")?))
}

/// A request that is due.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// The request.
    pub id: ProfileRequestId,
    /// Since when.
    pub due_at: Micros,
}

/// What is due and still known, the longest waiting first.
pub async fn due(conn: &mut impl Conn, now: Micros, limit: u32) -> Result<Vec<Due>, Fault> {
    sqlx::query(
        "SELECT id, due_at FROM profile_requests WHERE due_at <= $1 AND expires_at > $1 ORDER BY due_at LIMIT $2",
    )
    .bind(now.get())
    .bind(i64::from(limit))
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| {
        let row = Row::of("profile_requests", row);
        Ok(Due { id: row.id("id")?, due_at: row.time("due_at")? })
    })
    .collect()
}

/// Takes a request until `lease_ends`; `None` if another worker was faster. One at a time: who takes many
/// rows at once can block whoever ends them all, and be blocked.
pub async fn claim(tx: &mut Tx, due: Due, lease: &str, lease_ends: Micros) -> Result<Option<ProfileRequest>, Fault> {
    sqlx::query(concat!(
        "UPDATE profile_requests SET lease = $3, due_at = $4, attempts = attempts + 1
          WHERE id = $1 AND due_at = $2
         RETURNING ",
        columns!()
    ))
    .bind(due.id.text())
    .bind(due.due_at.get())
    .bind(lease)
    .bind(lease_ends.get())
    .fetch_optional(tx.conn())
    .await?
    .map(read)
    .transpose()
}

/// What the person still lets the client have that asked; `None` if the grant has ended, the person is not
/// in good standing, or the client is switched off.
pub async fn allowed(conn: &mut impl Conn, id: ProfileRequestId, now: Micros) -> Result<Option<Scopes>, Fault> {
    sqlx::query(
        "SELECT r.id, g.scopes FROM profile_requests r
           JOIN grants g ON g.id = r.grant_id
           JOIN users u ON u.id = r.user_id
           JOIN clients k ON k.id = r.client_id
          WHERE r.id = $1 AND g.revoked_at IS NULL AND g.expires_at > $2 AND u.standing = 'open'
            AND k.disabled_at IS NULL",
    )
    .bind(id.text())
    .bind(now.get())
    .fetch_optional(conn.conn())
    .await?
    .map(|row| Row::of("profile_requests", row).parsed("scopes"))
    .transpose()
}

/// How a request ends.
#[derive(Clone, Debug)]
pub enum End {
    /// With this sealed answer.
    Completed(String),
    /// Without one, for a reason in words for the operator.
    Failed(&'static str),
}

/// Ends a request, if the lease still holds and the request is still known.
pub async fn finish(tx: &mut Tx, id: ProfileRequestId, lease: &str, end: &End, now: Micros) -> Result<bool, Fault> {
    let (state, payload, failure) = match end {
        End::Completed(sealed) => (State::Completed, Some(sealed.clone()), None),
        End::Failed(failure) => (State::Failed, None, Some(*failure)),
    };
    let done = sqlx::query(
        "UPDATE profile_requests
            SET state = $4, payload = $5, failure = $6, changed_at = $3, expires_at = $7, due_at = NULL, lease = NULL
          WHERE id = $1 AND lease = $2 AND expires_at > $3",
    )
    .bind(id.text())
    .bind(lease)
    .bind(now.get())
    .bind(state.as_str())
    .bind(payload)
    .bind(failure)
    .bind(now.plus(state.kept()).get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts a request off after a try that failed, if the lease still holds.
pub async fn postpone(
    tx: &mut Tx,
    id: ProfileRequestId,
    lease: &str,
    due_at: Micros,
    failure: &str,
) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE profile_requests SET due_at = $3, failure = $4, lease = NULL WHERE id = $1 AND lease = $2")
            .bind(id.text())
            .bind(lease)
            .bind(due_at.get())
            .bind(failure)
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every request about a person, perhaps only those of one client, and removes the answers. Follows
/// the end of the grants in the same transaction: who asks holds the grant first.
pub async fn end_of_user(tx: &mut Tx, user: UserId, client: Option<&ClientId>, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE profile_requests
            SET state = 'failed', payload = NULL, failure = 'withdrawn', changed_at = $3, due_at = NULL, lease = NULL,
                expires_at = CASE WHEN expires_at > $3 THEN $4 ELSE expires_at END
          WHERE user_id = $1 AND ($2 = '' OR client_id = $2) AND state <> 'failed'",
    )
    .bind(user.text())
    .bind(client.map(|client| client.as_str().to_owned()).unwrap_or_default())
    .bind(now.get())
    .bind(now.plus(State::Failed.kept()).get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends every request of a client, and removes the answers.
pub async fn end_of_client(tx: &mut Tx, client: &ClientId, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE profile_requests
            SET state = 'failed', payload = NULL, failure = 'client switched off', changed_at = $2, due_at = NULL,
                lease = NULL, expires_at = CASE WHEN expires_at > $2 THEN $3 ELSE expires_at END
          WHERE client_id = $1 AND state <> 'failed'",
    )
    .bind(client.as_str())
    .bind(now.get())
    .bind(now.plus(State::Failed.kept()).get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Deletes a slice of what was known until a moment; tells how many rows went.
pub async fn purge(tx: &mut Tx, before: Micros, slice: u32) -> Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM profile_requests WHERE id IN (SELECT id FROM profile_requests WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(before.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
