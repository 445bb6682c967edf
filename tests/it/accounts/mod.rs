//! Accounts: opening, signing in, what operators do, messages and jobs.

mod breaches;
mod contacts;
mod foreign;
mod jobs;
mod manage;
mod otp;
mod outbox;
mod own_contacts;
mod passkeys;
mod passwords;
mod profile;
mod register;
mod sign_in;
mod web_sessions;
