//! Runs the migrations. Forward only; one text for both engines; never edited after landing.

use std::path::Path;

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::{DataLock, Db, Engine};
use crate::base::Fault;

/// The migrations in order: version, name, text.
const ALL: &[(i64, &str, &str)] = &[
    (1, "people", include_str!("../../migrations/0001_people.sql")),
    (2, "sign in", include_str!("../../migrations/0002_sign_in.sql")),
    (3, "clients", include_str!("../../migrations/0003_clients.sql")),
    (4, "oauth", include_str!("../../migrations/0004_oauth.sql")),
    (5, "operation", include_str!("../../migrations/0005_operation.sql")),
    (6, "provider", include_str!("../../migrations/0006_provider.sql")),
    (7, "logout", include_str!("../../migrations/0007_logout.sql")),
    (8, "device", include_str!("../../migrations/0008_device.sql")),
    (9, "registration", include_str!("../../migrations/0009_registration.sql")),
    (10, "origins", include_str!("../../migrations/0010_origins.sql")),
    (11, "partner api", include_str!("../../migrations/0011_partner_api.sql")),
    (12, "profile requests", include_str!("../../migrations/0012_profile_requests.sql")),
    (13, "parties", include_str!("../../migrations/0013_parties.sql")),
    (14, "callbacks", include_str!("../../migrations/0014_callbacks.sql")),
    (15, "factors", include_str!("../../migrations/0015_factors.sql")),
    (16, "carriers", include_str!("../../migrations/0016_carriers.sql")),
    (17, "imports", include_str!("../../migrations/0017_imports.sql")),
    (18, "passkeys", include_str!("../../migrations/0018_passkeys.sql")),
    (19, "upstream", include_str!("../../migrations/0019_upstream.sql")),
    (20, "second step", include_str!("../../migrations/0020_second_step.sql")),
    (21, "recovery", include_str!("../../migrations/0021_recovery.sql")),
    (22, "console", include_str!("../../migrations/0022_console.sql")),
    (23, "contacts", include_str!("../../migrations/0023_contacts.sql")),
    (26, "device sign-ins", include_str!("../../migrations/0026_device_sign_ins.sql")),
    (27, "register passkey", include_str!("../../migrations/0027_register_passkey.sql")),
];

/// How the schema stands.
#[derive(Debug, PartialEq, Eq)]
pub enum Pending {
    /// Everything has run.
    None,
    /// So many have not run.
    Some(usize),
    /// The database was migrated by a newer program.
    Newer,
}

fn migrator() -> Migrator {
    let migrations = ALL
        .iter()
        .map(|&(version, name, sql)| {
            Migration::new(version, name.into(), MigrationType::Simple, SqlStr::from_static(sql), false)
        })
        .collect();
    Migrator::with_migrations(migrations)
}

pub(super) async fn pending(db: &Db) -> Result<Pending, Fault> {
    let mut conn = db.connect().await?;
    pending_on(&mut conn).await
}

async fn pending_on(conn: &mut sqlx::AnyConnection) -> Result<Pending, Fault> {
    // One cheap read tells the usual case; the table is missing before the first run.
    let applied: Result<Vec<i64>, _> =
        sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success = TRUE").fetch_all(&mut *conn).await;
    let applied = match applied {
        Ok(applied) => applied,
        Err(sqlx::Error::Database(_)) => return Ok(Pending::Some(ALL.len())),
        Err(other) => return Err(other.into()),
    };
    if applied.iter().any(|v| ALL.iter().all(|(known, ..)| known != v)) {
        return Ok(Pending::Newer);
    }
    match ALL.iter().filter(|(version, ..)| !applied.contains(version)).count() {
        0 => Ok(Pending::None),
        some => Ok(Pending::Some(some)),
    }
}

pub(super) async fn run(db: &Db, data_dir: &Path) -> Result<DataLock, Fault> {
    let shared = || match db.engine() {
        Engine::Sqlite => DataLock::shared(data_dir),
        Engine::Postgres => Ok(DataLock::none()),
    };
    let mut lock = shared()?;
    let mut conn = db.connect().await?;
    match pending_on(&mut conn).await? {
        Pending::None => return Ok(lock),
        Pending::Newer => {
            return Err(Fault::Database(
                "the database was made by a newer version of this program: use that version, or restore a backup"
                    .into(),
            ));
        }
        Pending::Some(_) => {}
    }
    if db.engine() == Engine::Sqlite {
        drop(lock);
        let alone = DataLock::alone(data_dir)?;
        apply(&mut conn).await?;
        drop(alone);
        lock = shared()?;
    } else {
        apply(&mut conn).await?;
    }
    Ok(lock)
}

async fn apply(conn: &mut sqlx::AnyConnection) -> Result<(), Fault> {
    migrator().run(conn).await.map_err(|e| Fault::Database(format!("migration: {e}")))
}
