//! `doctor`: looks at everything a start needs, changes nothing, and says what is wrong.

use std::fs;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use crate::app::failure::explain;
use crate::app::{Failure, master_key, open};
use crate::base::keyring::Keyring;
use crate::base::{Clock, Id, Micros};
use crate::config::{Config, Mail, MailMode, Sms};
use crate::domain::signing_key::SigningKey;
use crate::gateways::places::Places;
use crate::gateways::sms::SmsSender;
use crate::service::{Core, keys};
use crate::store::{Db, Engine, Pending};

use super::output::{self, line};

/// Seconds of 2025-01-01: the clock of a machine that runs this program is past it.
const PAST: i64 = 1_735_689_600;
/// The first `SQLite` without a known way to lose pages of its write-ahead log.
const SOUND_SQLITE: [u32; 3] = [3, 51, 3];

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What one look found: a remark, or what is wrong and how to mend it.
type Found = Result<String, String>;

struct Check {
    name: &'static str,
    found: Found,
}

impl Doctor {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let checks = examine(config).await;
        let settings = serde_json::to_value(config)
            .map_err(|error| Failure::new(format!("the configuration cannot be shown: {error}")))?;
        if self.json {
            output::json(&json!({ "configuration": settings, "checks": checks.iter().map(shown).collect::<Vec<_>>() }));
        } else {
            print_settings(&settings);
            line("");
            for check in &checks {
                let (mark, text) = match &check.found {
                    Ok(text) => ("ok   ", text),
                    Err(text) => ("WRONG", text),
                };
                line(&format!("{mark}  {:<14}  {text}", check.name));
            }
        }
        let wrong: Vec<String> =
            checks.iter().filter_map(|c| c.found.as_ref().err().map(|text| format!("{}: {text}", c.name))).collect();
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Failure::new(format!("{} wrong: {}", wrong.len(), wrong.join("; "))))
        }
    }
}

fn shown(check: &Check) -> Value {
    let (ok, text) = match &check.found {
        Ok(text) => (true, text),
        Err(text) => (false, text),
    };
    json!({ "name": check.name, "ok": ok, "detail": text })
}

fn print_settings(settings: &Value) {
    for (section, keys) in settings.as_object().into_iter().flatten() {
        for (key, value) in keys.as_object().into_iter().flatten() {
            line(&format!("{section}.{key} = {value}"));
        }
    }
}

async fn examine(config: &Config) -> Vec<Check> {
    let refusals = config.refusals();
    let configuration = if refusals.is_empty() { Ok("sound".into()) } else { Err(refusals.join("; ")) };
    let mut checks = vec![
        Check { name: "configuration", found: configuration },
        Check { name: "data folder", found: data_folder(config) },
    ];
    let (database, db) = match database(config).await {
        Ok((text, db)) => (Ok(text), db),
        Err(text) => (Err(text), None),
    };
    checks.push(Check { name: "database", found: database });
    let mut newest = None;
    let found = master(config, db.clone()).await.map(|(text, created)| {
        newest = created;
        text
    });
    checks.push(Check { name: "master key", found });
    checks.push(Check { name: "clock", found: clock(Clock::system().now(), newest) });
    checks.push(Check { name: "mail", found: mail(config).await });
    checks.push(Check { name: "text messages", found: text_messages(config) });
    checks.push(Check { name: "places", found: places(config) });
    if let Some(db) = db {
        db.close().await;
    }
    checks
}

fn data_folder(config: &Config) -> Found {
    let dir = config.data_dir();
    open::data_dir(config).map_err(|failure| failure.to_string())?;
    let probe = dir.join(format!("probe-{}", Id::<Check>::opaque()));
    let written = fs::write(&probe, b"probe").and_then(|()| fs::remove_file(&probe));
    let at = dir.display();
    written.map(|()| format!("{at} can be written")).map_err(|e| format!("{at} cannot be written: {e}: set its owner"))
}

