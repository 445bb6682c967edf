//! Keys on people's devices.

use crate::base::{Fault, Id, Micros};
use crate::domain::passkey::{Made, Passkey, PasskeyId};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// A passkey with what proves it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The passkey.
    pub passkey: Passkey,
    /// JSON of the library that checks it: public key, counter, flags.
    pub credential: String,
    /// The signature counter last seen; 0 where the device does not count.
    pub counter: u32,
}

impl From<Made> for Stored {
    fn from(made: Made) -> Self {
        let passkey = Passkey {
            id: Id::ordered(),
            user: made.user,
            credential_id: made.credential_id,
            name: made.name,
            synced: made.synced,
            backed_up: made.backed_up,
            created_at: Micros(made.at),
            used_at: None,
        };
        Self { passkey, credential: made.credential, counter: made.counter }
    }
}

macro_rules! columns {
    () => {
        "id, user_id, credential_id, credential, name, counter, synced, backed_up, created_at, used_at"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<Stored, Fault> {
    let row = Row::of("passkeys", row);
    Ok(Stored {
        passkey: Passkey {
            id: row.id("id")?,
            user: row.id("user_id")?,
            credential_id: row.text("credential_id")?,
            name: row.text("name")?,
            synced: row.flag("synced")?,
            backed_up: row.flag("backed_up")?,
            created_at: row.time("created_at")?,
            used_at: row.opt_time("used_at")?,
        },
        credential: row.text("credential")?,
        counter: row.count("counter")?,
    })
}

/// Writes a passkey; false if somebody has it.
pub async fn insert(tx: &mut Tx, new: &Stored) -> Result<bool, Fault> {
    let passkey = &new.passkey;
    let done = sqlx::query(
        "INSERT INTO passkeys (id, user_id, credential_id, credential, name, counter, synced, backed_up, created_at, \
                               used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)
         ON CONFLICT (credential_id) DO NOTHING",
    )
    .bind(passkey.id.text())
    .bind(passkey.user.text())
    .bind(passkey.credential_id.clone())
    .bind(new.credential.clone())
    .bind(passkey.name.clone())
    .bind(i64::from(new.counter))
    .bind(i64::from(passkey.synced))
    .bind(i64::from(passkey.backed_up))
    .bind(passkey.created_at.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The passkeys of a person, the oldest first.
pub async fn of_user(conn: &mut impl Conn, user: UserId) -> Result<Vec<Stored>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM passkeys WHERE user_id = $1 ORDER BY created_at, id"))
        .bind(user.text())
        .fetch_all(conn.conn())
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// How many passkeys a person has.
pub async fn count(conn: &mut impl Conn, user: UserId) -> Result<u32, Fault> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM passkeys WHERE user_id = $1")
        .bind(user.text())
        .fetch_one(conn.conn())
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The passkey that a device names so.
pub async fn find(conn: &mut impl Conn, credential_id: &str) -> Result<Option<Stored>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM passkeys WHERE credential_id = $1"))
        .bind(credential_id.to_owned())
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}

/// What the device said with a proof.
#[derive(Clone, Debug)]
pub struct Use {
    /// Which passkey.
    pub id: PasskeyId,
    /// The counter in the proof.
    pub counter: u32,
    /// Whether a copy exists.
    pub backed_up: bool,
    /// The credential with the counter in it.
    pub credential: String,
}

/// Notes a use. False if the passkey is gone, or its counter does not go on (WebAuthn §7.2 step 22): a device that
/// counts never says the same number twice, so two of them say it.
pub async fn advance(tx: &mut Tx, used: &Use, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE passkeys SET counter = $2, backed_up = $3, credential = $4, used_at = $5
          WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))",
    )
    .bind(used.id.text())
    .bind(i64::from(used.counter))
    .bind(i64::from(used.backed_up))
    .bind(used.credential.clone())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Calls a person's passkey otherwise; false if there is none.
pub async fn rename(tx: &mut Tx, user: UserId, id: PasskeyId, name: &str) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2")
        .bind(id.text())
        .bind(user.text())
        .bind(name.to_owned())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a person's passkey and tells its name; `None` if there is none.
pub async fn remove(tx: &mut Tx, user: UserId, id: PasskeyId) -> Result<Option<String>, Fault> {
    let name = sqlx::query_scalar("DELETE FROM passkeys WHERE id = $1 AND user_id = $2 RETURNING name")
        .bind(id.text())
        .bind(user.text())
        .fetch_optional(tx.conn())
        .await?;
    Ok(name)
}

/// Removes every passkey of a person.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM passkeys WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}
