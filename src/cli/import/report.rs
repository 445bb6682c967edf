//! What an import tells: every bad line with its field, and the sum.

use serde_json::{Value, json};

use crate::app::Failure;
use crate::domain::contact::Channel;
use crate::domain::profile::Field;
use crate::domain::user::Role;
use crate::service::accounts::import::{ImportError, Imported};

use super::line::Bad;
use crate::cli::output::{self, Format, Record};

/// Lines that a report for programs names.
const MOST_NAMED: usize = 10_000;

/// Gathers what became of the lines.
pub(super) struct Report {
    dry_run: bool,
    format: Format,
    added: u64,
    unchanged: u64,
    failed: u64,
    named: Vec<Value>,
    unnamed: u64,
}

impl Report {
    pub(super) const fn new(dry_run: bool, format: Format) -> Self {
        Self { dry_run, format, added: 0, unchanged: 0, failed: 0, named: Vec::new(), unnamed: 0 }
    }

    /// What became of some lines, in any order; told in the order of the file.
    pub(super) fn take(&mut self, good: Vec<(u64, Option<Role>, Imported)>, bad: Vec<(u64, Vec<Bad>)>) {
        let good = good.into_iter().map(|(number, role, imported)| (number, Ok((role, imported))));
        let mut all: Vec<_> = good.chain(bad.into_iter().map(|(number, problems)| (number, Err(problems)))).collect();
        all.sort_by_key(|(number, _)| *number);
        for (number, outcome) in all {
            match outcome {
                Ok((role, imported)) => self.good(number, role, &imported),
                Err(problems) => self.bad(number, &problems),
            }
        }
    }

    /// Somebody was added, or was here.
    fn good(&mut self, number: u64, role: Option<Role>, imported: &Imported) {
        match imported {
            Imported::Unchanged(_) => self.unchanged = self.unchanged.saturating_add(1),
            Imported::Added { left_out, .. } => {
                self.added = self.added.saturating_add(1);
                if *left_out > 0 {
                    let reason = "an unconfirmed contact belongs to another person and was left out";
                    self.name(number, "note", "contacts", reason);
                }
                if let Some(role) = role {
                    self.name(number, "note", "role", &format!("{role} was not taken over: give --roles"));
                }
            }
        }
    }

    /// A line was not taken.
    fn bad(&mut self, number: u64, problems: &[Bad]) {
        self.failed = self.failed.saturating_add(1);
        for bad in problems {
            self.name(number, "error", bad.field, &bad.reason);
        }
    }

    fn name(&mut self, number: u64, kind: &str, field: &str, reason: &str) {
        if !self.format.is_json() {
            output::line(&format!("line {number}: {kind}: {field}: {reason}"));
        } else if self.named.len() < MOST_NAMED {
            self.named.push(json!({ "line": number, "kind": kind, "field": field, "reason": reason }));
        } else {
            self.unnamed = self.unnamed.saturating_add(1);
        }
    }

    /// Prints the sum; a failure if a line was not taken.
    pub(super) fn end(self) -> Result<(), Failure> {
        let lines = self.added.saturating_add(self.unchanged).saturating_add(self.failed);
        let sum = Record::default()
            .with("lines", lines)
            .with("added", self.added)
            .with("unchanged", self.unchanged)
            .with("failed", self.failed)
            .with("dry_run", self.dry_run);
        if self.format.is_json() {
            self.format.one(&sum.with("reports", self.named).with("reports_left_out", self.unnamed));
        } else {
            self.format.one(&sum);
        }
        if self.failed == 0 {
            return Ok(());
        }
        Err(Failure::new(format!(
            "{} of {lines} lines were not taken: mend them and import the file again; who was added stays as they are",
            self.failed
        )))
    }
}

/// What is wrong with somebody, by field. No value is told.
pub(super) fn problems(error: &ImportError) -> Vec<Bad> {
    let field = match error {
        ImportError::Profile(fields) => {
            return fields.iter().map(|field| Bad::of(name(*field), "not a value for this field")).collect();
        }
        ImportError::Taken(address) => match address.channel() {
            Channel::Phone => "phones",
            Channel::Email => "emails",
        },
        ImportError::NoContact | ImportError::ManyContacts | ImportError::Twice => "contacts",
        ImportError::Id => "id",
        ImportError::Hash(_) => "password_hash",
        ImportError::Differs | ImportError::Beside | ImportError::Rehearsed(_) | ImportError::Fault(_) => "line",
    };
    vec![Bad::of(field, error.to_string())]
}

const fn name(field: Field) -> &'static str {
    match field {
        Field::Firstname => "firstname",
        Field::Lastname => "lastname",
        Field::Patronymic => "patronymic",
        Field::DateOfBirth => "date_of_birth",
        Field::Gender => "gender",
        Field::Country => "country",
        Field::Nationality => "nationality",
        Field::Identifier => "identifier",
        Field::Address => "address",
    }
}
