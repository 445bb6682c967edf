//! From a configuration to the services: the data folder, the database, the master key.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::keyring::Keyring;
use crate::base::{Clock, Secret};
use crate::config::Config;
use crate::service::Core;
use crate::store::{DataLock, Db};

use super::Failure;
use super::master_key;

/// The services over an open database.
pub struct Opened {
    /// The services.
    pub core: Core,
    _lock: DataLock,
}

/// Opens everything that the commands and the server work with; the schema is brought up to date.
pub async fn open(config: Config) -> Result<Opened, Failure> {
    config.check()?;
    data_dir(&config)?;
    let db = Db::open(&database_url(&config), config.database.connections)?;
    let lock = db.migrate(config.data_dir()).await?;
    let keyring = Keyring::new(&master_key::obtain(&config, &db).await?)?;
    let core = Core::new(Arc::new(config), Clock::system(), db, Arc::new(keyring))?;
    Ok(Opened { core, _lock: lock })
}

/// Makes the data folder, for our eyes only.
pub fn data_dir(config: &Config) -> Result<(), Failure> {
    let dir = config.data_dir();
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|error| {
        Failure::new(format!("cannot make the data folder {}: {error}: set server.data_dir", dir.display()))
    })
}

/// Where the database is: as configured, else `freedom-id.db` in the data folder.
pub fn database_url(config: &Config) -> Secret {
    if let Some(url) = &config.database.url {
        return url.clone();
    }
    let path = config.data_dir().join("freedom-id.db").display().to_string();
    let path = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    Secret::new(format!("sqlite://{path}"))
}

/// The file behind an `SQLite` address, unless it lives in memory.
pub fn database_file(url: &Secret) -> Option<PathBuf> {
    let rest = url.expose().strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest).split('?').next().unwrap_or_default();
    let path = path.replace("%23", "#").replace("%3F", "?").replace("%25", "%");
    (!path.is_empty() && path != ":memory:").then(|| Path::new(&path).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_an_address_is_found_again() {
        let mut config = Config::default();
        for dir in ["/srv/data", "data", "/odd %? #/dir"] {
            config.server.data_dir = dir.into();
            let file = database_file(&database_url(&config));
            assert_eq!(file, Some(Path::new(dir).join("freedom-id.db")));
        }
        assert_eq!(database_file(&Secret::new("sqlite::memory:")), None);
        assert_eq!(database_file(&Secret::new("postgres://localhost/x")), None);
    }
}
