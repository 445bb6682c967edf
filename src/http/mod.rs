//! Floor 5: what every door needs around its routes. Knows no route of any family.
//!
//! From the wire inwards:
//! 1. [`server`]: sockets, connection caps and timeouts;
//! 2. [`edge`]: once around all routes: request id, client address, the log line;
//! 3. [`door`]: once around each family's routes: flood, body and time limits, refusals in the
//!    family's own words, security headers.

pub mod binding;
pub mod client_ip;
pub mod cookie;
pub mod door;
pub mod edge;
pub mod flood;
pub mod form;
pub mod headers;
pub mod health;
pub mod json;
pub mod language;
pub mod limits;
pub mod origin;
pub mod refusal;
pub mod server;
pub mod session;
pub mod state;
pub mod trace;
