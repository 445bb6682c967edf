//! The nouns of OAuth 2.0 and OpenID Connect.

pub mod apps;
pub mod claims;
pub mod client;
pub mod client_name;
pub mod code;
pub mod device;
pub mod entrance;
pub mod grant;
pub mod logo;
pub mod options;
pub mod purpose;
pub mod revoke_host;
pub mod scope;
pub mod token;
pub mod track;
pub mod vocab;
