//! The partner API: every documented fact, and every decision of ours where none is documented.

mod claims;
mod road;
mod users;
