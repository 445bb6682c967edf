//! One test binary: it links once. Everything runs on SQLite; with `TEST_DATABASE_URL` set to a
//! PostgreSQL server, everything runs on that instead, one database per test.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking"
)]

mod accounts;
mod architecture;
mod cli;
mod dev;
mod logout;
mod oauth;
mod partner;
mod security;
mod store;
mod support;
mod web;
