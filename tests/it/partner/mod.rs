//! The partner API: every documented fact, and every decision of ours where none is documented.

mod apps;
mod attacks;
mod browsers;
mod callback;
mod claims;
mod errors;
mod facts;
mod link;
mod openapi;
mod openid;
mod profile;
mod purposes;
mod road;
mod token;
mod users;
mod widget;
