//! Tokens: exchanged, renewed, revoked, inspected.

mod client_credentials;
mod code;
mod device;
pub mod exchange;
pub mod inspect;
pub mod mint;
pub mod partner;
mod refresh;
pub mod revoke;
mod token_exchange;

pub use exchange::{Exchange, TokenError, exchange};
pub use mint::TokenSet;
