//! The partner API: every documented fact, and every decision of ours where none is documented.

mod callback;
mod openapi;
mod road;
