//! Freedom ID: an OAuth 2.0 and OpenID Connect provider.
//!
//! The house has floors, and imports point downward only (`tests/it/architecture.rs` checks):
//!
//! | floor | module | what it is |
//! | --- | --- | --- |
//! | 7 | [`app`], [`cli`], `main` | puts everything together |
//! | 6 | [`api`], [`web`] | doors: read wire input, call one verb, write wire output |
//! | 5 | [`http`] | what every door needs |
//! | 4 | [`service`] | use cases; the only place where a transaction opens |
//! | 3 | [`store`], [`gateways`] | SQL; the outside world |
//! | 2 | [`protocol`] | the RFCs as pure functions |
//! | 1 | [`domain`], [`config`] | nouns and their laws; the configuration |
//! | 0 | [`base`] | words without product meaning |

#![recursion_limit = "256"]

pub mod api;
pub mod app;
pub mod base;
pub mod cli;
pub mod config;
pub mod domain;
pub mod gateways;
pub mod http;
pub mod protocol;
pub mod service;
pub mod store;
pub mod web;
