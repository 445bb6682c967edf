//! What every test needs: a core on a database of its own, with a clock that is moved by hand.

pub mod app;
pub mod browser;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use freedom_id::base::keyring::{Keyring, MasterKey};
use freedom_id::base::{Clock, Digest, Email, Micros, Phone, Secret};
use freedom_id::config::Config;
use freedom_id::domain::activity::Origin;
use freedom_id::domain::contact::Address;
use freedom_id::domain::user::{Role, UserId};
use freedom_id::service::accounts::manage::{self, Add};
use freedom_id::service::{Core, outbox};
use freedom_id::store::{DataLock, Db, Engine};
use sqlx::{AnyConnection, Connection as _};
use uuid::Uuid;

pub mod authenticator;
pub mod gateway;
pub mod manager;
pub mod outside;
pub mod partner;
pub mod places;
pub mod provider;
pub mod recovery;
pub mod signer;
pub mod totp;
pub mod upstream;

pub const PASSWORD: &str = "correct horse battery";

/// A core of its own.
pub struct TestCore {
    pub core: Core,
    dir: PathBuf,
    url: String,
    _lock: DataLock,
    // Last: it goes when everything else of the test is gone.
    database: Option<OwnDatabase>,
}

impl std::ops::Deref for TestCore {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

impl TestCore {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A core whose configuration is changed first.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let name = format!("fid_test_{}", Uuid::new_v4().simple());
        let dir = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&dir).expect("a folder for the test");
        let database = OwnDatabase::of_environment(&name);
        let file = || format!("sqlite://{}", dir.join("test.db").display());
        let url = database.as_ref().map_or_else(file, |own| own.url.clone());
        let mut config = Config::default();
        config.passwords.memory_kib = 64;
        config.passwords.iterations = 1;
        // Floods are counted by a clock that no test moves; they have tests of their own.
        config.limits.requests_per_second = 1_000_000;
        config.limits.request_burst = 1_000_000;
        config.server.data_dir.clone_from(&dir);
        change(&mut config);
        let db = Db::open(&Secret::new(url.clone()), Some(4)).expect("a database");
        let lock = db.migrate(&dir).await.expect("migrations run");
        let keyring = Keyring::new(&MasterKey::parse(&Secret::new("A".repeat(43))).expect("a key")).expect("a keyring");
        let clock = Clock::manual(Micros::from_seconds(1_750_000_000));
        let core = Core::new(Arc::new(config), clock, db, Arc::new(keyring)).expect("a core");
        Self { core, dir, url, _lock: lock, database }
    }

    /// Another node: the same database, keys, configuration and time, and nothing else in common.
    pub fn node(&self) -> Core {
        let db = Db::open(&Secret::new(self.url.clone()), Some(2)).expect("a database");
        Core::new(self.config.clone(), self.clock.clone(), db, self.keyring.clone()).expect("a core")
    }

    pub fn pass(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// The code in the newest message to an address.
    pub async fn last_code(&self, to: &Address) -> Option<String> {
        self.letters(to).await.into_iter().next().and_then(|l| l.code)
    }

    pub async fn letters(&self, to: &Address) -> Vec<outbox::Shown> {
        outbox::list(self, Some(to.as_str()), None, 100).await.expect("the outbox reads")
    }

    /// A person with these contacts and [`PASSWORD`].
    pub async fn person(&self, contacts: &[&str]) -> UserId {
        let contacts = contacts.iter().map(|text| address(text)).collect();
        let add = Add {
            contacts,
            firstname: Some("Aigerim".into()),
            lastname: Some("Bekova".into()),
            address: None,
            password: Some(Secret::new(PASSWORD)),
            role: Role::Member,
            locale: None,
            origin: Origin::default(),
        };
        manage::add(self, add).await.expect("a person is added")
    }

    /// How often was committed since the log began, which is folded into the file only after far more than
    /// one test writes. `None` where another program keeps the log.
    pub fn commits(&self) -> Option<usize> {
        // The format is public: 32 bytes, then frames of 24 bytes and a page. A frame that names the size of
        // the file ends a commit; one with another salt is left over.
        let log = std::fs::read(self.dir.join("test.db-wal")).ok().filter(|_| self.database.is_none())?;
        let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().expect("four bytes"));
        let frames = log[32..].chunks_exact(24 + number(&log[8..12]) as usize);
        Some(frames.filter(|frame| frame[8..16] == log[16..24] && number(&frame[4..8]) != 0).count())
    }

    /// Every text of every table: the name of table and column, the text.
    pub async fn texts(&self) -> Vec<(String, String)> {
        use freedom_id::store::Conn as _;
        let columns = match self.db.engine() {
            Engine::Sqlite => {
                "SELECT CAST(m.name || '.' || p.name AS TEXT) FROM sqlite_master m JOIN pragma_table_info(m.name) p
                  WHERE m.type = 'table' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND p.type <> 'BIGINT'"
            }
            Engine::Postgres => {
                "SELECT CAST(table_name || '.' || column_name AS TEXT) FROM information_schema.columns
                  WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%' AND data_type <> 'bigint'"
            }
        };
        let mut reader = self.db.read().await.expect("a reader");
        let columns: Vec<String> = sqlx::query_scalar(columns).fetch_all(reader.conn()).await.expect("columns");
        let mut all = Vec::new();
        for name in columns {
            let (table, column) = name.split_once('.').expect("a table and a column");
            let statement = format!("SELECT CAST({column} AS TEXT) FROM {table} WHERE {column} IS NOT NULL");
            let values: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
                .fetch_all(reader.conn())
                .await
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            all.extend(values.into_iter().map(|value| (name.clone(), value)));
        }
        all
    }

    /// A number that one statement gives.
    pub async fn count(&self, statement: &'static str) -> i64 {
        use freedom_id::store::Conn as _;
        let mut reader = self.db.read().await.expect("a reader");
        sqlx::query_scalar(statement).fetch_one(reader.conn()).await.expect("a number")
    }
}

