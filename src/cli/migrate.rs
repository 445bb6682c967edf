//! `migrate`

use crate::app::{Failure, open};
use crate::config::Config;
use crate::store::{Db, Pending};

use super::output;

pub(super) async fn run(config: Config) -> Result<(), Failure> {
    config.check()?;
    open::data_dir(&config)?;
    let db = Db::open(&open::database_url(&config), config.database.connections)?;
    let before = db.pending().await?;
    let lock = db.migrate(config.data_dir()).await?;
    db.close().await;
    drop(lock);
    output::line(&match before {
        Pending::Some(1) => "one migration has run; the database is up to date".into(),
        Pending::Some(count) => format!("{count} migrations have run; the database is up to date"),
        Pending::None | Pending::Newer => "the database is up to date".into(),
    });
    Ok(())
}
