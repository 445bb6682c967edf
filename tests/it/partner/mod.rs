//! The partner API: every documented fact, and every decision of ours where none is documented.

mod callback;
mod claims;
mod purposes;
mod road;
mod users;
