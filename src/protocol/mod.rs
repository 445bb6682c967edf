//! Floor 2: the rules of the RFCs as pure functions. No IO, no async, no HTTP types; the section
//! that a rule comes from stands above it.

pub mod acr;
pub mod authorize;
pub mod client_auth;
pub mod discovery;
pub mod error;
pub mod id_token;
pub mod introspection;
pub mod logout;
pub mod oxide;
pub mod params;
pub mod pkce;
pub mod prompt;
pub mod redirect;
pub mod token_request;
pub mod userinfo;