/// The engine's version and how the schema stands. A file that is not there is not made here.
async fn database(config: &Config) -> Result<(String, Option<Db>), String> {
    let url = open::database_url(config);
    if let Some(file) = open::database_file(&url).filter(|file| !file.exists()) {
        return Err(format!("{} is not there yet: `freedom-id migrate` makes it", file.display()));
    }
    let fault = |fault| explain(&fault);
    let db = Db::open(&url, config.database.connections).map_err(fault)?;
    let version = db.version().await.map_err(fault)?;
    if db.engine() == Engine::Sqlite && numbers(&version) < SOUND_SQLITE.to_vec() {
        return Err(format!("SQLite {version} can lose pages: build with 3.51.3 or later"));
    }
    let name = match db.engine() {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    match db.pending().await.map_err(fault)? {
        Pending::None => Ok((format!("{name} {version}, up to date"), Some(db))),
        Pending::Some(count) => Err(format!("{count} migrations have not run: run `freedom-id migrate`")),
        Pending::Newer => Err("it was made by a newer version of this program: use that version".into()),
    }
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

/// Whether the master key is there and opens the stored signing keys; and when the newest of them
/// was made.
async fn master(config: &Config, db: Option<Db>) -> Result<(String, Option<Micros>), String> {
    let text = |failure: Failure| failure.to_string();
    let Some(db) = db else {
        let found = master_key::find(config).map_err(text)?;
        return Ok((if found.is_some() { "readable" } else { "none yet" }.into(), None));
    };
    let Some(key) = master_key::find(config).map_err(text)? else {
        let missing = master_key::missing(config, &db).await.map_err(text)?;
        return missing.map_or_else(|| Ok(("the first start makes one".into(), None)), |failure| Err(text(failure)));
    };
    let fault = |fault| explain(&fault);
    let keyring = Arc::new(Keyring::new(&key).map_err(fault)?);
    // The gateways have checks of their own.
    let homely = Config { mail: Mail::default(), sms: Sms::default(), ..config.clone() };
    let core = Core::new(Arc::new(homely), Clock::system(), db, keyring).map_err(fault)?;
    let set = keys::current(&core).await.map_err(fault)?;
    let newest = set.keys().iter().map(|key: &SigningKey| key.created_at).max();
    Ok((format!("opens all {} signing keys", set.keys().len()), newest))
}

/// A clock that is far off ends tokens at the wrong time; one behind our own rows has been moved.
fn clock(now: Micros, newest: Option<Micros>) -> Found {
    let shown = now.to_rfc3339();
    if now.seconds() < PAST {
        return Err(format!("it says {shown}, which is in the past: set the machine's clock"));
    }
    match newest.filter(|created| *created > now) {
        Some(created) => {
            Err(format!("it says {shown}, but a signing key was made at {}: set it right", created.to_rfc3339()))
        }
        None => Ok(shown),
    }
}

/// Only what is written down: a gateway can be tried by a message alone, and that costs money.
fn text_messages(config: &Config) -> Found {
    SmsSender::new(&config.sms).map(|sender| sender.describe()).map_err(|fault| explain(&fault))
}

fn places(config: &Config) -> Found {
    let places = Places::new(&config.geoip).map_err(|fault| explain(&fault))?;
    Ok(if places.is_known() { "read" } else { "no file: people are shown addresses" }.into())
}

async fn mail(config: &Config) -> Found {
    if config.mail.mode == MailMode::Sandbox {
        return Ok("sandbox: messages are read at /dev/outbox".into());
    }
    let mailer = crate::gateways::mail::Mailer::new(&config.mail).map_err(|fault| explain(&fault))?;
    match mailer.check().await {
        Ok(()) => Ok("the server answers".into()),
        Err(error) => Err(format!("{error}: check mail.url")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_judged_by_what_was_written_under_it() {
        let now = Micros::from_seconds(1_750_000_000);
        assert!(clock(now, None).is_ok());
        assert!(clock(Micros::from_seconds(0), None).is_err());
        assert!(clock(now, Some(Micros::from_seconds(1_750_000_001))).is_err());
    }

    #[test]
    fn versions_are_compared_by_number() {
        assert!(numbers("3.9.0") < numbers("3.51.3"));
        assert!(numbers("3.52") > numbers("3.51.3"));
    }
}
