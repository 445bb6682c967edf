//! Floor 2: the rules of the RFCs as pure functions. No IO, no async, no HTTP types; the section
//! that a rule comes from stands above it.

pub mod access_token;
pub mod acr;
pub mod app_links;
pub mod authorize;
pub mod callback;
pub mod certificate;
pub mod claims;
pub mod client_auth;
pub mod client_laws;
pub mod client_metadata;
pub mod discovery;
pub mod dpop;
pub mod dress;
pub mod error;
pub mod id_token;
pub mod introspection;
pub mod jwt;
pub mod logout;
pub mod openapi;
pub mod oxide;
pub mod params;
pub mod partner_error;
pub mod partner_info;
pub mod partner_profile;
pub mod pkce;
pub mod prompt;
pub mod protected_resource;
pub mod redirect;
pub mod request_object;
pub mod resource;
pub mod token_exchange;
pub mod token_request;
pub mod upstream;
pub mod userinfo;
