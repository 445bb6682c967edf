//! One test binary: it links once. Everything runs on SQLite; with `TEST_DATABASE_URL` set to a
//! PostgreSQL server, everything runs on that instead, one database per test.

#![expect(clippy::similar_names, reason = "core and code stand side by side here")]

mod accounts;
mod support;
