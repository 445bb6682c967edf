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

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Add people from a file of JSON lines, one person each. Who was imported before stays as they are
    ///
    /// A line: {"id": "17", "emails": [{"value": "ana@mail.example", "confirmed": true}], "phones": [],
    /// "firstname": "Ana", "locale": "kk", "password_hash": "$2b$12$…"}. Also lastname, patronymic, `date_of_birth`,
    /// gender, country, nationality, identifier, address (`street_address`, locality, region, `postal_code`,
    /// country) and role. Only confirmed contacts identify somebody, and one is needed. Hashes of argon2, bcrypt,
    /// scrypt and PBKDF2 are taken as they are; they become ours when the person signs in.
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

/// A line that can be tried.
struct Candidate {
    number: u64,
    import: Import,
    /// A role that was not taken over.
    role: Option<Role>,
}

impl Users {
    async fn take(&self, core: &Core, file: impl BufRead) -> Result<(), Failure> {
        let mut lines = Lines::new(file);
        let mut report = Report::new(self.dry_run, self.format);
        let mut window: Vec<Candidate> = Vec::new();
        let mut marks = HashSet::new();
        while let Some((number, read)) =
            lines.next().map_err(|error| Failure::new(format!("the file cannot be read: {error}")))?
        {
            let text = match read {
                Read::Text(text) if text.trim().is_empty() => continue,
                Read::Text(text) => text,
                Read::Long => {
                    report.bad(number, &[Bad::of("line", format!("longer than {MOST_LINE} bytes"))]);
                    continue;
                }
                Read::NotText => {
                    report.bad(number, &[Bad::of("line", "not UTF-8")]);
                    continue;
                }
            };
            match line::read(&text, &self.source) {
                Err(bad) => report.bad(number, &[bad]),
                Ok(mut import) => {
                    let role = Some(import.role).filter(|role| *role != Role::Member && !self.roles);
                    if role.is_some() {
                        import.role = Role::Member;
                    }
                    let own = import::marks(&import);
                    if window.len() >= AT_ONCE || !marks.is_disjoint(&own) {
                        self.write(core, &mut window, &mut report).await?;
                        marks.clear();
                    }
                    marks.extend(own);
                    window.push(Candidate { number, import, role });
                }
            }
        }
        self.write(core, &mut window, &mut report).await?;
        report.end()
    }

    /// Writes what has gathered; the report keeps the order of the file.
    async fn write(&self, core: &Core, window: &mut Vec<Candidate>, report: &mut Report) -> Result<(), Failure> {
        let mut tasks = JoinSet::new();
        for candidate in window.drain(..) {
            let (core, dry_run) = (core.clone(), self.dry_run);
            tasks.spawn(async move {
                let done = import::import(&core, candidate.import, dry_run).await;
                (candidate.number, candidate.role, done)
            });
        }
        let mut done = Vec::new();
        while let Some(one) = tasks.join_next().await {
            done.push(one.map_err(|_| Fault::Bug("an import panicked"))?);
        }
        done.sort_by_key(|(number, ..)| *number);
        for (number, role, done) in done {
            match done {
                Ok(imported) => report.good(number, role, &imported),
                Err(ImportError::Fault(fault)) => {
                    let failure = Failure::from(fault);
                    return Err(Failure::new(format!("stopped at line {number}: {failure}: run the same file again")));
                }
                Err(error) => report.bad(number, &report::problems(&error)),
            }
        }
        Ok(())
    }
}
