//! What a browser's session cookie stands for: the store behind `tower_sessions`. Rows are found by
//! the digest of the cookie's value, and only our clock says when they end.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result, SessionStore};

use crate::base::{Clock, Digest, Fault, Micros};

use super::{Conn as _, Db, Row, Tx};

/// The store.
#[derive(Clone)]
pub struct WebSessions {
    db: Db,
    clock: Clock,
    life: Duration,
}

impl fmt::Debug for WebSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSessions").finish_non_exhaustive()
    }
}

impl WebSessions {
    /// A store whose rows end when they were not saved for so long.
    pub fn new(db: Db, clock: Clock, life: Duration) -> Self {
        Self { db, clock, life }
    }

    async fn write(&self, record: &Record, only_new: bool) -> Result<bool> {
        let digest = digest(&record.id);
        let data = serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
        let expires_at = self.clock.now().plus(self.life);
        let written =
            self.db.write(move |tx| Box::pin(async move { write(tx, &digest, &data, expires_at, only_new).await }));
        written.await.map_err(backend)
    }
}

fn digest(id: &Id) -> Digest {
    Digest::of(&id.to_string())
}

fn backend(fault: impl Into<Fault>) -> Error {
    Error::Backend(fault.into().to_string())
}

async fn write(
    tx: &mut Tx,
    digest: &Digest,
    data: &str,
    expires_at: Micros,
    only_new: bool,
) -> std::result::Result<bool, Fault> {
    let statement = if only_new {
        "INSERT INTO web_sessions (digest, data, expires_at) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING"
    } else {
        "INSERT INTO web_sessions (digest, data, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (digest) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at"
    };
    let done = sqlx::query(statement).bind(digest.text()).bind(data).bind(expires_at.get()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

#[async_trait]
impl SessionStore for WebSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.write(record, true).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record, false).await.map(drop)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut reader = self.db.read().await.map_err(backend)?;
        let row = sqlx::query(
            "SELECT digest AS id, data, expires_at FROM web_sessions WHERE digest = $1 AND expires_at > $2",
        )
        .bind(digest(id).text().to_owned())
        .bind(self.clock.now().get())
        .fetch_optional(reader.conn())
        .await
        .map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        let row = Row::of("web_sessions", row);
        let expires_at = row.time("expires_at").map_err(backend)?;
        Ok(Some(Record {
            id: *id,
            data: row.json("data").map_err(|e| Error::Decode(e.to_string()))?,
            expiry_date: OffsetDateTime::from_unix_timestamp(expires_at.seconds())
                .map_err(|e| Error::Decode(e.to_string()))?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let digest = digest(id);
        let deleted = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query("DELETE FROM web_sessions WHERE digest = $1")
                    .bind(digest.text())
                    .execute(tx.conn())
                    .await?;
                Ok::<_, Fault>(())
            })
        });
        deleted.await.map_err(backend)
    }
}

/// Deletes a slice of what is over; tells how many rows went.
pub async fn purge(tx: &mut Tx, now: Micros, slice: u32) -> std::result::Result<u64, Fault> {
    let done = sqlx::query(
        "DELETE FROM web_sessions WHERE digest IN (SELECT digest FROM web_sessions WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(now.get())
    .bind(i64::from(slice))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
