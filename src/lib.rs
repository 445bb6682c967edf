//! Freedom ID: an OAuth 2.0 and OpenID Connect provider.

pub mod base;
pub mod web;
