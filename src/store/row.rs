//! Reading columns: a value that cannot be read back names its table, row and column.

use std::str::FromStr;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::base::{Fault, Id, Micros};

/// A row of a known table, with the text of its key for the message of a corrupt value.
pub struct Row {
    table: &'static str,
    row: AnyRow,
}

impl Row {
    /// Wraps a row of `table`.
    pub fn of(table: &'static str, row: AnyRow) -> Self {
        Self { table, row }
    }

    /// The fault of a value that cannot be read back.
    pub fn corrupt(&self, column: &'static str) -> Fault {
        // Keys that are digests of secrets say nothing; ids of records say which row to look at.
        let id = self.row.try_get::<String, _>("id").unwrap_or_else(|_| "?".into());
        Fault::Corrupt { table: self.table, column, id }
    }

    /// A text.
    pub fn text(&self, column: &'static str) -> Result<String, Fault> {
        self.row.try_get(column).map_err(|_| self.corrupt(column))
    }

    /// A text or NULL.
    pub fn opt_text(&self, column: &'static str) -> Result<Option<String>, Fault> {
        self.row.try_get(column).map_err(|_| self.corrupt(column))
    }

    /// An integer.
    pub fn int(&self, column: &'static str) -> Result<i64, Fault> {
        self.row.try_get(column).map_err(|_| self.corrupt(column))
    }

    /// An integer that counts something.
    pub fn count(&self, column: &'static str) -> Result<u32, Fault> {
        u32::try_from(self.int(column)?).map_err(|_| self.corrupt(column))
    }

    /// 0 or 1.
    pub fn flag(&self, column: &'static str) -> Result<bool, Fault> {
        Ok(self.int(column)? != 0)
    }

    /// A time.
    pub fn time(&self, column: &'static str) -> Result<Micros, Fault> {
        self.int(column).map(Micros)
    }

    /// A time or NULL.
    pub fn opt_time(&self, column: &'static str) -> Result<Option<Micros>, Fault> {
        let value: Option<i64> = self.row.try_get(column).map_err(|_| self.corrupt(column))?;
        Ok(value.map(Micros))
    }

    /// A typed id.
    pub fn id<T>(&self, column: &'static str) -> Result<Id<T>, Fault> {
        self.parsed(column)
    }

    /// A typed id or NULL.
    pub fn opt_id<T>(&self, column: &'static str) -> Result<Option<Id<T>>, Fault> {
        self.opt_text(column)?.map(|text| text.parse().map_err(|_| self.corrupt(column))).transpose()
    }

    /// Any value that is written as text.
    pub fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, Fault> {
        self.text(column)?.parse().map_err(|_| self.corrupt(column))
    }

    /// Any value that is written as text, or NULL.
    pub fn opt_parsed<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, Fault> {
        self.opt_text(column)?.map(|text| text.parse().map_err(|_| self.corrupt(column))).transpose()
    }

    /// Words that are kept in one text, or NULL where there are none.
    pub fn list(&self, column: &'static str) -> Result<Vec<String>, Fault> {
        let text = self.opt_text(column)?.unwrap_or_default();
        Ok(text.split_ascii_whitespace().map(str::to_owned).collect())
    }

    /// A value that is kept as JSON, or NULL.
    pub fn opt_json<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>, Fault> {
        self.opt_text(column)?.map(|text| serde_json::from_str(&text).map_err(|_| self.corrupt(column))).transpose()
    }

    /// A value that is kept as JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<T, Fault> {
        serde_json::from_str(&self.text(column)?).map_err(|_| self.corrupt(column))
    }

    /// A value that is kept as JSON, or NULL.
    pub fn opt_json<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>, Fault> {
        let text = self.opt_text(column)?;
        text.map(|text| serde_json::from_str(&text).map_err(|_| self.corrupt(column))).transpose()
    }
}

/// How words without spaces are kept that [`Row::list`] reads.
pub(super) fn list(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}
