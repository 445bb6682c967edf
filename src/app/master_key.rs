//! Where the master key comes from. Development mode makes one, once; it is never overwritten.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use crate::base::keyring::MasterKey;
use crate::base::{Fault, Id, Micros, Secret};
use crate::config::Config;
use crate::store::{Db, signing_keys};

use super::Failure;

/// The key; made if development mode has none yet and nothing was sealed with another one.
pub async fn obtain(config: &Config, db: &Db) -> Result<MasterKey, Failure> {
    if let Some(key) = find(config)? {
        return Ok(key);
    }
    match missing(config, db).await? {
        Some(failure) => Err(failure),
        None => make(&file(config)),
    }
}

/// Why a missing key cannot simply be made: things were sealed with it, or this is production.
pub async fn missing(config: &Config, db: &Db) -> Result<Option<Failure>, Failure> {
    if !config.is_development() {
        return Ok(Some(Failure::new(
            "there is no master key: set secrets.master_key or secrets.master_key_file to 32 random bytes in base64 \
             (`openssl rand -base64 32`)",
        )));
    }
    let lost = has_keys(db).await?.then(|| {
        Failure::new(format!(
            "{} is missing, but the database holds signing keys that were sealed with it: put the file back or set \
             secrets.master_key; to begin anew, delete the database too",
            file(config).display()
        ))
    });
    Ok(lost)
}

/// The key that is configured or was made before.
pub fn find(config: &Config) -> Result<Option<MasterKey>, Failure> {
    let parse = |text: &Secret, origin: &str| {
        MasterKey::parse(text)
            .map(Some)
            .map_err(|why| Failure::new(format!("{origin}: {why}: use what `openssl rand -base64 32` prints")))
    };
    if let Some(text) = &config.secrets.master_key {
        return parse(text, "secrets.master_key");
    }
    if let Some(path) = &config.secrets.master_key_file {
        let text = fs::read_to_string(path).map_err(|error| {
            Failure::new(format!("secrets.master_key_file: cannot read {}: {error}", path.display()))
        })?;
        return parse(&Secret::new(text), "secrets.master_key_file");
    }
    if !config.is_development() {
        return Ok(None);
    }
    let path = file(config);
    match fs::read_to_string(&path) {
        Ok(text) => parse(&Secret::new(text), &path.display().to_string()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::new(format!("cannot read {}: {error}", path.display()))),
    }
}

/// Where development mode keeps its key.
pub fn file(config: &Config) -> PathBuf {
    config.data_dir().join("master.key")
}

async fn has_keys(db: &Db) -> Result<bool, Fault> {
    Ok(!signing_keys::published(&mut db.read().await?, Micros(i64::MIN)).await?.is_empty())
}

/// Makes the file. It appears whole or not at all; of several processes that start together one
/// makes it, and the others read it.
fn make(path: &Path) -> Result<MasterKey, Failure> {
    let fresh = MasterKey::generate()?;
    let linked = write_private(path, fresh.expose(), |temporary| fs::hard_link(temporary, path));
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(Failure::new(format!("cannot write {}: {error}", path.display()))),
    }
    let text = fs::read_to_string(path).map_err(|e| Failure::new(format!("cannot read {}: {e}", path.display())))?;
    MasterKey::parse(&Secret::new(text)).map_err(|why| Failure::new(format!("{}: {why}", path.display())))
}

/// Writes a file of mode 0600 beside `path`, lets `place` give it its name, and makes it durable.
pub(super) fn write_private(
    path: &Path,
    text: &str,
    place: impl FnOnce(&Path) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let temporary = path.with_extension(Id::<MasterKey>::opaque().text());
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        place(&temporary)
    })();
    let _ = fs::remove_file(&temporary);
    written?;
    match path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => File::open(dir)?.sync_all(),
        None => Ok(()),
    }
}
