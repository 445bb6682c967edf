//! The program as people and sites meet it: the real binary, Debian's Chromium, and client libraries
//! of other hands. Runs with `FREEDOM_ID_BROWSER_TESTS` set; else every test says that it was left out.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking"
)]

mod console;
mod contacts;
mod crash;
mod elsewhere;
mod forms;
mod keys;
mod language;
mod long;
mod looks;
mod messages;
mod passkeys;
mod recover;
mod restart;
mod second;
mod shop;
mod sign_out;
mod slow;
mod support;
mod tabs;
mod ways_in;
mod widget;