impl Drop for TestCore {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// A database of its own on the server that `TEST_DATABASE_URL` names. Dropped with the value.
pub struct OwnDatabase {
    server: String,
    name: String,
    pub url: String,
}

impl OwnDatabase {
    /// Makes one; `None` where the tests run on files.
    pub fn of_environment(name: &str) -> Option<Self> {
        let server = std::env::var("TEST_DATABASE_URL").ok()?;
        run_on(&server, format!("CREATE DATABASE {name}"));
        let mut url = url::Url::parse(&server).expect("TEST_DATABASE_URL is a URL");
        url.set_path(name);
        Some(Self { server, name: name.to_owned(), url: url.to_string() })
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        run_on(&self.server, format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// On a thread of its own: a destructor cannot wait for a future.
fn run_on(server: &str, statement: String) {
    let server = server.to_owned();
    let done = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            sqlx::any::install_default_drivers();
            let mut conn = AnyConnection::connect(&server).await.expect("TEST_DATABASE_URL is reachable");
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut conn).await.expect("the statement runs");
        });
    });
    done.join().expect("the statement ran");
}

pub fn address(text: &str) -> Address {
    Address::parse(text).expect("an address")
}

pub fn phone(text: &str) -> Phone {
    Phone::parse(text).expect("a phone number")
}

pub fn email(text: &str) -> Email {
    Email::parse(text).expect("an e-mail address")
}

/// The session of somebody who was not asked for a second proof.
pub fn in_session(entered: freedom_id::service::sign_in::Entered) -> freedom_id::domain::session::Session {
    entered.session().expect("no second proof is asked for")
}

pub fn browser(name: &str) -> Digest {
    Digest::of(name)
}

/// A request from the n-th network.
pub fn from(n: u8) -> Origin {
    Origin { ip: Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, n))), agent: Some("test".into()) }
}

pub const fn minutes(n: u64) -> Duration {
    Duration::from_secs(60 * n)
}

pub const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// A code that is not this one.
pub fn other_code(code: &str) -> String {
    code.strip_prefix('0').map_or_else(|| format!("0{}", &code[1..]), |rest| format!("1{rest}"))
}
