//! The database handle: a pool for reading and the write lane.

use std::path::Path;
use std::time::Duration;

use sqlx::AnyConnection;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, ConnectOptions as _, Transaction};

use super::lane::Lane;
use super::{DataLock, Pending};
use crate::base::Fault;
use crate::base::Secret;

/// Which engine stands behind the one SQL text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded; one node.
    Sqlite,
    /// A server; any number of nodes.
    Postgres,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    options: AnyConnectOptions,
    pool: AnyPool,
    lane: Lane,
}

/// Either kind of connection, for statements that only read.
pub trait Conn: Send {
    /// The connection to run a statement on.
    fn conn(&mut self) -> &mut AnyConnection;
}

/// A connection borrowed for reading. On `SQLite` it cannot write.
pub struct Reader(PoolConnection<Any>);

impl Conn for Reader {
    fn conn(&mut self) -> &mut AnyConnection {
        &mut self.0
    }
}

/// A write transaction. Only [`Db::write`] makes one.
pub struct Tx(pub(super) TxConnection);

/// Where the transaction runs.
pub(super) enum TxConnection {
    /// The one writer of `SQLite`, owned by the lane.
    Lane(AnyConnection),
    /// A connection of the `PostgreSQL` pool; rolls back when dropped.
    Pool(Transaction<'static, Any>),
}

impl Conn for Tx {
    fn conn(&mut self) -> &mut AnyConnection {
        match &mut self.0 {
            TxConnection::Lane(conn) => conn,
            TxConnection::Pool(tx) => tx,
        }
    }
}

/// A future in a box: what a write closure returns.
pub type Work<'t, T, E> = std::pin::Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

impl Db {
    /// Opens the database. Connects lazily: the first statement tells whether it is there.
    pub fn open(url: &Secret, connections: Option<u32>) -> Result<Self, Fault> {
        sqlx::any::install_default_drivers();
        let (engine, url) = address(url)?;
        let options: AnyConnectOptions = url.expose().parse::<AnyConnectOptions>()?.disable_statement_logging();
        let cores = u32::try_from(std::thread::available_parallelism().map_or(2, usize::from)).unwrap_or(2);
        let pool = match engine {
            Engine::Sqlite => AnyPoolOptions::new()
                .max_connections(connections.unwrap_or(cores.saturating_mul(2).clamp(4, 8)))
                .test_before_acquire(false)
                .after_connect(|conn, _| Box::pin(async move { prepare_sqlite(conn, true).await })),
            Engine::Postgres => AnyPoolOptions::new()
                .max_connections(connections.unwrap_or(cores.saturating_mul(2).saturating_add(4)))
                .max_lifetime(Duration::from_secs(1_800))
                .after_connect(|conn, _| Box::pin(async move { prepare_postgres(conn).await })),
        };
        let pool = pool.idle_timeout(None).acquire_timeout(Duration::from_secs(1)).connect_lazy_with(options.clone());
        let lane = match engine {
            Engine::Sqlite => Lane::single_writer(options.clone()),
            Engine::Postgres => Lane::pool(pool.clone()),
        };
        Ok(Self { engine, options, pool, lane })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Brings the schema up to date. On `SQLite` this needs the data folder for itself; see
    /// [`DataLock`].
    pub async fn migrate(&self, data_dir: &Path) -> Result<DataLock, Fault> {
        super::migrations::run(self, data_dir).await
    }

    /// The migrations that have not run here.
    pub async fn pending(&self) -> Result<Pending, Fault> {
        super::migrations::pending(self).await
    }

    /// A connection of its own, outside pool and lane: for migrations and maintenance.
    pub(super) async fn connect(&self) -> Result<AnyConnection, Fault> {
        let mut conn = self.options.connect().await?;
        match self.engine {
            Engine::Sqlite => prepare_sqlite(&mut conn, false).await?,
            Engine::Postgres => prepare_postgres(&mut conn).await?,
        }
        Ok(conn)
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Reader, Fault> {
        Ok(Reader(self.pool.acquire().await?))
    }

    /// Runs a closure in a write transaction and answers after the commit.
    ///
    /// `Err` undoes this closure alone. What must be remembered although the verb refuses (a failed
    /// try, a replayed code) travels in `Ok`. Closures touch the store only and are short; they are
    /// never run twice. A caller that goes away does not cancel them.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.lane.run(false, work).await
    }

    /// [`Db::write`] for a closure of exactly one statement, which needs no savepoint of its own.
    pub async fn write_one<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.lane.run(true, work).await
    }

    /// Whether a statement can be answered now.
    pub async fn ping(&self) -> Result<(), Fault> {
        let mut reader = self.read().await?;
        sqlx::query("SELECT 1").execute(reader.conn()).await?;
        Ok(())
    }

    /// The engine's own version, such as `3.51.3`.
    pub async fn version(&self) -> Result<String, Fault> {
        let mut reader = self.read().await?;
        let ask = match self.engine {
            Engine::Sqlite => "SELECT sqlite_version()",
            Engine::Postgres => "SHOW server_version",
        };
        Ok(sqlx::query_scalar(ask).fetch_one(reader.conn()).await?)
    }

    /// Finishes what is running and closes every connection.
    pub async fn close(&self) {
        self.lane.close().await;
        self.pool.close().await;
    }
}

fn address(url: &Secret) -> Result<(Engine, Secret), Fault> {
    let text = url.expose();
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok((Engine::Postgres, url.clone()));
    }
    if text.starts_with("sqlite:") {
        let create = if text.contains('?') { "&mode=rwc" } else { "?mode=rwc" };
        return Ok((Engine::Sqlite, Secret::new(format!("{text}{create}"))));
    }
    Err(Fault::Database("database.url must begin with sqlite:// or postgres://".into()))
}

/// `synchronous=FULL`: an acknowledged write survives power loss; the lane makes up for its price.
pub(super) async fn prepare_sqlite(conn: &mut AnyConnection, read_only: bool) -> Result<(), sqlx::Error> {
    let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA busy_timeout = 5000; PRAGMA cache_size = -2000; PRAGMA journal_size_limit = 67108864; \
         PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";
    sqlx::raw_sql(pragmas).execute(&mut *conn).await?;
    if read_only {
        sqlx::raw_sql("PRAGMA query_only = ON").execute(conn).await?;
    }
    Ok(())
}

async fn prepare_postgres(conn: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let settings = "SET statement_timeout = '3s'; SET lock_timeout = '2s'; \
         SET idle_in_transaction_session_timeout = '10s'; SET TIME ZONE 'UTC';";
    sqlx::raw_sql(settings).execute(conn).await?;
    Ok(())
}
