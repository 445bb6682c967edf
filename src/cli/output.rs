//! What commands print: text for people, JSON for programs.

use std::io::{Write as _, stdout};

use clap::Args;
use serde_json::Value;

/// How to print.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Format {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Format {
    /// Whether programs read it.
    pub(super) const fn is_json(self) -> bool {
        self.json
    }

    /// Prints one thing.
    pub(super) fn one(self, record: &Record) {
        if self.json {
            return json(&record.to_json());
        }
        let width = record.0.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in &record.0 {
            line(&format!("{name:<width$}  {}", plain(value)));
        }
    }

    /// Prints a list: as a table of these columns, or every fact as JSON.
    pub(super) fn many(self, columns: &[&str], records: &[Record]) {
        if self.json {
            return json(&Value::Array(records.iter().map(Record::to_json).collect()));
        }
        let head = columns.iter().map(|column| column.to_uppercase()).collect();
        let body = records.iter().map(|record| columns.iter().map(|column| record.plain(column)).collect());
        table(&std::iter::once(head).chain(body).collect::<Vec<_>>());
    }
}

/// Named facts in the order in which they are shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// Adds a fact.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// Adds the facts of another record that are not here yet.
    #[must_use]
    pub(super) fn and(mut self, other: Self) -> Self {
        let own: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
        let fresh: Vec<_> = other.0.into_iter().filter(|(name, _)| !own.contains(name)).collect();
        self.0.extend(fresh);
        self
    }

    fn plain(&self, name: &str) -> String {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| plain(value)).unwrap_or_default()
    }

    fn to_json(&self) -> Value {
        Value::Object(self.0.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }
}

/// Prints a line; a reader that has gone away is no failure.
pub(super) fn line(text: &str) {
    let _ = writeln!(stdout(), "{text}");
}

/// Prints JSON.
pub(super) fn json(value: &Value) {
    line(&format!("{value:#}"));
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "-".into(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(facts) => facts.get("address").map_or_else(|| value.to_string(), plain),
        Value::Number(number) => number.to_string(),
    }
}

fn table(rows: &[Vec<String>]) {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        line(cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}
