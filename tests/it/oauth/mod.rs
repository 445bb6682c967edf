//! The standard door, rule by rule.

mod keys;
mod oidc_core;
mod rfc6749_code;
mod rfc6749_errors;
mod rfc7009_revoke;
mod rfc7636_pkce;
mod rfc7662_introspect;
mod rotation;
