//! What partners do by their API beside signing people in.

pub mod users;
