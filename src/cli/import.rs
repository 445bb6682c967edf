//! `import`: people of another system, from a file of JSON lines.

mod line;
mod lines;
mod report;

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use tokio::task::JoinSet;

use crate::app::Failure;
use crate::base::Fault;
use crate::domain::user::Role;
use crate::service::Core;
use crate::service::accounts::import::{self, Import, ImportError};

use super::output::Format;
use line::Bad;
use lines::{Lines, MOST_LINE, Read};
use report::Report;

/// Lines that are written beside each other, so that they can commit together.
const AT_ONCE: usize = 64;

const USERS: &str = concat!(
    r#"Add people from a file of JSON lines, one person each. Who was imported before stays as they are

A line:
  {"id": "17", "emails": [{"value": "ana@mail.example", "confirmed": true}], "phones": [],
   "firstname": "Ana", "locale": "kk", "password_hash": "$2b$12$…"}

"#,
    "Also lastname, patronymic, date_of_birth, gender, country, nationality, identifier, role, and address ",
    "(street_address, locality, region, postal_code, country). Only confirmed contacts identify somebody, and one is ",
    "needed. Hashes of argon2, bcrypt, scrypt and PBKDF2 (PHC and modular-crypt strings, and Django's) are taken as ",
    "they are; they become ours when the person signs in."
);

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Add people from a file of JSON lines, one person each. Who was imported before stays as they are
    #[command(long_about = USERS)]
    Users(Users),
}

#[derive(Debug, Args)]
pub(super) struct Users {
    /// The file; - is standard input
    file: PathBuf,
    /// The name of the system they come from: its ids are its own
    #[arg(long, value_name = "NAME", default_value = "import")]
    source: String,
    /// Try everything and keep nothing. Lines that collide with each other show only without this
    #[arg(long)]
    dry_run: bool,
    /// Take roles above member, too
    #[arg(long)]
    roles: bool,
    #[command(flatten)]
    format: Format,
}

impl What {
    pub(super) async fn run(self, core: &Core) -> Result<(), Failure> {
        let Self::Users(users) = self;
        let cannot = |error| Failure::new(format!("{} cannot be read: {error}", users.file.display()));
        if users.file.as_os_str() == "-" {
            return users.take(core, stdin().lock()).await;
        }
        let file = File::open(&users.file).map_err(cannot)?;
        users.take(core, BufReader::new(file)).await
    }
}

/// A line: somebody and a role that is not taken over, or what is wrong with it.
struct Entry {
    number: u64,
    read: Result<(Import, Option<Role>), Bad>,
}

impl Users {
    async fn take(&self, core: &Core, file: impl BufRead) -> Result<(), Failure> {
        let mut lines = Lines::new(file);
        let mut report = Report::new(self.dry_run, self.format);
        let mut window: Vec<Entry> = Vec::new();
        let mut marks = HashSet::new();
        let unreadable = |error| Failure::new(format!("the file cannot be read: {error}"));
        while let Some((number, read)) = lines.next().map_err(unreadable)? {
            if matches!(&read, Read::Text(text) if text.trim().is_empty()) {
                continue;
            }
            let read = self.judge(read);
            let own = read.as_ref().map(|(import, _)| import::marks(import)).unwrap_or_default();
            if window.len() >= AT_ONCE || !marks.is_disjoint(&own) {
                write(core, &mut window, self.dry_run, &mut report).await?;
                marks.clear();
            }
            marks.extend(own);
            window.push(Entry { number, read });
        }
        write(core, &mut window, self.dry_run, &mut report).await?;
        report.end()
    }

    fn judge(&self, read: Read) -> Result<(Import, Option<Role>), Bad> {
        let text = match read {
            Read::Text(text) => text,
            Read::Long => return Err(Bad::of("line", format!("longer than {MOST_LINE} bytes"))),
            Read::NotText => return Err(Bad::of("line", "not UTF-8")),
        };
        let mut import = line::read(&text, &self.source)?;
        if self.roles || import.role == Role::Member {
            return Ok((import, None));
        }
        let role = std::mem::replace(&mut import.role, Role::Member);
        Ok((import, Some(role)))
    }
}

/// Writes what has gathered; the report keeps the order of the file.
async fn write(core: &Core, window: &mut Vec<Entry>, rehearse: bool, report: &mut Report) -> Result<(), Failure> {
    let mut tasks = JoinSet::new();
    let mut bad = Vec::new();
    for Entry { number, read } in window.drain(..) {
        match read {
            Ok((import, role)) => {
                let core = core.clone();
                tasks.spawn(async move { (number, role, import::import(&core, import, rehearse).await) });
            }
            Err(problem) => bad.push((number, vec![problem])),
        }
    }
    let mut good = Vec::new();
    let mut broken = None;
    while let Some(done) = tasks.join_next().await {
        match done.map_err(|_| Fault::Bug("an import panicked"))? {
            (number, role, Ok(imported)) => good.push((number, role, imported)),
            (number, _, Err(ImportError::Fault(fault))) => broken = Some((number, fault)),
            (number, _, Err(error)) => bad.push((number, report::problems(&error))),
        }
    }
    report.take(good, bad);
    let Some((number, fault)) = broken else { return Ok(()) };
    let failure = Failure::from(fault);
    Err(Failure::new(format!("stopped at line {number}: {failure}: then import the same file again")))
}
