//! What partners do besides signing people in.

pub mod profile;
pub mod users;
