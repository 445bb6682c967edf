//! One test binary: it links once. Everything runs on SQLite; with `TEST_DATABASE_URL` set to a
//! PostgreSQL server, everything runs on that instead, one database per test.

#![expect(clippy::similar_names, reason = "core and code stand side by side here")]

// The attribute is always true here; it tells the linter that helpers are tests too.
#[cfg(test)]
mod accounts;
#[cfg(test)]
mod support;
