//! The standard door, rule by rule.

mod claims_parameter;
mod cors;
mod discovery;
mod fapi2;
mod front_channel;
mod keys;
mod oidc_core;
mod pairwise;
pub mod rfc6749_code;
mod rfc6749_errors;
mod rfc7009_revoke;
mod rfc7523_assertions;
mod rfc7591_register;
mod rfc7636_pkce;
mod rfc7662_introspect;
mod rfc8693_exchange;
mod rfc8705_mtls;
mod rfc8707_resources;
mod rfc9068_jwt;
mod rfc9101_jar;
mod rfc9126_par;
mod rfc9449_dpop;
mod rfc9701_signed_answers;
mod rfc9728_metadata;
mod rotation;
mod step_up;
