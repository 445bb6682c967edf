//! What an attacker tries, by kind of attack.

mod bait;
mod csrf;
mod doors;
mod enumeration;
mod forger;
mod headers;
mod jwt_confusion;
mod lifetimes;
mod odd_inputs;
mod open_redirect;
mod outgoing;
mod pre_hijack;
mod secrets_at_rest;
mod sessions;
mod ways_in;
