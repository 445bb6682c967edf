//! Freedom ID: an OAuth 2.0 and OpenID Connect provider.

#![recursion_limit = "256"]

pub mod base;
pub mod config;
pub mod domain;
pub mod gateways;
pub mod service;
pub mod store;
