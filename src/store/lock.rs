//! A file lock in the data folder. `SQLite` itself would let a migration run under a live server.

use std::fs::{File, TryLockError, create_dir_all};
use std::path::Path;

use crate::base::Fault;

/// Held by every process that uses the data folder: shared by those that serve, alone by the one
/// that changes the schema. Released when dropped.
#[derive(Debug)]
pub struct DataLock(Option<File>);

impl Drop for DataLock {
    /// To close the file is not enough: a process that is being started from here holds a copy of it for a
    /// moment.
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            let _ = file.unlock();
        }
    }
}

impl DataLock {
    /// No lock: `PostgreSQL` has its own advisory lock for migrations.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// Takes the folder together with others.
    pub(super) fn shared(dir: &Path) -> Result<Self, Fault> {
        let file = open(dir)?;
        file.lock_shared().map_err(|e| Fault::Database(format!("cannot lock {}: {e}", dir.display())))?;
        Ok(Self(Some(file)))
    }

    /// Takes the folder alone, or says that somebody else uses it.
    pub(super) fn alone(dir: &Path) -> Result<Self, Fault> {
        let file = open(dir)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(Some(file))),
            Err(TryLockError::WouldBlock) => Err(Fault::Database(format!(
                "the schema must be brought up to date, but another process uses {}: stop it first",
                dir.display()
            ))),
            Err(TryLockError::Error(e)) => Err(Fault::Database(format!("cannot lock {}: {e}", dir.display()))),
        }
    }
}

fn open(dir: &Path) -> Result<File, Fault> {
    create_dir_all(dir)
        .and_then(|()| File::options().create(true).truncate(false).write(true).open(dir.join("lock")))
        .map_err(|e| Fault::Database(format!("cannot open {}: {e}", dir.join("lock").display())))
}
